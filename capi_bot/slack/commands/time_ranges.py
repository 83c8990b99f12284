"""Spans of time as people write them: `2h`, `today`, `2026-11-01..2026-11-03`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from types import MappingProxyType

from capi_bot.errors import UserError
from capi_bot.slack.commands.text import shown

SPANS: Mapping[str, str] = MappingProxyType(
    {"": "Any time", "1h": "Last hour", "24h": "Last 24 hours", "today": "Today", "7d": "Last 7 days"}
)
"""What a menu offers: texts by the span that they stand for."""

EXAMPLES = "`2h`, `3d`, `today`, `2026-11-01` or `2026-11-01..2026-11-03`"

_UNITS = MappingProxyType({"m": "min", "h": "h", "d": "day", "w": "week"})
_LENGTHS = MappingProxyType(
    {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}
)
_TODAY, _YESTERDAY = "today", "yesterday"
_CENTURY = range(2000, 2100)
_LONGEST = 5  # words: "in the last 2 hours"
_TICK = timedelta(milliseconds=1)  # the API's own precision

_LAST = r"(?:(?:in )?(?:the )?(?:last|past) )"
_UNIT = r"(m|min|mins|minutes?|h|hrs?|hours?|d|days?|w|wks?|weeks?)"
_DAY = r"(today|yesterday|\d{4}[-/]\d{1,2}[-/]\d{1,2})"
_AGO = re.compile(rf"{_LAST}?(\d{{1,4}}) ?{_UNIT}(?: ago)?|{_LAST}(minute|hour|day|week)", re.ASCII)
_FROM = re.compile(rf"{_DAY}(?: ?\.\.+)?", re.ASCII)
_ON = re.compile(rf"on {_DAY}", re.ASCII)
_UNTIL = re.compile(rf"(?:\.\.+ ?|until |till ){_DAY}", re.ASCII)
_BETWEEN = re.compile(rf"(?:from |between )?{_DAY}(?: ?(?:\.\.+|-) ?| (?:to|until|till|and) ){_DAY}", re.ASCII)
_SAME_YEAR = re.compile(r"(\d{4})([-/]\d{1,2}[-/]\d{1,2}) ?\.\.+ ?(\d{1,2}[-/]\d{1,2})", re.ASCII)


@dataclass(frozen=True, slots=True)
class _Ago:
    count: int
    unit: str

    def __str__(self) -> str:
        return f"{self.count}{self.unit}"


@dataclass(frozen=True, slots=True)
class _Days:
    """Be the days from `first` to `last`: `today`, `yesterday` or a date; empty where there is no such end."""

    first: str
    last: str

    def __str__(self) -> str:
        return f"{self.first}..{self.last}" if self.last else self.first


def canonical(text: str) -> str:
    """Return a span as we write it, empty for any time; `UserError` says what to write where it is none."""
    return str(_known(text) or "")


def leading(words: Sequence[str], *, alone: bool = False) -> tuple[str, int]:
    """Return the span with which words begin, and of how many words it is made; `("", 0)` where they do not.

    After `since`, a day means from that day on; `alone`, it means that day.
    """
    for count in range(min(_LONGEST, len(words)), 0, -1):
        text = " ".join(words[:count])
        if span := (_read(f"on {text}") if alone else None) or _read(text):
            return str(span), count
    return "", 0


def resolve(since: str, now: datetime, zone: tzinfo) -> tuple[datetime | None, datetime | None]:
    """Return the first and the last moment of a span, in UTC; None where it has no such end.

    Days are those of `zone`, from their first moment to their last millisecond.
    """
    match _known(since):
        case _Ago(count, unit):
            return now.astimezone(UTC) - count * _LENGTHS[unit], None
        case _Days(first, last):
            today = now.astimezone(zone).date()
            return _start(first, today, zone), _end(last, today, zone)
        case None:
            return None, None


def described(since: str) -> str:
    """Say a span in a few words: `last 2 h`, `today`, `1–3 Nov 2026`."""  # noqa: RUF002 - a range of days is written so
    match _known(since):
        case _Ago(count, unit):
            return _described_ago(count, _UNITS[unit])
        case _Days(first, last):
            return _described_days(first, last)
        case None:
            return "any time"


def _known(text: str) -> _Ago | _Days | None:
    span = _read(text)
    if span is None and text.strip():
        raise UserError(f"I do not understand the time “{shown(text)}”. Write {EXAMPLES}.")
    return span


def _read(text: str) -> _Ago | _Days | None:
    typed = _SAME_YEAR.sub(r"\1\2..\1-\3", " ".join(text.lower().replace("…", "..").split()))
    if match := _AGO.fullmatch(typed):
        count, unit, one = match.groups()
        return _Ago(int(count), unit[0]) if count and int(count) else _Ago(1, one[0]) if one else None
    if match := _FROM.fullmatch(typed):
        return _Days(_day(match[1]), "")
    if match := _ON.fullmatch(typed):
        return _single(_day(match[1]))
    if match := _UNTIL.fullmatch(typed):
        return _Days("", _day(match[1]))
    if match := _BETWEEN.fullmatch(typed):
        return _forwards(_Days(_day(match[1]), _day(match[2])))
    return None


def _day(text: str) -> str:
    if text in (_TODAY, _YESTERDAY):
        return text
    try:
        day = date(*map(int, re.split("[-/]", text)))
    except ValueError as error:
        raise UserError(f"“{shown(text)}” is not a day of the calendar. Write a date such as `2026-11-01`.") from error
    if day.year not in _CENTURY:
        raise UserError(f"“{shown(text)}” is out of reach: write a date from {_CENTURY[0]} to {_CENTURY[-1]}.")
    return day.isoformat()


def _single(day: str) -> _Days:
    return _Days(day, "" if day == _TODAY else day)


def _forwards(days: _Days) -> _Days:
    relative = {days.first, days.last} & {_TODAY, _YESTERDAY}
    backwards = days.first > days.last if not relative else (days.first, days.last) == (_TODAY, _YESTERDAY)
    if backwards:
        raise UserError(f"“{days}” ends before it begins. Write `{days.last}..{days.first}`.")
    return days


def _start(day: str, today: date, zone: tzinfo) -> datetime | None:
    return _midnight(_dated(day, today), zone) if day else None


def _end(day: str, today: date, zone: tzinfo) -> datetime | None:
    return _midnight(_dated(day, today) + timedelta(days=1), zone) - _TICK if day else None


def _dated(day: str, today: date) -> date:
    return {_TODAY: today, _YESTERDAY: today - timedelta(days=1)}.get(day) or date.fromisoformat(day)


def _midnight(day: date, zone: tzinfo) -> datetime:
    # In UTC, because Python compares two times of one zone by what the clock shows, which an hour may show twice.
    return datetime.combine(day, time.min, zone).astimezone(UTC)


def _described_ago(count: int, unit: str) -> str:
    if count == 1:
        return f"last {({'min': 'minute', 'h': 'hour'}).get(unit, unit)}"
    return f"last {count} {unit}{'s' * (unit in ('day', 'week'))}"


def _described_days(first: str, last: str) -> str:
    if first == last or (first == _TODAY and not last):
        return _written(first)
    if not last:
        return f"since {_written(first)}"
    if not first:
        return f"until {_written(last)}"
    return _joined(_written(first), _written(last))


def _joined(first: str, last: str) -> str:
    start, end = first.split(), last.split()
    if len(start) == len(end) == 3 and start[1:] == end[1:]:  # noqa: PLR2004 - day, month, year
        return f"{start[0]}–{last}"  # noqa: RUF001 - a range of days is written so
    return f"{' '.join(start[:-1]) if start[-1:] == end[-1:] and len(start) > 1 else first} – {last}"  # noqa: RUF001 - the same


def _written(day: str) -> str:
    if day in (_TODAY, _YESTERDAY):
        return day
    dated = date.fromisoformat(day)
    return f"{dated.day} {dated:%b %Y}"
