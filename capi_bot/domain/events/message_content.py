"""Content of messages: what each type of message says, in words.

A body has `message_type` and, under that name, the content: https://developer.vonage.com/en/api/conversation#createEvent.
The types that WhatsApp adds are those of https://developer.vonage.com/en/api/messages.webhooks#inbound-message.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from capi_bot.capi.event_bodies import (
    ButtonContent,
    ContactCard,
    ContactsContent,
    FileContent,
    LocationContent,
    MessageBody,
    MessageContent,
    OrderContent,
    ReactionContent,
    ReplyContent,
    TemplateContent,
)
from capi_bot.domain.display_names import clean_line
from capi_bot.domain.events.wording import MAX_LENGTH, file_name_from_url, join_parts, quote, summarise_value

MESSAGE_TYPES: Mapping[str, str] = MappingProxyType(
    {
        "audio": "an audio clip",
        "button": "a button press",
        "contact": "a contact card",
        "contacts": "a contact card",
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
)
_MAX_LISTED = 3
"""Contacts, items of an order and parameters of a template that are named."""

_LINK = re.compile(r"[a-z][a-z0-9+.-]*://\S*", re.IGNORECASE)
_FILE_NAME = re.compile(r".*[^.]\.\w{1,5}", re.ASCII)


def describe_message(body: MessageBody) -> tuple[str, str]:
    """Return what somebody did by sending a message, and what else it says."""
    if body.type == "text" or (not body.type and body.text_value):
        return describe_text(body)
    if body.content is None:
        what = "pressed a button" if body.type == "button" else _describe_type(body.type or "")
        detail = _other_values(body.others)
    else:
        what, detail = _describe_content(body.content, body.type or "")
    # What the type does not let one expect is still what somebody wrote.
    return what, join_parts(detail, quote(body.text or ""))


def describe_message_kind(body: MessageBody) -> str:
    """Return what kind of message somebody sent, without its content."""
    return "wrote a message" if body.type == "text" else _describe_type(body.type or "")


def describe_text(body: MessageBody, verb: str = "wrote", without_text: str = "wrote a message") -> tuple[str, str]:
    """Return what somebody wrote in a text message, or what else stands in one that has no text."""
    words = quote(body.text or body.text_in_object or summarise_value(body.text_value, 2 * MAX_LENGTH))
    if words:
        return f"{verb} {words}", ""
    others = _other_values(body.others)
    return (without_text, others) if others else (f"{verb} an empty message", "")


def _describe_type(message_type: str) -> str:
    unknown = f"a message of type {clean_line(message_type, 40)}" if message_type else "a message"
    return f"sent {MESSAGE_TYPES.get(message_type, unknown)}"


def _describe_content(content: MessageContent, message_type: str) -> tuple[str, str]:  # noqa: PLR0911 -- one case per kind of content is the point
    match content:
        case ReplyContent():
            return _describe_reply(content)
        case ButtonContent(label=label):
            return (f"pressed the button {quote(label)}", "") if label else ("pressed a button", _rest(content))
        case ReactionContent():
            return _describe_reaction(content)
        case LocationContent():
            return "sent a location", _describe_location(content)
        case ContactsContent():
            return "sent a contact card", _describe_contacts(content)
        case OrderContent():
            return "sent an order", _describe_order(content)
        case TemplateContent():
            return "sent a template", _describe_template(content)
        case FileContent() if message_type == "file":
            return "sent a file", _describe_file(content)
        case FileContent():
            return _describe_type(message_type), _describe_media(content)
        case _:
            return _describe_type(message_type), summarise_value(content.value)


def _describe_reply(content: ReplyContent) -> tuple[str, str]:
    if content.title:
        return f"replied {quote(content.title)}", quote(content.description or "")
    return "sent a reply", _rest(content)


def _describe_reaction(content: ReactionContent) -> tuple[str, str]:
    emoji = clean_line(content.emoji or "", 40)
    if content.action == "unreact":
        return f"took back the reaction {emoji}" if emoji else "took back a reaction", ""
    return (f"reacted with {emoji}", "") if emoji else ("sent a reaction", _rest(content))


def _describe_location(content: LocationContent) -> str:
    if content.plain is not None:
        return quote(content.plain)
    has_position = content.latitude and content.longitude
    position = f"{content.latitude}, {content.longitude}" if has_position else ""
    return _list_words((content.name, content.address, position)) or _rest(content)


def _describe_contacts(content: ContactsContent) -> str:
    words = _list_words(word for card in content.cards[:_MAX_LISTED] for word in _list_card(card))
    return join_parts(words, _count_rest(content.cards)) if words else _rest(content)


def _list_card(card: ContactCard) -> Sequence[str | None]:
    return (card.name, card.address, *card.phones[:_MAX_LISTED], *card.emails[:_MAX_LISTED])


def _describe_order(content: OrderContent) -> str:
    listed = [
        f"{item.quantity or '1'} × {item.name}"  # noqa: RUF001 - the sign of multiplication
        for item in content.items[:_MAX_LISTED]
        if item.name
    ]
    return join_parts(_list_words(listed), _count_rest(content.items), quote(content.text or "")) or _rest(content)


def _count_rest(items: Sequence[object]) -> str:
    return f"and {len(items) - _MAX_LISTED} more" if len(items) > _MAX_LISTED else ""


def _describe_template(content: TemplateContent) -> str:
    quoted = map(quote, content.parameters[:_MAX_LISTED])
    return join_parts(clean_line(content.name or ""), *quoted) or _rest(content)


def _describe_file(content: FileContent) -> str:
    file_name = file_name_from_url(content.url or "")
    return _describe_media(content) or (file_name if _FILE_NAME.fullmatch(file_name) else "")


def _describe_media(content: FileContent) -> str:
    """Return the name and the caption of a file; its address is left out, as it may hold a key."""
    if content.plain is not None:
        return "" if _LINK.match(content.plain) else quote(content.plain)
    return join_parts(clean_line(content.name or ""), quote(content.caption or "")) or _rest(content)


def _list_words(words: Iterable[str | None]) -> str:
    return join_parts(*(clean_line(word or "") for word in words))


def _rest(content: MessageContent) -> str:
    return _other_values(content.value)


def _other_values(value: object) -> str:
    """Return the values of JSON in which none of the usual words was found, without links."""
    if isinstance(value, Mapping):
        value = {key: child for key, child in value.items() if not (isinstance(child, str) and _LINK.match(child))}
    return summarise_value(value)
