from __future__ import annotations

from dataclasses import replace

import pytest

from capi_bot.slack.client import SlackClient
from capi_bot.slack.destinations import (
    Destination,
    EarlierMessage,
    Modal,
    PressedMessage,
    PressedThread,
    RetriedNote,
)
from capi_bot.slack.destinations.destination import POST_ONCE_WAIT, REPLACE_WAIT, UPDATE_WAIT
from capi_bot.slack.destinations.pressed_message import NOTE
from capi_bot.slack.memory import LatestPress
from capi_bot.slack.messages import Block, Message
from tests.fakes_slack import FakeSlack
from tests.slack.interactions import (
    FAILURE,
    IN_MODAL,
    LISTED,
    LOST,
    Looks,
    message,
    press,
    show,
    told,
)

CARD: tuple[Block, ...] = ({"type": "divider", "block_id": "card"}, {"type": "divider", "block_id": "tabs"})


@pytest.fixture
def latest_press() -> LatestPress:
    return LocalLatestPress()


def note(number: int, text: str) -> Block:
    """Be a block of a failure as it stands in a modal."""
    return message(text).blocks[0] | {"block_id": f"{NOTE}{number}"}


def blocks_of(slack: FakeSlack) -> list[Block]:
    """Return what the modal shows now."""
    return list(slack.sent[-1].body["view"]["blocks"])


class TestPressedMessage:
    def test_is_replaced_and_replaced_again(
        self, client: SlackClient, latest_press: LatestPress, slack: FakeSlack
    ) -> None:
        looks = Looks(finished_at=1)
        show(
            PressedMessage(client=client, latest_press=latest_press, action=press(slack, "list.refresh")),
            looks,
        )
        assert slack.journal == ["/response/press1: first", "/response/press1: last"]
        assert told(slack, "response_type", "replace_original") == [("in_channel", True)] * 2
        assert looks.patience == [REPLACE_WAIT, UPDATE_WAIT]

    def test_is_replaced_once_by_what_was_finished(
        self, client: SlackClient, latest_press: LatestPress, slack: FakeSlack
    ) -> None:
        show(
            PressedMessage(client=client, latest_press=latest_press, action=press(slack, "list.refresh")),
            Looks(),
        )
        assert slack.journal == ["/response/press1: last"]

    def test_a_late_answer_does_not_overwrite_that_of_a_later_press(
        self, client: SlackClient, latest_press: LatestPress, slack: FakeSlack
    ) -> None:
        looks = Looks(finished_at=1, meanwhile=lambda: latest_press.begin(f"C1 {LISTED}", "1700000102.1"))
        show(
            PressedMessage(client=client, latest_press=latest_press, action=press(slack, "list.refresh")),
            looks,
        )
        assert slack.journal == ["/response/press1: first"]

    def test_t6_a_public_message_is_updated_where_its_response_url_is_dead(
        self, client: SlackClient, latest_press: LatestPress, slack: FakeSlack
    ) -> None:
        slack.refuse("/response/press1", "expired_url")
        show(
            PressedMessage(client=client, latest_press=latest_press, action=press(slack, "list.refresh")),
            Looks(),
        )
        assert slack.journal == ["/response/press1: last", "chat.update: last"]
        assert slack.sent[1].body["ts"] == LISTED

    def test_an_ephemeral_message_cannot_be_updated_so_the_presser_is_told(
        self, client: SlackClient, latest_press: LatestPress, slack: FakeSlack
    ) -> None:
        slack.refuse("/response/press1", "expired_url")
        show(
            PressedMessage(
                client=client, latest_press=latest_press, action=press(slack, "list.refresh", ephemeral=True)
            ),
            Looks(),
        )
        assert slack.journal == ["/response/press1: last", f"/response/press1: {LOST}", f"chat.postEphemeral: {LOST}"]
        assert told(slack, "response_type", "user") == [("ephemeral", None), ("ephemeral", None), (None, "U1")]

    @pytest.mark.parametrize(("in_thread", "thread"), [(False, None), (True, LISTED)])
    def test_a_failure_is_told_only_to_the_presser_and_the_message_stays(
        self, client: SlackClient, latest_press: LatestPress, slack: FakeSlack, *, in_thread: bool, thread: str | None
    ) -> None:
        slack.refuse("/response/press1", "used_url")
        PressedMessage(
            client=client, latest_press=latest_press, action=press(slack, "list.refresh", in_thread=in_thread)
        ).report(FAILURE)
        assert slack.journal == ["/response/press1: failure", "chat.postEphemeral: failure"]
        assert told(slack, "thread_ts") == [(thread,), (thread,)]
        assert slack.sent[0].body["response_type"] == "ephemeral"
        assert slack.sent[0].body["replace_original"] is False

    def test_a_failure_is_told_once(self, client: SlackClient, latest_press: LatestPress, slack: FakeSlack) -> None:
        PressedMessage(client=client, latest_press=latest_press, action=press(slack, "list.refresh")).report(FAILURE)
        assert slack.journal == ["/response/press1: failure"]


class TestPressedThread:
    def test_answers_in_the_thread_of_the_pressed_message(self, client: SlackClient, slack: FakeSlack) -> None:
        looks = Looks()
        show(PressedThread(client=client, action=press(slack, "list.refresh")), looks)
        assert slack.journal == ["/response/press1: last"]
        assert told(slack, "thread_ts", "response_type", "replace_original") == [(LISTED, "in_channel", False)]
        assert looks.patience == [POST_ONCE_WAIT]

    def test_posts_there_where_the_response_url_is_dead(self, client: SlackClient, slack: FakeSlack) -> None:
        slack.refuse("/response/press1", "expired_url")
        show(PressedThread(client=client, action=press(slack, "list.refresh")), Looks())
        assert slack.journal == ["/response/press1: last", "chat.postMessage: last"]
        assert told(slack, "thread_ts") == [(LISTED,)] * 2

    def test_beside_an_ephemeral_message_a_new_one_like_it_answers_and_the_old_one_stays(
        self, client: SlackClient, slack: FakeSlack
    ) -> None:
        show(PressedThread(client=client, action=press(slack, "row.card", ephemeral=True)), Looks())
        assert slack.journal == ["/response/press1: last"]
        assert told(slack, "thread_ts", "response_type", "replace_original") == [(None, "ephemeral", False)]

    def test_what_one_person_sees_is_never_posted_for_all(self, client: SlackClient, slack: FakeSlack) -> None:
        slack.refuse("/response/press1", "expired_url")
        show(PressedThread(client=client, action=press(slack, "row.card", ephemeral=True)), Looks())
        assert {sent.to for sent in slack.sent} == {"/response/press1", "chat.postEphemeral"}

    def test_a_failure_is_told_only_to_the_presser(self, client: SlackClient, slack: FakeSlack) -> None:
        PressedThread(client=client, action=press(slack, "list.refresh")).report(FAILURE)
        assert slack.journal == ["/response/press1: failure"]
        assert told(slack, "response_type", "thread_ts") == [("ephemeral", None)]


class TestModal:
    def test_is_updated_and_updated_again(
        self, client: SlackClient, latest_press: LatestPress, slack: FakeSlack
    ) -> None:
        looks = Looks(finished_at=1)
        show(
            Modal(client=client, latest_press=latest_press, action=press(slack, "list.refresh", **IN_MODAL)),
            looks,
        )
        assert slack.journal == ["views.update: first", "views.update: last"]
        assert told(slack, "view_id") == [("V1",), ("V1",)]
        assert looks.patience == [REPLACE_WAIT, UPDATE_WAIT]

    def test_is_updated_once_by_what_was_finished(
        self, client: SlackClient, latest_press: LatestPress, slack: FakeSlack
    ) -> None:
        show(
            Modal(client=client, latest_press=latest_press, action=press(slack, "list.refresh", **IN_MODAL)),
            Looks(),
        )
        assert slack.journal == ["views.update: last"]

    def test_a_late_answer_does_not_overwrite_that_of_a_later_press(
        self, client: SlackClient, latest_press: LatestPress, slack: FakeSlack
    ) -> None:
        looks = Looks(finished_at=1, meanwhile=lambda: latest_press.begin("V1", "1700000102.1"))
        place = Modal(client=client, latest_press=latest_press, action=press(slack, "list.refresh", **IN_MODAL))
        show(place, looks)
        place.report(FAILURE)
        assert slack.journal == ["views.update: first"]

    def test_a_failure_is_told_in_it(self, client: SlackClient, latest_press: LatestPress, slack: FakeSlack) -> None:
        Modal(client=client, latest_press=latest_press, action=press(slack, "list.refresh", **IN_MODAL)).report(FAILURE)
        assert slack.journal == ["views.update: failure"]
        assert blocks_of(slack) == [note(0, "failure")]

    def test_a_failure_stands_above_what_it_showed_and_the_next_answer_takes_it_away(
        self, client: SlackClient, latest_press: LatestPress, slack: FakeSlack
    ) -> None:
        pressed = press(slack, "list.refresh", behind=CARD, **IN_MODAL)
        Modal(client=client, latest_press=latest_press, action=pressed).report(FAILURE)
        assert blocks_of(slack) == [note(0, "failure"), *CARD]
        shows = tuple(blocks_of(slack))
        show(Modal(client=client, latest_press=latest_press, action=replace(pressed, behind=shows)), Looks())
        assert blocks_of(slack) == list(message("last").blocks)

    def test_repeated_failures_do_not_pile_up(
        self, client: SlackClient, latest_press: LatestPress, slack: FakeSlack
    ) -> None:
        pressed = press(slack, "list.refresh", behind=CARD, **IN_MODAL)
        longer = Message(text="longer", blocks=message("longer").blocks * 2)
        for failure in (longer, FAILURE, longer):
            Modal(client=client, latest_press=latest_press, action=pressed).report(failure)
            pressed = replace(pressed, behind=tuple(blocks_of(slack)))
        assert blocks_of(slack) == [note(0, "longer"), note(1, "longer"), *CARD]

    def test_a_failure_above_a_full_modal_keeps_to_slacks_hundred_blocks(
        self, client: SlackClient, latest_press: LatestPress, slack: FakeSlack
    ) -> None:
        full = tuple({"type": "divider", "block_id": str(number)} for number in range(100))
        Modal(client=client, latest_press=latest_press, action=press(slack, "x", behind=full, **IN_MODAL)).report(
            FAILURE
        )
        assert blocks_of(slack) == [note(0, "failure"), *full[:99]]

    def test_one_that_was_closed_is_updated_once_and_raises_nothing(
        self, client: SlackClient, latest_press: LatestPress, slack: FakeSlack
    ) -> None:
        slack.refuse("views.update", "not_found")
        looks = Looks(finished_at=1)
        show(
            Modal(client=client, latest_press=latest_press, action=press(slack, "list.refresh", **IN_MODAL)),
            looks,
        )
        assert slack.journal == ["views.update: first"]
        assert looks.patience == [REPLACE_WAIT]


class TestRetriedNote:
    @pytest.fixture
    def tried(self, client: SlackClient, slack: FakeSlack) -> Destination:
        note = press(slack, "list.refresh", ephemeral=True, response_url=slack.response_url("note"))
        return RetriedNote(
            client=client, note=note, meant=PressedThread(client=client, action=press(slack, "list.refresh"))
        )

    def test_shows_where_it_was_meant_and_deletes_the_note(self, tried: Destination, slack: FakeSlack) -> None:
        show(tried, Looks())
        assert slack.journal == ["/response/press1: last", "/response/note: (deleted)"]

    def test_a_second_failure_replaces_the_note(self, tried: Destination, slack: FakeSlack) -> None:
        tried.report(FAILURE)
        assert slack.journal == ["/response/note: failure"]
        assert told(slack, "response_type", "replace_original") == [("ephemeral", True)]


class TestEarlierMessage:
    @pytest.fixture
    def earlier(self, client: SlackClient, latest_press: LatestPress, slack: FakeSlack) -> Destination:
        note = press(
            slack, "list.refresh", ephemeral=True, message_ts="1700000005.1", response_url=slack.response_url("note")
        )
        return EarlierMessage(client=client, latest_press=latest_press, note=note, message_ts=LISTED)

    def test_changes_the_message_and_deletes_the_note(self, earlier: Destination, slack: FakeSlack) -> None:
        looks = Looks()
        show(earlier, looks)
        assert slack.journal == ["chat.update: last", "/response/note: (deleted)"]
        assert told(slack, "ts")[0] == (LISTED,)
        assert looks.patience == [UPDATE_WAIT]

    def test_the_note_shows_the_answer_where_the_bot_may_not_change_the_message(
        self, earlier: Destination, slack: FakeSlack
    ) -> None:
        slack.refuse("chat.update", "channel_not_found")
        show(earlier, Looks())
        assert slack.journal == ["chat.update: last", "/response/note: last"]
        assert told(slack, "response_type", "replace_original")[1] == ("ephemeral", True)

    def test_the_note_shows_the_answer_where_somebody_pressed_meanwhile(
        self, earlier: Destination, slack: FakeSlack, latest_press: LatestPress
    ) -> None:
        show(earlier, Looks(meanwhile=lambda: latest_press.begin(f"C1 {LISTED}", "1700000102.1")))
        assert slack.journal == ["/response/note: last"]

    def test_a_second_failure_replaces_the_note(self, earlier: Destination, slack: FakeSlack) -> None:
        earlier.report(FAILURE)
        assert slack.journal == ["/response/note: failure"]
        assert told(slack, "replace_original") == [(True,)]
