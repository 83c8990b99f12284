"""Sort event types into the few groups that a person asks for."""

from __future__ import annotations

from enum import StrEnum
from typing import assert_never

from capi_bot.domain.events.audio import AudioEvent
from capi_bot.domain.events.calls import CallEvent
from capi_bot.domain.events.catalogue import CUSTOM, EventType, event_type
from capi_bot.domain.events.conversations import ConversationEvent
from capi_bot.domain.events.legs import LegEvent
from capi_bot.domain.events.membership import MembershipEvent
from capi_bot.domain.events.messages import MessageEvent
from capi_bot.domain.events.recordings import RecordingEvent


class Group(StrEnum):
    """Name the groups of events. OTHER holds the conversation's own events and types invented since."""

    PEOPLE = "people"
    CALL = "call"
    AUDIO = "audio"
    MESSAGES = "messages"
    CUSTOM = "custom"
    OTHER = "other"


def group_of(name: str) -> Group:
    """Find the group of an event type, whatever it is."""
    kind = event_type(name)
    if kind is not None:
        return _group_of_family(kind)
    return Group.CUSTOM if name.startswith(CUSTOM) else Group.OTHER


def _group_of_family(kind: EventType) -> Group:
    match kind:
        case MembershipEvent():
            return Group.PEOPLE
        case CallEvent() | LegEvent():
            return Group.CALL
        case AudioEvent() | RecordingEvent():
            return Group.AUDIO
        case MessageEvent():
            return Group.MESSAGES
        case ConversationEvent():
            return Group.OTHER
        case _:
            assert_never(kind)
