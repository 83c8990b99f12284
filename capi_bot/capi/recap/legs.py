"""Put each leg together from the signs of it: once for every time that its person came."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta

from capi_bot.capi.models import MemberChannel
from capi_bot.capi.naming import address, human, is_inbound, own_address, short_id
from capi_bot.capi.recap.signs import ENDED, HUNG_UP, LEFT, Mark, Sign
from capi_bot.capi.recap.spans import NEVER_CONNECTED, LegSpan, Stage
from capi_bot.capi.story.words import SPOKEN

LAST = datetime.max.replace(tzinfo=UTC)
VAGUE = ("completed", HUNG_UP, LEFT, ENDED)
"""Endings that tell less than any other, the most telling first."""

JITTER = timedelta(seconds=1)
"""How much later than its end a leg may still be said to join, when it was over at once."""


def legs(signs: Iterable[Sign], since: datetime | None = None) -> tuple[LegSpan, ...]:
    """Put the legs of a room together, in the order in which they began; a chat has none.

    Somebody who ended and came back on the same leg has a span for each time. A member whose channel has no leg id is
    found by what else names both; failing that, the member is the leg. Just before `since`, events were not read.
    """
    told = tuple(signs)
    if not any(sign.spoken for sign in told):
        return ()
    leg_of = {sign.member: sign.leg for sign in told if sign.member and sign.leg}
    groups: dict[str, list[Sign]] = {}
    for sign in told:
        groups.setdefault(sign.leg or leg_of.get(sign.member, sign.member), []).append(sign)
    found = [span for key, group in groups.items() if key and _is_leg(group) for span in _spans(key, group, since)]
    return tuple(sorted(found, key=lambda span: (span.began or span.ended or LAST, not span.inbound)))


def _is_leg(signs: Sequence[Sign]) -> bool:
    types = {sign.channel.type.lower() for sign in signs if sign.channel}
    return any(sign.spoken for sign in signs) or bool(types & SPOKEN)


def _spans(key: str, signs: Sequence[Sign], since: datetime | None) -> Iterator[LegSpan]:
    """Part the signs where somebody ended before joining again; what has no time is of now, thus of the last part."""
    rest = signs
    for end in _ends_before_returns(signs):
        earlier = [sign for sign in rest if sign.at and sign.at <= end]
        rest = [sign for sign in rest if not sign.at or sign.at > end]
        yield _span(key, signs, earlier, since)
    yield _span(key, signs, rest, since)


def _ends_before_returns(signs: Sequence[Sign]) -> Sequence[datetime]:
    ends = [
        (sign.at, JITTER if sign.mark is Mark.ENDED else timedelta()) for sign in signs if _is_end(sign) and sign.at
    ]
    joins = {sign.at for sign in signs if sign.mark is Mark.JOINED and sign.at}
    last = (max((end for end, slack in ends if join - end > slack), default=None) for join in joins)
    return sorted({end for end in last if end})


def _is_end(sign: Sign) -> bool:
    return sign.mark in {Mark.ENDED, Mark.LEFT}


def _span(key: str, signs: Sequence[Sign], told: Sequence[Sign], since: datetime | None) -> LegSpan:
    """Put one span together: who it is from all signs of the leg, when it was from those that are told of this time."""
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
        stage=_stage(told, since),
        machine=any(sign.mark is Mark.MACHINE for sign in told),
        began=_first(told, Mark.BEGAN, Mark.RINGING, Mark.ANSWERED, Mark.JOINED),
        ringing=_first(told, Mark.RINGING),
        answered=_first(told, Mark.ANSWERED),
        joined=_first(told, Mark.JOINED),
        ended=_first(told, Mark.ENDED, Mark.LEFT),
        ending=_ending(told),
        partial=_is_partial(told, since),
    )


def _name(key: str, signs: Sequence[Sign]) -> str:
    known = next((sign.name for sign in signs if sign.name), "")
    return human(*(sign.name for sign in signs)) or known or short_id(key) or "Unknown"


def _inbound(signs: Iterable[Sign], channel: MemberChannel) -> bool:
    said = next((sign.inbound for sign in signs if sign.inbound is not None), None)
    return is_inbound(channel) if said is None else said


def _stage(signs: Sequence[Sign], since: datetime | None) -> Stage:
    """Tell how far a leg has come. A caller joins before being answered: a call still being set up says so."""
    marks = {sign.mark for sign in signs}
    waits = any(sign.at is None and sign.mark in {Mark.BEGAN, Mark.RINGING} for sign in signs)
    if any(map(_is_end, signs)):
        return Stage.ENDED
    if marks & {Mark.ANSWERED, Mark.MACHINE} or (Mark.JOINED in marks and not waits):
        return Stage.CONNECTED
    if since and not waits and all(sign.at < since for sign in signs if sign.at):
        return Stage.UNKNOWN
    if Mark.RINGING in marks:
        return Stage.RINGING
    return Stage.CALLED if Mark.BEGAN in marks else Stage.UNKNOWN


def _is_partial(signs: Iterable[Sign], since: datetime | None) -> bool:
    before = any(since and sign.at and sign.at < since for sign in signs)
    return before and not any(sign.mark in {Mark.ANSWERED, Mark.JOINED} for sign in signs)


def _first(signs: Iterable[Sign], *marks: Mark) -> datetime | None:
    return min((sign.at for sign in signs if sign.at and sign.mark in marks), default=None)


def _ending(signs: Iterable[Sign]) -> str:
    """Choose the most telling ending."""
    told = tuple(signs)
    answered = any(sign.mark is Mark.ANSWERED for sign in told)
    endings = (sign.ending for sign in told if _is_end(sign))
    return min((_after_answer(ending) if answered else ending for ending in endings), key=_vagueness, default="")


def _after_answer(ending: str) -> str:
    """Correct an ending that says that nobody spoke."""
    other = "disconnected" if ending == "failed" else HUNG_UP
    return other if ending in NEVER_CONNECTED else ending


def _vagueness(ending: str) -> int:
    return VAGUE.index(ending) if ending in VAGUE else -1
