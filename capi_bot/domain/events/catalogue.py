"""Find the family of an event and let it tell."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import TypeAlias, assert_never

from capi_bot.capi.models import Event, Member
from capi_bot.domain.display_names import clean_line
from capi_bot.domain.events.audio import (
    AudioEvent,
    RecordingEvent,
    describe_audio_event,
    describe_recording_event,
)
from capi_bot.domain.events.calls import CallEvent, describe_call_event
from capi_bot.domain.events.conversations import ConversationEvent, describe_conversation_event
from capi_bot.domain.events.legs import LegEvent, describe_leg_event
from capi_bot.domain.events.membership import MembershipEvent, describe_membership_event
from capi_bot.domain.events.messages import MessageEvent, describe_message_event
from capi_bot.domain.events.subject import EventContext, build_event_context
from capi_bot.domain.events.wording import EventDescription, summarise_body

EventType: TypeAlias = (
    MembershipEvent | CallEvent | LegEvent | AudioEvent | RecordingEvent | MessageEvent | ConversationEvent
)
FAMILIES = (MembershipEvent, CallEvent, LegEvent, AudioEvent, RecordingEvent, MessageEvent, ConversationEvent)
CATALOGUE: Mapping[str, EventType] = MappingProxyType({kind.value: kind for family in FAMILIES for kind in family})
NO_MEMBERS: Mapping[str, Member] = MappingProxyType({})
CUSTOM_PREFIX = "custom:"
API_FILTERABLE_TYPES: frozenset[EventType] = frozenset(
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


class EventGroup(StrEnum):
    """Name the groups of events. OTHER holds the conversation's own events and types invented since."""

    PEOPLE = "people"
    CALL = "call"
    AUDIO = "audio"
    MESSAGES = "messages"
    CUSTOM = "custom"
    OTHER = "other"


def find_event_type(name: str) -> EventType | None:
    """Look a type up in the catalogue; None for custom types and those the API has invented since."""
    return CATALOGUE.get(name)


def describe_event(event: Event, members: Mapping[str, Member] = NO_MEMBERS) -> EventDescription:
    """Tell an event in words, whatever its type and body. `members` by member id give names to the ids in it.

    https://developer.vonage.com/en/conversation/concepts/event
    """
    kind, about = find_event_type(event.type), build_event_context(event, members)
    return _unfamiliar(event.type, about) if kind is None else _familiar(kind, about)


def _familiar(kind: EventType, about: EventContext) -> EventDescription:  # noqa: PLR0911 -- one case per family is the point
    match kind:
        case MembershipEvent():
            return describe_membership_event(kind, about)
        case CallEvent():
            return describe_call_event(kind, about)
        case LegEvent():
            return describe_leg_event(kind, about)
        case AudioEvent():
            return describe_audio_event(kind, about)
        case RecordingEvent():
            return describe_recording_event(kind, about)
        case MessageEvent():
            return describe_message_event(kind, about)
        case ConversationEvent():
            return describe_conversation_event(kind, about)
        case _:
            assert_never(kind)


def _unfamiliar(name: str, about: EventContext) -> EventDescription:
    shown = clean_line(name.removeprefix(CUSTOM_PREFIX), 60)
    if name.startswith(CUSTOM_PREFIX):
        return EventDescription(
            about.sender or "The system", f"sent the custom event {shown}", summarise_body(about.body)
        )
    what = f"caused the event {shown}" if shown else "caused an event that has no type"
    return EventDescription(about.person or "The system", what, summarise_body(about.body))


def find_event_group(name: str) -> EventGroup:
    """Find the group of an event type, whatever it is."""
    kind = find_event_type(name)
    if kind is not None:
        return _group_of_family(kind)
    return EventGroup.CUSTOM if name.startswith(CUSTOM_PREFIX) else EventGroup.OTHER


def _group_of_family(kind: EventType) -> EventGroup:
    match kind:
        case MembershipEvent():
            return EventGroup.PEOPLE
        case CallEvent() | LegEvent():
            return EventGroup.CALL
        case AudioEvent() | RecordingEvent():
            return EventGroup.AUDIO
        case MessageEvent():
            return EventGroup.MESSAGES
        case ConversationEvent():
            return EventGroup.OTHER
        case _:
            assert_never(kind)
