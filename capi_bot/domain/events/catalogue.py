"""Catalogue of event types: their families, groups and API filters, and the description of any event."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum
from types import MappingProxyType
from typing import TypeAlias, assert_never

from capi_bot.capi.event_bodies import (
    AudioBody,
    CallBody,
    ConversationBody,
    LegStatusBody,
    MembershipBody,
    MessageBody,
    RecordingBody,
)
from capi_bot.capi.models import Event, Member
from capi_bot.domain.display_names import clean_line
from capi_bot.domain.events.audio import (
    AudioEvent,
    RecordingEvent,
    describe_audio_event,
    describe_recording_event,
)
from capi_bot.domain.events.calls import (
    NOT_FILTERABLE_CALL_EVENTS,
    WEBRTC_NEGOTIATION,
    CallEvent,
    LegEvent,
    describe_call_event,
    describe_leg_event,
)
from capi_bot.domain.events.conversations import (
    ConversationEvent,
    describe_conversation_event,
    describe_deletion,
    is_deleted,
)
from capi_bot.domain.events.membership import MembershipEvent, describe_membership_event
from capi_bot.domain.events.messages import (
    CONTENT_EVENTS,
    MessageEvent,
    describe_lost_message,
    describe_message_event,
)
from capi_bot.domain.events.subject import EventContext, build_event_context
from capi_bot.domain.events.wording import EventDescription, join_parts, summarise_value

EventType: TypeAlias = (
    MembershipEvent | CallEvent | LegEvent | AudioEvent | RecordingEvent | MessageEvent | ConversationEvent
)
FAMILIES = (MembershipEvent, CallEvent, LegEvent, AudioEvent, RecordingEvent, MessageEvent, ConversationEvent)
CATALOGUE: Mapping[str, EventType] = MappingProxyType(
    {event_type.value: event_type for family in FAMILIES for event_type in family}
)
"""Every known event type by its name in the API."""

CUSTOM_PREFIX = "custom:"
"""How the names of types begin that the application's own code invents."""

API_FILTERABLE_TYPES: frozenset[EventType] = frozenset(
    {
        *MembershipEvent,
        *LegEvent,
        *(set(CallEvent) - NOT_FILTERABLE_CALL_EVENTS),
        *AudioEvent,
        *(set(RecordingEvent) - {RecordingEvent.TRANSCRIBED}),
        *(event_type for event_type in MessageEvent if event_type.startswith(("message", "member:"))),
        ConversationEvent.UPDATED,
        ConversationEvent.EVENT_DELETE,
    }
)
"""The types that v1's `event_type` accepts: https://developer.vonage.com/en/api/conversation#getEvents."""

_WITH_OTHER_BODY: frozenset[EventType] = frozenset(
    {*CONTENT_EVENTS, MessageEvent.EPHEMERAL, AudioEvent.DTMF, *WEBRTC_NEGOTIATION}
)
"""The types that put a body of any JSON type into words themselves, or must not show it."""

NO_MEMBERS: Mapping[str, Member] = MappingProxyType({})


class EventGroup(StrEnum):
    """Groups of event types. OTHER has the conversation's own events and types that the API added since."""

    PEOPLE = "people"
    CALL = "call"
    AUDIO = "audio"
    MESSAGES = "messages"
    CUSTOM = "custom"
    OTHER = "other"


def find_event_type(name: str) -> EventType | None:
    """Return a type of the catalogue by its name; None for custom types and those that the API added since."""
    return CATALOGUE.get(name)


def find_event_group(name: str) -> EventGroup:
    """Return the group of any event type."""
    match find_event_type(name):
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
        case None:
            return EventGroup.CUSTOM if name.startswith(CUSTOM_PREFIX) else EventGroup.OTHER
        case unreachable:
            assert_never(unreachable)


def describe_event(event: Event, members: Mapping[str, Member] = NO_MEMBERS) -> EventDescription:
    """Describe an event in words, whatever its type and body. `members` by member id give names to the ids in it.

    https://developer.vonage.com/en/conversation/concepts/event
    """
    context = build_event_context(event, members)
    if is_deleted(event):
        return _describe_deleted_event(event, context)
    event_type = find_event_type(event.type)
    description = _describe_by_type(event_type, event.type, context)
    if event_type is None or event_type in _WITH_OTHER_BODY or event.other_body is None:
        return description
    return replace(description, detail=join_parts(description.detail, summarise_value(event.other_body)))


def _describe_by_type(event_type: EventType | None, name: str, context: EventContext) -> EventDescription:  # noqa: PLR0911 -- one case per family is the point
    match event_type, context.body:
        case MembershipEvent() as kind, MembershipBody() as body:
            return describe_membership_event(kind, context, body)
        case CallEvent() as kind, CallBody() as body:
            return describe_call_event(kind, context, body)
        case LegEvent() as kind, LegStatusBody() as body:
            return describe_leg_event(kind, context, body)
        case AudioEvent() as kind, AudioBody() as body:
            return describe_audio_event(kind, context, body)
        case RecordingEvent() as kind, RecordingBody() as body:
            return describe_recording_event(kind, context, body)
        case MessageEvent() as kind, MessageBody() as body:
            return describe_message_event(kind, context, body)
        case ConversationEvent() as kind, ConversationBody() as body:
            return describe_conversation_event(kind, context, body)
        case _:
            return _describe_unknown_event(name, context)


def _describe_deleted_event(event: Event, context: EventContext) -> EventDescription:
    """Describe who caused what kind of event, and that it was deleted: what it said is gone."""
    kind = find_event_type(event.type)
    is_content = kind in CONTENT_EVENTS or kind is MessageEvent.EPHEMERAL
    if is_content and isinstance(kind, MessageEvent) and isinstance(context.body, MessageBody):
        rest = describe_lost_message(kind, context.body, context.sender)
    else:
        rest = _describe_unknown_event(event.type, replace(context, json={}, other_body=None))
    return replace(rest, detail=describe_deletion(event))


def _describe_unknown_event(name: str, context: EventContext) -> EventDescription:
    label, values = clean_line(name.removeprefix(CUSTOM_PREFIX), 60), summarise_value(context.whole_body)
    if name.startswith(CUSTOM_PREFIX):
        return EventDescription(context.sender or "The system", f"sent the custom event {label}", values)
    what = f"caused the event {label}" if label else "caused an event that has no type"
    return EventDescription(context.person or "The system", what, values)
