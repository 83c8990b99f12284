"""Membership events: members who are invited, join or leave, and what these events tell about the members."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from enum import StrEnum
from typing import assert_never

from capi_bot.capi.event_bodies import BodyUser, Inviter, MembershipBody
from capi_bot.capi.models import Event, Media, Member
from capi_bot.domain.display_names import is_generated_name, member_display_name, pick_readable_name
from capi_bot.domain.events.hangup_causes import describe_reason
from capi_bot.domain.events.subject import EventContext, display_name_by_id, find_member, subject_ids
from capi_bot.domain.events.wording import (
    EventDescription,
    describe_channel,
    describe_other_party,
    describe_own_address,
    join_parts,
)


class MembershipEvent(StrEnum):
    """Types of membership events."""

    INVITED = "member:invited"
    JOINED = "member:joined"
    LEFT = "member:left"
    MEDIA = "member:media"


def describe_membership_event(
    event_type: MembershipEvent, context: EventContext, body: MembershipBody
) -> EventDescription:
    """Describe a membership event."""
    who, channel = context.person or "Somebody", context.channel
    address = describe_own_address(channel, context.person, inbound=context.inbound)
    match event_type:
        case MembershipEvent.INVITED:
            inviter = _describe_inviter(context, body)
            return EventDescription(
                who,
                f"was invited {inviter}" if inviter else "was invited",
                join_parts(describe_channel(channel), address),
            )
        case MembershipEvent.JOINED:
            means = describe_channel(channel)
            other_party = describe_other_party(channel, inbound=context.inbound)
            return EventDescription(who, f"joined {means}" if means else "joined", join_parts(address, other_party))
        case MembershipEvent.LEFT:
            return EventDescription(who, "left", describe_reason(body.reason))
        case MembershipEvent.MEDIA:
            return EventDescription(who, *_describe_media(body))
        case _:
            assert_never(event_type)


def _describe_inviter(context: EventContext, body: MembershipBody) -> str:
    if body.is_invited_by_system:
        return "by the system"
    name = next(filter(None, (_name_inviter(inviter, context) for inviter in body.inviters)), "")
    return f"by {name}" if name and name != context.person else ""


def _name_inviter(inviter: Inviter, context: EventContext) -> str:
    member = display_name_by_id(inviter.id or "", context.members)
    return pick_readable_name(member, inviter.display_name or "", inviter.name or "") or member


def _describe_media(body: MembershipBody) -> tuple[str, str]:
    media = body.media or Media()
    audio = media.audio if body.audio is None else body.audio
    what = "changed audio settings" if audio is None else f"has audio {'on' if audio else 'off'}"
    muted = "muted, cannot speak" if media.muted else ""
    earmuffed = "earmuffed, cannot hear" if media.earmuffed else ""
    return what, "; ".join(part for part in (muted, earmuffed) if part)


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
