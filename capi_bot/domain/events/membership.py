"""Membership events: members who are invited, join or leave, and their audio settings."""

from __future__ import annotations

from enum import StrEnum
from typing import assert_never

from capi_bot.capi.event_bodies import Inviter, MembershipBody
from capi_bot.capi.models import Media
from capi_bot.domain.display_names import pick_readable_name
from capi_bot.domain.events.hangup_causes import describe_reason
from capi_bot.domain.events.subject import EventContext, display_name_by_id
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
    address = describe_own_address(channel, context.person, inbound=context.inbound, own=context.own)
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
            other_party = describe_other_party(channel, inbound=context.inbound, own=context.own)
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
