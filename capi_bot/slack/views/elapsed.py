"""How long ago, and for how long, in the words that a glance needs."""

from __future__ import annotations

from datetime import datetime, timedelta

from capi_bot.capi.recap.durations import between

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
_UNITS = (
    ("year", 365.25 * DAY),
    ("month", 30.44 * DAY),
    ("day", DAY),
    ("h", HOUR),
    ("min", MINUTE),
)


def ago(moment: datetime, now: datetime) -> str:
    """Say how long ago a moment was, in its largest whole unit: `3 min ago`, `8 years ago`.

    Of a moment to come nothing is said, but that clocks differ by a minute is no future.
    """
    age = now - moment
    for name, unit in _UNITS:
        if count := max(0, age // unit):
            return f"{count} {name}{'s' * (count > 1 and unit >= DAY)} ago"
    return "just now" if age > -MINUTE else ""


def spell(start: datetime | None, end: datetime | None) -> str:
    """Say how long something lasted; nothing where that is not known, makes no sense, or is a matter of dates."""
    known = start is not None and end is not None and timedelta() <= end - start < DAY
    return between(start, end) if known and start and end else ""
