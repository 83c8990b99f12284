"""Draw legs against time with characters, which read on a phone and without colour."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from capi_bot.domain.call_summary.leg_history import ALWAYS_CONNECTED, LegTimeline, Stage

NOT_YET, RINGING, CONNECTED, OVER = "·", "░", "█", "-"
UNKNOWN = "?"


def scale(spans: Iterable[LegTimeline], now: datetime) -> tuple[datetime, datetime]:
    """Find the time that bars of these legs share: from the first beginning to now or, once all ended, the last end."""
    legs = tuple(spans)
    moments = [at for leg in legs for at in (leg.began, leg.connected, leg.ended) if at]
    lasting = any(leg.stage is not Stage.ENDED for leg in legs)
    end = max(moments, default=now)
    return min(moments, default=now), max(end, now) if lasting else end


def bar(span: LegTimeline, begin: datetime, end: datetime, width: int) -> str:
    """Draw one leg between two moments, in exactly `width` characters: `··░░████--`.

    `·` is not there yet, `░` ringing or waiting, `█` connected, `-` gone or over, `?` what nobody told. However short,
    a leg shows.
    """
    first = span.ringing or span.began
    if first is None or width < 1:
        return UNKNOWN * width
    connected = first if span.connected is None and _spoke(span) else span.connected
    stop = max(first, span.ended or _last_known(span, end))
    turn = stop if connected is None else min(max(first, connected), stop)
    both = connected is not None and turn > first and width > 1
    left, middle, right = (_column(at, begin, end, width) for at in (first, turn, stop))
    left, right = _widened(left, right, width, least=1 + both)
    middle = min(max(middle, left + 1), right - 1) if both else right if connected is None else left
    rest = UNKNOWN if span.ended is None and _nobody_knows(span) else OVER
    drawn = NOT_YET * left + RINGING * (middle - left) + CONNECTED * (right - middle) + rest * (width - right)
    return _without_absences(drawn, span, begin, end)


def _spoke(span: LegTimeline) -> bool:
    """Tell whether a leg was connected, even where nobody told since when."""
    return span.stage is Stage.CONNECTED or span.ending in ALWAYS_CONNECTED


def _without_absences(drawn: str, span: LegTimeline, begin: datetime, end: datetime) -> str:
    for gone, back in span.absences:
        left, right = (_column(at, begin, end, len(drawn)) for at in (gone, back))
        # That somebody was there before and after shows even where the absence takes all the room.
        right = min(right, len(drawn) - 1) if span.stage is Stage.CONNECTED else right
        drawn = drawn[:left] + OVER * max(0, right - left) + drawn[max(left, right) :]
    return drawn


def _last_known(span: LegTimeline, end: datetime) -> datetime:
    """A leg that lasts goes on to the end; of another nobody knows until when, only what was told is drawn."""
    told = [at for at in (span.began, span.connected) if at]
    return max(told) if told and _nobody_knows(span) else end


def _nobody_knows(span: LegTimeline) -> bool:
    """Tell whether a leg of which no end is told may have ended any time."""
    return span.stage in {Stage.ENDED, Stage.UNKNOWN}


def _column(at: datetime, begin: datetime, end: datetime, width: int) -> int:
    whole = (end - begin).total_seconds()
    share = (at - begin).total_seconds() / whole if whole > 0 else float(at >= end)
    return round(width * min(max(share, 0.0), 1.0))


def _widened(left: int, right: int, width: int, *, least: int) -> tuple[int, int]:
    """Make room for every phase, to the right or, at the edge, to the left."""
    right = min(width, max(right, left + least))
    return min(left, right - least), right
