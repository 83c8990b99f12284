"""Say how long something lasted, as briefly as a glance needs.

Of what goes on, or went on until now, a duration tells something for a day; after that its date does.
"""

from __future__ import annotations

from datetime import UTC, datetime

MINUTE, HOUR, DAY = 60, 3600, 86400
"""Seconds."""


def lasted(seconds: float) -> str:
    """Say a duration in words, rounded: `6 s`, `5 min`, `1 h 20 min`, `2 days 3 h`; less than nothing is `0 s`."""
    whole = _halves_up(max(0.0, seconds))
    if whole < MINUTE:
        return f"{whole} s"
    minutes = _halves_up(whole / MINUTE) * MINUTE
    if minutes < HOUR:
        return f"{minutes // MINUTE} min"
    hours = _halves_up(whole / HOUR) * HOUR
    if minutes < DAY:
        return _with_rest(f"{minutes // HOUR} h", minutes % HOUR // MINUTE, "min")
    return _with_rest(f"{hours // DAY} day{'s' * (hours >= 2 * DAY)}", hours % DAY // HOUR, "h")


def between(start: datetime, end: datetime) -> str:
    """Say how long it is from one moment to another."""
    return lasted((end - start).total_seconds())


def is_long_ago(moment: datetime, now: datetime) -> bool:
    """Tell whether a moment is more than a day ago."""
    return (now - moment).total_seconds() > DAY


def lasting(start: datetime, now: datetime) -> str:
    """Say how long something has been going on: `for 5 min`, `since 25 Oct 2018`; the day is UTC's."""
    return f"since {_day(start)}" if is_long_ago(start, now) else f"for {between(start, now)}"


def ago(moment: datetime, now: datetime) -> str:
    """Say when something was: `just now`, `5 min ago`, `on 25 Oct 2018`; the day is UTC's."""
    how_long = between(moment, now)
    if is_long_ago(moment, now):
        return f"on {_day(moment)}"
    return "just now" if how_long == lasted(0) else f"{how_long} ago"


def _day(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%-d %b %Y}"


def _halves_up(number: float) -> int:
    return int(number + 0.5)


def _with_rest(most: str, rest: int, unit: str) -> str:
    return f"{most} {rest} {unit}" if rest else most
