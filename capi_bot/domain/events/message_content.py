"""Content of messages: what each type of message says, in words.

A body has `message_type` and, under that name, the content: https://developer.vonage.com/en/api/conversation#createEvent.
The types that WhatsApp adds are those of https://developer.vonage.com/en/api/messages.webhooks#inbound-message.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType

from capi_bot.capi.models import Json
from capi_bot.domain.display_names import clean_line
from capi_bot.domain.events.body import (
    read_first_text,
    read_mapping,
    read_sequence,
    read_text,
    read_value,
)
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

_KNOWN_FIELDS = frozenset({"message_type", "text"})
_LINK = re.compile(r"[a-z][a-z0-9+.-]*://\S*", re.IGNORECASE)
_FILE_NAME = re.compile(r".*[^.]\.\w{1,5}", re.ASCII)


def describe_message(body: Json) -> tuple[str, str]:
    """Return what somebody did by sending a message, and what else it says."""
    message_type = _find_type(body)
    if message_type == "text" or (not message_type and body.get("text")):
        return describe_text(body)
    content, describe = _find_content(body, message_type), _DESCRIBE.get(message_type)
    what, detail = describe(content) if describe else (_describe_type(message_type), _describe_media(content))
    if content is None:
        detail = _other_values(body, _KNOWN_FIELDS)
    # What the type does not let one expect is still what somebody wrote.
    return what, join_parts(detail, quote(read_text(body, "text")))


def describe_message_kind(body: Json) -> str:
    """Return what kind of message somebody sent, without its content."""
    message_type = _find_type(body)
    return "wrote a message" if message_type == "text" else _describe_type(message_type)


def describe_text(body: Json, verb: str = "wrote", without_text: str = "wrote a message") -> tuple[str, str]:
    """Return what somebody wrote in a text message, or what else stands in one that has no text."""
    text = read_value(body, "text")
    words = quote(
        read_text(text) or read_first_text(text, "body", "text", "content") or summarise_value(text, 2 * MAX_LENGTH)
    )
    if words:
        return f"{verb} {words}", ""
    others = _other_values(body, _KNOWN_FIELDS)
    return (without_text, others) if others else (f"{verb} an empty message", "")


def _describe_type(message_type: str) -> str:
    unknown = f"a message of type {clean_line(message_type, 40)}" if message_type else "a message"
    return f"sent {MESSAGE_TYPES.get(message_type, unknown)}"


def _find_type(body: Json) -> str:
    """Return the type; where the body does not name it, the one whose content it has."""
    own = read_text(body, "message_type")
    if own or read_text(body, "text"):
        return own
    return next((name for name in MESSAGE_TYPES if body.get(name)), "text" if body.get("text") else "")


def _find_content(body: Json, message_type: str) -> object:
    if message_type in ("contact", "contacts"):
        return body.get("contacts") or body.get("contact")
    return body.get(message_type)


def _describe_reply(content: object) -> tuple[str, str]:
    title = _plain(content, "title", "text", "body")
    return (
        (f"replied {quote(title)}", quote(read_text(content, "description")))
        if title
        else (
            "sent a reply",
            _other_values(content),
        )
    )


def _describe_button(content: object) -> tuple[str, str]:
    label = _plain(content, "text", "title", "payload")
    return (f"pressed the button {quote(label)}", "") if label else ("pressed a button", _other_values(content))


def _describe_reaction(content: object) -> tuple[str, str]:
    emoji = clean_line(_plain(content, "emoji", "text"), 40)
    if read_text(content, "action").lower() == "unreact":
        return f"took back the reaction {emoji}" if emoji else "took back a reaction", ""
    return (f"reacted with {emoji}", "") if emoji else ("sent a reaction", _other_values(content))


def _describe_location(content: object) -> tuple[str, str]:
    if isinstance(content, str):
        return "sent a location", quote(content)
    latitude, longitude = read_first_text(content, "latitude", "lat"), read_first_text(content, "longitude", "long")
    position = f"{latitude}, {longitude}" if latitude and longitude else ""
    words = _list_words((read_text(content, "name"), read_text(content, "address"), position))
    return "sent a location", words or _other_values(content)


def _describe_contacts(content: object) -> tuple[str, str]:
    cards = _sequence_of(content)
    more = f"and {len(cards) - _MAX_LISTED} more" if len(cards) > _MAX_LISTED else ""
    words = _list_words(word for card in cards[:_MAX_LISTED] for word in _read_card(card))
    return "sent a contact card", join_parts(words, more) if words else _other_values(content)


def _read_card(card: object) -> Sequence[str]:
    """Return the name and the addresses on a card, in WhatsApp's form or a plain one."""
    name = read_mapping(card, "name")
    full_name = read_first_text(name, "formatted_name") or " ".join(
        filter(None, (read_text(name, "first_name"), read_text(name, "last_name")))
    )
    addresses = (
        _plain(entry, "phone", "number", "email")
        for key in ("phones", "emails")
        for entry in read_sequence(card, key)[:_MAX_LISTED]
    )
    plain = read_first_text(card, "number", "phone", "email")
    return (full_name or read_text(card, "name") or _plain(card), plain, *addresses)


def _describe_order(content: object) -> tuple[str, str]:
    items = read_sequence(content, "product_items")
    listed = [
        f"{read_text(item, 'quantity') or '1'} × {name}"  # noqa: RUF001 - the sign of multiplication
        for item in items[:_MAX_LISTED]
        if (name := read_first_text(item, "name", "product_retailer_id"))
    ]
    more = f"and {len(items) - _MAX_LISTED} more" if len(items) > _MAX_LISTED else ""
    words = join_parts(_list_words(listed), more, quote(_plain(content, "text")))
    return "sent an order", words or _other_values(content)


def _describe_template(content: object) -> tuple[str, str]:
    parameters = read_sequence(content, "parameters")[:_MAX_LISTED]
    quoted = (quote(_plain(parameter, "default", "text")) for parameter in parameters)
    words = join_parts(clean_line(_plain(content, "name")), *quoted)
    return "sent a template", words or _other_values(content)


def _describe_custom(content: object) -> tuple[str, str]:
    return "sent a custom message", summarise_value(content)


def _describe_file(content: object) -> tuple[str, str]:
    file_name = file_name_from_url(_plain(content, "url"))
    words = _describe_media(content)
    return "sent a file", words or (file_name if _FILE_NAME.fullmatch(file_name) else "")


def _describe_media(content: object) -> str:
    """Return the name and the caption of a file; its address is left out, as it may hold a key."""
    if isinstance(content, str):
        return "" if _LINK.match(content) else quote(content)
    name = clean_line(read_first_text(content, "name", "address"))
    return join_parts(name, quote(read_text(content, "caption"))) or _other_values(content)


_DESCRIBE: Mapping[str, Callable[[object], tuple[str, str]]] = MappingProxyType(
    {
        "button": _describe_button,
        "contact": _describe_contacts,
        "contacts": _describe_contacts,
        "custom": _describe_custom,
        "file": _describe_file,
        "location": _describe_location,
        "order": _describe_order,
        "reaction": _describe_reaction,
        "reply": _describe_reply,
        "template": _describe_template,
    }
)


def _plain(content: object, *keys: str) -> str:
    """Return content that is plain text, or the text at the first of these keys that has one."""
    return read_text(content) or read_first_text(content, *keys)


def _sequence_of(content: object) -> Sequence[object]:
    return tuple(content) if isinstance(content, list | tuple) else (content,)


def _list_words(words: Iterable[str]) -> str:
    return join_parts(*(clean_line(word) for word in words))


def _other_values(content: object, known: frozenset[str] = frozenset()) -> str:
    """Return the values of content in which none of the usual words was found, without links."""
    if isinstance(content, Mapping):
        content = {
            key: value for key, value in content.items() if key not in known and not _LINK.match(read_text(value))
        }
    return summarise_value(content)
