from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from capi_bot.slack.client import SlackClient
from capi_bot.slack.delivery import deliver_failure
from capi_bot.slack.destinations.destination import Destination
from capi_bot.slack.destinations.modal_and_home import Modal
from capi_bot.slack.destinations.new_message import CommandChannel
from capi_bot.slack.destinations.pressed_message import (
    EarlierMessage,
    PressedMessage,
    PressedNote,
    PressedThread,
    RetriedNote,
    ThreadFiles,
)
from capi_bot.slack.memory import LatestPress
from capi_bot.slack.messages import Document, Message
from capi_bot.slack.payloads import BlockAction
from capi_bot.slack.pending_reply import POST_ONCE_WAIT, REPLACE_WAIT, UPDATE_WAIT
from capi_bot.slack.views import sharing
from tests.fakes_slack import Answer, FakeSlack
from tests.jobs import finish
from tests.slack.interactions import (
    FAILURE,
    IN_MODAL,
    LISTED,
    LOST,
    ScriptedReply,
    actor,
    message,
    press,
    sent_fields,
    show,
    slash,
)

FOUND = replace(message("found"), share="list:n=1")


def last_block(slack: FakeSlack) -> str:
    return str(slack.sent[-1].body["blocks"][-1]["type"])


class TestPressedMessage:
    @pytest.fixture
    def pressed(
        self, client: SlackClient, latest_press: LatestPress, slack: FakeSlack
    ) -> Callable[..., PressedMessage]:
        def make(**fields: object) -> PressedMessage:
            return PressedMessage(client, latest_press, press(slack, "list.refresh", **fields))

        return make

    def test_is_replaced_and_replaced_again(self, pressed: Callable[..., PressedMessage], slack: FakeSlack) -> None:
        reply = ScriptedReply(finished_at=1)
        show(pressed(), reply)
        assert slack.journal == ["/response/press1: first", "/response/press1: last"]
        assert sent_fields(slack, "response_type", "replace_original") == [("in_channel", True)] * 2
        assert reply.timeouts == [REPLACE_WAIT, UPDATE_WAIT]

    def test_is_replaced_once_by_what_was_finished(
        self, pressed: Callable[..., PressedMessage], slack: FakeSlack
    ) -> None:
        show(pressed(), ScriptedReply())
        assert slack.journal == ["/response/press1: last"]

    def test_a_late_answer_does_not_overwrite_that_of_a_later_press(
        self, pressed: Callable[..., PressedMessage], latest_press: LatestPress, slack: FakeSlack
    ) -> None:
        show(
            pressed(),
            ScriptedReply(finished_at=1, meanwhile=lambda: latest_press.begin(f"C1 {LISTED}", "1700000102.1")),
        )
        assert slack.journal == ["/response/press1: first"]

    def test_t6_a_public_message_is_updated_where_its_response_url_is_dead(
        self, pressed: Callable[..., PressedMessage], slack: FakeSlack
    ) -> None:
        slack.refuse("/response/press1", "expired_url")
        show(pressed(), ScriptedReply())
        assert slack.journal == ["/response/press1: last", "chat.update: last"]
        assert slack.sent[1].body["ts"] == LISTED

    def test_an_ephemeral_message_cannot_be_updated_so_the_person_who_pressed_is_notified(
        self, pressed: Callable[..., PressedMessage], slack: FakeSlack
    ) -> None:
        slack.refuse("/response/press1", "expired_url")
        show(pressed(ephemeral=True), ScriptedReply())
        assert slack.journal == ["/response/press1: last", f"/response/press1: {LOST}", f"chat.postEphemeral: {LOST}"]
        assert sent_fields(slack, "response_type", "user") == [("ephemeral", None), ("ephemeral", None), (None, "U1")]

    @pytest.mark.parametrize(("in_thread", "thread"), [(False, None), (True, LISTED)])
    def test_a_failure_is_shown_only_to_the_person_who_pressed_and_the_message_stays(
        self, pressed: Callable[..., PressedMessage], slack: FakeSlack, *, in_thread: bool, thread: str | None
    ) -> None:
        slack.refuse("/response/press1", "used_url")
        pressed(in_thread=in_thread).report(FAILURE)
        assert slack.journal == ["/response/press1: failure", "chat.postEphemeral: failure"]
        assert sent_fields(slack, "thread_ts") == [(thread,), (thread,)]
        assert slack.sent[0].body["response_type"] == "ephemeral"
        assert slack.sent[0].body["replace_original"] is False

    def test_a_failure_is_told_once(self, pressed: Callable[..., PressedMessage], slack: FakeSlack) -> None:
        pressed().report(FAILURE)
        assert slack.journal == ["/response/press1: failure"]

    @pytest.mark.parametrize(("ephemeral", "block"), [(False, "section"), (True, "actions")])
    def test_only_what_one_person_sees_has_a_button_that_shares_it(
        self, pressed: Callable[..., PressedMessage], slack: FakeSlack, block: str, *, ephemeral: bool
    ) -> None:
        show(pressed(ephemeral=ephemeral), FOUND)
        assert last_block(slack) == block


class TestPressedThread:
    @pytest.fixture
    def thread(self, client: SlackClient, slack: FakeSlack) -> PressedThread:
        return PressedThread(client, press(slack, "list.refresh"))

    @pytest.fixture
    def beside_ephemeral(self, client: SlackClient, slack: FakeSlack) -> PressedThread:
        return PressedThread(client, press(slack, "row.card", ephemeral=True))

    def test_answers_once_in_the_thread_of_the_pressed_message(self, thread: PressedThread, slack: FakeSlack) -> None:
        reply = ScriptedReply()
        show(thread, reply)
        assert slack.journal == ["/response/press1: last"]
        assert sent_fields(slack, "thread_ts", "response_type", "replace_original") == [(LISTED, "in_channel", False)]
        assert reply.timeouts == [POST_ONCE_WAIT]

    def test_posts_there_where_the_response_url_is_dead(self, thread: PressedThread, slack: FakeSlack) -> None:
        slack.refuse("/response/press1", "expired_url")
        show(thread, ScriptedReply())
        assert slack.journal == ["/response/press1: last", "chat.postMessage: last"]
        assert sent_fields(slack, "thread_ts") == [(LISTED,)] * 2

    def test_beside_an_ephemeral_message_a_new_one_like_it_answers_and_the_old_one_stays(
        self, beside_ephemeral: PressedThread, slack: FakeSlack
    ) -> None:
        show(beside_ephemeral, ScriptedReply())
        assert slack.journal == ["/response/press1: last"]
        assert sent_fields(slack, "thread_ts", "response_type", "replace_original") == [(None, "ephemeral", False)]

    def test_what_one_person_sees_is_never_posted_for_all(
        self, beside_ephemeral: PressedThread, slack: FakeSlack
    ) -> None:
        slack.refuse("/response/press1", "expired_url")
        show(beside_ephemeral, ScriptedReply())
        assert {sent.to for sent in slack.sent} == {"/response/press1", "chat.postEphemeral"}

    def test_a_failure_is_shown_only_to_the_person_who_pressed(self, thread: PressedThread, slack: FakeSlack) -> None:
        thread.report(FAILURE)
        assert slack.journal == ["/response/press1: failure"]
        assert sent_fields(slack, "response_type", "thread_ts") == [("ephemeral", None)]

    @pytest.mark.parametrize(("name", "block"), [("thread", "section"), ("beside_ephemeral", "actions")])
    def test_only_what_one_person_sees_has_a_button_that_shares_it(
        self, request: pytest.FixtureRequest, slack: FakeSlack, name: str, block: str
    ) -> None:
        show(request.getfixturevalue(name), FOUND)
        assert last_block(slack) == block


class TestPressedNote:
    def test_only_the_person_who_pressed_sees_it(
        self, client: SlackClient, latest_press: LatestPress, slack: FakeSlack
    ) -> None:
        reply = ScriptedReply()
        show(PressedNote(PressedMessage(client, latest_press, press(slack, "list.save"))), reply)
        assert slack.journal == ["/response/press1: last"]
        assert sent_fields(slack, "response_type", "replace_original") == [("ephemeral", False)]
        assert reply.timeouts == [POST_ONCE_WAIT]

    def test_a_failure_is_shown_only_to_the_person_who_pressed(
        self, client: SlackClient, latest_press: LatestPress, slack: FakeSlack
    ) -> None:
        PressedNote(PressedMessage(client, latest_press, press(slack, "list.save"))).report(FAILURE)
        assert slack.journal == ["/response/press1: failure"]
        assert sent_fields(slack, "response_type", "replace_original") == [("ephemeral", False)]

    def test_in_a_modal_it_stands_above_what_the_modal_shows(
        self, client: SlackClient, latest_press: LatestPress, slack: FakeSlack
    ) -> None:
        view_blocks = ({"type": "divider", "block_id": "list"},)
        action = press(slack, "list.save", view_blocks=view_blocks, **IN_MODAL | {"actor": actor()})
        show(PressedNote(Modal(client, latest_press, action)), ScriptedReply())
        assert [block["type"] for block in slack.sent[-1].body["view"]["blocks"]] == ["section", "divider"]


class TestRetriedNote:
    @pytest.fixture
    def note(self, slack: FakeSlack) -> BlockAction:
        return press(slack, "list.refresh", ephemeral=True, response_url=slack.response_url("note"))

    @pytest.fixture
    def retried(self, client: SlackClient, slack: FakeSlack, note: BlockAction) -> Destination:
        return RetriedNote(client, note, PressedThread(client, press(slack, "list.refresh")))

    @pytest.fixture
    def command(
        self, client: SlackClient, latest_press: LatestPress, slack: FakeSlack, note: BlockAction
    ) -> Destination:
        return RetriedNote(client, note, CommandChannel(client, latest_press, slash(slack, ""), private=False))

    def test_shows_where_it_was_meant_and_deletes_the_note(self, retried: Destination, slack: FakeSlack) -> None:
        reply = ScriptedReply()
        show(retried, reply)
        assert slack.journal == ["/response/press1: last", "/response/note: (deleted)"]
        assert reply.timeouts == [POST_ONCE_WAIT]

    def test_updates_where_it_was_meant_and_deletes_the_note_once(self, command: Destination, slack: FakeSlack) -> None:
        reply = ScriptedReply(finished_at=1)
        show(command, reply)
        assert slack.journal == ["chat.postMessage: first", "/response/note: (deleted)", "chat.update: last"]
        assert reply.timeouts == [0, UPDATE_WAIT]

    def test_where_the_bot_is_no_member_the_note_is_deleted_once_the_answer_is_there(
        self, command: Destination, slack: FakeSlack
    ) -> None:
        slack.refuse("chat.postMessage", "not_in_channel")
        show(command, ScriptedReply())
        assert slack.journal == ["chat.postMessage: last", "/response/slash: last", "/response/note: (deleted)"]

    def test_an_answer_that_slack_does_not_take_is_told_in_place_of_the_note(
        self, retried: Destination, slack: FakeSlack
    ) -> None:
        slack.refuse("/response/press1", "used_url")
        slack.refuse("chat.postMessage", "not_in_channel")
        show(retried, ScriptedReply())
        assert slack.journal == ["/response/press1: last", "chat.postMessage: last", f"/response/note: {LOST}"]
        assert slack.sent[-1].body["replace_original"] is True

    def test_a_failure_for_which_the_note_does_not_change_is_told_in_another(
        self, retried: Destination, slack: FakeSlack
    ) -> None:
        slack.script("/response/note", *[Answer(status=500)] * 3, Answer())
        finish(deliver_failure(FAILURE, retried))
        assert sent_fields(slack, "replace_original") == [(True,)] * 3 + [(False,)]

    def test_a_second_failure_replaces_the_note(self, retried: Destination, slack: FakeSlack) -> None:
        retried.report(FAILURE)
        assert slack.journal == ["/response/note: failure"]
        assert sent_fields(slack, "response_type", "replace_original") == [("ephemeral", True)]

    def test_what_goes_wrong_once_the_note_is_deleted_is_told_where_the_answer_was_meant_to_be(
        self, client: SlackClient, slack: FakeSlack, note: BlockAction
    ) -> None:
        class Collected(ScriptedReply):
            def message(self, text: str) -> Message:
                documents = (Document(name="a.json", title="a", text="{}"),) if text == "last" else ()
                return replace(message(text), documents=documents)

        slack.refuse("files.getUploadURLExternal", "missing_scope")
        show(RetriedNote(client, note, ThreadFiles(client, press(slack, "card.download"))), Collected(finished_at=1))
        sent = [sent for sent in slack.sent if sent.to.startswith("/response")]
        assert [(one.to, one.body.get("replace_original")) for one in sent] == [
            ("/response/press1", False),
            ("/response/note", None),
            ("/response/press1", False),
        ]
        assert sent[1].body == {"delete_original": True}
        assert sent[2].text == sharing.missing_scope().text


class TestEarlierMessage:
    @pytest.fixture
    def earlier(self, client: SlackClient, latest_press: LatestPress, slack: FakeSlack) -> Destination:
        note = press(
            slack, "list.refresh", ephemeral=True, message_ts="1700000005.1", response_url=slack.response_url("note")
        )
        return EarlierMessage(client, latest_press, note, LISTED)

    def test_changes_the_message_and_deletes_the_note(self, earlier: Destination, slack: FakeSlack) -> None:
        reply = ScriptedReply()
        show(earlier, reply)
        assert slack.journal == ["chat.update: last", "/response/note: (deleted)"]
        assert sent_fields(slack, "ts")[0] == (LISTED,)
        assert reply.timeouts == [UPDATE_WAIT]

    def test_is_changed_once_and_never_again(self, earlier: Destination, slack: FakeSlack) -> None:
        show(earlier, ScriptedReply(finished_at=1))
        assert slack.journal == ["chat.update: first", "/response/note: (deleted)"]

    def test_the_note_shows_the_answer_where_the_bot_may_not_change_the_message(
        self, earlier: Destination, slack: FakeSlack
    ) -> None:
        slack.refuse("chat.update", "channel_not_found")
        show(earlier, ScriptedReply())
        assert slack.journal == ["chat.update: last", "/response/note: last"]
        assert sent_fields(slack, "response_type", "replace_original")[1] == ("ephemeral", True)

    def test_the_note_shows_the_answer_where_somebody_pressed_meanwhile(
        self, earlier: Destination, slack: FakeSlack, latest_press: LatestPress
    ) -> None:
        show(earlier, ScriptedReply(meanwhile=lambda: latest_press.begin(f"C1 {LISTED}", "1700000102.1")))
        assert slack.journal == ["/response/note: last"]

    @pytest.mark.parametrize(("is_changed", "block"), [(True, "section"), (False, "actions")])
    def test_only_the_note_has_a_button_that_shares_the_answer(
        self, earlier: Destination, slack: FakeSlack, block: str, *, is_changed: bool
    ) -> None:
        if not is_changed:
            slack.refuse("chat.update", "channel_not_found")
        show(earlier, FOUND)
        answer = next(sent for sent in slack.sent if sent.to == ("chat.update" if is_changed else "/response/note"))
        assert answer.body["blocks"][-1]["type"] == block

    def test_an_answer_that_the_note_may_show_already_is_not_shown_in_another(
        self, earlier: Destination, slack: FakeSlack
    ) -> None:
        slack.refuse("chat.update", "channel_not_found")
        slack.script("/response/note", Answer(status=500), Answer())
        show(earlier, ScriptedReply())
        assert slack.journal == ["chat.update: last", *["/response/note: last"] * 2]
        assert sent_fields(slack, "replace_original")[1:] == [(True,), (True,)]

    def test_an_answer_is_shown_in_another_note_where_that_one_is_gone(
        self, earlier: Destination, slack: FakeSlack
    ) -> None:
        slack.refuse("chat.update", "channel_not_found")
        slack.script("/response/note", Answer(status=404), Answer())
        show(earlier, ScriptedReply())
        assert slack.journal == ["chat.update: last", *["/response/note: last"] * 2]
        assert sent_fields(slack, "replace_original")[1:] == [(True,), (False,)]

    def test_a_second_failure_replaces_the_note(self, earlier: Destination, slack: FakeSlack) -> None:
        earlier.report(FAILURE)
        assert slack.journal == ["/response/note: failure"]
        assert sent_fields(slack, "replace_original") == [(True,)]
