"""Message events. The platform stopped carrying messages on 30 April 2026; older conversations still have them."""

from __future__ import annotations

from enum import StrEnum
from typing import assert_never

from capi_bot.capi.models import Json
from capi_bot.domain.display_names import clean_line, describe_channel_type
from capi_bot.domain.events.body import read_first_text, read_id, read_text
from capi_bot.domain.events.message_content import describe_message, describe_message_kind, describe_text
from capi_bot.domain.events.subject import EventContext
from capi_bot.domain.events.wording import (
    MAX_LENGTH,
    EventDescription,
    join_parts,
    quote,
    replace_underscores,
    summarise_value,
)


class MessageEvent(StrEnum):
    """Types of message events."""

    MESSAGE = "message"
    SUBMITTED = "message:submitted"
    DELIVERED = "message:delivered"
    SEEN = "message:seen"
    REJECTED = "message:rejected"
    UNDELIVERABLE = "message:undeliverable"
    MEMBER_STATUS = "member:message:status"
    TEXT = "text"
    TEXT_NEW = "text:new"
    TEXT_UPDATE = "text:update"
    TEXT_DELIVERED = "text:delivered"
    TEXT_SEEN = "text:seen"
    TYPING_ON = "text:typing:on"
    TYPING_OFF = "text:typing:off"
    IMAGE = "image"
    IMAGE_DELIVERED = "image:delivered"
    IMAGE_SEEN = "image:seen"
    EPHEMERAL = "ephemeral"


CONTENT_EVENTS = frozenset(
    {
        MessageEvent.MESSAGE,
        MessageEvent.TEXT,
        MessageEvent.TEXT_NEW,
        MessageEvent.TEXT_UPDATE,
        MessageEvent.IMAGE,
    }
)
"""The types whose body is what somebody wrote or sent, and is never empty."""


def describe_message_event(event_type: MessageEvent, context: EventContext) -> EventDescription:  # noqa: C901, PLR0911, PLR0912 -- one case per event type is the point
    """Describe a message event."""
    who = context.sender or "Somebody"
    match event_type:
        case MessageEvent.MESSAGE:
            return EventDescription(who, *describe_message(context.body or _as_text(context)))
        case MessageEvent.SUBMITTED:
            return EventDescription(_describe_number(context), "was submitted")
        case MessageEvent.DELIVERED | MessageEvent.TEXT_DELIVERED | MessageEvent.IMAGE_DELIVERED:
            return EventDescription(_describe_number(context), "was delivered")
        case MessageEvent.SEEN | MessageEvent.TEXT_SEEN | MessageEvent.IMAGE_SEEN:
            what = f"was seen by {context.sender}" if context.sender else "was seen"
            return EventDescription(_describe_number(context), what)
        case MessageEvent.REJECTED:
            return EventDescription(_describe_number(context), "was rejected")
        case MessageEvent.UNDELIVERABLE:
            return EventDescription(_describe_number(context), "could not be delivered")
        case MessageEvent.MEMBER_STATUS:
            return EventDescription(_describe_number(context, "original_event_id"), *_describe_status(context))
        case MessageEvent.TEXT | MessageEvent.TEXT_NEW:
            return EventDescription(who, *describe_text(context.body or _as_text(context)))
        case MessageEvent.TEXT_UPDATE:
            text = describe_text(context.body or _as_text(context), "changed a message to", "changed a message")
            return EventDescription(who, *text)
        case MessageEvent.TYPING_ON:
            return EventDescription(who, "is typing")
        case MessageEvent.TYPING_OFF:
            return EventDescription(who, "stopped typing")
        case MessageEvent.IMAGE:
            words = read_first_text(context.body or _as_text(context), "caption", "text", "name")
            return EventDescription(who, "sent an image", quote(words))
        case MessageEvent.EPHEMERAL:
            return EventDescription(who, "sent an ephemeral event", summarise_value(context.whole_body))
        case _:
            assert_never(event_type)


def describe_lost_message(event_type: MessageEvent, context: EventContext) -> EventDescription:
    """Describe what is left of a message that was deleted: who sent what kind."""
    match event_type:
        case MessageEvent.MESSAGE:
            what = describe_message_kind(context.body)
        case MessageEvent.TEXT_UPDATE:
            what = "changed a message"
        case MessageEvent.IMAGE:
            what = "sent an image"
        case MessageEvent.EPHEMERAL:
            what = "sent an ephemeral event"
        case _:
            what = "wrote a message"
    return EventDescription(context.sender or "Somebody", what)


def _as_text(context: EventContext) -> Json:
    """Return a body that is no object as one, for a message that consists of its text."""
    words = summarise_value(context.other_body, 2 * MAX_LENGTH)
    return {"text": words} if words else {}


def _describe_number(context: EventContext, key: str = "event_id") -> str:
    number = clean_line(read_id(context.body, key), 40)
    return f"Message {number}" if number else "A message"


def _describe_status(context: EventContext) -> tuple[str, str]:
    error = context.body.get("error")
    reason = replace_underscores(read_text(error) or read_first_text(error, "title", "detail", "text", "code"))
    channel = describe_channel_type(read_text(context.body, "channel_type"))
    status = clean_line(read_text(context.body, "status"), 40)
    what = "failed" if error else f"was {status}" if status else "has a new status"
    return what, join_parts(f"by {channel}" if channel else "", clean_line(reason))
