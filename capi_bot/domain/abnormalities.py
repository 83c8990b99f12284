"""What is not normal in a call that goes on, so that it stands out: pure functions of its legs and the time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from capi_bot.domain.call_summary.leg_history import LegTimeline, Stage

LONG_RINGING: Final = timedelta(minutes=1)
LONG_ALONE: Final = timedelta(seconds=30)
SHORT_TALK: Final = timedelta(seconds=10)


class AbnormalState(StrEnum):
    """The kinds of what is not normal, the most urgent first."""

    RINGING_LONG = "ringing long"
    """It has been ringing for more than a minute."""
    ALONE = "alone"
    """Connected for 30 seconds while nobody else is, or is being called."""
    CANNOT_HEAR = "cannot hear"
    """Connected, but earmuffed, and not on hold."""
    DROPPED = "dropped"
    """The leg ended within 10 seconds of its answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Abnormality:
    """One thing that is not normal, and of whom."""

    state: AbnormalState
    name: str
    """What the person is called."""
    leg_id: str
    since: datetime | None = None
    """Since when, and for DROPPED, when the leg ended; None where that is not known."""


def find_abnormalities(legs: Iterable[LegTimeline], now: datetime) -> tuple[Abnormality, ...]:
    """Return what is not normal in the legs of a call, the most urgent first; of one that is over, only drops.

    `CallSummary.legs` are such legs, also where only members and calls are known. What no time is known of is normal.
    """
    legs, order = tuple(legs), list(AbnormalState)
    return tuple(
        sorted((one for leg in legs for one in _of_leg(leg, legs, now)), key=lambda one: order.index(one.state))
    )


def is_alone(leg: LegTimeline, legs: Iterable[LegTimeline]) -> bool:
    """Return whether no other leg is connected: then this one may be connected, but talks to nobody."""
    return not any(other is not leg and other.stage is Stage.CONNECTED for other in legs)


def alone_since(leg: LegTimeline, legs: Sequence[LegTimeline]) -> datetime | None:
    """Return since when somebody who is connected has been alone on the line, while nobody else is being called.

    None where they are not alone, or it is not known since when. With a machine on a WebSocket nobody is alone.
    """
    is_person = leg.stage is Stage.CONNECTED and leg.type != "websocket" and not leg.machine
    others = [other for other in legs if other is not leg]
    if not is_person or any(other.stage is not Stage.ENDED for other in others) or leg.connected_since is None:
        return None
    if any(other.connected and other.ended is None for other in others):
        return None
    return max((leg.connected_since, *(other.ended for other in others if other.ended)))


def _of_leg(leg: LegTimeline, legs: Sequence[LegTimeline], now: datetime) -> Iterator[Abnormality]:
    def abnormal(state: AbnormalState, since: datetime | None) -> Abnormality:
        return Abnormality(state=state, name=leg.name, leg_id=leg.id, since=since)

    rings_since = leg.ringing or leg.began
    if leg.stage is Stage.RINGING and rings_since and now - rings_since > LONG_RINGING:
        yield abnormal(AbnormalState.RINGING_LONG, rings_since)
    lonely = alone_since(leg, legs)
    if lonely and now - lonely >= LONG_ALONE:
        yield abnormal(AbnormalState.ALONE, lonely)
    if leg.stage is Stage.CONNECTED and leg.status.earmuffed.on and not leg.status.on_hold:
        yield abnormal(AbnormalState.CANNOT_HEAR, leg.status.earmuffed.since)
    if leg.stage is Stage.ENDED and leg.answered and leg.ended and leg.ended - leg.answered <= SHORT_TALK:
        yield abnormal(AbnormalState.DROPPED, leg.ended)
