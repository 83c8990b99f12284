from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capi_bot.domain.call_summary.leg_history import LegTimeline, Stage
from capi_bot.slack.views.call_timeline import draw_bar, find_time_scale

START = datetime(2026, 1, 1, 9, 0, tzinfo=UTC)


def at(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


END = at(100)
LASTING = LegTimeline(id="leg", name="Ann", inbound=False, stage=Stage.CONNECTED, began=START, answered=START)
ENDED = replace(LASTING, stage=Stage.ENDED, ending="completed")
RINGING = LegTimeline(id="leg", name="Bob", inbound=False, stage=Stage.RINGING, began=START, ringing=START)


@pytest.mark.parametrize(
    ("leg", "drawn"),
    [
        (LASTING, "██████████"),
        (replace(ENDED, ended=at(50)), "█████-----"),
        (RINGING, "░░░░░░░░░░"),
        (replace(RINGING, ringing=at(40)), "····░░░░░░"),
        (replace(RINGING, stage=Stage.CONNECTED, ringing=at(20), answered=at(50)), "··░░░█████"),
        (replace(RINGING, stage=Stage.ENDED, ringing=at(20), ended=at(60), ending="busy"), "··░░░░----"),
        (replace(ENDED, began=at(20), ringing=at(20), answered=at(50), ended=at(80)), "··░░░███--"),
        (replace(ENDED, answered=None, joined=at(50), ended=at(80)), "░░░░░███--"),
    ],
)
def test_the_parts_of_a_leg_are_as_long_as_they_lasted(leg: LegTimeline, drawn: str) -> None:
    assert draw_bar(leg, START, END, 10) == drawn


@pytest.mark.parametrize(
    ("leg", "drawn"),
    [
        (replace(ENDED, began=at(50), answered=at(50), ended=at(50)), "·····█----"),
        (replace(ENDED, began=END, answered=END, ended=END), "·········█"),
        (replace(RINGING, stage=Stage.ENDED, began=END, ringing=END, ended=END, ending="busy"), "·········░"),
        (replace(ENDED, ringing=at(98), answered=at(99), ended=END), "········░█"),
        (replace(ENDED, ringing=START, answered=at(1), ended=at(2)), "░█--------"),
        (replace(ENDED, ringing=START, answered=at(99.9), ended=END), "░░░░░░░░░█"),
        (replace(ENDED, ringing=START, answered=at(0.1), ended=END), "░█████████"),
        (replace(ENDED, ringing=START, answered=END, ended=END), "░░░░░░░░░█"),
    ],
)
def test_a_part_that_is_shorter_than_a_character_still_shows(leg: LegTimeline, drawn: str) -> None:
    assert draw_bar(leg, START, END, 10) == drawn


def test_a_bar_of_one_character_shows_talking_rather_than_ringing() -> None:
    assert draw_bar(replace(LASTING, ringing=START, answered=at(90)), START, END, 1) == "█"
    assert draw_bar(RINGING, START, END, 1) == "░"


def test_a_leg_without_known_times_is_drawn_as_unknown() -> None:
    assert draw_bar(replace(LASTING, began=None, answered=None), START, END, 5) == "?????"


@pytest.mark.parametrize("width", [0, -1])
def test_a_bar_without_width_is_empty(width: int) -> None:
    assert draw_bar(LASTING, START, END, width) == ""


def test_a_leg_without_a_known_end_is_drawn_as_far_as_it_is_known() -> None:
    assert draw_bar(replace(ENDED, answered=at(30)), START, END, 10) == "░░█???????"
    assert draw_bar(replace(RINGING, stage=Stage.UNKNOWN, ringing=at(30)), START, END, 10) == "···░??????"


def test_a_connected_leg_is_drawn_connected_even_without_a_known_start() -> None:
    called = replace(LASTING, answered=None, began=at(50))
    assert draw_bar(called, START, END, 10) == "·····█████"
    assert (
        draw_bar(replace(called, stage=Stage.ENDED, ended=at(80), ending="completed"), START, END, 10) == "·····███--"
    )
    assert draw_bar(replace(called, stage=Stage.ENDED, ended=at(80), ending="left"), START, END, 10) == "·····░░░--"


@pytest.mark.parametrize(
    ("away", "drawn"),
    [
        (((at(30), at(60)),), "███---████"),
        (((at(30), at(40)), (at(60), at(80))), "███-██--██"),
        (((at(30), at(31)),), "██████████"),
        (((START, END),), "---------█"),
        (((at(30), at(20)),), "██████████"),
    ],
)
def test_an_absence_leaves_a_gap(away: tuple[tuple[datetime, datetime], ...], drawn: str) -> None:
    assert draw_bar(replace(LASTING, absences=away), START, END, 10) == drawn


def test_an_absence_of_somebody_who_is_gone_leaves_a_gap_too() -> None:
    assert draw_bar(replace(ENDED, ended=at(80), absences=((at(20), at(40)),)), START, END, 10) == "██--████--"


def test_a_leg_that_began_this_moment_fills_its_bar() -> None:
    assert draw_bar(replace(RINGING, began=END, ringing=END), END, END, 4) == "···░"
    assert draw_bar(RINGING, START, START, 4) in {"░░░░", "···░"}


def test_the_scale_reaches_now_while_a_leg_is_in_progress() -> None:
    later = replace(ENDED, began=at(5), answered=at(5), ended=at(50))
    assert find_time_scale([later, LASTING], END) == (START, END)


def test_the_scale_ends_with_the_last_leg() -> None:
    assert find_time_scale([replace(ENDED, ended=at(30)), replace(ENDED, ended=at(50))], END) == (START, at(50))


def test_a_clock_that_is_behind_does_not_reverse_the_scale() -> None:
    assert find_time_scale([LASTING], at(-10)) == (START, START)


def test_the_scale_of_nothing_is_now() -> None:
    assert find_time_scale([], END) == (END, END)


moments = st.none() | st.floats(min_value=-1e6, max_value=1e6).map(at)
spans = st.builds(
    LegTimeline,
    id=st.just("leg"),
    name=st.just("Ann"),
    inbound=st.booleans(),
    stage=st.sampled_from(Stage),
    began=moments,
    ringing=moments,
    answered=moments,
    joined=moments,
    ended=moments,
    ending=st.sampled_from(["", "busy", "completed"]),
)


@given(st.lists(spans, min_size=1, max_size=4), st.integers(min_value=1, max_value=60))
def test_a_bar_has_exactly_the_given_width_and_its_phases_in_order(legs: list[LegTimeline], width: int) -> None:
    begin, end = find_time_scale(legs, END)
    for leg in legs:
        drawn = draw_bar(leg, begin, end, width)
        assert len(drawn) == width
        assert sorted(drawn, key="·░█-?".index) == list(drawn)
        assert drawn.strip("·-?") or not (leg.ringing or leg.began)
