from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capi_bot.capi.recap.durations import DAY, ago, between, is_long_ago, lasted, lasting


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (-5, "0 s"),
        (0, "0 s"),
        (0.4, "0 s"),
        (5.893, "6 s"),
        (59.4, "59 s"),
        (59.6, "1 min"),
        (89, "1 min"),
        (89.66, "2 min"),
        (300, "5 min"),
        (3569, "59 min"),
        (3570, "1 h"),
        (3600, "1 h"),
        (4800, "1 h 20 min"),
        (86369, "23 h 59 min"),
        (86370, "1 day"),
        (86400, "1 day"),
        (97200, "1 day 3 h"),
        (172800, "2 days"),
        (421200, "4 days 21 h"),
    ],
)
def test_a_duration_is_told_in_the_units_that_a_glance_needs(seconds: float, words: str) -> None:
    assert lasted(seconds) == words


def test_the_time_between_two_moments_is_told_likewise() -> None:
    start = datetime(2026, 1, 1, tzinfo=UTC)
    assert between(start, start + timedelta(minutes=5)) == "5 min"
    assert between(start, start - timedelta(minutes=5)) == "0 s"


START = datetime(2018, 10, 25, 9, 26, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "since", "when"),
    [
        (-5, "for 0 s", "just now"),
        (300, "for 5 min", "5 min ago"),
        (DAY, "for 1 day", "1 day ago"),
        (DAY + 1, "since 25 Oct 2018", "on 25 Oct 2018"),
        (2949 * DAY, "since 25 Oct 2018", "on 25 Oct 2018"),
    ],
)
def test_after_a_day_a_date_tells_more_than_a_duration(seconds: float, since: str, when: str) -> None:
    now = START + timedelta(seconds=seconds)

    assert lasting(START, now) == since
    assert ago(START, now) == when
    assert is_long_ago(START, now) is ("2018" in since)


def test_the_day_is_utcs() -> None:
    evening = datetime(2018, 10, 25, 23, 30, tzinfo=timezone(timedelta(hours=-5)))

    assert ago(evening, evening + timedelta(days=3)) == "on 26 Oct 2018"


@given(st.floats(min_value=0, max_value=1e9))
def test_no_unit_is_ever_full(seconds: float) -> None:
    numbers = lasted(seconds).split()
    full = {"s": 60, "min": 60, "h": 24}
    told = zip(numbers[::2], numbers[1::2], strict=True)
    assert all(int(count) < full.get(unit, 10**9) for count, unit in told)
