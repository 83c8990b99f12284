"""Contents of messages by type: from JSON to their typed views.

https://developer.vonage.com/en/api/conversation#createEvent
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from capi_bot.capi.event_bodies import (
    ButtonContent,
    ContactCard,
    ContactsContent,
    FileContent,
    LocationContent,
    MessageContent,
    OrderContent,
    OrderItem,
    ReactionContent,
    ReplyContent,
    TemplateContent,
)
from capi_bot.capi.models import Json
from capi_bot.capi.wire.fields import items, mapping, sequence, text


def find_message_type(body: Json) -> str:
    """Return the type; where the body does not name it, the one whose content it has, or `""`."""
    own = text(body.get("message_type"))
    if own or text(body.get("text")):
        return own
    return next((name for name in MESSAGE_TYPES if body.get(name)), "text" if body.get("text") else "")


def parse_message_content(message_type: str, body: Json) -> MessageContent | None:
    """Return the content that a body has under the name of this type; that of unknown types may be a file."""
    is_card = message_type in ("contact", "contacts")
    value = body.get("contacts") or body.get("contact") if is_card else body.get(message_type)
    return None if value is None else _PARSERS.get(message_type, _parse_file)(value)


def _parse_custom(value: object) -> MessageContent:
    return MessageContent(value=value)


def _parse_reply(value: object) -> ReplyContent:
    description = text(mapping(value).get("description"))
    return ReplyContent(value=value, title=_plain(value, "title", "text", "body"), description=description or None)


def _parse_button(value: object) -> ButtonContent:
    return ButtonContent(value=value, label=_plain(value, "text", "title", "payload"))


def _parse_reaction(value: object) -> ReactionContent:
    action = text(mapping(value).get("action")).lower()
    return ReactionContent(value=value, emoji=_plain(value, "emoji", "text"), action=action or None)


def _parse_location(value: object) -> LocationContent:
    return LocationContent(
        value=value,
        plain=value if isinstance(value, str) else None,
        name=_first(value, "name"),
        address=_first(value, "address"),
        latitude=_first(value, "latitude", "lat"),
        longitude=_first(value, "longitude", "long"),
    )


def _parse_contacts(value: object) -> ContactsContent:
    return ContactsContent(value=value, cards=tuple(map(_parse_card, items(value))))


def _parse_card(value: object) -> ContactCard:
    """Return a card in WhatsApp's form or a plain one."""
    card = mapping(value)
    name = mapping(card.get("name"))
    parts = filter(None, (text(name.get("first_name")), text(name.get("last_name"))))
    return ContactCard(
        name=_first(name, "formatted_name") or " ".join(parts) or text(card.get("name")) or text(value) or None,
        address=_first(card, "number", "phone", "email"),
        phones=_parse_addresses(card.get("phones")),
        emails=_parse_addresses(card.get("emails")),
    )


def _parse_addresses(value: object) -> tuple[str, ...]:
    return tuple(_plain(entry, "phone", "number", "email") or "" for entry in sequence(value))


def _parse_order(value: object) -> OrderContent:
    products = sequence(mapping(value).get("product_items"))
    return OrderContent(value=value, text=_plain(value, "text"), items=tuple(map(_parse_item, products)))


def _parse_item(item: object) -> OrderItem:
    return OrderItem(name=_first(item, "name", "product_retailer_id"), quantity=_first(item, "quantity"))


def _parse_template(value: object) -> TemplateContent:
    parameters = sequence(mapping(value).get("parameters"))
    return TemplateContent(
        value=value,
        name=_plain(value, "name"),
        parameters=tuple(_plain(parameter, "default", "text") or "" for parameter in parameters),
    )


def _parse_file(value: object) -> FileContent:
    return FileContent(
        value=value,
        plain=value if isinstance(value, str) else None,
        url=_plain(value, "url"),
        name=_first(value, "name", "address"),
        caption=_first(value, "caption"),
    )


_PARSERS: Mapping[str, Callable[[object], MessageContent]] = MappingProxyType(
    {
        "audio": _parse_file,
        "button": _parse_button,
        "contact": _parse_contacts,
        "contacts": _parse_contacts,
        "custom": _parse_custom,
        "file": _parse_file,
        "image": _parse_file,
        "location": _parse_location,
        "order": _parse_order,
        "random": _parse_file,
        "reaction": _parse_reaction,
        "reply": _parse_reply,
        "sticker": _parse_file,
        "template": _parse_template,
        "unsupported": _parse_file,
        "vcard": _parse_file,
        "video": _parse_file,
    }
)
MESSAGE_TYPES = tuple(_PARSERS)
"""The types that have content under their name; plain text has none."""


def _first(value: object, *keys: str) -> str | None:
    return text(*map(mapping(value).get, keys)) or None


def _plain(value: object, *keys: str) -> str | None:
    """Return content that is plain text, or the text at the first of these keys that has one."""
    return text(value) or _first(value, *keys)
