from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capi_bot.capi.recap.durations import between, lasted


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


@given(st.floats(min_value=0, max_value=1e9))
def test_no_unit_is_ever_full(seconds: float) -> None:
    numbers = lasted(seconds).split()
    full = {"s": 60, "min": 60, "h": 24}
    told = zip(numbers[::2], numbers[1::2], strict=True)
    assert all(int(count) < full.get(unit, 10**9) for count, unit in told)
