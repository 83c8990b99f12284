"""Message events. The platform stopped carrying messages on 30 April 2026; older conversations still have them."""

from __future__ import annotations

from enum import StrEnum
from typing import assert_never

from capi_bot.domain.display_names import clean_line, describe_channel_type
from capi_bot.domain.events.body import read_first_text, read_mapping, read_text
from capi_bot.domain.events.subject import EventContext
from capi_bot.domain.events.wording import (
    EventDescription,
    join_parts,
    quote,
    replace_underscores,
    summarise_body,
)

MESSAGE_TYPES = {
    "audio": "an audio clip",
    "button": "a button press",
    "contact": "a contact card",
    "custom": "a custom message",
    "file": "a file",
    "image": "an image",
    "location": "a location",
    "order": "an order",
    "random": "a random message",
    "reaction": "a reaction",
    "reply": "a reply",
    "sticker": "a sticker",
    "template": "a template",
    "unsupported": "an unsupported message",
    "vcard": "a contact card",
    "video": "a video",
}


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


def describe_message_event(event_type: MessageEvent, context: EventContext) -> EventDescription:  # noqa: C901, PLR0911, PLR0912 -- one case per event type is the point
    """Describe a message event."""
    who = context.sender or "Somebody"
    match event_type:
        case MessageEvent.MESSAGE:
            return EventDescription(who, *_describe_content(context))
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
            return EventDescription(who, _describe_text("wrote", context))
        case MessageEvent.TEXT_UPDATE:
            return EventDescription(who, _describe_text("changed a message to", context))
        case MessageEvent.TYPING_ON:
            return EventDescription(who, "is typing")
        case MessageEvent.TYPING_OFF:
            return EventDescription(who, "stopped typing")
        case MessageEvent.IMAGE:
            return EventDescription(who, "sent an image")
        case MessageEvent.EPHEMERAL:
            return EventDescription(who, "sent an ephemeral event", summarise_body(context.body))
        case _:
            assert_never(event_type)


def _describe_content(context: EventContext) -> tuple[str, str]:
    message_type = read_text(context.body, "message_type")
    content = read_mapping(context.body, message_type)
    if message_type == "text" or (not message_type and read_text(context.body, "text")):
        return _describe_text("wrote", context), ""
    unknown = f"a message of type {clean_line(message_type, 40)}" if message_type else "a message"
    name = clean_line(read_first_text(content, "name", "address"))
    return f"sent {MESSAGE_TYPES.get(message_type, unknown)}", join_parts(name, quote(read_text(content, "caption")))


def _describe_text(verb: str, context: EventContext) -> str:
    return f"{verb} {quote(read_text(context.body, 'text')) or 'an empty message'}"


def _describe_number(context: EventContext, key: str = "event_id") -> str:
    number = clean_line(read_text(context.body, key), 40)
    return f"Message {number}" if number else "A message"


def _describe_status(context: EventContext) -> tuple[str, str]:
    error = context.body.get("error")
    reason = replace_underscores(read_text(error) or read_first_text(error, "title", "detail", "text", "code"))
    channel = describe_channel_type(read_text(context.body, "channel_type"))
    status = clean_line(read_text(context.body, "status"), 40)
    what = "failed" if error else f"was {status}" if status else "has a new status"
    return what, join_parts(f"by {channel}" if channel else "", clean_line(reason))
