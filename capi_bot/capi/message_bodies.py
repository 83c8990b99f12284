"""Contents of messages by type, as frozen values: what stands in a body under the name of its `message_type`.

https://developer.vonage.com/en/api/conversation#createEvent and, for the types that WhatsApp adds,
https://developer.vonage.com/en/api/messages.webhooks#inbound-message. What is missing is None. Content may be text
instead of an object: that is then the first of the fields.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from capi_bot.capi.models import Model


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageContent(Model):
    """Content of any type; by itself that of a type without fields of its own, such as `custom`."""

    value: object = field(default=None, hash=False)
    """The content as it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyContent(MessageContent):
    """A choice from a list."""

    title: str | None = None
    description: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ButtonContent(MessageContent):
    """A button that was pressed."""

    label: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReactionContent(MessageContent):
    """A reaction to another message; `action` is `react` or `unreact`."""

    emoji: str | None = None
    action: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LocationContent(MessageContent):
    """A place."""

    plain: str | None = None
    name: str | None = None
    address: str | None = None
    latitude: str | None = None
    longitude: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactCard(Model):
    """A person with their addresses."""

    name: str | None = None
    address: str | None = None
    """The number or address on a card that has just one."""
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactsContent(MessageContent):
    """Contact cards."""

    cards: tuple[ContactCard, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderItem(Model):
    """A product that is ordered; `name` may be the shop's id of it."""

    name: str | None = None
    quantity: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderContent(MessageContent):
    """An order from a catalogue."""

    text: str | None = None
    items: tuple[OrderItem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateContent(MessageContent):
    """A template with its parameters."""

    name: str | None = None
    parameters: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FileContent(MessageContent):
    """A file of any kind: `audio`, `file`, `image`, `sticker`, `vcard`, `video`, and of types that are not known."""

    plain: str | None = None
    url: str | None = None
    name: str | None = None
    caption: str | None = None
