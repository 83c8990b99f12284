from __future__ import annotations

from dataclasses import replace

import pytest

from capi_bot.slack.client import SlackClient
from capi_bot.slack.destinations import (
    CommandChannel,
    Destination,
    EarlierMessage,
    MentionThread,
    Modal,
    PressedMessage,
    PressedThread,
    RetriedNote,
    pressed_key,
)
from capi_bot.slack.destinations.destination import POST_ONCE_WAIT, UPDATE_WAIT
from capi_bot.slack.memory import LatestPress
from tests.fakes_slack import Answer, FakeSlack
from tests.slack.interactions import (
    FAILURE,
    IN_MODAL,
    LOST,
    Looks,
    press,
    show,
    told,
)

POSTED = "C1 1700000000.000100"


@pytest.fixture
def latest_press() -> LatestPress:
    return LocalLatestPress()


class TestCommandChannel:
    @pytest.fixture
    def asked(self, client: SlackClient, latest_press: LatestPress, slack: FakeSlack) -> CommandChannel:
        return CommandChannel(
            client=client,
            latest_press=latest_press,
            channel_id="C1",
            user_id="U1",
            response_url=slack.response_url("press1"),
            private=False,
        )

    def test_posts_at_once_and_updates_when_the_rest_is_known(self, asked: CommandChannel, slack: FakeSlack) -> None:
        looks = Looks(finished_at=1)
        show(asked, looks)
        assert slack.journal == ["chat.postMessage: first", "chat.update: last"]
        assert told(slack, "channel", "ts") == [("C1", None), ("C1", "1700000000.000100")]
        assert looks.patience == [0, UPDATE_WAIT]

    def test_posts_once_what_was_finished(self, asked: CommandChannel, slack: FakeSlack) -> None:
        show(asked, Looks())
        assert slack.journal == ["chat.postMessage: last"]

    def test_what_was_pressed_meanwhile_is_not_overwritten(
        self, asked: CommandChannel, slack: FakeSlack, latest_press: LatestPress
    ) -> None:
        show(asked, Looks(finished_at=1, meanwhile=lambda: latest_press.begin(POSTED, "1700000109.1")))
        assert slack.journal == ["chat.postMessage: first"]

    @pytest.mark.parametrize("finished_at", [0, 1, 2])
    def test_t12_where_the_bot_is_no_member_one_message_is_posted_and_never_a_second(
        self, asked: CommandChannel, slack: FakeSlack, finished_at: int
    ) -> None:
        slack.refuse("chat.postMessage", "not_in_channel")
        looks = Looks(finished_at=finished_at)
        show(asked, looks)
        assert [sent.to for sent in slack.sent] == ["chat.postMessage", "/response/press1"]
        assert slack.sent[1].text == ("first" if finished_at == 2 else "last")
        assert slack.sent[1].body["response_type"] == "in_channel"
        assert looks.patience == [0, POST_ONCE_WAIT]

    def test_in_private_only_the_asker_sees_it(self, asked: CommandChannel, slack: FakeSlack) -> None:
        looks = Looks()
        show(replace(asked, private=True), looks)
        assert slack.journal == ["/response/press1: last"]
        assert told(slack, "response_type") == [("ephemeral",)]
        assert looks.patience == [POST_ONCE_WAIT]

    @pytest.mark.parametrize("private", [True, False])
    def test_t6_where_the_response_url_is_dead_the_asker_is_whispered_to(
        self, asked: CommandChannel, slack: FakeSlack, *, private: bool
    ) -> None:
        slack.refuse("chat.postMessage", "restricted_action")
        slack.refuse("/response/press1", "expired_url")
        show(replace(asked, private=private), Looks())
        assert slack.journal[-2:] == ["/response/press1: last", "chat.postEphemeral: last"]
        assert slack.sent[-1].body["user"] == "U1"

    def test_a_failure_is_told_only_to_the_asker(self, asked: CommandChannel, slack: FakeSlack) -> None:
        asked.report(FAILURE)
        assert slack.journal == ["/response/press1: failure"]
        assert told(slack, "response_type", "replace_original") == [("ephemeral", False)]

    def test_t6_a_failure_is_whispered_where_the_response_url_is_dead(
        self, asked: CommandChannel, slack: FakeSlack
    ) -> None:
        slack.refuse("/response/press1", "used_url")
        asked.report(FAILURE)
        assert slack.journal == ["/response/press1: failure", "chat.postEphemeral: failure"]


class TestMentionThread:
    @pytest.fixture
    def asked(self, client: SlackClient, latest_press: LatestPress) -> MentionThread:
        return MentionThread(
            client=client,
            latest_press=latest_press,
            channel_id="C1",
            user_id="U1",
            thread_ts="1700000002.1",
            private=False,
        )

    def test_posts_in_the_thread_and_updates(self, asked: MentionThread, slack: FakeSlack) -> None:
        looks = Looks(finished_at=1)
        show(asked, looks)
        assert slack.journal == ["chat.postMessage: first", "chat.update: last"]
        assert slack.sent[0].body["thread_ts"] == "1700000002.1"
        assert looks.patience == [0, UPDATE_WAIT]

    def test_posts_once_what_was_finished(self, asked: MentionThread, slack: FakeSlack) -> None:
        show(asked, Looks())
        assert slack.journal == ["chat.postMessage: last"]

    def test_a_message_that_was_not_posted_is_not_updated_and_the_writer_is_told(
        self, asked: MentionThread, slack: FakeSlack
    ) -> None:
        slack.refuse("chat.postMessage", "channel_not_found")
        looks = Looks(finished_at=1)
        show(asked, looks)
        assert slack.journal == ["chat.postMessage: first", f"chat.postEphemeral: {LOST}"]
        assert told(slack, "user", "thread_ts")[1] == ("U1", "1700000002.1")
        assert looks.patience == [0]

    def test_what_was_pressed_meanwhile_is_not_overwritten(
        self, asked: MentionThread, slack: FakeSlack, latest_press: LatestPress
    ) -> None:
        show(asked, Looks(finished_at=1, meanwhile=lambda: latest_press.begin(POSTED, "1700000109.1")))
        assert slack.journal == ["chat.postMessage: first"]

    def test_in_private_only_the_asker_sees_it_in_the_thread(self, asked: MentionThread, slack: FakeSlack) -> None:
        show(replace(asked, private=True), Looks())
        replace(asked, private=True).report(FAILURE)
        assert slack.journal == ["chat.postEphemeral: last", "chat.postEphemeral: failure"]
        assert told(slack, "user", "thread_ts") == [("U1", "1700000002.1")] * 2

    def test_a_failure_is_told_in_the_thread(self, asked: MentionThread, slack: FakeSlack) -> None:
        asked.report(FAILURE)
        assert slack.journal == ["chat.postMessage: failure"]
        assert slack.sent[0].body["thread_ts"] == "1700000002.1"


def test_slack_out_of_reach_raises_nothing_anywhere(
    client: SlackClient, latest_press: LatestPress, slack: FakeSlack
) -> None:
    for to in ("chat.postMessage", "chat.postEphemeral", "chat.update", "views.update", "/response/press1"):
        slack.script(to, Answer(status=500, raw=b"down"))
    action = press(slack, "list.refresh")
    asked_in_channel = CommandChannel(
        client=client,
        latest_press=latest_press,
        channel_id="C1",
        user_id="U1",
        response_url=action.response_url,
        private=False,
    )
    asked_in_thread = MentionThread(
        client=client, latest_press=latest_press, channel_id="C1", user_id="U1", thread_ts="1", private=False
    )
    under = PressedThread(client=client, action=action)
    places: tuple[Destination, ...] = (
        asked_in_channel,
        asked_in_thread,
        under,
        PressedMessage(client=client, latest_press=latest_press, action=action),
        Modal(client=client, latest_press=latest_press, action=press(slack, "list.refresh", **IN_MODAL)),
        RetriedNote(client=client, note=action, meant=under),
        EarlierMessage(client=client, latest_press=latest_press, note=action, message_ts="1"),
    )
    for place in places:
        before = len(slack.sent)
        show(place, Looks(finished_at=1))
        place.report(FAILURE)
        assert len(slack.sent) >= before + 2


def test_presses_are_told_apart_by_channel_message_and_modal(slack: FakeSlack) -> None:
    keys = {
        pressed_key(press(slack, "list.refresh")),
        pressed_key(press(slack, "list.refresh", channel_id="C2")),
        pressed_key(press(slack, "list.refresh", message_ts="1700000003.1")),
        pressed_key(press(slack, "list.refresh", **IN_MODAL)),
        pressed_key(press(slack, "list.refresh", **(IN_MODAL | {"view_id": "V2"}))),
    }
    assert len(keys) == 5
