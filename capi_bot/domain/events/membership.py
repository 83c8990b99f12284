"""Members who are invited, join, leave, and what they hear and say."""

from __future__ import annotations

from enum import StrEnum
from typing import assert_never

from capi_bot.domain.events import body as read
from capi_bot.domain.events.hangup_causes import reason
from capi_bot.domain.events.subject import EventContext, name_of
from capi_bot.domain.events.wording import (
    EventDescription,
    listed,
    means,
    other_end,
    own_number,
)


class MembershipEvent(StrEnum):
    """Name the events of a membership."""

    INVITED = "member:invited"
    JOINED = "member:joined"
    LEFT = "member:left"
    MEDIA = "member:media"


def membership(kind: MembershipEvent, scene: EventContext) -> EventDescription:
    """Tell what happened to a membership."""
    who = scene.person or "Somebody"
    match kind:
        case MembershipEvent.INVITED:
            return EventDescription(
                who, _said("was invited", _by_whom(scene)), listed(means(scene.channel), _number(scene))
            )
        case MembershipEvent.JOINED:
            far = other_end(scene.channel, inbound=scene.inbound)
            return EventDescription(who, _said("joined", means(scene.channel)), listed(_number(scene), far))
        case MembershipEvent.LEFT:
            return EventDescription(who, "left", reason(scene.body))
        case MembershipEvent.MEDIA:
            return EventDescription(who, *_audio(scene))
        case _:
            assert_never(kind)


def _said(what: str, how: str) -> str:
    return f"{what} {how}" if how else what


def _number(scene: EventContext) -> str:
    return own_number(scene.channel, scene.person, inbound=scene.inbound)


def _by_whom(scene: EventContext) -> str:
    given = read.mapping(scene.body, "initiator", "invited")
    if read.flag(given, "isSystem") or read.flag(given, "is_system"):
        return "by the system"
    found = read.first_text(given, "member_id", "user_id")
    inviter = found or read.first_text(scene.body, "invited_by_member", "invited_by", "invied_by")
    name = name_of(inviter, scene.members)
    return f"by {name}" if name and name != scene.person else ""


def _audio(scene: EventContext) -> tuple[str, str]:
    media = read.mapping(scene.body, "media")
    settings = read.mapping(media, "audio_settings") or read.mapping(media, "audio")
    choices = (read.flag(scene.body, "audio"), read.flag(media, "audio"), read.flag(settings, "enabled"))
    audio = next((choice for choice in choices if choice is not None), None)
    what = "changed audio settings" if audio is None else f"has audio {'on' if audio else 'off'}"
    muted = "muted, cannot speak" if read.flag(settings, "muted") else ""
    earmuffed = "earmuffed, cannot hear" if read.flag(settings, "earmuffed") else ""
    return what, "; ".join(part for part in (muted, earmuffed) if part)
