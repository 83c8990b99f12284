"""How long ago, and for how long, in the words that a glance needs."""

from __future__ import annotations

from datetime import datetime, timedelta

from capi_bot.domain.durations import ago, between

__all__ = ["ago", "spell"]

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def spell(start: datetime | None, end: datetime | None) -> str:
    """Say how long something lasted; nothing where that is not known, makes no sense, or is a matter of dates."""
    known = start is not None and end is not None and timedelta() <= end - start < DAY
    return between(start, end) if known and start and end else ""
