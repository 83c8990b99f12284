"""The conversation itself, and events about events."""

from __future__ import annotations

from enum import StrEnum
from typing import assert_never

from capi_bot.domain.display_names import clean_line, pick_readable_name
from capi_bot.domain.events.body import read_text
from capi_bot.domain.events.subject import EventContext
from capi_bot.domain.events.wording import EventDescription, join_parts


class ConversationEvent(StrEnum):
    """Name the events of a conversation as a whole."""

    CREATED = "conversation:created"
    UPDATED = "conversation:updated"
    DELETED = "conversation:deleted"
    EVENT_DELETE = "event:delete"


def describe_conversation_event(kind: ConversationEvent, scene: EventContext) -> EventDescription:
    """Tell what became of the conversation or of one of its events."""
    match kind:
        case ConversationEvent.CREATED:
            return EventDescription("The conversation", "was created", _facts(scene))
        case ConversationEvent.UPDATED:
            return EventDescription("The conversation", "was updated", _facts(scene))
        case ConversationEvent.DELETED:
            return EventDescription("The conversation", "was deleted", _facts(scene))
        case ConversationEvent.EVENT_DELETE:
            number = clean_line(read_text(scene.body, "event_id"), 40)
            return EventDescription(
                scene.sender or "The system", f"deleted event {number}" if number else "deleted an event"
            )
        case _:
            assert_never(kind)


def _facts(scene: EventContext) -> str:
    name = pick_readable_name(read_text(scene.body, "display_name"), read_text(scene.body, "name"))
    state = clean_line(read_text(scene.body, "state"), 20).lower()
    author = f"by {scene.sender}" if scene.sender else ""
    return join_parts(author, f"named “{name}”" if name else "", f"now {state}" if state else "")
