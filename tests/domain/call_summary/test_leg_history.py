from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from capi_bot.domain.call_summary.leg_history import NEVER_CONNECTED, LegTimeline, Stage

JOINED = datetime(2026, 1, 1, 9, 0, tzinfo=UTC)
ANSWERED = datetime(2026, 1, 1, 9, 1, tzinfo=UTC)


def leg(stage: Stage, *, answered: datetime | None = None, ending: str = "") -> LegTimeline:
    return LegTimeline(id="leg", name="Ann", inbound=True, stage=stage, joined=JOINED, answered=answered, ending=ending)


def test_a_direction_is_named_as_the_api_names_it() -> None:
    assert leg(Stage.RINGING).direction == "inbound"
    assert LegTimeline(id="leg", name="Bob", inbound=False, stage=Stage.RINGING).direction == "outbound"


@pytest.mark.parametrize("stage", [Stage.CONNECTED, Stage.ENDED])
def test_a_leg_is_connected_since_it_was_answered_or_else_since_it_joined(stage: Stage) -> None:
    assert leg(stage, answered=ANSWERED).connected == ANSWERED
    assert leg(stage).connected == JOINED


@pytest.mark.parametrize("stage", [Stage.CALLED, Stage.RINGING])
def test_a_caller_who_joined_and_waits_is_not_yet_connected(stage: Stage) -> None:
    assert leg(stage).connected is None


@pytest.mark.parametrize("ending", sorted(NEVER_CONNECTED))
def test_a_leg_that_ended_unanswered_was_never_connected(ending: str) -> None:
    assert leg(Stage.ENDED, ending=ending).connected is None


def test_talk_time_leaves_absences_out() -> None:
    talking = leg(Stage.CONNECTED, answered=ANSWERED)
    until = ANSWERED + timedelta(minutes=10)
    absence = (ANSWERED + timedelta(minutes=2), ANSWERED + timedelta(minutes=5))
    assert talking.talk_time(until) == timedelta(minutes=10)
    assert replace(talking, absences=(absence,)).talk_time(until) == timedelta(minutes=7)
    assert replace(talking, absences=(absence,)).connected_since == absence[1]
    assert leg(Stage.RINGING).talk_time(until) is None
