"""Time ranges as people write them: `2h`, `today`, `2026-11-01..2026-11-03`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from types import MappingProxyType

from capi_bot.errors import UserError
from capi_bot.slack.commands.text import excerpt

PRESETS: Mapping[str, str] = MappingProxyType(
    {"": "Any time", "1h": "Last hour", "24h": "Last 24 hours", "today": "Today", "7d": "Last 7 days"}
)
"""Time ranges that a menu offers, with their texts."""

EXAMPLES = "`2h`, `3d`, `today`, `2026-11-01` or `2026-11-01..2026-11-03`"

_UNITS = MappingProxyType({"m": "min", "h": "h", "d": "day", "w": "week"})
_LENGTHS = MappingProxyType(
    {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}
)
_TODAY, _YESTERDAY = "today", "yesterday"
_YEARS = range(2000, 2100)
_MAX_WORDS = 5  # "in the last 2 hours"
_PRECISION = timedelta(milliseconds=1)  # the API's own

_LAST_PATTERN = r"(?:(?:in )?(?:the )?(?:last|past) )"
_UNIT_PATTERN = r"(m|min|mins|minutes?|h|hrs?|hours?|d|days?|w|wks?|weeks?)"
_DAY_PATTERN = r"(today|yesterday|\d{4}[-/]\d{1,2}[-/]\d{1,2})"
_LAST_PERIOD = re.compile(
    rf"{_LAST_PATTERN}?(\d{{1,4}}) ?{_UNIT_PATTERN}(?: ago)?|{_LAST_PATTERN}(minute|hour|day|week)", re.ASCII
)
_FROM_DAY = re.compile(rf"{_DAY_PATTERN}(?: ?\.\.+)?", re.ASCII)
_ON_DAY = re.compile(rf"on {_DAY_PATTERN}", re.ASCII)
_UNTIL_DAY = re.compile(rf"(?:\.\.+ ?|until |till ){_DAY_PATTERN}", re.ASCII)
_BETWEEN_DAYS = re.compile(
    rf"(?:from |between )?{_DAY_PATTERN}(?: ?(?:\.\.+|-) ?| (?:to|until|till|and) ){_DAY_PATTERN}", re.ASCII
)
_SAME_YEAR = re.compile(r"(\d{4})([-/]\d{1,2}[-/]\d{1,2}) ?\.\.+ ?(\d{1,2}[-/]\d{1,2})", re.ASCII)


@dataclass(frozen=True, slots=True)
class _LastPeriod:
    """The last `count` units (`m`, `h`, `d` or `w`)."""

    count: int
    unit: str

    def __str__(self) -> str:
        return f"{self.count}{self.unit}"


@dataclass(frozen=True, slots=True)
class _DateRange:
    """The days from `first` to `last`: each `today`, `yesterday` or a date; empty where the range is open."""

    first: str
    last: str

    def __str__(self) -> str:
        return f"{self.first}..{self.last}" if self.last else self.first


def normalise_time_range(text: str) -> str:
    """Return a time range in its canonical form, empty for any time; `UserError` says what to write instead."""
    return str(_parse_or_raise(text) or "")


def leading_time_range(words: Sequence[str], *, alone: bool = False) -> tuple[str, int]:
    """Return the time range at the beginning of words and how many words it takes; `("", 0)` where there is none.

    After `since`, a day means from that day on; `alone`, it means that day only.
    """
    for count in range(min(_MAX_WORDS, len(words)), 0, -1):
        text = " ".join(words[:count])
        if time_range := (_parse(f"on {text}") if alone else None) or _parse(text):
            return str(time_range), count
    return "", 0


def resolve(since: str, now: datetime, zone: tzinfo) -> tuple[datetime | None, datetime | None]:
    """Return the first and the last moment of a time range, in UTC; None where it is open.

    Days are those of `zone`, from their first moment to their last millisecond.
    """
    match _parse_or_raise(since):
        case _LastPeriod(count, unit):
            return now.astimezone(UTC) - count * _LENGTHS[unit], None
        case _DateRange(first, last):
            today = now.astimezone(zone).date()
            return _first_moment(first, today, zone), _last_moment(last, today, zone)
        case None:
            return None, None


def describe_time_range(since: str) -> str:
    """Describe a time range in a few words: `last 2 h`, `today`, `1–3 Nov 2026`."""  # noqa: RUF002 - a range of days is written so
    match _parse_or_raise(since):
        case _LastPeriod(count, unit):
            return _describe_period(count, _UNITS[unit])
        case _DateRange(first, last):
            return _describe_days(first, last)
        case None:
            return "any time"


def _parse_or_raise(text: str) -> _LastPeriod | _DateRange | None:
    time_range = _parse(text)
    if time_range is None and text.strip():
        raise UserError(f"I do not understand the time “{excerpt(text)}”. Write {EXAMPLES}.")
    return time_range


def _parse(text: str) -> _LastPeriod | _DateRange | None:
    typed = _SAME_YEAR.sub(r"\1\2..\1-\3", " ".join(text.lower().replace("…", "..").split()))
    if match := _LAST_PERIOD.fullmatch(typed):
        count, unit, one = match.groups()
        return _LastPeriod(int(count), unit[0]) if count and int(count) else _LastPeriod(1, one[0]) if one else None
    if match := _FROM_DAY.fullmatch(typed):
        return _DateRange(_parse_day(match[1]), "")
    if match := _ON_DAY.fullmatch(typed):
        return _single_day(_parse_day(match[1]))
    if match := _UNTIL_DAY.fullmatch(typed):
        return _DateRange("", _parse_day(match[1]))
    if match := _BETWEEN_DAYS.fullmatch(typed):
        return _check_order(_DateRange(_parse_day(match[1]), _parse_day(match[2])))
    return None


def _parse_day(text: str) -> str:
    if text in (_TODAY, _YESTERDAY):
        return text
    try:
        day = date(*map(int, re.split("[-/]", text)))
    except ValueError as error:
        raise UserError(
            f"“{excerpt(text)}” is not a day of the calendar. Write a date such as `2026-11-01`."
        ) from error
    if day.year not in _YEARS:
        raise UserError(f"“{excerpt(text)}” is out of reach: write a date from {_YEARS[0]} to {_YEARS[-1]}.")
    return day.isoformat()


def _single_day(day: str) -> _DateRange:
    return _DateRange(day, "" if day == _TODAY else day)


def _check_order(days: _DateRange) -> _DateRange:
    relative = {days.first, days.last} & {_TODAY, _YESTERDAY}
    backwards = days.first > days.last if not relative else (days.first, days.last) == (_TODAY, _YESTERDAY)
    if backwards:
        raise UserError(f"“{days}” ends before it begins. Write `{days.last}..{days.first}`.")
    return days


def _first_moment(day: str, today: date, zone: tzinfo) -> datetime | None:
    return _midnight(_date_of(day, today), zone) if day else None


def _last_moment(day: str, today: date, zone: tzinfo) -> datetime | None:
    return _midnight(_date_of(day, today) + timedelta(days=1), zone) - _PRECISION if day else None


def _date_of(day: str, today: date) -> date:
    return {_TODAY: today, _YESTERDAY: today - timedelta(days=1)}.get(day) or date.fromisoformat(day)


def _midnight(day: date, zone: tzinfo) -> datetime:
    # In UTC, because Python compares two times of one zone by what the clock shows, which an hour may show twice.
    return datetime.combine(day, time.min, zone).astimezone(UTC)


def _describe_period(count: int, unit: str) -> str:
    if count == 1:
        return f"last {({'min': 'minute', 'h': 'hour'}).get(unit, unit)}"
    return f"last {count} {unit}{'s' * (unit in ('day', 'week'))}"


def _describe_days(first: str, last: str) -> str:
    if first == last or (first == _TODAY and not last):
        return _day_text(first)
    if not last:
        return f"since {_day_text(first)}"
    if not first:
        return f"until {_day_text(last)}"
    return _join_days(_day_text(first), _day_text(last))


def _join_days(first: str, last: str) -> str:
    start, end = first.split(), last.split()
    if len(start) == len(end) == 3 and start[1:] == end[1:]:  # noqa: PLR2004 - day, month, year
        return f"{start[0]}–{last}"  # noqa: RUF001 - a range of days is written so
    return f"{' '.join(start[:-1]) if start[-1:] == end[-1:] and len(start) > 1 else first} – {last}"  # noqa: RUF001 - the same


def _day_text(day: str) -> str:
    if day in (_TODAY, _YESTERDAY):
        return day
    parsed = date.fromisoformat(day)
    return f"{parsed.day} {parsed:%b %Y}"
