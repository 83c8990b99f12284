"""Conversation events: the conversation as a whole, and deletions of events."""

from __future__ import annotations

from enum import StrEnum
from typing import assert_never

from capi_bot.domain.display_names import clean_line, pick_readable_name
from capi_bot.domain.events.body import read_id, read_text
from capi_bot.domain.events.subject import EventContext
from capi_bot.domain.events.wording import EventDescription, join_parts


class ConversationEvent(StrEnum):
    """Types of conversation events."""

    CREATED = "conversation:created"
    UPDATED = "conversation:updated"
    DELETED = "conversation:deleted"
    EVENT_DELETE = "event:delete"
    EVENT_DELETED = "event:deleted"


def describe_conversation_event(event_type: ConversationEvent, context: EventContext) -> EventDescription:
    """Describe a conversation event."""
    match event_type:
        case ConversationEvent.CREATED:
            return EventDescription("The conversation", "was created", _describe_properties(context))
        case ConversationEvent.UPDATED:
            return EventDescription("The conversation", "was updated", _describe_properties(context))
        case ConversationEvent.DELETED:
            return EventDescription("The conversation", "was deleted", _describe_properties(context))
        case ConversationEvent.EVENT_DELETE | ConversationEvent.EVENT_DELETED:
            number = clean_line(read_id(context.body, "event_id"), 40)
            what = f"deleted event {number}" if number else "deleted an event"
            return EventDescription(context.sender or "The system", what)
        case _:
            assert_never(event_type)


def _describe_properties(context: EventContext) -> str:
    name = pick_readable_name(read_text(context.body, "display_name"), read_text(context.body, "name"))
    state = clean_line(read_text(context.body, "state"), 20).lower()
    author = f"by {context.sender}" if context.sender else ""
    return join_parts(author, f"named “{name}”" if name else "", f"now {state}" if state else "")
