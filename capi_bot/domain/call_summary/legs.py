"""Put each leg together from the signs of it: once for every time that its person came."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta

from capi_bot.capi.models import MemberChannel
from capi_bot.domain.call_summary.evidence import (
    ENDED,
    HUNG_UP,
    LEFT,
    LegObservation,
    ObservationKind,
)
from capi_bot.domain.call_summary.leg_history import NEVER_CONNECTED, LegTimeline, Stage
from capi_bot.domain.display_names import (
    endpoint_address,
    is_inbound,
    person_address,
    pick_readable_name,
    shorten_id,
)
from capi_bot.domain.events.wording import VOICE_CHANNEL_TYPES

LAST = datetime.max.replace(tzinfo=UTC)
VAGUE = ("completed", HUNG_UP, LEFT, ENDED)
"""Endings that tell less than any other, the most telling first."""

JITTER = timedelta(seconds=1)
"""How much later than its end a leg may still be said to join, when it was over at once."""


def legs(signs: Iterable[LegObservation], since: datetime | None = None) -> tuple[LegTimeline, ...]:
    """Put the legs of a room together, in the order in which they began; a chat has none.

    Somebody who ended and came back on the same leg has a span for each time. A member whose channel has no leg id is
    found by what else names both; failing that, the member is the leg. Just before `since`, events were not read.
    """
    told = tuple(signs)
    if not any(sign.spoken for sign in told):
        return ()
    leg_of = {sign.member: sign.leg for sign in told if sign.member and sign.leg}
    groups: dict[str, list[LegObservation]] = {}
    for sign in told:
        groups.setdefault(sign.leg or leg_of.get(sign.member, sign.member), []).append(sign)
    found = [span for key, group in groups.items() if key and _is_leg(group) for span in _spans(key, group, since)]
    return tuple(sorted(found, key=lambda span: (span.began or span.ended or LAST, not span.inbound)))


def _is_leg(signs: Sequence[LegObservation]) -> bool:
    types = {sign.channel.type.lower() for sign in signs if sign.channel}
    return any(sign.spoken for sign in signs) or bool(types & VOICE_CHANNEL_TYPES)


def _spans(key: str, signs: Sequence[LegObservation], since: datetime | None) -> Iterator[LegTimeline]:
    """Part the signs where somebody ended before joining again; what has no time is of now, thus of the last part."""
    rest = signs
    for end in _ends_before_returns(signs):
        earlier = [sign for sign in rest if sign.at and sign.at <= end]
        rest = [sign for sign in rest if not sign.at or sign.at > end]
        yield _span(key, signs, earlier, since)
    yield _span(key, signs, rest, since)


def _ends_before_returns(signs: Sequence[LegObservation]) -> Sequence[datetime]:
    ends = [
        (sign.at, JITTER if sign.mark is ObservationKind.ENDED else timedelta())
        for sign in signs
        if _is_end(sign) and sign.at
    ]
    joins = {sign.at for sign in signs if sign.mark is ObservationKind.JOINED and sign.at}
    last = (max((end for end, slack in ends if join - end > slack), default=None) for join in joins)
    return sorted({end for end in last if end})


def _is_end(sign: LegObservation) -> bool:
    return sign.mark in {ObservationKind.ENDED, ObservationKind.LEFT}


def _span(
    key: str, signs: Sequence[LegObservation], told: Sequence[LegObservation], since: datetime | None
) -> LegTimeline:
    """Put one span together: who it is from all signs of the leg, when it was from those that are told of this time."""
    channel = next((sign.channel for sign in signs if sign.channel), MemberChannel(id=key))
    inbound = _inbound(signs, channel)
    far = channel.to if inbound else channel.from_
    return LegTimeline(
        id=key,
        name=_name(key, signs),
        user_id=next((sign.user for sign in signs if sign.user), ""),
        address=pick_readable_name(person_address(channel, "inbound" if inbound else "outbound")),
        far_end=pick_readable_name(endpoint_address(far)),
        type=channel.type.lower(),
        inbound=inbound,
        stage=_stage(told, since),
        machine=any(sign.mark is ObservationKind.MACHINE for sign in told),
        began=_first(
            told, ObservationKind.BEGAN, ObservationKind.RINGING, ObservationKind.ANSWERED, ObservationKind.JOINED
        ),
        ringing=_first(told, ObservationKind.RINGING),
        answered=_first(told, ObservationKind.ANSWERED),
        joined=_first(told, ObservationKind.JOINED),
        ended=_first(told, ObservationKind.ENDED, ObservationKind.LEFT),
        ending=_ending(told),
        partial=_is_partial(told, since),
    )


def _name(key: str, signs: Sequence[LegObservation]) -> str:
    known = next((sign.name for sign in signs if sign.name), "")
    return pick_readable_name(*(sign.name for sign in signs)) or known or shorten_id(key) or "Unknown"


def _inbound(signs: Iterable[LegObservation], channel: MemberChannel) -> bool:
    said = next((sign.inbound for sign in signs if sign.inbound is not None), None)
    return is_inbound(channel) if said is None else said


def _stage(signs: Sequence[LegObservation], since: datetime | None) -> Stage:
    """Tell how far a leg has come. A caller joins before being answered: a call still being set up says so."""
    marks = {sign.mark for sign in signs}
    waits = any(sign.at is None and sign.mark in {ObservationKind.BEGAN, ObservationKind.RINGING} for sign in signs)
    if any(map(_is_end, signs)):
        return Stage.ENDED
    if marks & {ObservationKind.ANSWERED, ObservationKind.MACHINE} or (ObservationKind.JOINED in marks and not waits):
        return Stage.CONNECTED
    if since and not waits and all(sign.at < since for sign in signs if sign.at):
        return Stage.UNKNOWN
    if ObservationKind.RINGING in marks:
        return Stage.RINGING
    return Stage.CALLED if ObservationKind.BEGAN in marks else Stage.UNKNOWN


def _is_partial(signs: Iterable[LegObservation], since: datetime | None) -> bool:
    before = any(since and sign.at and sign.at < since for sign in signs)
    return before and not any(sign.mark in {ObservationKind.ANSWERED, ObservationKind.JOINED} for sign in signs)


def _first(signs: Iterable[LegObservation], *marks: ObservationKind) -> datetime | None:
    return min((sign.at for sign in signs if sign.at and sign.mark in marks), default=None)


def _ending(signs: Iterable[LegObservation]) -> str:
    """Choose the most telling ending."""
    told = tuple(signs)
    answered = any(sign.mark is ObservationKind.ANSWERED for sign in told)
    endings = (sign.ending for sign in told if _is_end(sign))
    return min((_after_answer(ending) if answered else ending for ending in endings), key=_vagueness, default="")


def _after_answer(ending: str) -> str:
    """Correct an ending that says that nobody spoke."""
    other = "disconnected" if ending == "failed" else HUNG_UP
    return other if ending in NEVER_CONNECTED else ending


def _vagueness(ending: str) -> int:
    return VAGUE.index(ending) if ending in VAGUE else -1
