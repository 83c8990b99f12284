"""The conversation itself, and events about events."""

from __future__ import annotations

from enum import StrEnum
from typing import assert_never

from capi_bot.domain.display_names import human, plain
from capi_bot.domain.events import body as read
from capi_bot.domain.events.subject import EventContext
from capi_bot.domain.events.wording import EventDescription, listed


class ConversationEvent(StrEnum):
    """Name the events of a conversation as a whole."""

    CREATED = "conversation:created"
    UPDATED = "conversation:updated"
    DELETED = "conversation:deleted"
    EVENT_DELETE = "event:delete"


def conversation(kind: ConversationEvent, scene: EventContext) -> EventDescription:
    """Tell what became of the conversation or of one of its events."""
    match kind:
        case ConversationEvent.CREATED:
            return EventDescription("The conversation", "was created", _facts(scene))
        case ConversationEvent.UPDATED:
            return EventDescription("The conversation", "was updated", _facts(scene))
        case ConversationEvent.DELETED:
            return EventDescription("The conversation", "was deleted", _facts(scene))
        case ConversationEvent.EVENT_DELETE:
            number = plain(read.text(scene.body, "event_id"), 40)
            return EventDescription(
                scene.sender or "The system", f"deleted event {number}" if number else "deleted an event"
            )
        case _:
            assert_never(kind)


def _facts(scene: EventContext) -> str:
    name = human(read.text(scene.body, "display_name"), read.text(scene.body, "name"))
    state = plain(read.text(scene.body, "state"), 20).lower()
    author = f"by {scene.sender}" if scene.sender else ""
    return listed(author, f"named “{name}”" if name else "", f"now {state}" if state else "")
