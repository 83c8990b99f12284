from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from capi_bot.domain import durations
from capi_bot.slack.views import block_kit

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("age", "said"),
    [
        (timedelta(), "just now"),
        (timedelta(seconds=59), "just now"),
        (timedelta(seconds=-59), "just now"),
        (timedelta(seconds=-60), ""),
        (timedelta(days=-3), ""),
        (timedelta(minutes=1), "1 min ago"),
        (timedelta(minutes=59, seconds=59), "59 min ago"),
        (timedelta(hours=1), "1 h ago"),
        (timedelta(hours=23, minutes=59), "23 h ago"),
        (timedelta(days=1), "1 day ago"),
        (timedelta(days=30), "30 days ago"),
        (timedelta(days=31), "1 month ago"),
        (timedelta(days=364), "11 months ago"),
        (timedelta(days=366), "1 year ago"),
        (timedelta(days=2949), "8 years ago"),
    ],
)
def test_an_age_is_told_in_its_largest_whole_unit(age: timedelta, said: str) -> None:
    assert durations.ago(NOW - age, NOW) == said


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        (NOW, NOW + timedelta(seconds=6), "6 s"),
        (NOW, NOW + timedelta(minutes=80), "1 h 20 min"),
        (NOW, NOW, "0 s"),
        (NOW, NOW + timedelta(days=1), ""),
        (NOW, NOW - timedelta(seconds=1), ""),
        (None, NOW, ""),
        (NOW, None, ""),
    ],
)
def test_a_spell_is_told_where_it_is_known_and_shorter_than_a_day(
    start: datetime | None, end: datetime | None, said: str
) -> None:
    assert block_kit.duration(start, end) == said
