"""Put each leg together from the signs of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from capi_bot.capi.models import MemberChannel
from capi_bot.capi.naming import address, human, is_inbound, own_address, short_id
from capi_bot.capi.recap.signs import ENDED, HUNG_UP, LEFT, Mark, Sign
from capi_bot.capi.recap.spans import LegSpan, Stage
from capi_bot.capi.story.words import SPOKEN

LAST = datetime.max.replace(tzinfo=UTC)
VAGUE = ("completed", HUNG_UP, LEFT, ENDED)
"""Endings that tell less than any other, the most telling first."""


def legs(signs: Iterable[Sign]) -> tuple[LegSpan, ...]:
    """Put the legs of a call together, in the order in which they began; a chat has none.

    A member whose channel has no leg id is found by what else names both; failing that, the member is the leg.
    """
    told = tuple(signs)
    if not any(sign.spoken for sign in told):
        return ()
    leg_of = {sign.member: sign.leg for sign in told if sign.member and sign.leg}
    groups: dict[str, list[Sign]] = {}
    for sign in told:
        groups.setdefault(sign.leg or leg_of.get(sign.member, sign.member), []).append(sign)
    found = [_span(key, group) for key, group in groups.items() if key and _is_leg(group)]
    return tuple(sorted(found, key=lambda span: (span.began or LAST, not span.inbound)))


def _is_leg(signs: Sequence[Sign]) -> bool:
    types = {sign.channel.type.lower() for sign in signs if sign.channel}
    return any(sign.spoken for sign in signs) or bool(types & SPOKEN)


def _span(key: str, signs: Sequence[Sign]) -> LegSpan:
    ends = [sign for sign in signs if sign.mark is Mark.ENDED or _is_final(sign, signs)]
    channel = next((sign.channel for sign in signs if sign.channel), MemberChannel(id=key))
    inbound = _inbound(signs, channel)
    far = channel.to if inbound else channel.from_
    return LegSpan(
        id=key,
        name=_name(key, signs),
        user_id=next((sign.user for sign in signs if sign.user), ""),
        address=human(own_address(channel, "inbound" if inbound else "outbound")),
        far_end=human(address(far)),
        type=channel.type.lower(),
        inbound=inbound,
        stage=_stage(signs, over=bool(ends)),
        machine=any(sign.mark is Mark.MACHINE for sign in signs),
        began=_first(signs, Mark.BEGAN, Mark.RINGING, Mark.ANSWERED, Mark.JOINED),
        ringing=_first(signs, Mark.RINGING),
        answered=_first(signs, Mark.ANSWERED),
        joined=_first(signs, Mark.JOINED),
        ended=_first(ends, Mark.ENDED, Mark.LEFT),
        ending=min((sign.ending for sign in ends), key=_vagueness, default=""),
    )


def _name(key: str, signs: Sequence[Sign]) -> str:
    known = next((sign.name for sign in signs if sign.name), "")
    return human(*(sign.name for sign in signs)) or known or short_id(key) or "Unknown"


def _is_final(sign: Sign, signs: Iterable[Sign]) -> bool:
    """Tell whether somebody left for good: they may have joined again."""
    joined = (other.at for other in signs if other.mark is Mark.JOINED and other.at)
    return sign.mark is Mark.LEFT and not (sign.at and any(at > sign.at for at in joined))


def _inbound(signs: Iterable[Sign], channel: MemberChannel) -> bool:
    said = next((sign.inbound for sign in signs if sign.inbound is not None), None)
    return is_inbound(channel) if said is None else said


def _stage(signs: Iterable[Sign], *, over: bool) -> Stage:
    """Tell how far a leg has come. A caller joins before being answered: a call still being set up says so."""
    marks = {sign.mark for sign in signs}
    waits = any(sign.at is None and sign.mark in {Mark.BEGAN, Mark.RINGING} for sign in signs)
    if over:
        return Stage.ENDED
    if marks & {Mark.ANSWERED, Mark.MACHINE} or (Mark.JOINED in marks and not waits):
        return Stage.CONNECTED
    if Mark.RINGING in marks:
        return Stage.RINGING
    return Stage.CALLED if Mark.BEGAN in marks else Stage.UNKNOWN


def _first(signs: Iterable[Sign], *marks: Mark) -> datetime | None:
    return min((sign.at for sign in signs if sign.at and sign.mark in marks), default=None)


def _vagueness(ending: str) -> int:
    return VAGUE.index(ending) if ending in VAGUE else -1
