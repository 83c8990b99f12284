"""Several things at once: presses on one message, double presses, and lists that fill in while others are served."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from threading import Event
from typing import Any

import pytest

from capi_bot.concurrency import BoundedExecutor, Timer
from capi_bot.slack.button_state import (
    RetryState,
    Tab,
    TabState,
    encode_retry,
    encode_tab,
)
from capi_bot.slack.dispatcher import Dispatcher
from tests.fakes import FakeApi
from tests.fakes_slack import TIMEOUT, FakeSlack, Sent
from tests.slack.interactions import (
    ADA,
    CALL,
    IN_MODAL,
    LISTED,
    ROW,
    USER,
    actor,
    press,
    shown,
    slash,
)

OVERTAKING = 0.2
"""Seconds in which a request that nothing keeps back has come; those that are kept back make a test no slower."""

CARD = encode_tab(TabState(conversation_id=CALL, tab=Tab.MEMBERS))


def lingering(slack: FakeSlack, to: str) -> Event:
    """Take the first request to something slowly, so that the next one overtakes it if it can; return a flag for it."""
    there, overtaken = Event(), Event()

    def on_sent(sent: Sent) -> None:
        if there.is_set():
            overtaken.set()
        elif sent.to == to:
            there.set()
            overtaken.wait(OVERTAKING)

    slack.on_sent = on_sent
    return there


class TestTheLatestPress:
    def test_wins_although_slack_is_slow_to_take_the_answer_to_the_earlier_one(
        self, dispatcher: Dispatcher, slack: FakeSlack
    ) -> None:
        there = lingering(slack, "/response/press1")
        dispatcher.press(press(slack, "row.members", ROW, 1))
        assert there.wait(TIMEOUT)
        dispatcher.press(press(slack, "row.events", ROW, 2))
        dispatcher.stop()
        assert [sent.to for sent in slack.sent] == ["/response/press1", "/response/press2"]

    def test_wins_in_a_modal_too(self, dispatcher: Dispatcher, slack: FakeSlack) -> None:
        there = lingering(slack, "views.update")
        dispatcher.press(press(slack, "user.on", USER, 1, **IN_MODAL))
        assert there.wait(TIMEOUT)
        dispatcher.press(press(slack, "card.members", CARD, 2, **IN_MODAL))
        dispatcher.stop()
        assert ["Front door" in shown(sent) for sent in slack.sent] == [False, True]

    def test_wins_over_an_earlier_one_that_was_tried_again(self, dispatcher: Dispatcher, slack: FakeSlack) -> None:
        there = lingering(slack, "chat.update")
        value = encode_retry(RetryState(action_id="row.events", value=ROW, message_ts=LISTED, thread_ts=LISTED))
        dispatcher.press(press(slack, "again", value, 1, message_ts="1700000005.1", ephemeral=True))
        assert there.wait(TIMEOUT)
        dispatcher.press(press(slack, "row.members", ROW, 2))
        dispatcher.stop()
        destinations = [sent.to for sent in slack.sent if sent.to != "/response/press1"]  # that deletes the note
        assert destinations == ["chat.update", "/response/press2"]

    def test_wins_over_a_list_that_is_just_being_filled_in(
        self, dispatcher: Dispatcher, slack: FakeSlack, api: FakeApi
    ) -> None:
        slack.known["chat.postMessage"] = {"ts": LISTED}
        marks = api.block("members", CALL)
        dispatcher.command(slash(slack, "conversations"))
        slack.until(lambda sent: len(sent) == 1)
        there = lingering(slack, "chat.update")
        marks.set()
        assert there.wait(TIMEOUT)
        dispatcher.press(press(slack, "row.members", ROW))
        dispatcher.stop()
        assert [sent.to for sent in slack.sent] == ["chat.postMessage", "chat.update", "/response/press1"]


BESIDE = {"row.card": ROW, "user.open": USER, "user.card": CARD}


@pytest.mark.parametrize(("action_id", "value"), BESIDE.items())
class TestWhatOpensBeside:
    def test_opens_once_for_a_double_press(
        self, dispatcher: Dispatcher, slack: FakeSlack, action_id: str, value: str
    ) -> None:
        dispatcher.press(press(slack, action_id, value, 1))
        dispatcher.press(press(slack, action_id, value, 2))
        dispatcher.stop()
        assert [sent.to for sent in slack.sent] == ["/response/press1"]

    def test_opens_one_modal_for_a_double_press(
        self, dispatcher: Dispatcher, slack: FakeSlack, action_id: str, value: str
    ) -> None:
        dispatcher.press(press(slack, action_id, value, 1, ephemeral=True))
        dispatcher.press(press(slack, action_id, value, 2, ephemeral=True))
        dispatcher.stop()
        assert [sent.to for sent in slack.sent] == ["views.open", "views.update"]

    @pytest.mark.parametrize("other", [{"user": "U2"}, {"message_ts": "1700000003.1"}, {"actor": actor(channel="C2")}])
    def test_opens_for_each_person_and_beside_each_message(
        self, dispatcher: Dispatcher, slack: FakeSlack, action_id: str, value: str, other: Mapping[str, Any]
    ) -> None:
        dispatcher.press(press(slack, action_id, value, 1))
        dispatcher.press(press(slack, action_id, value, 2, **other))
        dispatcher.stop()
        assert {sent.to for sent in slack.sent} == {"/response/press1", "/response/press2"}

    def test_opens_again_after_a_moment(
        self, dispatcher: Dispatcher, slack: FakeSlack, clock: list[float], action_id: str, value: str
    ) -> None:
        for second, now in enumerate((0.0, 1.4, 1.5)):
            clock[0] = now
            dispatcher.press(press(slack, action_id, value, second))
        dispatcher.stop()
        assert {sent.to for sent in slack.sent} == {"/response/press0", "/response/press2"}


class TestTryAgain:
    CARRIED = encode_retry(RetryState(typed=f"user {ADA}"))

    def test_does_it_once_for_a_double_press(self, dispatcher: Dispatcher, slack: FakeSlack) -> None:
        dispatcher.press(press(slack, "again", self.CARRIED, 1, ephemeral=True))
        dispatcher.press(press(slack, "again", self.CARRIED, 2, ephemeral=True))
        dispatcher.stop()
        assert slack.journal == ["chat.postMessage: User Ada Lovelace", "/response/press1: (deleted)"]

    def test_does_it_for_each_of_two_people(self, dispatcher: Dispatcher, slack: FakeSlack) -> None:
        dispatcher.press(press(slack, "again", self.CARRIED, 1))
        dispatcher.press(press(slack, "again", self.CARRIED, 2, user="U2"))
        dispatcher.stop()
        assert {sent.to for sent in slack.sent} == {"/response/press1", "/response/press2"}

    def test_does_it_again_after_a_moment(self, dispatcher: Dispatcher, slack: FakeSlack, clock: list[float]) -> None:
        for second, now in enumerate((0.0, 1.4, 1.5)):
            clock[0] = now
            dispatcher.press(press(slack, "again", self.CARRIED, second))
        dispatcher.stop()
        assert {sent.to for sent in slack.sent} == {"/response/press0", "/response/press2"}


def test_what_changes_its_own_message_is_done_as_often_as_it_is_pressed(
    dispatcher: Dispatcher, slack: FakeSlack
) -> None:
    for second in (1, 2):
        dispatcher.press(press(slack, "list.refresh", "n=1", second))
        slack.until(lambda sent: len(sent) == second)  # noqa: B023 - asked before the next one
    dispatcher.stop()
    assert [sent.to for sent in slack.sent] == ["/response/press1", "/response/press2"]


class TestWhileMarksAreWaitedFor:
    def test_the_only_worker_answers_somebody_else(
        self, dispatcher: Dispatcher, slack: FakeSlack, api: FakeApi
    ) -> None:
        narrow = replace(dispatcher, workers=BoundedExecutor("workers", threads=1, queue=256, timer=Timer()))
        marks = api.block("members", CALL)
        narrow.command(slash(slack, "conversations"))
        slack.until(lambda sent: len(sent) == 1)
        narrow.command(slash(slack, "user ada"))
        slack.until(lambda sent: len(sent) == 2)
        marks.set()
        narrow.stop()
        assert [sent.to for sent in slack.sent] == ["chat.postMessage", "chat.postMessage", "chat.update"]
        assert "Ada Lovelace" in shown(slack.sent[1])
        assert "1 joined" in shown(slack.sent[2])
