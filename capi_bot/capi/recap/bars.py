"""Draw legs against time with block characters, which read on a phone and without colour."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from capi_bot.capi.recap.spans import LegSpan, Stage

NOT_YET, RINGING, TALKING, OVER = "·", "░", "█", " "


def scale(spans: Iterable[LegSpan], now: datetime) -> tuple[datetime, datetime]:
    """Find the time that bars of these legs share: from the first beginning to now or, once all ended, the last end."""
    legs = tuple(spans)
    moments = [at for leg in legs for at in (leg.began, leg.connected, leg.ended) if at]
    lasting = any(leg.stage is not Stage.ENDED for leg in legs)
    end = max(moments, default=now)
    return min(moments, default=now), max(end, now) if lasting else end


def bar(span: LegSpan, begin: datetime, end: datetime, width: int) -> str:
    """Draw one leg between two moments, in exactly `width` characters: `··░░████  `.

    `·` is not there yet, `░` ringing or waiting, `█` connected, blank over or not known. However short, a leg shows.
    """
    first = span.ringing or span.began
    if first is None or width < 1:
        return OVER * width
    connected = span.connected
    stop = max(first, span.ended or _last_known(span, end))
    turn = stop if connected is None else min(max(first, connected), stop)
    both = connected is not None and turn > first and width > 1
    left, middle, right = (_column(at, begin, end, width) for at in (first, turn, stop))
    left, right = _widened(left, right, width, least=1 + both)
    middle = min(max(middle, left + 1), right - 1) if both else right if connected is None else left
    return NOT_YET * left + RINGING * (middle - left) + TALKING * (right - middle) + OVER * (width - right)


def _last_known(span: LegSpan, end: datetime) -> datetime:
    """A leg that lasts goes on to the end; of one that ended nobody knows when, only what was told is drawn."""
    told = [at for at in (span.began, span.connected) if at]
    return max(told) if told and span.stage is Stage.ENDED else end


def _column(at: datetime, begin: datetime, end: datetime, width: int) -> int:
    whole = (end - begin).total_seconds()
    share = (at - begin).total_seconds() / whole if whole > 0 else float(at >= end)
    return round(width * min(max(share, 0.0), 1.0))


def _widened(left: int, right: int, width: int, *, least: int) -> tuple[int, int]:
    """Make room for every phase, to the right or, at the edge, to the left."""
    right = min(width, max(right, left + least))
    return min(left, right - least), right
