"""People as events and calls make them known: v1 lists members without their channels, and nobody's direction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from capi_bot.capi.event_bodies import BodyUser, LegStatusBody
from capi_bot.capi.models import Call, Endpoint, Event, Member, MemberChannel
from capi_bot.domain.display_names import (
    endpoint_name,
    is_generated_name,
    leg_id,
    member_display_name,
    pick_readable_name,
)
from capi_bot.domain.events.membership import MembershipEvent
from capi_bot.domain.events.subject import find_member, subject_ids
from capi_bot.domain.own_numbers import NO_NUMBERS, OwnNumbers
from capi_bot.domain.people import People

MEMBERSHIP_TYPES: frozenset[str] = frozenset(MembershipEvent)
"""The types whose body has a member and that member's own channel."""


def know_people(
    members: Mapping[str, Member] | Iterable[Member],
    events: Iterable[Event] = (),
    calls: Iterable[Call] = (),
    own: OwnNumbers = NO_NUMBERS,
) -> People:
    """Return the people of a conversation, from its members, any of its events in any order, and its own calls.

    Members by key or, from a list, by id; of people, what is known of them already stays. Each has the channel, the
    names and the direction that events and calls show; a channel in an event is that of its own leg, while the one in a
    member list may be another's. Whoever draws views of one conversation from the same people calls each the same.
    """
    calls = tuple(calls)
    ordered = sorted(events, key=lambda event: (event.id or 0, event.timestamp.timestamp() if event.timestamp else 0.0))
    before = members if isinstance(members, People) else People(own=own)
    if isinstance(members, Mapping):
        keyed = dict(members)
    else:
        keyed = {member.id or f"#{number}": member for number, member in enumerate(members)}
    own = before.own if own is NO_NUMBERS else own
    directions = {**before.directions, **_leg_directions(ordered, calls)}
    channels = {channel.id: channel for event in ordered if (channel := event.typed_body.channel) and channel.id}
    known = dict(keyed) | {key: member for key, member in with_known_channels(keyed.values(), ordered).items() if key}
    known = {key: _with_leg(known[key], channels, directions) for key in keyed}
    return People(
        members=_with_names(known, ordered, People(members=known, own=own, directions=directions)),
        own=own,
        directions=directions,
        is_from_events=True,
    )


def _leg_directions(events: Sequence[Event], calls: Iterable[Call]) -> Mapping[str, str]:
    """Return the direction of each leg by its id: as `leg:status:update` has it, then the calls, then other events."""
    stated: list[dict[str, str]] = [{}, {}]
    for event in events:
        body = event.typed_body
        channel = body.channel or MemberChannel()
        for identifier in (body.leg_id or "", channel.id, *(leg.id for leg in channel.legs)):
            if identifier and body.direction:
                stated[isinstance(body, LegStatusBody)][identifier] = body.direction
    others, of_legs = stated
    return others | {call.id: call.direction for call in calls if call.id and call.direction} | of_legs


def _with_leg(member: Member, channels: Mapping[str, MemberChannel], directions: Mapping[str, str]) -> Member:
    channel = member.channel
    if channel is None:
        return member
    leg = leg_id(channel)
    shown = channels.get(leg, channel)
    from_, to = _with_address(shown.from_, channel.from_), _with_address(shown.to, channel.to)
    direction = directions.get(leg) or channel.direction
    return replace(member, channel=replace(channel, from_=from_, to=to, direction=direction))


def _with_address(preferred: Endpoint | None, other: Endpoint | None) -> Endpoint | None:
    return preferred if endpoint_name(preferred) else other


def _with_names(members: Mapping[str, Member], events: Iterable[Event], people: People) -> Mapping[str, Member]:
    """Return the members with the names and the invitations that events have for them, where the list has none."""
    shown = dict(members)
    keys = {id(member): key for key, member in members.items()}
    for event in events:
        body, user = event.typed_body, event.typed_body.user or BodyUser()
        invited = body.times.invited if body.times else None
        has_news = user.name or user.display_name or invited
        member = find_member(subject_ids(event, people), people) if has_news else None
        if member:
            key = keys[id(member)]
            known = _with_name(shown[key], user.display_name or "", user.name or "")
            shown[key] = replace(known, invited=known.invited or invited)
        if sender := members.get(event.from_member):
            key = keys[id(sender)]
            shown[key] = _with_name(shown[key], event.from_user_display_name, event.from_user_name)
    return shown


def _with_name(member: Member, display_name: str, name: str) -> Member:
    # Once a name is known, an event with another one changes nothing: one person has one name.
    if not pick_readable_name(member.user_display_name) and pick_readable_name(display_name):
        member = replace(member, user_display_name=display_name)
    if not pick_readable_name(member.user_name) and pick_readable_name(name):
        member = replace(member, user_name=name)
    return member


def with_known_channels(members: Iterable[Member], events: Iterable[Event]) -> Mapping[str, Member]:
    """Return the members by id, those without a channel with the one in these events.

    The leg of a later event then identifies its member, so one person has one name in all of them.
    """
    known = {member.id: member for member in members}
    for event in events:
        if event.type not in MEMBERSHIP_TYPES:
            continue
        member, channel = _find_own_member(event, known), event.typed_body.channel
        if member and member.channel is None and channel:
            known[member.id] = replace(member, channel=channel)
    return known


def unnamed_members(members: Mapping[str, Member], events: Iterable[Event]) -> Sequence[str]:
    """Return the ids of members whose details may name the people of these events, the likeliest first.

    These are the members who have only an id for a name, and, where no member is known to have the leg of an event,
    every member who may have it.
    """
    without_channel = {member.id: member for member in members.values() if member.id and member.channel is None}
    candidates: list[str] = []
    has_unknown_leg = False
    for event in events:
        ids = subject_ids(event, members)
        member = find_member(ids, members)
        has_unknown_leg = has_unknown_leg or (member is None and bool(ids.legs or ids.sessions))
        candidates.extend(
            member_id
            for member_id in (member.id if member else "", event.from_member)
            if member_id in without_channel and _is_unnamed(without_channel[member_id])
        )
    return tuple(dict.fromkeys((*candidates, *(without_channel if has_unknown_leg else ()))))


def _is_unnamed(member: Member) -> bool:
    return is_generated_name(member_display_name(member))


def _find_own_member(event: Event, members: Mapping[str, Member]) -> Member | None:
    body = event.typed_body
    user = body.user or BodyUser()
    member_id = body.member_id or user.member_id
    by_id = members.get(member_id) if member_id else None
    user_id = user.id or user.user_id
    of_user = [member for member in members.values() if user_id and member.user_id == user_id]
    # A user who is in the conversation twice has two channels: only the member's id shows whose channel this is.
    return by_id or (of_user[0] if len(of_user) == 1 else None)
