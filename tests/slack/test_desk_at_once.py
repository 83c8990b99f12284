"""Several things at once: presses on one message, double presses, and lists that fill in while others are served."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from threading import Event
from typing import Any

import pytest

from capi_bot.slack.desk import Desk
from capi_bot.slack.pool import WorkPool
from capi_bot.slack.state import Again, Panel, Tab, pack_again, pack_panel
from tests.fakes import FakeApi
from tests.fakes_slack import PATIENCE, FakeSlack, Sent
from tests.slack.acts import ADA, CALL, IN_MODAL, LISTED, ROW, USER, press, shown, slash

OVERTAKING = 0.2
"""Seconds in which a request that nothing keeps back has come; those that are kept back make a test no slower."""

CARD = pack_panel(Panel(conversation_id=CALL, tab=Tab.MEMBERS))


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
        self, desk: Desk, slack: FakeSlack
    ) -> None:
        there = lingering(slack, "/response/press1")
        desk.press(press(slack, "row.members", ROW, 1))
        assert there.wait(PATIENCE)
        desk.press(press(slack, "row.events", ROW, 2))
        desk.stop()
        assert [sent.to for sent in slack.sent] == ["/response/press1", "/response/press2"]

    def test_wins_in_a_modal_too(self, desk: Desk, slack: FakeSlack) -> None:
        there = lingering(slack, "views.update")
        desk.press(press(slack, "user.on", USER, 1, **IN_MODAL))
        assert there.wait(PATIENCE)
        desk.press(press(slack, "card.members", CARD, 2, **IN_MODAL))
        desk.stop()
        assert ["Front door" in shown(sent) for sent in slack.sent] == [False, True]

    def test_wins_over_an_earlier_one_that_was_tried_again(self, desk: Desk, slack: FakeSlack) -> None:
        there = lingering(slack, "chat.update")
        carried = pack_again(Again(action_id="row.events", carried=ROW, message_ts=LISTED, thread_ts=LISTED))
        desk.press(press(slack, "again", carried, 1, message_ts="1700000005.1", ephemeral=True))
        assert there.wait(PATIENCE)
        desk.press(press(slack, "row.members", ROW, 2))
        desk.stop()
        told = [sent.to for sent in slack.sent if sent.to != "/response/press1"]  # that deletes the note
        assert told == ["chat.update", "/response/press2"]

    def test_wins_over_a_list_that_is_just_being_filled_in(self, desk: Desk, slack: FakeSlack, api: FakeApi) -> None:
        slack.known["chat.postMessage"] = {"ts": LISTED}
        marks = api.hold("members", CALL)
        desk.command(slash(slack, "conversations"))
        slack.until(lambda sent: len(sent) == 1)
        there = lingering(slack, "chat.update")
        marks.set()
        assert there.wait(PATIENCE)
        desk.press(press(slack, "row.members", ROW))
        desk.stop()
        assert [sent.to for sent in slack.sent] == ["chat.postMessage", "chat.update", "/response/press1"]


BESIDE = {"row.card": ROW, "user.open": USER, "user.card": CARD}


@pytest.mark.parametrize(("action_id", "carried"), BESIDE.items())
class TestWhatOpensBeside:
    def test_opens_once_for_a_double_press(self, desk: Desk, slack: FakeSlack, action_id: str, carried: str) -> None:
        desk.press(press(slack, action_id, carried, 1))
        desk.press(press(slack, action_id, carried, 2))
        desk.stop()
        assert [sent.to for sent in slack.sent] == ["/response/press1"]

    def test_opens_one_modal_for_a_double_press(
        self, desk: Desk, slack: FakeSlack, action_id: str, carried: str
    ) -> None:
        desk.press(press(slack, action_id, carried, 1, ephemeral=True))
        desk.press(press(slack, action_id, carried, 2, ephemeral=True))
        desk.stop()
        assert [sent.to for sent in slack.sent] == ["views.open", "views.update"]

    @pytest.mark.parametrize("other", [{"user_id": "U2"}, {"message_ts": "1700000003.1"}, {"channel_id": "C2"}])
    def test_opens_for_each_person_and_beside_each_message(
        self, desk: Desk, slack: FakeSlack, action_id: str, carried: str, other: Mapping[str, Any]
    ) -> None:
        desk.press(press(slack, action_id, carried, 1))
        desk.press(press(slack, action_id, carried, 2, **other))
        desk.stop()
        assert {sent.to for sent in slack.sent} == {"/response/press1", "/response/press2"}

    def test_opens_again_after_a_moment(
        self, desk: Desk, slack: FakeSlack, clock: list[float], action_id: str, carried: str
    ) -> None:
        for second, now in enumerate((0.0, 1.4, 1.5)):
            clock[0] = now
            desk.press(press(slack, action_id, carried, second))
        desk.stop()
        assert {sent.to for sent in slack.sent} == {"/response/press0", "/response/press2"}


class TestTryAgain:
    CARRIED = pack_again(Again(typed=f"user {ADA}"))

    def test_does_it_once_for_a_double_press(self, desk: Desk, slack: FakeSlack) -> None:
        desk.press(press(slack, "again", self.CARRIED, 1, ephemeral=True))
        desk.press(press(slack, "again", self.CARRIED, 2, ephemeral=True))
        desk.stop()
        assert slack.journal == ["chat.postMessage: User Ada Lovelace", "/response/press1: (deleted)"]

    def test_does_it_for_each_of_two_people(self, desk: Desk, slack: FakeSlack) -> None:
        desk.press(press(slack, "again", self.CARRIED, 1))
        desk.press(press(slack, "again", self.CARRIED, 2, user_id="U2"))
        desk.stop()
        assert {sent.to for sent in slack.sent} == {"/response/press1", "/response/press2"}

    def test_does_it_again_after_a_moment(self, desk: Desk, slack: FakeSlack, clock: list[float]) -> None:
        for second, now in enumerate((0.0, 1.4, 1.5)):
            clock[0] = now
            desk.press(press(slack, "again", self.CARRIED, second))
        desk.stop()
        assert {sent.to for sent in slack.sent} == {"/response/press0", "/response/press2"}


def test_what_changes_its_own_message_is_done_as_often_as_it_is_pressed(desk: Desk, slack: FakeSlack) -> None:
    for second in (1, 2):
        desk.press(press(slack, "list.refresh", "n=1", second))
        slack.until(lambda sent: len(sent) == second)  # noqa: B023 - asked before the next one
    desk.stop()
    assert [sent.to for sent in slack.sent] == ["/response/press1", "/response/press2"]


class TestWhileMarksAreWaitedFor:
    def test_the_only_worker_answers_somebody_else(self, desk: Desk, slack: FakeSlack, api: FakeApi) -> None:
        narrow = replace(desk, work=WorkPool(width=1))
        marks = api.hold("members", CALL)
        narrow.command(slash(slack, "conversations"))
        slack.until(lambda sent: len(sent) == 1)
        narrow.command(slash(slack, "user ada"))
        slack.until(lambda sent: len(sent) == 2)
        marks.set()
        narrow.stop()
        assert [sent.to for sent in slack.sent] == ["chat.postMessage", "chat.postMessage", "chat.update"]
        assert "Ada Lovelace" in shown(slack.sent[1])
        assert "1 joined" in shown(slack.sent[2])

    def test_a_worker_finishes_the_list_where_nobody_else_can(self, desk: Desk, slack: FakeSlack, api: FakeApi) -> None:
        desk.finishing.stop()
        marks = api.hold("members", CALL)
        desk.command(slash(slack, "conversations"))
        slack.until(lambda sent: len(sent) == 1)
        marks.set()
        desk.stop()
        assert [sent.to for sent in slack.sent] == ["chat.postMessage", "chat.update"]
        assert "1 joined" in shown(slack.sent[1])
