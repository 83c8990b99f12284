from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from capi_bot.domain.abnormalities import AbnormalState, alone_since, find_abnormalities
from capi_bot.domain.call_summary import LegTimeline, Stage
from capi_bot.domain.member_status import MemberStatus, Toggle

NOW = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
ON = Toggle(on=True)


def ago(seconds: float) -> datetime:
    return NOW - timedelta(seconds=seconds)


CALLER = LegTimeline(
    id="1", name="Ada", type="phone", inbound=True, stage=Stage.CONNECTED, began=ago(100), answered=ago(98)
)
AGENT = LegTimeline(id="2", name="Omar", type="app", inbound=False, stage=Stage.CONNECTED, answered=ago(90))
RINGING = replace(AGENT, stage=Stage.RINGING, answered=None, began=ago(12), ringing=ago(12))


def states(*legs: LegTimeline) -> list[tuple[str, str]]:
    return [(one.state, one.name) for one in find_abnormalities(legs, NOW)]


@pytest.mark.parametrize(
    ("seconds", "found"), [(60, []), (61, [("ringing long", "Omar")]), (840, [("ringing long", "Omar")])]
)
def test_ringing_for_more_than_a_minute(seconds: int, found: list[tuple[str, str]]) -> None:
    rings = replace(RINGING, ringing=ago(seconds))
    assert states(rings) == found
    assert states(replace(rings, ringing=None, began=ago(seconds))) == found
    assert states(replace(rings, ringing=None, began=None)) == []
    assert states(replace(rings, stage=Stage.CALLED)) == []


@pytest.mark.parametrize(("seconds", "alone"), [(29, False), (30, True)])
def test_alone_on_the_line_for_half_a_minute(seconds: int, *, alone: bool) -> None:
    found = [("alone", "Ada")] if alone else []
    assert states(replace(CALLER, answered=ago(seconds))) == found
    gone = replace(AGENT, stage=Stage.ENDED, ended=ago(seconds))
    assert states(CALLER, gone) == found
    unanswered = replace(RINGING, stage=Stage.ENDED, ringing=ago(80), ended=ago(seconds))
    assert states(CALLER, unanswered) == found


def test_who_has_company_or_waits_for_it_is_not_alone() -> None:
    bot = replace(AGENT, type="websocket")
    assert states(CALLER, AGENT) == states(CALLER, RINGING) == states(CALLER, bot) == []
    assert states(replace(CALLER, machine=True)) == states(replace(CALLER, type="websocket")) == []


def test_since_when_somebody_is_alone_is_not_guessed() -> None:
    left = replace(AGENT, stage=Stage.ENDED)
    assert alone_since(CALLER, [CALLER, left]) is None
    assert alone_since(replace(CALLER, answered=None), [replace(CALLER, answered=None)]) is None
    back = replace(CALLER, absences=((ago(50), ago(40)),))
    assert alone_since(back, [back]) == ago(40)


def test_who_cannot_hear_is_told_unless_on_hold() -> None:
    deaf = replace(AGENT, status=MemberStatus(earmuffed=Toggle(on=True, since=ago(5))))
    (found,) = find_abnormalities((CALLER, deaf), NOW)
    assert (found.state, found.name, found.leg_id, found.since) == (AbnormalState.CANNOT_HEAR, "Omar", "2", ago(5))
    assert states(CALLER, replace(AGENT, status=MemberStatus(earmuffed=ON, muted=ON))) == []
    assert states(CALLER, replace(AGENT, status=MemberStatus(earmuffed=ON, music=True))) == []
    assert states(CALLER, replace(AGENT, status=MemberStatus(muted=ON))) == []


@pytest.mark.parametrize(("seconds", "found"), [(0, True), (10, True), (10.1, False)])
def test_dropped_right_after_the_answer(seconds: float, *, found: bool) -> None:
    dropped = replace(AGENT, stage=Stage.ENDED, answered=ago(50), ended=ago(50 - seconds))
    assert states(replace(CALLER, stage=Stage.ENDED, ended=ago(1)), dropped) == [("dropped", "Omar")] * found
    assert states(replace(dropped, answered=None)) == []


def test_the_most_urgent_comes_first() -> None:
    deaf = replace(CALLER, status=MemberStatus(earmuffed=ON))
    dropped = replace(AGENT, stage=Stage.ENDED, answered=ago(50), ended=ago(49))
    rings = replace(RINGING, id="3", name="Eva", ringing=ago(70))
    assert states(dropped, deaf, rings) == [("ringing long", "Eva"), ("cannot hear", "Ada"), ("dropped", "Omar")]
