"""Members who are invited, join, leave, and what they hear and say."""

from __future__ import annotations

from enum import StrEnum
from typing import assert_never

from capi_bot.domain.events.body import read_first_text, read_flag, read_mapping
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
    """Name the events of a membership."""

    INVITED = "member:invited"
    JOINED = "member:joined"
    LEFT = "member:left"
    MEDIA = "member:media"


def describe_membership_event(kind: MembershipEvent, scene: EventContext) -> EventDescription:
    """Tell what happened to a membership."""
    who = scene.person or "Somebody"
    match kind:
        case MembershipEvent.INVITED:
            return EventDescription(
                who, _said("was invited", _by_whom(scene)), join_parts(describe_channel(scene.channel), _number(scene))
            )
        case MembershipEvent.JOINED:
            far = describe_other_party(scene.channel, inbound=scene.inbound)
            return EventDescription(
                who, _said("joined", describe_channel(scene.channel)), join_parts(_number(scene), far)
            )
        case MembershipEvent.LEFT:
            return EventDescription(who, "left", describe_reason(scene.body))
        case MembershipEvent.MEDIA:
            return EventDescription(who, *_audio(scene))
        case _:
            assert_never(kind)


def _said(what: str, how: str) -> str:
    return f"{what} {how}" if how else what


def _number(scene: EventContext) -> str:
    return describe_own_address(scene.channel, scene.person, inbound=scene.inbound)


def _by_whom(scene: EventContext) -> str:
    given = read_mapping(scene.body, "initiator", "invited")
    if read_flag(given, "isSystem") or read_flag(given, "is_system"):
        return "by the system"
    found = read_first_text(given, "member_id", "user_id")
    inviter = found or read_first_text(scene.body, "invited_by_member", "invited_by", "invied_by")
    name = display_name_by_id(inviter, scene.members)
    return f"by {name}" if name and name != scene.person else ""


def _audio(scene: EventContext) -> tuple[str, str]:
    media = read_mapping(scene.body, "media")
    settings = read_mapping(media, "audio_settings") or read_mapping(media, "audio")
    choices = (read_flag(scene.body, "audio"), read_flag(media, "audio"), read_flag(settings, "enabled"))
    audio = next((choice for choice in choices if choice is not None), None)
    what = "changed audio settings" if audio is None else f"has audio {'on' if audio else 'off'}"
    muted = "muted, cannot speak" if read_flag(settings, "muted") else ""
    earmuffed = "earmuffed, cannot hear" if read_flag(settings, "earmuffed") else ""
    return what, "; ".join(part for part in (muted, earmuffed) if part)
