"""Messages. The platform stopped carrying them on 30 April 2026; conversations from before still tell of them."""

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
    """Name the events of messages."""

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


def describe_message_event(kind: MessageEvent, scene: EventContext) -> EventDescription:  # noqa: C901, PLR0911, PLR0912 -- one case per event type is the point
    """Tell what was written, shown, and read."""
    who = scene.sender or "Somebody"
    match kind:
        case MessageEvent.MESSAGE:
            return EventDescription(who, *_sent(scene))
        case MessageEvent.SUBMITTED:
            return EventDescription(_numbered(scene), "was submitted")
        case MessageEvent.DELIVERED | MessageEvent.TEXT_DELIVERED | MessageEvent.IMAGE_DELIVERED:
            return EventDescription(_numbered(scene), "was delivered")
        case MessageEvent.SEEN | MessageEvent.TEXT_SEEN | MessageEvent.IMAGE_SEEN:
            return EventDescription(_numbered(scene), f"was seen by {scene.sender}" if scene.sender else "was seen")
        case MessageEvent.REJECTED:
            return EventDescription(_numbered(scene), "was rejected")
        case MessageEvent.UNDELIVERABLE:
            return EventDescription(_numbered(scene), "could not be delivered")
        case MessageEvent.MEMBER_STATUS:
            return EventDescription(_numbered(scene, "original_event_id"), *_status(scene))
        case MessageEvent.TEXT | MessageEvent.TEXT_NEW:
            return EventDescription(who, _wrote("wrote", scene))
        case MessageEvent.TEXT_UPDATE:
            return EventDescription(who, _wrote("changed a message to", scene))
        case MessageEvent.TYPING_ON:
            return EventDescription(who, "is typing")
        case MessageEvent.TYPING_OFF:
            return EventDescription(who, "stopped typing")
        case MessageEvent.IMAGE:
            return EventDescription(who, "sent an image")
        case MessageEvent.EPHEMERAL:
            return EventDescription(who, "sent an ephemeral event", summarise_body(scene.body))
        case _:
            assert_never(kind)


def _sent(scene: EventContext) -> tuple[str, str]:
    kind = read_text(scene.body, "message_type")
    content = read_mapping(scene.body, kind)
    if kind == "text" or (not kind and read_text(scene.body, "text")):
        return _wrote("wrote", scene), ""
    name = read_first_text(content, "name", "address")
    unknown = "a message" + (f" of type {clean_line(kind, 40)}" if kind else "")
    return f"sent {MESSAGE_TYPES.get(kind, unknown)}", join_parts(
        clean_line(name), quote(read_text(content, "caption"))
    )


def _wrote(verb: str, scene: EventContext) -> str:
    return f"{verb} {quote(read_text(scene.body, 'text')) or 'an empty message'}"


def _numbered(scene: EventContext, key: str = "event_id") -> str:
    number = clean_line(read_text(scene.body, key), 40)
    return f"Message {number}" if number else "A message"


def _status(scene: EventContext) -> tuple[str, str]:
    error = scene.body.get("error")
    why = clean_line(replace_underscores(read_text(error) or read_first_text(error, "title", "detail", "text", "code")))
    channel = describe_channel_type(read_text(scene.body, "channel_type"))
    status = clean_line(read_text(scene.body, "status"), 40)
    what = "failed" if error else f"was {status}" if status else "has a new status"
    return what, join_parts(f"by {channel}" if channel else "", why)
