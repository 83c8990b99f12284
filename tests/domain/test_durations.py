from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capi_bot.domain.durations import (
    DAY,
    embed_time,
    format_age,
    format_duration,
    format_interval,
    format_ongoing,
    format_past_time,
    is_long_ago,
)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (-5, "0 s"),
        (0, "0 s"),
        (0.4, "0 s"),
        (5.893, "6 s"),
        (59.4, "59 s"),
        (59.6, "1 min"),
        (89.66, "1 min"),
        (119.4, "1 min"),
        (119.6, "2 min"),
        (300, "5 min"),
        (3599, "59 min"),
        (3600, "1 h"),
        (4800, "1 h 20 min"),
        (86399, "23 h 59 min"),
        (86400, "1 day"),
        (97200, "1 day 3 h"),
        (172800, "2 days"),
        (424799, "4 days 21 h"),
    ],
)
def test_a_duration_is_told_in_the_units_that_a_glance_needs(seconds: float, words: str) -> None:
    assert format_duration(seconds) == words


def test_the_time_between_two_moments_is_told_likewise() -> None:
    start = datetime(2026, 1, 1, tzinfo=UTC)
    assert format_interval(start, start + timedelta(minutes=5)) == "5 min"
    assert format_interval(start, start - timedelta(minutes=5)) == "0 s"


START = datetime(2018, 10, 25, 9, 26, tzinfo=UTC)


@pytest.mark.parametrize(
    ("age", "said"),
    [
        (timedelta(seconds=59.4), "just now"),
        (timedelta(seconds=-59), "just now"),
        (timedelta(seconds=-60), ""),
        (timedelta(seconds=90), "1 min ago"),
        (timedelta(hours=1, minutes=59), "1 h ago"),
        (timedelta(days=1), "1 day ago"),
        (timedelta(days=30), "30 days ago"),
        (timedelta(days=366), "1 year ago"),
        (timedelta(days=2949), "8 years ago"),
    ],
)
def test_an_age_is_told_in_its_largest_whole_unit(age: timedelta, said: str) -> None:
    assert format_age(START, START + age) == said


@pytest.mark.parametrize(
    ("seconds", "since", "then"),
    [
        (-5, "for 0 s", "just now"),
        (300, "for 5 min", "5 min ago"),
        (DAY, "for 1 day", "1 day ago"),
        (DAY + 1, f"since {embed_time(START)}", embed_time(START)),
        (2949 * DAY, f"since {embed_time(START)}", embed_time(START)),
    ],
)
def test_after_a_day_a_date_tells_more_than_a_duration(seconds: float, since: str, then: str) -> None:
    now = START + timedelta(seconds=seconds)

    assert format_ongoing(START, now) == since
    assert format_past_time(START, now) == then
    assert is_long_ago(START, now) is (then == embed_time(START))


@given(st.floats(min_value=60, max_value=3600, exclude_max=True))
def test_what_stands_side_by_side_agrees(seconds: float) -> None:
    assert format_age(START, START + timedelta(seconds=seconds)) in {f"{format_duration(seconds)} ago", "just now"}


@given(st.floats(min_value=0, max_value=1e9))
def test_no_unit_is_ever_full(seconds: float) -> None:
    numbers = format_duration(seconds).split()
    full = {"s": 60, "min": 60, "h": 24}
    told = zip(numbers[::2], numbers[1::2], strict=True)
    assert all(int(count) < full.get(unit, 10**9) for count, unit in told)
