"""Conversation events: the conversation as a whole, and deletions of events."""

from __future__ import annotations

from enum import StrEnum
from typing import assert_never

from capi_bot.capi.event_bodies import ConversationBody
from capi_bot.domain.display_names import clean_line, pick_readable_name
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
