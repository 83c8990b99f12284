"""Part what went on in a room into calls: a named room may be used again and again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from capi_bot.domain.call_summary.evidence import ENDED, HUNG_UP
from capi_bot.domain.call_summary.leg_history import LegTimeline

NEXT_TRY = timedelta(minutes=5)
"""How long after calling somebody in vain the next attempt is still of the same call."""

PAUSE = timedelta(seconds=10)
"""How long a call that was connected may be without any leg."""

TEARDOWN = timedelta(seconds=2)
"""How long it takes to end the other legs once somebody hung up."""

LAST = datetime.max.replace(tzinfo=UTC)


def parted(spans: Iterable[LegTimeline]) -> tuple[tuple[LegTimeline, ...], ...]:
    """Part spans, in the order in which they began, into calls; each leg has one span in a call, with its absences."""
    calls: list[list[LegTimeline]] = []
    for span in spans:
        if calls and _goes_on(calls[-1], span):
            calls[-1].append(span)
        else:
            calls.append([span])
    return tuple(_hung_up_once(_joined(call)) for call in calls)


def _goes_on(call: Sequence[LegTimeline], span: LegTimeline) -> bool:
    """Tell whether a leg is of a call. Of one whose end nobody knows, nobody can tell that it was over before."""
    begins, over = span.began or span.ended, max(leg.ended or LAST for leg in call)
    pause = PAUSE if any(leg.connected for leg in call) else NEXT_TRY
    return begins is None or over == LAST or begins - over <= pause


def _joined(call: Iterable[LegTimeline]) -> tuple[LegTimeline, ...]:
    legs: dict[str, LegTimeline] = {}
    for span in call:
        legs[span.id] = _resumed(legs[span.id], span) if span.id in legs else span
    return tuple(legs.values())


def _resumed(earlier: LegTimeline, later: LegTimeline) -> LegTimeline:
    gone = ((earlier.ended, later.began),) if earlier.ended and later.began else ()
    return replace(
        later,
        began=earlier.began or earlier.ended,
        ringing=earlier.ringing,
        answered=earlier.answered or later.answered,
        joined=earlier.joined or later.joined,
        away=(*earlier.away, *gone),
    )


def _hung_up_once(legs: Sequence[LegTimeline]) -> tuple[LegTimeline, ...]:
    """Every leg that is torn down is said to hang up: only who ended first did so by themselves."""
    return tuple(
        replace(leg, ending=ENDED) if leg.ending == HUNG_UP and any(_was_first(other, leg) for other in legs) else leg
        for leg in legs
    )


def _was_first(other: LegTimeline, leg: LegTimeline) -> bool:
    if other is leg or not (other.connected and other.ended and leg.ended):
        return False
    return timedelta() <= leg.ended - other.ended <= TEARDOWN
