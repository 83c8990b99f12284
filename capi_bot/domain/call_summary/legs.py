"""The timelines of a conversation's legs, built from observations and grouped into calls.

A conversation may be used for many calls: a named one again and again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from capi_bot.capi.models import MemberChannel
from capi_bot.domain.call_summary.evidence import ENDED, HUNG_UP, LEFT, LegObservation, ObservationKind
from capi_bot.domain.call_summary.leg_history import NEVER_CONNECTED, LegTimeline, Stage
from capi_bot.domain.display_names import (
    endpoint_address,
    endpoint_in_sentence,
    is_inbound,
    pick_readable_name,
    shorten_id,
)
from capi_bot.domain.events.wording import VOICE_CHANNEL_TYPES
from capi_bot.domain.own_numbers import NO_NUMBERS, OwnNumbers

_UNSPECIFIC_ENDINGS = ("completed", HUNG_UP, LEFT, ENDED)
"""Endings that are less specific than any other, the most specific first."""

_END_TOLERANCE = timedelta(seconds=1)
"""How much later than its end a leg may be reported to join, when it was over at once."""

_RETRY_PAUSE = timedelta(minutes=5)
"""How long after an unanswered call to a person the next attempt still belongs to the same call."""

_CONNECTED_PAUSE = timedelta(seconds=10)
"""How long a call that was connected may be without any leg."""

_TEARDOWN = timedelta(seconds=2)
"""How long it takes to end the other legs once one person hung up."""

_NEVER = datetime.max.replace(tzinfo=UTC)


def build_timelines(
    observations: Iterable[LegObservation], gap_end: datetime | None = None, own: OwnNumbers = NO_NUMBERS
) -> tuple[LegTimeline, ...]:
    """Build the timelines of all legs, in the order in which they began; a chat has none.

    Somebody who ended and came back on the same leg has a timeline for each time. A member whose channel has no leg id
    is matched to a leg by an observation that has both ids; failing that, the member stands for the leg. Just before
    `gap_end`, events were not read.
    """
    observations = tuple(observations)
    if not any(observation.is_voice for observation in observations):
        return ()
    leg_ids = {one.member_id: one.leg_id for one in observations if one.member_id and one.leg_id}
    groups: dict[str, list[LegObservation]] = {}
    for one in observations:
        groups.setdefault(one.leg_id or leg_ids.get(one.member_id, one.member_id), []).append(one)
    timelines = [
        timeline
        for leg_id, group in groups.items()
        if leg_id and _is_leg(group)
        for timeline in _leg_timelines(leg_id, group, gap_end, own)
    ]
    return tuple(sorted(timelines, key=lambda leg: (leg.began or leg.ended or _NEVER, not leg.inbound)))


def split_calls(timelines: Iterable[LegTimeline]) -> tuple[tuple[LegTimeline, ...], ...]:
    """Split timelines, in the order in which they began, into calls; in a call each leg has one, with its absences."""
    calls: list[list[LegTimeline]] = []
    for timeline in timelines:
        if calls and _belongs_to(calls[-1], timeline):
            calls[-1].append(timeline)
        else:
            calls.append([timeline])
    return tuple(_with_one_hangup(_merge_returns(call)) for call in calls)


def _is_leg(observations: Sequence[LegObservation]) -> bool:
    types = {one.channel.type.lower() for one in observations if one.channel}
    return any(one.is_voice for one in observations) or bool(types & VOICE_CHANNEL_TYPES)


def _leg_timelines(
    leg_id: str, observations: Sequence[LegObservation], gap_end: datetime | None, own: OwnNumbers
) -> Iterator[LegTimeline]:
    """Split the observations where a person ended before joining again; those without a time belong to the last."""
    rest = observations
    for end in _ends_before_returns(observations):
        earlier = [one for one in rest if one.at and one.at <= end]
        rest = [one for one in rest if not one.at or one.at > end]
        yield _timeline(leg_id, observations, earlier, gap_end, own)
    yield _timeline(leg_id, observations, rest, gap_end, own)


def _ends_before_returns(observations: Sequence[LegObservation]) -> Sequence[datetime]:
    ends = [
        (one.at, _END_TOLERANCE if one.kind is ObservationKind.ENDED else timedelta())
        for one in observations
        if _is_end(one) and one.at
    ]
    joins = {one.at for one in observations if one.kind is ObservationKind.JOINED and one.at}
    last_ends = (max((end for end, tolerance in ends if join - end > tolerance), default=None) for join in joins)
    return sorted({end for end in last_ends if end})


def _is_end(observation: LegObservation) -> bool:
    return observation.kind in {ObservationKind.ENDED, ObservationKind.LEFT}


def _timeline(
    leg_id: str,
    all_observations: Sequence[LegObservation],
    observations: Sequence[LegObservation],
    gap_end: datetime | None,
    own: OwnNumbers,
) -> LegTimeline:
    """Build one timeline: the person from all observations of the leg, the times from those of this time."""

    def first(*kinds: ObservationKind) -> datetime | None:
        return min((one.at for one in observations if one.at and one.kind in kinds), default=None)

    channel = next((one.channel for one in all_observations if one.channel), MemberChannel(id=leg_id))
    stated = next((one.inbound for one in all_observations if one.inbound is not None), None)
    was_invited = any(one.is_invited for one in all_observations)
    inbound = is_inbound(channel, own, is_invited=was_invited) if stated is None else stated
    name = next((one.name for one in all_observations if one.name), "")
    return LegTimeline(
        id=leg_id,
        name=pick_readable_name(*(one.name for one in all_observations)) or name or shorten_id(leg_id) or "Unknown",
        user_id=next((one.user_id for one in all_observations if one.user_id), ""),
        member_id=next((one.member_id for one in all_observations if one.member_id), ""),
        address=pick_readable_name(endpoint_address(channel.from_ if inbound else channel.to)),
        far_end=endpoint_in_sentence(channel.to if inbound else channel.from_, own),
        type=channel.type.lower(),
        inbound=inbound,
        stage=_stage(observations, gap_end),
        machine=any(one.kind is ObservationKind.MACHINE for one in observations),
        began=first(ObservationKind.BEGAN, ObservationKind.RINGING, ObservationKind.ANSWERED, ObservationKind.JOINED),
        ringing=first(ObservationKind.RINGING),
        answered=first(ObservationKind.ANSWERED),
        joined=first(ObservationKind.JOINED),
        ended=first(ObservationKind.ENDED, ObservationKind.LEFT),
        ending=_ending(observations),
        is_partial=_is_partial(observations, gap_end),
    )


def _stage(observations: Sequence[LegObservation], gap_end: datetime | None) -> Stage:
    """Return how far a leg has come. A caller joins before being answered: a call still being set up shows that."""
    kinds = {one.kind for one in observations}
    is_waiting = any(
        one.at is None and one.kind in {ObservationKind.BEGAN, ObservationKind.RINGING} for one in observations
    )
    if any(map(_is_end, observations)):
        return Stage.ENDED
    if kinds & {ObservationKind.ANSWERED, ObservationKind.MACHINE} or (
        ObservationKind.JOINED in kinds and not is_waiting
    ):
        return Stage.CONNECTED
    if gap_end and not is_waiting and all(one.at < gap_end for one in observations if one.at):
        return Stage.UNKNOWN
    if ObservationKind.RINGING in kinds:
        return Stage.RINGING
    return Stage.CALLED if ObservationKind.BEGAN in kinds else Stage.UNKNOWN


def _is_partial(observations: Sequence[LegObservation], gap_end: datetime | None) -> bool:
    is_before_gap = any(gap_end and one.at and one.at < gap_end for one in observations)
    return is_before_gap and not any(
        one.kind in {ObservationKind.ANSWERED, ObservationKind.JOINED} for one in observations
    )


def _ending(observations: Sequence[LegObservation]) -> str:
    """Return the most specific ending; of an answered leg none of an unanswered one."""
    endings = [one.ending for one in observations if _is_end(one)]
    if any(one.kind is ObservationKind.ANSWERED for one in observations):
        corrected = {**dict.fromkeys(NEVER_CONNECTED, HUNG_UP), "failed": "disconnected"}
        endings = [corrected.get(ending, ending) for ending in endings]
    return min(
        endings,
        key=lambda ending: _UNSPECIFIC_ENDINGS.index(ending) if ending in _UNSPECIFIC_ENDINGS else -1,
        default="",
    )


def _belongs_to(call: Sequence[LegTimeline], timeline: LegTimeline) -> bool:
    """Return whether a leg is of a call. One whose end is unknown cannot be known to have been over before."""
    begin, end = timeline.began or timeline.ended, max(leg.ended or _NEVER for leg in call)
    pause = _CONNECTED_PAUSE if any(leg.connected for leg in call) else _RETRY_PAUSE
    return begin is None or end == _NEVER or begin - end <= pause


def _merge_returns(call: Iterable[LegTimeline]) -> tuple[LegTimeline, ...]:
    """Merge the timelines of each leg: between two of them the person was absent."""
    legs: dict[str, LegTimeline] = {}
    for later in call:
        earlier = legs.get(later.id)
        if earlier is None:
            legs[later.id] = later
            continue
        absence = ((earlier.ended, later.began),) if earlier.ended and later.began else ()
        legs[later.id] = replace(
            later,
            began=earlier.began or earlier.ended,
            ringing=earlier.ringing,
            answered=earlier.answered or later.answered,
            joined=earlier.joined or later.joined,
            absences=(*earlier.absences, *absence),
        )
    return tuple(legs.values())


def _with_one_hangup(legs: Sequence[LegTimeline]) -> tuple[LegTimeline, ...]:
    """Correct the endings: the API reports a hang-up for every leg that is torn down, but only the first hung up."""

    def ended_before(other: LegTimeline, leg: LegTimeline) -> bool:
        if other is leg or not (other.connected and other.ended and leg.ended):
            return False
        return timedelta() <= leg.ended - other.ended <= _TEARDOWN

    return tuple(
        replace(leg, ending=ENDED) if leg.ending == HUNG_UP and any(ended_before(other, leg) for other in legs) else leg
        for leg in legs
    )
