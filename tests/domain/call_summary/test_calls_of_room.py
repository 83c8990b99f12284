from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from capi_bot.domain.call_summary.calls_of_room import parted
from capi_bot.domain.call_summary.leg_history import LegTimeline, Stage

START = datetime(2026, 1, 1, 9, 0, tzinfo=UTC)
HOUR = 3600


def leg(name: str, begin: float | None, end: float | None = None, **facts: Any) -> LegTimeline:  # noqa: ANN401 -- any of the span's fields
    began, ended = (None if seconds is None else START + timedelta(seconds=seconds) for seconds in (begin, end))
    stage, ending = (Stage.CONNECTED, "") if end is None else (Stage.ENDED, "left")
    span = LegTimeline(
        id=name, name=name, inbound=False, stage=stage, began=began, answered=began, ended=ended, ending=ending
    )
    return replace(span, **facts)


def missed(name: str, begin: float, end: float) -> LegTimeline:
    return leg(name, begin, end, answered=None, ending="unanswered")


def ids(*legs: LegTimeline) -> list[list[str]]:
    return [[leg.id for leg in call] for call in parted(legs)]


@pytest.mark.parametrize(
    ("legs", "calls"),
    [
        ([], []),
        ([leg("a", 0), leg("b", 5)], [["a", "b"]]),
        ([leg("a", 0, 300), leg("b", 5, 301), leg("c", HOUR)], [["a", "b"], ["c"]]),
        ([leg("a", 0, 300), leg("b", 60, 90), leg("c", 200)], [["a", "b", "c"]]),
        ([leg("a", 0, 300), leg("b", 305)], [["a", "b"]]),
        ([leg("a", 0, 300), leg("b", 320)], [["a"], ["b"]]),
        ([missed("a", 0, 30), leg("b", 120)], [["a", "b"]]),
        ([missed("a", 0, 30), leg("b", HOUR)], [["a"], ["b"]]),
        ([leg("a", 0, 30, ended=None), leg("b", HOUR)], [["a", "b"]]),
        ([leg("a", 0, 30), leg("b", None)], [["a", "b"]]),
        ([leg("a", None, 30), leg("b", HOUR)], [["a"], ["b"]]),
    ],
)
def test_a_call_is_over_once_nobody_is_on_it(legs: list[LegTimeline], calls: list[list[str]]) -> None:
    assert ids(*legs) == calls


def test_somebody_who_comes_back_to_a_call_has_one_leg_with_an_absence() -> None:
    first = leg("b", 10, 60, ringing=START, joined=START)
    ((_, back),) = parted((leg("a", 0), first, leg("b", 90, answered=None, joined=START + timedelta(seconds=90))))
    assert (back.began, back.ringing, back.answered, back.joined) == (
        first.began,
        first.ringing,
        first.answered,
        first.joined,
    )
    assert back.away == ((START + timedelta(seconds=60), START + timedelta(seconds=90)),)
    assert (back.stage, back.ended) == (Stage.CONNECTED, None)


def test_somebody_may_come_back_twice() -> None:
    ((_, back),) = parted((leg("a", 0), leg("b", 10, 20), leg("b", 30, 40), leg("b", 50)))
    assert [(gone - START, came - START) for gone, came in back.away] == [
        (timedelta(seconds=20), timedelta(seconds=30)),
        (timedelta(seconds=40), timedelta(seconds=50)),
    ]


def test_a_leg_that_is_used_again_for_the_next_call_has_not_been_away() -> None:
    _, (again,) = parted((leg("a", 0, 60), leg("a", HOUR)))
    assert (again.began, again.away) == (START + timedelta(seconds=HOUR), ())


def endings(*legs: LegTimeline) -> list[str]:
    ((*told,),) = parted(legs)
    return [leg.ending for leg in told]


def test_only_who_ended_first_hung_up() -> None:
    ann, bob = (leg(name, 0, 300 + later, ending="hung up") for name, later in (("a", 0), ("b", 0.2)))
    assert endings(ann, bob) == ["hung up", "ended"]
    assert endings(bob, ann) == ["ended", "hung up"]
    assert endings(ann, replace(ann, id="b")) == ["ended", "ended"]
    assert endings(ann, replace(bob, ending="busy")) == ["hung up", "busy"]


def test_who_leaves_others_behind_hung_up() -> None:
    legs = [leg(name, 0, end, ending="hung up") for name, end in (("a", 100), ("b", 200), ("c", 201))]
    assert endings(*legs) == ["hung up", "hung up", "ended"]
    assert endings(missed("a", 0, 99), leg("b", 0, 100, ending="hung up")) == ["unanswered", "hung up"]
