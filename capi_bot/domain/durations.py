"""Say how long something lasted and how long ago it was, as briefly as a glance needs.

Both count whole seconds, then whole units, so that what stands side by side agrees: 90 s are `1 min`. Of what goes on,
or went on until now, a duration tells something for a day; after that its date does.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import UTC, datetime

MINUTE, HOUR, DAY = 60, 3600, 86400
"""Seconds."""

TextPart = str | datetime

EDGE = "\x1f"
"""Stands around a moment in a sentence; names are printable, so they have none."""

_UNITS = (("year", 365.25 * DAY), ("month", 30.44 * DAY), ("day", DAY), ("h", HOUR), ("min", MINUTE))


def lasted(seconds: float) -> str:
    """Say a duration in words: `6 s`, `5 min`, `1 h 20 min`, `2 days 3 h`; less than nothing is `0 s`."""
    whole = max(0, _whole(seconds))
    if whole < MINUTE:
        return f"{whole} s"
    if whole < HOUR:
        return f"{whole // MINUTE} min"
    if whole < DAY:
        return _with_rest(f"{whole // HOUR} h", whole % HOUR // MINUTE, "min")
    return _with_rest(f"{whole // DAY} day{'s' * (whole >= 2 * DAY)}", whole % DAY // HOUR, "h")


def between(start: datetime, end: datetime) -> str:
    """Say how long it is from one moment to another."""
    return lasted((end - start).total_seconds())


def ago(moment: datetime, now: datetime) -> str:
    """Say how long ago a moment was, in its largest whole unit: `just now`, `3 min ago`, `8 years ago`.

    Of a moment to come nothing is said, but that clocks differ by a minute is no future.
    """
    age = _whole((now - moment).total_seconds())
    for name, unit in _UNITS:
        if count := max(0, int(age // unit)):
            return f"{count} {name}{'s' * (count > 1 and unit >= DAY)} ago"
    return "just now" if age > -MINUTE else ""


def is_long_ago(moment: datetime, now: datetime) -> bool:
    """Tell whether a moment is more than a day ago."""
    return (now - moment).total_seconds() > DAY


def lasting(start: datetime, now: datetime) -> str:
    """Say how long something has been going on: `for 5 min`; after a day since when, held for its reader."""
    return f"since {held(start)}" if is_long_ago(start, now) else f"for {between(start, now)}"


def when(moment: datetime, now: datetime) -> str:
    """Say when something was: `5 min ago`; after a day the moment itself, held for its reader."""
    return held(moment) if is_long_ago(moment, now) else ago(moment, now)


def held(moment: datetime) -> str:
    """Return a moment so that a sentence can hold it."""
    return f"{EDGE}{moment.isoformat()}{EDGE}"


def parts(sentence: str) -> tuple[TextPart, ...]:
    """Take a sentence apart into words and the moments that it holds, in order."""
    pieces = enumerate(sentence.split(EDGE))
    return tuple(datetime.fromisoformat(piece) if number % 2 else piece for number, piece in pieces if piece)


def worded(told: Iterable[TextPart]) -> str:
    """Join the parts of a sentence, moments as UTC's days: `since 25 Oct 2018`."""
    return "".join(part if isinstance(part, str) else f"{part.astimezone(UTC):%-d %b %Y}" for part in told)


def _whole(seconds: float) -> int:
    return math.floor(seconds + 0.5)


def _with_rest(most: str, rest: int, unit: str) -> str:
    return f"{most} {rest} {unit}" if rest else most
