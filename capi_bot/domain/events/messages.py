"""Message events. The platform stopped carrying messages on 30 April 2026; older conversations still have them."""

from __future__ import annotations

from enum import StrEnum
from typing import assert_never

from capi_bot.capi.event_bodies import ErrorDetails, MessageBody
from capi_bot.domain.display_names import clean_line, describe_channel_type
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


def describe_message_event(event_type: MessageEvent, context: EventContext, body: MessageBody) -> EventDescription:  # noqa: C901, PLR0911, PLR0912 -- one case per event type is the point
    """Describe a message event."""
    who, number = context.sender or "Somebody", _describe_number(body.event_id)
    written = body if context.json else _as_text(context)
    match event_type:
        case MessageEvent.MESSAGE:
            return EventDescription(who, *describe_message(written))
        case MessageEvent.SUBMITTED:
            return EventDescription(number, "was submitted")
        case MessageEvent.DELIVERED | MessageEvent.TEXT_DELIVERED | MessageEvent.IMAGE_DELIVERED:
            return EventDescription(number, "was delivered")
        case MessageEvent.SEEN | MessageEvent.TEXT_SEEN | MessageEvent.IMAGE_SEEN:
            what = f"was seen by {context.sender}" if context.sender else "was seen"
            return EventDescription(number, what)
        case MessageEvent.REJECTED:
            return EventDescription(number, "was rejected")
        case MessageEvent.UNDELIVERABLE:
            return EventDescription(number, "could not be delivered")
        case MessageEvent.MEMBER_STATUS:
            return EventDescription(_describe_number(body.original_event_id), *_describe_status(body))
        case MessageEvent.TEXT | MessageEvent.TEXT_NEW:
            return EventDescription(who, *describe_text(written))
        case MessageEvent.TEXT_UPDATE:
            text = describe_text(written, "changed a message to", "changed a message")
            return EventDescription(who, *text)
        case MessageEvent.TYPING_ON:
            return EventDescription(who, "is typing")
        case MessageEvent.TYPING_OFF:
            return EventDescription(who, "stopped typing")
        case MessageEvent.IMAGE:
            words = written.caption or written.text or written.name
            return EventDescription(who, "sent an image", quote(words or ""))
        case MessageEvent.EPHEMERAL:
            return EventDescription(who, "sent an ephemeral event", summarise_value(context.whole_body))
        case _:
            assert_never(event_type)


def describe_lost_message(event_type: MessageEvent, body: MessageBody, sender: str) -> EventDescription:
    """Describe what is left of a message that was deleted: who sent what kind."""
    match event_type:
        case MessageEvent.MESSAGE:
            what = describe_message_kind(body)
        case MessageEvent.TEXT_UPDATE:
            what = "changed a message"
        case MessageEvent.IMAGE:
            what = "sent an image"
        case MessageEvent.EPHEMERAL:
            what = "sent an ephemeral event"
        case _:
            what = "wrote a message"
    return EventDescription(sender or "Somebody", what)


def _as_text(context: EventContext) -> MessageBody:
    """Return a body that is no object as one, for a message that consists of its text."""
    words = summarise_value(context.other_body, 2 * MAX_LENGTH) or None
    return MessageBody(text=words, text_value=words)


def _describe_number(event_id: str | None) -> str:
    number = clean_line(event_id or "", 40)
    return f"Message {number}" if number else "A message"


def _describe_status(body: MessageBody) -> tuple[str, str]:
    error = body.error or ErrorDetails()
    reason = replace_underscores(error.plain or error.title or error.detail or error.text or error.code or "")
    channel = describe_channel_type(body.channel_type or "")
    status = clean_line(body.status or "", 40)
    what = "failed" if body.error else f"was {status}" if status else "has a new status"
    return what, join_parts(f"by {channel}" if channel else "", clean_line(reason))
