"""Conversation events: the conversation as a whole, and deletions of events.

A deleted event stays in the list without its content, mostly with the time of its deletion: its body is
`{"timestamp": {"deleted": "…"}}`, or `{}`. https://developer.vonage.com/en/api/conversation#deleteEvent
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import assert_never

from capi_bot.capi.event_bodies import ConversationBody
from capi_bot.capi.models import Event
from capi_bot.domain.display_names import clean_line, pick_readable_name
from capi_bot.domain.durations import format_interval
from capi_bot.domain.events.messages import CONTENT_EVENTS
from capi_bot.domain.events.subject import EventContext
from capi_bot.domain.events.wording import EventDescription, join_parts


class ConversationEvent(StrEnum):
    """Types of conversation events."""

    CREATED = "conversation:created"
    UPDATED = "conversation:updated"
    DELETED = "conversation:deleted"
    EVENT_DELETE = "event:delete"
    EVENT_DELETED = "event:deleted"


def describe_conversation_event(
    event_type: ConversationEvent, context: EventContext, body: ConversationBody
) -> EventDescription:
    """Describe a conversation event."""
    match event_type:
        case ConversationEvent.CREATED:
            return EventDescription("The conversation", "was created", _describe_properties(context, body))
        case ConversationEvent.UPDATED:
            return EventDescription("The conversation", "was updated", _describe_properties(context, body))
        case ConversationEvent.DELETED:
            return EventDescription("The conversation", "was deleted", _describe_properties(context, body))
        case ConversationEvent.EVENT_DELETE | ConversationEvent.EVENT_DELETED:
            number = clean_line(body.event_id or "", 40)
            what = f"deleted event {number}" if number else "deleted an event"
            return EventDescription(context.sender or "The system", what)
        case _:
            assert_never(event_type)


def _describe_properties(context: EventContext, body: ConversationBody) -> str:
    name = pick_readable_name(body.display_name or "", body.name or "")
    state = clean_line(body.state or "", 20).lower()
    author = f"by {context.sender}" if context.sender else ""
    return join_parts(author, f"named “{name}”" if name else "", f"now {state}" if state else "")


_SECOND = timedelta(seconds=1)


def is_deleted(event: Event) -> bool:
    """Return whether an event was deleted: its body says when, or has nothing of what its type always has."""
    if event.type == ConversationEvent.DELETED:
        return False  # its times are those of the conversation
    if event.typed_body.is_deleted:
        return True
    return event.type in CONTENT_EVENTS and not event.body and event.other_body is None


def deletion_time(event: Event) -> datetime | None:
    """Return when an event was deleted; None where it was not, or where that is not known."""
    times = event.typed_body.times
    return times.deleted if times and is_deleted(event) else None


def describe_deletion(event: Event) -> str:
    """Return when a deleted event was deleted: how long after it happened, as only the reader knows the time zone."""
    deleted, happened = deletion_time(event), event.timestamp
    if deleted is None:
        return "deleted"
    if happened is None:
        return f"deleted on {deleted.day} {deleted:%b %Y at %H:%M} UTC"
    return f"deleted {format_interval(happened, deleted)} later" if deleted - happened >= _SECOND else "deleted at once"
