from __future__ import annotations

from datetime import UTC, datetime

import pytest

from capi_bot.domain.call_summary.leg_history import NEVER_CONNECTED, LegTimeline, Stage

JOINED = datetime(2026, 1, 1, 9, 0, tzinfo=UTC)
ANSWERED = datetime(2026, 1, 1, 9, 1, tzinfo=UTC)


def leg(stage: Stage, *, answered: datetime | None = None, ending: str = "") -> LegTimeline:
    return LegTimeline(id="leg", name="Ann", inbound=True, stage=stage, joined=JOINED, answered=answered, ending=ending)


def test_a_direction_is_told_as_the_api_tells_it() -> None:
    assert leg(Stage.RINGING).direction == "inbound"
    assert LegTimeline(id="leg", name="Bob", inbound=False, stage=Stage.RINGING).direction == "outbound"


@pytest.mark.parametrize("stage", [Stage.CONNECTED, Stage.ENDED])
def test_somebody_is_on_the_call_since_they_were_answered_or_else_since_they_joined(stage: Stage) -> None:
    assert leg(stage, answered=ANSWERED).connected == ANSWERED
    assert leg(stage).connected == JOINED


@pytest.mark.parametrize("stage", [Stage.CALLED, Stage.RINGING])
def test_a_caller_who_joined_and_waits_is_not_yet_on_the_call(stage: Stage) -> None:
    assert leg(stage).connected is None


@pytest.mark.parametrize("ending", sorted(NEVER_CONNECTED))
def test_nobody_was_on_a_leg_that_ended_unanswered(ending: str) -> None:
    assert leg(Stage.ENDED, ending=ending).connected is None
