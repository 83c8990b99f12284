"""Say how long something lasted, as briefly as a glance needs."""

from __future__ import annotations

from datetime import datetime

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


def _halves_up(number: float) -> int:
    return int(number + 0.5)


def _with_rest(most: str, rest: int, unit: str) -> str:
    return f"{most} {rest} {unit}" if rest else most
