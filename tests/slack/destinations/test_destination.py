"""Answers that Slack does not take, and posts of which nobody knows whether it did."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace

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
)
from capi_bot.slack.destinations import destination as ways
from capi_bot.slack.destinations.destination import (
    MAX_UPDATES,
    POST_ONCE_WAIT,
    follow,
    once,
)
from capi_bot.slack.memory import LatestPress
from capi_bot.slack.messages import Message, PendingReply
from tests.fakes_slack import Answer, FakeSlack
from tests.slack.interactions import (
    FAILURE,
    IN_MODAL,
    LOST,
    Looks,
    message,
    press,
    show,
)

REFUSED = Answer(document={"ok": False, "error": "invalid_blocks"})
UNKNOWN = Answer(raw=b'{"ok": tr')


@dataclass(frozen=True, slots=True, kw_only=True)
class Makers:
    """Make each kind of place."""

    client: SlackClient
    latest_press: LatestPress
    slack: FakeSlack

    def command(self, *, private: bool = False) -> Destination:
        url = self.slack.response_url("press1")
        return CommandChannel(
            client=self.client,
            latest_press=self.latest_press,
            channel_id="C1",
            user_id="U1",
            response_url=url,
            private=private,
        )

    def mention(self, *, private: bool = False) -> Destination:
        return MentionThread(
            client=self.client,
            latest_press=self.latest_press,
            channel_id="C1",
            user_id="U1",
            thread_ts="1",
            private=private,
        )

    def pressed(self, *, ephemeral: bool = False) -> Destination:
        action = press(self.slack, "list.refresh", ephemeral=ephemeral)
        return PressedMessage(client=self.client, latest_press=self.latest_press, action=action)

    def beside(self, *, ephemeral: bool = False) -> Destination:
        return PressedThread(client=self.client, action=press(self.slack, "row.card", ephemeral=ephemeral))

    def tried(self) -> Destination:
        note = press(self.slack, "again", ephemeral=True)
        return RetriedNote(client=self.client, note=note, meant=self.beside())

    def earlier(self) -> Destination:
        note = press(self.slack, "again", ephemeral=True)
        return EarlierMessage(client=self.client, latest_press=self.latest_press, note=note, message_ts="1")

    def modal(self) -> Destination:
        return Modal(
            client=self.client, latest_press=self.latest_press, action=press(self.slack, "card.close", **IN_MODAL)
        )


@pytest.fixture
def makers(client: SlackClient, slack: FakeSlack) -> Makers:
    return Makers(client=client, latest_press=LocalLatestPress(), slack=slack)


@pytest.fixture(autouse=True)
def dead(slack: FakeSlack) -> None:
    """Slack takes no answer but a whisper."""
    for to in ("chat.postMessage", "chat.update", "views.update"):
        slack.script(to, REFUSED)
    slack.refuse("/response/press1", "expired_url")


@pytest.fixture
def errors(caplog: pytest.LogCaptureFixture) -> Callable[[], list[str]]:
    def of_places() -> list[str]:
        told = [record for record in caplog.records if record.name == ways.__name__]
        return [record.getMessage() for record in told if record.levelno >= logging.ERROR]

    return of_places


NOBODY = "An answer reached nobody: Slack took it in no way."
WHISPERING = {
    "a public command": (lambda makers: makers.command(), 1),
    "a private command": (lambda makers: makers.command(private=True), 1),
    "a public mention": (lambda makers: makers.mention(), 0),
    "a private mention": (lambda makers: makers.mention(private=True), 1),
    "a public message": (lambda makers: makers.pressed(), 0),
    "an ephemeral message": (lambda makers: makers.pressed(ephemeral=True), 0),
    "beside a public message": (lambda makers: makers.beside(), 0),
    "beside an ephemeral message": (lambda makers: makers.beside(ephemeral=True), 0),
    "tried again": (lambda makers: makers.tried(), 0),
    "an earlier message": (lambda makers: makers.earlier(), 0),
}
"""Each place, and how many whispers are tries to tell the answer itself."""


@pytest.mark.parametrize(("make", "tries"), WHISPERING.values(), ids=WHISPERING.keys())
def test_the_person_is_told_once_that_the_answer_was_lost_and_the_operator_too(
    makers: Makers,
    slack: FakeSlack,
    errors: Callable[[], list[str]],
    make: Callable[[Makers], Destination],
    tries: int,
) -> None:
    slack.script("chat.postEphemeral", *[REFUSED] * tries, Answer())
    show(make(makers), Looks(finished_at=9))
    whispers = [sent for sent in slack.sent if sent.to == "chat.postEphemeral"]
    assert [sent.text for sent in whispers] == ["first"] * tries + [LOST]
    assert whispers[-1].body["user"] == "U1"
    assert errors() == [NOBODY]


@pytest.mark.parametrize("make", [maker for maker, _ in WHISPERING.values()], ids=WHISPERING.keys())
def test_an_answer_or_a_failure_that_reaches_nobody_at_all_is_logged_once(
    makers: Makers, slack: FakeSlack, errors: Callable[[], list[str]], make: Callable[[Makers], Destination]
) -> None:
    slack.script("chat.postEphemeral", REFUSED)
    show(make(makers), Looks(finished_at=9))
    assert errors() == [NOBODY]
    make(makers).report(FAILURE)
    assert errors() == [NOBODY] * 2


@pytest.mark.parametrize("make", [Makers.tried, Makers.earlier])
def test_a_second_failure_that_cannot_replace_the_note_is_whispered_as_lost(
    makers: Makers, slack: FakeSlack, errors: Callable[[], list[str]], make: Callable[[Makers], Destination]
) -> None:
    make(makers).report(FAILURE)
    assert slack.journal == [
        "/response/press1: failure",
        f"/response/press1: {LOST}",
        f"chat.postEphemeral: {LOST}",
    ]
    assert errors() == [NOBODY]


def test_in_a_modal_an_answer_that_is_lost_is_logged(makers: Makers, caplog: pytest.LogCaptureFixture) -> None:
    show(makers.modal(), Looks())
    makers.modal().report(FAILURE)
    assert [record.levelno for record in caplog.records if record.levelno > logging.INFO] == [logging.ERROR] * 2


class TestAPostOfWhichNobodyKnows:
    @pytest.fixture(autouse=True)
    def unknown(self, slack: FakeSlack, dead: None) -> None:  # noqa: ARG002 - what it says is put right here
        slack.forget("chat.postMessage")
        slack.script("chat.postMessage", UNKNOWN)

    @pytest.mark.parametrize("make", [Makers.command, Makers.mention])
    def test_is_neither_posted_a_second_time_nor_told_in_another_way_nor_filled_in(
        self, makers: Makers, slack: FakeSlack, errors: Callable[[], list[str]], make: Callable[[Makers], Destination]
    ) -> None:
        looks = Looks(finished_at=1)
        show(make(makers), looks)
        assert slack.journal == ["chat.postMessage: first"]
        assert looks.patience == [0]
        assert errors() == []

    def test_of_a_failure_is_not_posted_a_second_time_either(
        self, makers: Makers, slack: FakeSlack, errors: Callable[[], list[str]]
    ) -> None:
        makers.mention().report(FAILURE)
        assert slack.journal == ["chat.postMessage: failure"]
        assert errors() == []

    def test_beside_a_message_is_the_last_thing_tried(
        self, makers: Makers, slack: FakeSlack, errors: Callable[[], list[str]]
    ) -> None:
        show(makers.beside(), Looks())
        assert slack.journal == ["/response/press1: last", "chat.postMessage: last"]
        assert errors() == []


class TestWhatCanBeShownOnlyOnce:
    def test_is_shown_as_it_is_after_a_short_while(self) -> None:
        looks = Looks(finished_at=1)
        assert once(looks).text == "first"
        assert looks.patience == [POST_ONCE_WAIT]

    def test_is_drawn_in_its_own_way_where_it_has_one(self) -> None:
        looks, waits = Looks(), list[float]()

        def drawn(patience: float, meanwhile: Callable[[], object]) -> Message:
            waits.append(patience)
            meanwhile()
            return message("by then")

        told: list[str] = []
        assert once(replace(looks, once=drawn), lambda: told.append("wait")).text == "by then"
        assert (looks.patience, waits, told) == ([], [POST_ONCE_WAIT], ["wait"])


class TestWhoeverWaitsLongForWhatCanBeShownOnlyOnce:
    @pytest.fixture
    def slow(self) -> PendingReply:
        def drawn(_: float, meanwhile: Callable[[], object]) -> Message:
            meanwhile()
            return message("by then")

        return PendingReply(look=Looks(finished_at=9).look, once=drawn)

    def test_is_told_so_after_a_slash_command(self, makers: Makers, slack: FakeSlack, slow: PendingReply) -> None:
        slack.forget("/response/press1")
        show(makers.command(private=True), slow)
        assert slack.journal == ["/response/press1: Looking… what I find follows.", "/response/press1: by then"]
        assert {sent.body["response_type"] for sent in slack.sent} == {"ephemeral"}

    def test_is_told_so_in_private_where_the_bot_is_no_member(
        self, makers: Makers, slack: FakeSlack, slow: PendingReply
    ) -> None:
        slack.forget("/response/press1")
        show(makers.command(), slow)
        assert [sent.body.get("response_type") for sent in slack.sent] == [None, "ephemeral", "in_channel"]

    def test_is_told_so_after_a_mention(self, makers: Makers, slack: FakeSlack, slow: PendingReply) -> None:
        show(makers.mention(private=True), slow)
        assert slack.journal == ["chat.postEphemeral: Looking… what I find follows.", "chat.postEphemeral: by then"]


class TestWhatBecomesBetterByItself:
    def test_is_put_whenever_there_is_news_until_it_is_finished(self) -> None:
        looks, put = Looks(finished_at=1), list[str]()
        follow(looks, lambda message: put.append(message.text) is None)()
        assert put == ["first", "last"]

    def test_is_put_no_more_once_somebody_pressed_again(self) -> None:
        looks, put = Looks(finished_at=9), list[str]()
        follow(looks, lambda message: put.append(message.text) is not None)()
        assert put == ["first"]

    def test_is_put_a_few_times_at_most(self) -> None:
        looks, put = Looks(finished_at=99), list[str]()
        follow(looks, lambda message: put.append(message.text) is None)()
        assert put == ["first"] * MAX_UPDATES
