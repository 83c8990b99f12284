"""Find the family of an event and let it tell."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import TypeAlias, assert_never

from capi_bot.capi.models import Event, Member
from capi_bot.domain.display_names import plain
from capi_bot.domain.events.audio import AudioEvent, RecordingEvent, audio, recording
from capi_bot.domain.events.calls import CallEvent, call
from capi_bot.domain.events.conversations import ConversationEvent, conversation
from capi_bot.domain.events.legs import LegEvent, leg
from capi_bot.domain.events.membership import MembershipEvent, membership
from capi_bot.domain.events.messages import MessageEvent, message
from capi_bot.domain.events.subject import EventContext, event_context
from capi_bot.domain.events.wording import EventDescription, compact

EventType: TypeAlias = (
    MembershipEvent | CallEvent | LegEvent | AudioEvent | RecordingEvent | MessageEvent | ConversationEvent
)
FAMILIES = (MembershipEvent, CallEvent, LegEvent, AudioEvent, RecordingEvent, MessageEvent, ConversationEvent)
CATALOGUE: Mapping[str, EventType] = MappingProxyType({kind.value: kind for family in FAMILIES for kind in family})
NOBODY: Mapping[str, Member] = MappingProxyType({})
CUSTOM = "custom:"
FILTERABLE: frozenset[EventType] = frozenset(
    {
        *MembershipEvent,
        *LegEvent,
        *(set(CallEvent) - {kind for kind in CallEvent if kind.startswith(("audio:", "app:"))}),
        *AudioEvent,
        *(set(RecordingEvent) - {RecordingEvent.TRANSCRIBED}),
        *(kind for kind in MessageEvent if kind.startswith(("message", "member:"))),
        ConversationEvent.UPDATED,
        ConversationEvent.EVENT_DELETE,
    }
)
"""The types that v1's `event_type` takes: https://developer.vonage.com/en/api/conversation#getEvents."""


class Group(StrEnum):
    """Name the groups of events. OTHER holds the conversation's own events and types invented since."""

    PEOPLE = "people"
    CALL = "call"
    AUDIO = "audio"
    MESSAGES = "messages"
    CUSTOM = "custom"
    OTHER = "other"


def event_type(name: str) -> EventType | None:
    """Look a type up in the catalogue; None for custom types and those the API has invented since."""
    return CATALOGUE.get(name)


def describe_event(event: Event, members: Mapping[str, Member] = NOBODY) -> EventDescription:
    """Tell an event in words, whatever its type and body. `members` by member id give names to the ids in it.

    https://developer.vonage.com/en/conversation/concepts/event
    """
    kind, about = event_type(event.type), event_context(event, members)
    return _unfamiliar(event.type, about) if kind is None else _familiar(kind, about)


def _familiar(kind: EventType, about: EventContext) -> EventDescription:  # noqa: PLR0911 -- one case per family is the point
    match kind:
        case MembershipEvent():
            return membership(kind, about)
        case CallEvent():
            return call(kind, about)
        case LegEvent():
            return leg(kind, about)
        case AudioEvent():
            return audio(kind, about)
        case RecordingEvent():
            return recording(kind, about)
        case MessageEvent():
            return message(kind, about)
        case ConversationEvent():
            return conversation(kind, about)
        case _:
            assert_never(kind)


def _unfamiliar(name: str, about: EventContext) -> EventDescription:
    shown = plain(name.removeprefix(CUSTOM), 60)
    if name.startswith(CUSTOM):
        return EventDescription(about.sender or "The system", f"sent the custom event {shown}", compact(about.body))
    what = f"caused the event {shown}" if shown else "caused an event that has no type"
    return EventDescription(about.person or "The system", what, compact(about.body))


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
