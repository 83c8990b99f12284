"""Members as events make them known: v1 lists members without their channels."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from capi_bot.capi.event_bodies import BodyUser
from capi_bot.capi.models import Event, Member
from capi_bot.domain.display_names import is_generated_name, member_display_name
from capi_bot.domain.events.membership import MembershipEvent
from capi_bot.domain.events.subject import find_member, subject_ids

MEMBERSHIP_TYPES: frozenset[str] = frozenset(MembershipEvent)
"""The types whose body has a member and that member's own channel."""


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
        ids = subject_ids(event)
        member = find_member(ids, members)
        has_unknown_leg = has_unknown_leg or (member is None and bool(ids.legs or ids.sessions))
        candidates.extend(
            member_id
            for member_id in (member.id if member else "", event.from_member)
            if member_id in without_channel and is_generated_name(member_display_name(without_channel[member_id]))
        )
    return tuple(dict.fromkeys((*candidates, *(without_channel if has_unknown_leg else ()))))


def _find_own_member(event: Event, members: Mapping[str, Member]) -> Member | None:
    body = event.typed_body
    user = body.user or BodyUser()
    member_id = body.member_id or user.member_id
    by_id = members.get(member_id) if member_id else None
    user_id = user.id or user.user_id
    of_user = [member for member in members.values() if user_id and member.user_id == user_id]
    # A user who is in the conversation twice has two channels: only the member's id shows whose channel this is.
    return by_id or (of_user[0] if len(of_user) == 1 else None)
