from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capi_bot.domain import durations
from capi_bot.domain.display_names import clean_line
from capi_bot.domain.durations import (
    DAY,
    embed_time,
    format_age,
    format_duration,
    format_interval,
    format_ongoing,
    format_past_time,
    format_short_interval,
    is_long_ago,
    join_in_utc,
    split_times,
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
def test_a_duration_has_at_most_two_units(seconds: float, words: str) -> None:
    assert format_duration(seconds) == words


def test_an_interval_is_a_duration() -> None:
    start = datetime(2026, 1, 1, tzinfo=UTC)
    assert format_interval(start, start + timedelta(minutes=5)) == "5 min"
    assert format_interval(start, start - timedelta(minutes=5)) == "0 s"


START = datetime(2018, 10, 25, 9, 26, tzinfo=UTC)


@pytest.mark.parametrize(
    ("age", "expected"),
    [
        (timedelta(), "just now"),
        (timedelta(seconds=59), "just now"),
        (timedelta(seconds=59.4), "just now"),
        (timedelta(seconds=-59), "just now"),
        (timedelta(seconds=-60), ""),
        (timedelta(days=-3), ""),
        (timedelta(minutes=1), "1 min ago"),
        (timedelta(seconds=90), "1 min ago"),
        (timedelta(minutes=59, seconds=59), "59 min ago"),
        (timedelta(hours=1), "1 h ago"),
        (timedelta(hours=1, minutes=59), "1 h ago"),
        (timedelta(hours=23, minutes=59), "23 h ago"),
        (timedelta(days=1), "1 day ago"),
        (timedelta(days=30), "30 days ago"),
        (timedelta(days=31), "1 month ago"),
        (timedelta(days=364), "11 months ago"),
        (timedelta(days=366), "1 year ago"),
        (timedelta(days=2949), "8 years ago"),
    ],
)
def test_an_age_has_its_largest_whole_unit(age: timedelta, expected: str) -> None:
    assert format_age(START, START + age) == expected


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
def test_after_a_day_the_date_replaces_the_duration(seconds: float, since: str, then: str) -> None:
    now = START + timedelta(seconds=seconds)

    assert format_ongoing(START, now) == since
    assert format_past_time(START, now) == then
    assert is_long_ago(START, now) is (then == embed_time(START))


@given(st.floats(min_value=60, max_value=3600, exclude_max=True))
def test_a_duration_and_an_age_agree(seconds: float) -> None:
    assert format_age(START, START + timedelta(seconds=seconds)) in {f"{format_duration(seconds)} ago", "just now"}


@given(st.floats(min_value=0, max_value=1e9))
def test_no_unit_reaches_the_next_larger_one(seconds: float) -> None:
    words = format_duration(seconds).split()
    full = {"s": 60, "min": 60, "h": 24}
    parts = zip(words[::2], words[1::2], strict=True)
    assert all(int(count) < full.get(unit, 10**9) for count, unit in parts)


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (START, START + timedelta(seconds=6), "6 s"),
        (START, START + timedelta(minutes=80), "1 h 20 min"),
        (START, START, "0 s"),
        (START, START + timedelta(days=1), ""),
        (START, START - timedelta(seconds=1), ""),
        (None, START, ""),
        (START, None, ""),
    ],
)
def test_a_short_interval_is_known_and_shorter_than_a_day(
    start: datetime | None, end: datetime | None, expected: str
) -> None:
    assert format_short_interval(start, end) == expected


EVENING = datetime(2018, 10, 25, 23, 30, tzinfo=timezone(timedelta(hours=-5)))


@pytest.mark.parametrize(
    ("sentence", "parts"),
    [
        (f"Ann left {embed_time(EVENING)}; Bob is ringing", ("Ann left ", EVENING, "; Bob is ringing")),
        (embed_time(EVENING), (EVENING,)),
        ("Ann left", ("Ann left",)),
        ("", ()),
    ],
)
def test_a_sentence_is_split_into_text_and_times(sentence: str, parts: tuple[str | datetime, ...]) -> None:
    assert split_times(sentence) == parts


def test_in_plain_text_a_time_is_its_date_in_utc() -> None:
    assert join_in_utc(("left ", EVENING, "; Bob is ringing")) == "left 26 Oct 2018; Bob is ringing"
    assert join_in_utc(()) == ""


@given(st.text(), st.datetimes(timezones=st.just(UTC)))
def test_no_name_is_mistaken_for_a_time(name: str, moment: datetime) -> None:
    words = f"{clean_line(name)} left "
    assert split_times(f"{words}{embed_time(moment)}") == (words, moment)


def test_no_time_is_written_with_a_code_that_only_some_systems_know() -> None:
    package = Path(durations.__file__).parents[1]
    code = re.compile(
        r"\{\w+:[^}]*%[-#][a-zA-Z]|strftime\([^)]*%[-#][a-zA-Z]"
    )  # https://docs.python.org/3/library/datetime.html
    files = list(package.rglob("*.py"))
    assert len(files) > 100
    assert [file.name for file in files if code.search(file.read_text("utf-8"))] == []
