from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from capi_bot.concurrency import Steps
from capi_bot.slack.client import SlackClient
from capi_bot.slack.destinations.modal_and_home import Modal
from capi_bot.slack.destinations.new_message import CommandChannel, MentionThread, SharedToChannel, ShortcutThread
from capi_bot.slack.destinations.pressed_message import PressedMessage
from capi_bot.slack.memory import LatestPress
from capi_bot.slack.messages import Message
from capi_bot.slack.payloads import BlockAction, Shortcut, SlashCommand
from capi_bot.slack.pending_reply import POST_ONCE_WAIT, UPDATE_WAIT
from capi_bot.slack.views.notices import unfinished
from capi_bot.slack.views.sharing import not_shared_note, shared_note
from tests.fakes_slack import FakeSlack
from tests.slack.interactions import (
    FAILURE,
    IN_MODAL,
    LISTED,
    LOST,
    ScriptedReply,
    actor,
    mention,
    message,
    press,
    sent_fields,
    show,
    shown,
)

POSTED = "C1 1700000000.000100"
LOOKING = "Looking… what I find follows."
IN_MODAL_OF_CHANNEL = IN_MODAL | {"actor": actor()}


class SlowReply(ScriptedReply):
    """A reply that keeps people waiting where it can be shown only once."""

    def render_once(self, timeout: float, *, is_late: bool) -> Steps[Message | None]:
        yield from ()
        if is_late:
            return message("by then")
        self.timeouts.append(timeout)
        return None


def first_line(text: str) -> str:
    return text.split("\n", maxsplit=1)[0]


def last_element(slack: FakeSlack) -> str | None:
    """Return the type of the last element of what was sent last, where its last block has any."""
    elements = slack.sent[-1].body["blocks"][-1].get("elements")
    return str(elements[0]["type"]) if elements else None


class TestCommandChannel:
    @pytest.fixture
    def slash(self, slack: FakeSlack) -> SlashCommand:
        return SlashCommand(actor=actor(), command="/capi", text="", response_url=slack.response_url("press1"))

    @pytest.fixture
    def public(self, client: SlackClient, latest_press: LatestPress, slash: SlashCommand) -> CommandChannel:
        return CommandChannel(client, latest_press, slash, private=False)

    @pytest.fixture
    def private(self, client: SlackClient, latest_press: LatestPress, slash: SlashCommand) -> CommandChannel:
        return CommandChannel(client, latest_press, slash, private=True)

    def test_posts_at_once_and_updates_when_the_rest_is_known(self, public: CommandChannel, slack: FakeSlack) -> None:
        reply = ScriptedReply(finished_at=1)
        show(public, reply)
        assert slack.journal == ["chat.postMessage: first", "chat.update: last"]
        assert sent_fields(slack, "channel", "ts") == [("C1", None), ("C1", "1700000000.000100")]
        assert reply.timeouts == [0, UPDATE_WAIT]

    def test_that_slack_refuses_to_complete_it_is_told(self, public: CommandChannel, slack: FakeSlack) -> None:
        slack.refuse("chat.update", "edit_window_closed")
        show(public, ScriptedReply(finished_at=1))
        note = first_line(unfinished().text)
        assert slack.journal == ["chat.postMessage: first", "chat.update: last", f"/response/press1: {note}"]
        assert slack.sent[-1].body["response_type"] == "ephemeral"

    def test_nothing_is_told_of_one_that_was_deleted(self, public: CommandChannel, slack: FakeSlack) -> None:
        slack.refuse("chat.update", "message_not_found")
        show(public, ScriptedReply(finished_at=1))
        assert slack.journal == ["chat.postMessage: first", "chat.update: last"]

    def test_posts_once_what_was_finished(self, public: CommandChannel, slack: FakeSlack) -> None:
        show(public, ScriptedReply())
        assert slack.journal == ["chat.postMessage: last"]

    def test_what_was_pressed_meanwhile_is_not_overwritten(
        self, public: CommandChannel, slack: FakeSlack, latest_press: LatestPress
    ) -> None:
        show(public, ScriptedReply(finished_at=1, meanwhile=lambda: latest_press.begin(POSTED, "1700000109.1")))
        assert slack.journal == ["chat.postMessage: first"]

    @pytest.mark.parametrize("finished_at", [0, 1, 2])
    def test_t12_where_the_bot_is_no_member_one_message_is_posted_and_never_a_second(
        self, public: CommandChannel, slack: FakeSlack, finished_at: int
    ) -> None:
        slack.refuse("chat.postMessage", "not_in_channel")
        reply = ScriptedReply(finished_at=finished_at)
        show(public, reply)
        assert [sent.to for sent in slack.sent] == ["chat.postMessage", "/response/press1"]
        assert slack.sent[1].text == ("first" if finished_at == 2 else "last")
        assert slack.sent[1].body["response_type"] == "in_channel"
        assert reply.timeouts == [0, POST_ONCE_WAIT]

    def test_in_private_only_the_asker_sees_it(self, private: CommandChannel, slack: FakeSlack) -> None:
        reply = ScriptedReply()
        show(private, reply)
        assert slack.journal == ["/response/press1: last"]
        assert sent_fields(slack, "response_type") == [("ephemeral",)]
        assert reply.timeouts == [POST_ONCE_WAIT]

    @pytest.mark.parametrize("name", ["public", "private"])
    def test_t6_where_the_response_url_is_dead_the_asker_gets_an_ephemeral_message(
        self, request: pytest.FixtureRequest, slack: FakeSlack, name: str
    ) -> None:
        slack.refuse("chat.postMessage", "not_in_channel")
        slack.refuse("/response/press1", "expired_url")
        show(request.getfixturevalue(name), ScriptedReply())
        assert slack.journal[-2:] == ["/response/press1: last", "chat.postEphemeral: last"]
        assert slack.sent[-1].body["user"] == "U1"

    @pytest.mark.parametrize("name", ["public", "private"])
    def test_a_failure_is_shown_only_to_the_person_who_asked(
        self, request: pytest.FixtureRequest, slack: FakeSlack, name: str
    ) -> None:
        request.getfixturevalue(name).report(FAILURE)
        assert slack.journal == ["/response/press1: failure"]
        assert sent_fields(slack, "response_type", "replace_original") == [("ephemeral", False)]

    def test_t6_a_failure_is_told_by_an_ephemeral_message_where_the_response_url_is_dead(
        self, public: CommandChannel, slack: FakeSlack
    ) -> None:
        slack.refuse("/response/press1", "used_url")
        public.report(FAILURE)
        assert slack.journal == ["/response/press1: failure", "chat.postEphemeral: failure"]

    def test_who_waits_long_in_private_is_told_so(self, private: CommandChannel, slack: FakeSlack) -> None:
        reply = SlowReply()
        show(private, reply)
        assert slack.journal == [f"/response/press1: {LOOKING}", "/response/press1: by then"]
        assert {sent.body["response_type"] for sent in slack.sent} == {"ephemeral"}
        assert reply.timeouts == [POST_ONCE_WAIT]

    def test_who_waits_long_where_the_bot_is_no_member_is_told_so_in_private(
        self, public: CommandChannel, slack: FakeSlack
    ) -> None:
        slack.refuse("chat.postMessage", "not_in_channel")
        show(public, SlowReply(finished_at=9))
        assert [sent.body.get("response_type") for sent in slack.sent] == [None, "ephemeral", "in_channel"]

    @pytest.mark.parametrize(("name", "element"), [("public", None), ("private", "button")])
    def test_only_what_one_person_sees_has_a_button_that_shares_it(
        self, request: pytest.FixtureRequest, slack: FakeSlack, name: str, element: str | None
    ) -> None:
        show(request.getfixturevalue(name), replace(message("found"), share="list:n=1"))
        assert last_element(slack) == element

    def test_what_the_response_url_brings_to_the_channel_has_no_button_that_shares_it(
        self, public: CommandChannel, slack: FakeSlack
    ) -> None:
        slack.refuse("chat.postMessage", "not_in_channel")
        show(public, replace(message("found"), share="list:n=1"))
        assert (slack.sent[-1].to, last_element(slack)) == ("/response/press1", None)


class TestMentionThread:
    @pytest.fixture
    def public(self, client: SlackClient, latest_press: LatestPress) -> MentionThread:
        return MentionThread(client, latest_press, mention(""), private=False)

    @pytest.fixture
    def private(self, client: SlackClient, latest_press: LatestPress) -> MentionThread:
        return MentionThread(client, latest_press, mention(""), private=True)

    def test_posts_in_the_thread_and_updates(self, public: MentionThread, slack: FakeSlack) -> None:
        reply = ScriptedReply(finished_at=1)
        show(public, reply)
        assert slack.journal == ["chat.postMessage: first", "chat.update: last"]
        assert slack.sent[0].body["thread_ts"] == "1700000002.1"
        assert reply.timeouts == [0, UPDATE_WAIT]

    def test_posts_once_what_was_finished(self, public: MentionThread, slack: FakeSlack) -> None:
        show(public, ScriptedReply())
        assert slack.journal == ["chat.postMessage: last"]

    def test_a_message_that_was_not_posted_is_not_updated_and_the_writer_is_told(
        self, public: MentionThread, slack: FakeSlack
    ) -> None:
        slack.refuse("chat.postMessage", "channel_not_found")
        reply = ScriptedReply(finished_at=1)
        show(public, reply)
        assert slack.journal == [
            "chat.postMessage: first",
            f"chat.postMessage: {LOST}",
            f"chat.postEphemeral: {LOST}",
        ]
        assert sent_fields(slack, "user", "thread_ts")[-1] == ("U1", "1700000002.1")
        assert reply.timeouts == [0]

    def test_what_was_pressed_meanwhile_is_not_overwritten(
        self, public: MentionThread, slack: FakeSlack, latest_press: LatestPress
    ) -> None:
        show(public, ScriptedReply(finished_at=1, meanwhile=lambda: latest_press.begin(POSTED, "1700000109.1")))
        assert slack.journal == ["chat.postMessage: first"]

    def test_in_private_only_the_asker_sees_it_in_the_thread(self, private: MentionThread, slack: FakeSlack) -> None:
        show(private, ScriptedReply())
        private.report(FAILURE)
        assert slack.journal == ["chat.postEphemeral: last", "chat.postEphemeral: failure"]
        assert sent_fields(slack, "user", "thread_ts") == [("U1", "1700000002.1")] * 2

    def test_a_failure_is_told_in_the_thread(self, public: MentionThread, slack: FakeSlack) -> None:
        public.report(FAILURE)
        assert slack.journal == ["chat.postMessage: failure"]
        assert slack.sent[0].body["thread_ts"] == "1700000002.1"

    def test_a_failure_that_cannot_be_posted_in_the_thread_is_told_only_to_the_writer(
        self, public: MentionThread, slack: FakeSlack
    ) -> None:
        slack.refuse("chat.postMessage", "channel_not_found")
        public.report(FAILURE)
        assert slack.journal == ["chat.postMessage: failure", "chat.postEphemeral: failure"]
        assert sent_fields(slack, "user", "thread_ts")[1] == ("U1", "1700000002.1")

    def test_a_private_failure_is_never_posted_for_all(self, private: MentionThread, slack: FakeSlack) -> None:
        slack.refuse("chat.postEphemeral", "user_not_in_channel")
        private.report(FAILURE)
        assert slack.journal == ["chat.postEphemeral: failure", "chat.postMessage: failure"]
        assert slack.sent[1].body["channel"] == "U1"

    def test_who_waits_long_in_private_is_told_so(self, private: MentionThread, slack: FakeSlack) -> None:
        show(private, SlowReply())
        assert slack.journal == [f"chat.postEphemeral: {LOOKING}", "chat.postEphemeral: by then"]

    @pytest.mark.parametrize(("name", "element"), [("public", None), ("private", "button")])
    def test_only_what_one_person_sees_has_a_button_that_shares_it(
        self, request: pytest.FixtureRequest, slack: FakeSlack, name: str, element: str | None
    ) -> None:
        show(request.getfixturevalue(name), replace(message("found"), share="list:n=1"))
        assert last_element(slack) == element


class TestShortcutThread:
    @pytest.fixture
    def shortcut(self, slack: FakeSlack) -> Shortcut:
        """A shortcut on a message that stands in the channel."""
        return Shortcut(
            actor=actor(),
            callback_id="lookup",
            trigger_id="1.2",
            message_ts="1700000003.1",
            thread_ts="1700000003.1",
            response_url=slack.response_url("shortcut"),
        )

    @pytest.fixture
    def under_message(self, client: SlackClient, latest_press: LatestPress, shortcut: Shortcut) -> ShortcutThread:
        return ShortcutThread(client, latest_press, shortcut)

    @pytest.fixture
    def in_thread(self, client: SlackClient, latest_press: LatestPress, shortcut: Shortcut) -> ShortcutThread:
        """The thread in which the message stands."""
        return ShortcutThread(client, latest_press, replace(shortcut, thread_ts="1700000001.1", in_thread=True))

    def test_the_answer_is_posted_in_the_thread_and_updated(
        self, under_message: ShortcutThread, slack: FakeSlack
    ) -> None:
        show(under_message, ScriptedReply(finished_at=1))
        assert slack.journal == ["chat.postMessage: first", "chat.update: last"]
        assert sent_fields(slack, "channel", "thread_ts")[0] == ("C1", "1700000003.1")

    def test_where_the_bot_is_no_member_the_finished_answer_comes_by_response_url(
        self, in_thread: ShortcutThread, slack: FakeSlack
    ) -> None:
        reply = ScriptedReply(finished_at=1)
        slack.refuse("chat.postMessage", "not_in_channel")
        show(in_thread, reply)
        assert slack.journal == ["chat.postMessage: first", "/response/shortcut: last"]
        fields = sent_fields(slack, "response_type", "thread_ts", "replace_original")
        assert fields[1] == ("in_channel", "1700000001.1", False)
        assert reply.timeouts == [0, UPDATE_WAIT]

    def test_where_slack_takes_it_in_no_thread_the_asker_sees_it(
        self, under_message: ShortcutThread, slack: FakeSlack
    ) -> None:
        for to in ("chat.postMessage", "/response/shortcut"):
            slack.refuse(to, "not_in_channel")
        show(under_message, ScriptedReply())
        assert [sent.to for sent in slack.sent] == [
            "chat.postMessage",
            *["/response/shortcut"] * 2,
            "chat.postEphemeral",
        ]
        assert slack.sent[-1].text == "last"

    def test_where_the_bot_may_not_post_only_the_person_who_asked_sees_it_and_why(
        self, under_message: ShortcutThread, slack: FakeSlack
    ) -> None:
        slack.refuse("chat.postMessage", "restricted_action_thread_locked")
        show(under_message, ScriptedReply())
        assert slack.journal == ["chat.postMessage: last", "/response/shortcut: last"]
        assert slack.sent[1].body["response_type"] == "ephemeral"
        assert "only you see this" in shown(slack.sent[1])

    def test_where_slack_takes_it_nowhere_the_person_who_asked_is_notified(
        self, under_message: ShortcutThread, slack: FakeSlack
    ) -> None:
        for to in ("chat.postMessage", "/response/shortcut", "chat.postEphemeral"):
            slack.refuse(to, "restricted_action")
        show(under_message, ScriptedReply())
        assert slack.sent[-1].text == LOST

    @pytest.mark.parametrize(("name", "thread"), [("under_message", None), ("in_thread", "1700000001.1")])
    def test_a_failure_is_shown_only_to_the_person_who_asked_and_in_a_thread_only_where_there_is_one(
        self, request: pytest.FixtureRequest, slack: FakeSlack, name: str, thread: str | None
    ) -> None:
        slack.refuse("/response/shortcut", "expired_url")
        request.getfixturevalue(name).report(FAILURE)
        assert slack.journal == ["/response/shortcut: failure", "chat.postEphemeral: failure"]
        assert slack.sent[0].body["response_type"] == "ephemeral"
        assert sent_fields(slack, "thread_ts") == [(thread,), (thread,)]


class TestSharedToChannel:
    @pytest.fixture
    def share(self, client: SlackClient, latest_press: LatestPress) -> Callable[[BlockAction], SharedToChannel]:
        """Press the button that shares, in an ephemeral message or a modal."""

        def make(action: BlockAction) -> SharedToChannel:
            kind = Modal if action.view_id else PressedMessage
            return SharedToChannel(client, latest_press, action, kind(client, latest_press, action))

        return make

    def test_posts_for_everybody_and_updates(
        self, share: Callable[[BlockAction], SharedToChannel], slack: FakeSlack
    ) -> None:
        show(share(press(slack, "share", ephemeral=True)), ScriptedReply(finished_at=1))
        assert slack.journal == ["chat.postMessage: first", "chat.update: last"]
        assert sent_fields(slack, "channel", "thread_ts") == [("C1", None), ("C1", None)]

    def test_what_was_seen_in_a_thread_is_shared_in_that_thread(
        self, share: Callable[[BlockAction], SharedToChannel], slack: FakeSlack
    ) -> None:
        show(share(press(slack, "share", ephemeral=True, in_thread=True)), ScriptedReply())
        assert sent_fields(slack, "thread_ts") == [(LISTED,)]

    def test_where_the_bot_is_no_member_the_response_url_brings_it(
        self, share: Callable[[BlockAction], SharedToChannel], slack: FakeSlack
    ) -> None:
        slack.refuse("chat.postMessage", "not_in_channel")
        reply = ScriptedReply()
        show(share(press(slack, "share", ephemeral=True)), reply)
        assert slack.journal == ["chat.postMessage: last", "/response/press1: last"]
        assert sent_fields(slack, "response_type", "replace_original")[1] == ("in_channel", False)
        assert reply.timeouts == [0, POST_ONCE_WAIT]

    def test_that_the_response_url_is_dead_too_is_shown_to_the_person_who_pressed(
        self, share: Callable[[BlockAction], SharedToChannel], slack: FakeSlack
    ) -> None:
        slack.refuse("chat.postMessage", "not_in_channel")
        slack.refuse("/response/press1", "expired_url")
        show(share(press(slack, "share", ephemeral=True)), ScriptedReply())
        note = first_line(not_shared_note().text)
        assert slack.journal == [
            "chat.postMessage: last",
            "/response/press1: last",
            f"/response/press1: {note}",
            f"chat.postEphemeral: {note}",
        ]

    def test_from_a_modal_the_modal_says_that_it_was_shared(
        self, share: Callable[[BlockAction], SharedToChannel], slack: FakeSlack
    ) -> None:
        show(share(press(slack, "share", **IN_MODAL_OF_CHANNEL)), ScriptedReply())
        assert slack.journal == ["chat.postMessage: last", f"views.update: {shared_note().text}"]

    def test_from_a_modal_it_is_updated_too_and_the_modal_says_once_that_it_was_shared(
        self, share: Callable[[BlockAction], SharedToChannel], slack: FakeSlack
    ) -> None:
        show(share(press(slack, "share", **IN_MODAL_OF_CHANNEL)), ScriptedReply(finished_at=1))
        assert slack.journal == ["chat.postMessage: first", f"views.update: {shared_note().text}", "chat.update: last"]

    def test_from_a_modal_that_belongs_to_no_channel_it_goes_to_the_chosen_one(
        self, share: Callable[[BlockAction], SharedToChannel], slack: FakeSlack
    ) -> None:
        show(share(press(slack, "share", selected="C2", **IN_MODAL)), ScriptedReply())
        assert sent_fields(slack, "channel")[0] == ("C2",)

    def test_from_a_modal_the_modal_says_that_it_could_not_be_shared(
        self, share: Callable[[BlockAction], SharedToChannel], slack: FakeSlack
    ) -> None:
        slack.refuse("chat.postMessage", "not_in_channel")
        show(share(press(slack, "share", **IN_MODAL_OF_CHANNEL)), ScriptedReply())
        assert slack.journal == ["chat.postMessage: last", f"views.update: {first_line(not_shared_note().text)}"]

    def test_a_failure_is_shown_only_to_the_person_who_pressed(
        self, share: Callable[[BlockAction], SharedToChannel], slack: FakeSlack
    ) -> None:
        share(press(slack, "share", ephemeral=True)).report(FAILURE)
        assert sent_fields(slack, "response_type", "replace_original") == [("ephemeral", False)]
