"""Membership events: members who are invited, join or leave, and their audio settings."""

from __future__ import annotations

from enum import StrEnum
from typing import assert_never

from capi_bot.domain.display_names import pick_readable_name
from capi_bot.domain.events.body import read_flag, read_id, read_mapping, read_text, read_value
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


def describe_membership_event(event_type: MembershipEvent, context: EventContext) -> EventDescription:
    """Describe a membership event."""
    who, channel = context.person or "Somebody", context.channel
    address = describe_own_address(channel, context.person, inbound=context.inbound)
    match event_type:
        case MembershipEvent.INVITED:
            inviter = _describe_inviter(context)
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
            return EventDescription(who, "left", describe_reason(context.body))
        case MembershipEvent.MEDIA:
            return EventDescription(who, *_describe_media(context))
        case _:
            assert_never(event_type)


def _describe_inviter(context: EventContext) -> str:
    initiator = read_mapping(context.body, "initiator", "invited")
    if read_flag(initiator, "isSystem") or read_flag(initiator, "is_system"):
        return "by the system"
    inviters = (
        read_value(initiator, "member_id") or read_value(initiator, "user_id"),
        read_value(context.body, "invited_by_member"),
        read_value(context.body, "invited_by"),
        read_value(context.body, "invied_by"),  # the spelling of the API's reference
    )
    name = next(filter(None, (_name_inviter(inviter, context) for inviter in inviters)), "")
    return f"by {name}" if name and name != context.person else ""


def _name_inviter(inviter: object, context: EventContext) -> str:
    """Return the name of an inviter: an id, or an object with ids and names."""
    own = read_mapping(inviter, "user") or inviter
    member = display_name_by_id(read_id(inviter) or read_id(own), context.members)
    return pick_readable_name(member, read_text(own, "display_name"), read_text(own, "name")) or member


def _describe_media(context: EventContext) -> tuple[str, str]:
    media = read_mapping(context.body, "media")
    settings = read_mapping(media, "audio_settings") or read_mapping(media, "audio")
    flags = (read_flag(context.body, "audio"), read_flag(media, "audio"), read_flag(settings, "enabled"))
    audio = next((flag for flag in flags if flag is not None), None)
    what = "changed audio settings" if audio is None else f"has audio {'on' if audio else 'off'}"
    muted = "muted, cannot speak" if read_flag(settings, "muted") else ""
    earmuffed = "earmuffed, cannot hear" if read_flag(settings, "earmuffed") else ""
    return what, "; ".join(part for part in (muted, earmuffed) if part)
