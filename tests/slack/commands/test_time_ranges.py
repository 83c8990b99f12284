from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capi_bot.errors import UserError
from capi_bot.slack.commands import time_ranges

NOW = datetime(2026, 11, 21, 5, 30, tzinfo=UTC)

CANONICAL = [
    ("", "", "any time"),
    ("30m", "30m", "last 30 min"),
    ("1 minute", "1m", "last minute"),
    ("2h", "2h", "last 2 h"),
    ("02 Hours", "2h", "last 2 h"),
    ("last 2h", "2h", "last 2 h"),
    ("in the past 2 hrs", "2h", "last 2 h"),
    ("2 hours ago", "2h", "last 2 h"),
    ("the last hour", "1h", "last hour"),
    ("24h", "24h", "last 24 h"),
    ("3d", "3d", "last 3 days"),
    ("last day", "1d", "last day"),
    ("1w", "1w", "last week"),
    ("2 weeks", "2w", "last 2 weeks"),
    ("Today", "today", "today"),
    ("yesterday", "yesterday", "since yesterday"),
    ("on yesterday", "yesterday..yesterday", "yesterday"),
    ("on today", "today", "today"),
    ("2026-11-01", "2026-11-01", "since 1 Nov 2026"),
    ("2026/11/1", "2026-11-01", "since 1 Nov 2026"),
    ("2026-11-01..", "2026-11-01", "since 1 Nov 2026"),
    ("..2026-11-03", "..2026-11-03", "until 3 Nov 2026"),
    ("until today", "..today", "until today"),
    ("2026-11-01..2026-11-01", "2026-11-01..2026-11-01", "1 Nov 2026"),
    ("2026-11-01..2026-11-03", "2026-11-01..2026-11-03", "1–3 Nov 2026"),  # noqa: RUF001 - a range of days
    ("2026-11-01…2026-11-03", "2026-11-01..2026-11-03", "1–3 Nov 2026"),  # noqa: RUF001 - the same
    ("2026-11-01 - 2026-11-03", "2026-11-01..2026-11-03", "1–3 Nov 2026"),  # noqa: RUF001 - the same
    ("from 2026-10-28 to 2026-11-03", "2026-10-28..2026-11-03", "28 Oct – 3 Nov 2026"),  # noqa: RUF001 - the same
    ("between 2025-12-28 and 2026-01-03", "2025-12-28..2026-01-03", "28 Dec 2025 – 3 Jan 2026"),  # noqa: RUF001 - the same
    ("2026-11-01..today", "2026-11-01..today", "1 Nov 2026 – today"),  # noqa: RUF001 - the same
    ("yesterday till today", "yesterday..today", "yesterday – today"),  # noqa: RUF001 - the same
]


@pytest.mark.parametrize(("typed", "written", "said"), CANONICAL)
def test_a_time_range_has_one_canonical_form_and_description(typed: str, written: str, said: str) -> None:
    assert time_ranges.normalise_time_range(typed) == written
    assert time_ranges.normalise_time_range(written) == written
    assert time_ranges.describe_time_range(written) == said


@pytest.mark.parametrize(
    "text", ["monday", "0h", "2", "2 months", "2026", "01.11.2026", "..", "to", "12345h", "٢h", "last"]
)
def test_text_that_is_no_time_range_is_rejected_with_examples(text: str) -> None:
    with pytest.raises(UserError, match=f"I do not understand the time “{text}”. Write `2h`"):
        time_ranges.normalise_time_range(text)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("2026-02-30", "not a day of the calendar"),
        ("1999-12-31", "write a date from 2000 to 2099"),
        ("2026-11-03..2026-11-01", r"Write `2026-11-01\.\.2026-11-03`"),
        ("today..yesterday", r"Write `yesterday\.\.today`"),
    ],
)
def test_days_that_do_not_exist_are_rejected(text: str, sentence: str) -> None:
    with pytest.raises(UserError, match=sentence):
        time_ranges.normalise_time_range(text)


LEADING = [
    ("2h refund", False, ("2h", 1)),
    ("2 hours ago refund", False, ("2h", 3)),
    ("in the last 2 hours refund", False, ("2h", 5)),
    ("last order", False, ("", 0)),
    ("2026-11-01 to 2026-11-03 x", True, ("2026-11-01..2026-11-03", 3)),
    ("2026-11-01 x", False, ("2026-11-01", 1)),
    ("2026-11-01 x", True, ("2026-11-01..2026-11-01", 1)),
    ("2026-11-01.. x", True, ("2026-11-01", 1)),
    ("yesterday", True, ("yesterday..yesterday", 1)),
    ("today", True, ("today", 1)),
    ("", True, ("", 0)),
]


@pytest.mark.parametrize(("text", "alone", "found"), LEADING)
def test_the_words_of_a_time_range_are_counted(text: str, alone: bool, found: tuple[str, int]) -> None:  # noqa: FBT001 - a case
    assert time_ranges.leading_time_range(text.split(), alone=alone) == found


def _utc(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+00:00")


LONDON, BERLIN, TOKYO = ZoneInfo("Europe/London"), ZoneInfo("Europe/Berlin"), ZoneInfo("Asia/Tokyo")
BEIRUT, AZORES = ZoneInfo("Asia/Beirut"), ZoneInfo("Atlantic/Azores")

RESOLVED = [
    ("", UTC, None, None),
    ("30m", TOKYO, "2026-11-21T05:00", None),
    ("1d", UTC, "2026-11-20T05:30", None),
    ("1w", UTC, "2026-11-14T05:30", None),
    ("today", UTC, "2026-11-21T00:00", None),
    ("today", TOKYO, "2026-11-20T15:00", None),
    ("yesterday", BERLIN, "2026-11-19T23:00", None),
    ("yesterday..yesterday", UTC, "2026-11-20T00:00", "2026-11-20T23:59:59.999"),
    ("2026-11-01..2026-11-03", UTC, "2026-11-01T00:00", "2026-11-03T23:59:59.999"),
    ("..2026-11-03", TOKYO, None, "2026-11-03T14:59:59.999"),
    # Days of 23 and of 25 hours, and days that begin when clocks are changed: at one o'clock, and twice.
    ("2026-03-29..2026-03-29", LONDON, "2026-03-29T00:00", "2026-03-29T22:59:59.999"),
    ("2026-10-25..2026-10-25", LONDON, "2026-10-24T23:00", "2026-10-25T23:59:59.999"),
    ("2026-03-29..2026-03-29", BEIRUT, "2026-03-28T22:00", "2026-03-29T20:59:59.999"),
    ("2026-10-25..2026-10-25", AZORES, "2026-10-25T00:00", "2026-10-26T00:59:59.999"),
]


@pytest.mark.parametrize(("since", "zone", "first", "last"), RESOLVED)
def test_a_time_range_is_resolved_to_moments(since: str, zone: tzinfo, first: str | None, last: str | None) -> None:
    assert time_ranges.resolve(since, NOW, zone) == (first and _utc(first), last and _utc(last))


def test_hours_are_counted_back_over_a_change_of_clocks() -> None:
    after = datetime(2026, 10, 25, 1, 30, tzinfo=LONDON, fold=1)

    assert time_ranges.resolve("1h", after, LONDON)[0] == _utc("2026-10-25T00:30")


@given(
    st.sampled_from([written for _, written, _ in CANONICAL]),
    st.datetimes(min_value=datetime(2001, 1, 1), max_value=datetime(2098, 1, 1), timezones=st.timezones()),  # noqa: DTZ001 - naive bounds are asked for
    st.timezones(),
)
def test_a_time_range_ends_before_it_begins_only_where_its_days_are_in_the_future(
    since: str, now: datetime, zone: tzinfo
) -> None:
    first, last = time_ranges.resolve(since, now, zone)

    assert {moment.tzinfo for moment in (first, last) if moment} <= {UTC}
    if first and last and since != "2026-11-01..today":
        assert timedelta(hours=20) < last - first


def test_text_that_is_no_time_range_cannot_be_resolved() -> None:
    with pytest.raises(UserError):
        time_ranges.resolve("monday", NOW, UTC)


def test_all_presets_are_time_ranges() -> None:
    assert [time_ranges.normalise_time_range(span) for span in time_ranges.PRESETS] == list(time_ranges.PRESETS)
