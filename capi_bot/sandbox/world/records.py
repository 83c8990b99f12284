"""What the stand-in of the Conversation API keeps: users, conversations, members, events and calls.

Plain frozen values in the vendor's terms; how each version of the API writes them is the business of `sandbox.capi`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal
from uuid import UUID, uuid5

Json = Mapping[str, object]

_NAMESPACE = UUID("6d1c0b5e-0a65-4b0e-9d8e-2f6d1f0c7a11")


def moment(text: str) -> datetime:
    """Read an ISO 8601 time; one without a zone is UTC."""
    read = datetime.fromisoformat(text)
    return read.astimezone(UTC) if read.tzinfo else read.replace(tzinfo=UTC)


def stamp(at: datetime) -> str:
    """Write a time as the API does: UTC, milliseconds, `Z`."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def ident(kind: str, label: str) -> str:
    """Make the id that a label always gets, such as `CON-` and a UUID; an empty kind makes a bare UUID."""
    unique = uuid5(_NAMESPACE, f"{kind}:{label}")
    return f"{kind}-{unique}" if kind else str(unique)


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """Be a person or a device of the application; `channels` and `custom_data` are in the API's own shape."""

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
    """Be one user's presence in one conversation."""

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
    """Be one thing that happened; a deleted event stays in lists with an empty body."""

    id: int
    type: str
    at: datetime
    from_member: str = ""
    body: Json = field(default_factory=dict)
    deleted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """Be one leg as the Voice API tells it."""

    id: str
    conversation_id: str
    from_: Json
    to: Json
    status: str
    direction: Literal["inbound", "outbound"]
    started: datetime
    answered: datetime | None = None
    """None where nobody has."""
    ended: datetime | None = None

    @property
    def charged(self) -> int | None:
        """Tell the seconds that are paid for: those after it was answered; None while it goes on."""
        if self.ended is None:
            return None
        return round((self.ended - (self.answered or self.ended)).total_seconds())


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """Be a container of what some users said and did.

    `vanished` is in lists but gone when asked for: it ended between the two requests. `forbidden` is in lists but
    answers 403.
    """

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
    fate: Literal["stays", "vanished", "forbidden"] = "stays"

    @property
    def sequence_number(self) -> int:
        """Tell the id of the last event, as the API does."""
        return self.events[-1].id if self.events else 0
