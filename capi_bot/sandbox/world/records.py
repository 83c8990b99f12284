"""The data model of the stand-in: users, conversations, members, events and calls, and the account that they belong to.

Plain frozen values in the vendor's terms; how each version of the API writes them as JSON is in `sandbox.vonage`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from random import Random
from typing import Literal
from uuid import UUID, uuid5

Json = Mapping[str, object]

API_KEY = "abcd1234"
"""The account's key, by which webhooks and sessions name it."""
PRICE_PER_MINUTE = 0.024
"""Euros, to anywhere."""
NETWORK = "23410"
"""The country and network codes of the other side of every call."""

_NAMESPACE = UUID("6d1c0b5e-0a65-4b0e-9d8e-2f6d1f0c7a11")


def price(seconds: float) -> float:
    """Return what a call of so many seconds costs, in euros."""
    return seconds * PRICE_PER_MINUTE / 60


def parse_time(text: str) -> datetime:
    """Parse an ISO 8601 time; one without a zone is UTC."""
    parsed = datetime.fromisoformat(text)
    return parsed.astimezone(UTC) if parsed.tzinfo else parsed.replace(tzinfo=UTC)


def format_time(at: datetime) -> str:
    """Format a time as the API does: UTC, milliseconds, `Z`."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def ident(kind: str, label: str) -> str:
    """Return the id that a label always gets, such as `CON-` and a UUID; an empty kind makes a bare UUID."""
    unique = uuid5(_NAMESPACE, f"{kind}:{label}")
    return f"{kind}-{unique}" if kind else str(unique)


def seeded_random(*labels: object) -> Random:
    """Return a random number generator that is seeded with labels: the same labels, the same numbers."""
    return Random("/".join(map(str, labels)))  # noqa: S311 - a made-up world needs no secrets


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """A person or a device of the application; `channels` and `custom_data` are in the API's own shape."""

    id: str
    name: str
    display_name: str = ""
    image_url: str = ""
    channels: Json = field(default_factory=dict)
    custom_data: Json = field(default_factory=dict)
    sessions: tuple[str, ...] = ()
    """The SES- ids of the sessions that are online."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One user's presence in one conversation."""

    id: str
    user_id: str
    state: Literal["INVITED", "JOINED", "LEFT"]
    channel: Json = field(default_factory=dict)
    media: Json = field(default_factory=dict)
    timestamp: Mapping[str, datetime] = field(default_factory=dict)
    """Keys are `invited`, `joined` and `left`."""
    initiator: Mapping[str, Json] = field(default_factory=dict)
    """Keys as above; the system flag is spelt `isSystem`, as in events."""
    invited_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """An event of a conversation; `as_deleted` returns what stays of one in lists."""

    id: int
    type: str
    at: datetime
    from_member: str = ""
    body: Json = field(default_factory=dict)
    deleted: bool = False


def as_deleted(event: Event, at: datetime) -> Event:
    """Return an event that was deleted: its body has nothing but the time of that."""
    return replace(event, body={"timestamp": {"deleted": format_time(at)}}, deleted=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A leg as the Voice API lists it."""

    id: str
    conversation_id: str
    from_: Json
    to: Json
    status: str
    direction: Literal["inbound", "outbound"]
    started: datetime
    answered: datetime | None = None
    """None where nobody has answered."""
    ended: datetime | None = None

    @property
    def billed_seconds(self) -> int | None:
        """The seconds from answer to end; None while the call goes on."""
        if self.ended is None:
            return None
        return round((self.ended - (self.answered or self.ended)).total_seconds())


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """A conversation with its members, events and calls."""

    id: str
    name: str
    created: datetime
    display_name: str = ""
    image_url: str = ""
    state: Literal["ACTIVE", "INACTIVE", "DELETED"] = "ACTIVE"
    updated: datetime | None = None
    destroyed: datetime | None = None
    ttl: int | None = None
    """Seconds."""
    custom_data: Json = field(default_factory=dict)
    members: tuple[Member, ...] = ()
    events: tuple[Event, ...] = ()
    calls: tuple[Call, ...] = ()
    access: Literal["allowed", "not_found", "forbidden"] = "allowed"
    """What the answer to a read is. All are in lists: `not_found` ended between the list and the read."""

    @property
    def sequence_number(self) -> int:
        """The id of the last event."""
        return self.events[-1].id if self.events else 0
