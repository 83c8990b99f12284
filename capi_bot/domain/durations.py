"""Durations and ages in words, as short as people say them, and moments inside a sentence.

Both count whole seconds, then whole units, so that two that are read together agree: 90 s are `1 min`. A duration that
lasts until now is worded for a day; after that its date says more. Only the reader's time zone can put a moment into
words, so a sentence contains it between two marks until it is displayed.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

MINUTE, HOUR, DAY = 60, 3600, 86400
"""Seconds."""

TextPart = str | datetime

TIME_MARK = "\x1f"
"""Encloses a moment in a sentence; names are printable, so they have none."""

_UNITS = (("year", 365.25 * DAY), ("month", 30.44 * DAY), ("day", DAY), ("h", HOUR), ("min", MINUTE))


def format_duration(seconds: float) -> str:
    """Return a duration in words: `6 s`, `5 min`, `1 h 20 min`, `2 days 3 h`; a negative one is `0 s`."""
    whole = max(0, _round(seconds))
    if whole < MINUTE:
        return f"{whole} s"
    if whole < HOUR:
        return f"{whole // MINUTE} min"
    if whole < DAY:
        hours, minutes = whole // HOUR, whole % HOUR // MINUTE
        return f"{hours} h {minutes} min" if minutes else f"{hours} h"
    days, hours = f"{whole // DAY} day{'s' * (whole >= 2 * DAY)}", whole % DAY // HOUR
    return f"{days} {hours} h" if hours else days


def format_interval(start: datetime, end: datetime) -> str:
    """Return the time from one moment to another in words."""
    return format_duration((end - start).total_seconds())


def format_short_interval(start: datetime | None, end: datetime | None) -> str:
    """Return a duration in words; `""` where it is not known, is negative, or is a day or longer (dates say more)."""
    if start is None or end is None or not timedelta() <= end - start < timedelta(seconds=DAY):
        return ""
    return format_interval(start, end)


def format_age(moment: datetime, now: datetime) -> str:
    """Return how long ago a moment was, in its largest whole unit: `just now`, `3 min ago`, `8 years ago`.

    A moment in the future has no age (`""`), except that clocks may differ by a minute.
    """
    age = _round((now - moment).total_seconds())
    for name, unit in _UNITS:
        if count := max(0, int(age // unit)):
            return f"{count} {name}{'s' * (count > 1 and unit >= DAY)} ago"
    return "just now" if age > -MINUTE else ""


def is_long_ago(moment: datetime, now: datetime) -> bool:
    """Return whether a moment is more than a day ago."""
    return (now - moment).total_seconds() > DAY


def format_ongoing(start: datetime, now: datetime) -> str:
    """Return how long something has been going on: `for 5 min`; after a day since when, as an embedded moment."""
    return f"since {embed_time(start)}" if is_long_ago(start, now) else f"for {format_interval(start, now)}"


def format_past_time(moment: datetime, now: datetime) -> str:
    """Return when something was: `5 min ago`; after a day the embedded moment itself."""
    return embed_time(moment) if is_long_ago(moment, now) else format_age(moment, now)


def embed_time(moment: datetime) -> str:
    """Return a moment in the form in which a sentence holds it; `split_times` finds it again."""
    return f"{TIME_MARK}{moment.isoformat()}{TIME_MARK}"


def split_times(sentence: str) -> tuple[TextPart, ...]:
    """Split a sentence into text and the moments that it holds, in order."""
    pieces = enumerate(sentence.split(TIME_MARK))
    return tuple(datetime.fromisoformat(piece) if number % 2 else piece for number, piece in pieces if piece)


def join_in_utc(parts: Iterable[TextPart]) -> str:
    """Join the parts of a sentence, moments as dates in UTC: `since 25 Oct 2018`."""
    return "".join(part if isinstance(part, str) else _day(part.astimezone(UTC)) for part in parts)


def _day(moment: datetime) -> str:
    return f"{moment.day} {moment:%b %Y}"  # Windows knows no %-d


def _round(seconds: float) -> int:
    return math.floor(seconds + 0.5)
