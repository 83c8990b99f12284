"""What the Conversation API tells, as frozen values.

One model a thing, whichever version of the API said it. Missing text is `""`, missing numbers and times are `None`,
times are aware. `raw` keeps the reply whole (credentials taken out), outside comparison and `repr`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Generic, Literal, TypeVar

Json = Mapping[str, object]
Order = Literal["asc", "desc"]
T_co = TypeVar("T_co", covariant=True)


class ConversationState(StrEnum):
    """Name the states of a conversation; UNKNOWN where the API gives none or a new one."""

    ACTIVE = "ACTIVE"
    INACTIVE = "INACTIVE"
    DELETED = "DELETED"
    UNKNOWN = "UNKNOWN"


class MemberState(StrEnum):
    """Name the states of a member; UNKNOWN where the API gives none or a new one."""

    INVITED = "INVITED"
    JOINED = "JOINED"
    LEFT = "LEFT"
    UNKNOWN = "UNKNOWN"


class CallStatus(StrEnum):
    """Name the statuses in which a call is in progress."""

    STARTED = "started"
    RINGING = "ringing"
    ANSWERED = "answered"


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """Name one end of a channel: a phone number, a SIP or WebSocket URI, an app user, an extension, an id."""

    type: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Leg:
    """Name one leg of a channel and, where told, its status."""

    id: str
    status: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberChannel:
    """Tell how a member is connected: Vonage's channel, not Slack's."""

    type: str = ""
    id: str = ""
    from_: Endpoint | None = None
    to: Endpoint | None = None
    legs: tuple[Leg, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Media:
    """Tell what a member can hear and say; None where the API does not tell."""

    audio: bool | None = None
    muted: bool | None = None
    earmuffed: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Initiator:
    """Tell who brought a member to a state; `action` is `invited`, `joined` or `left`."""

    action: str
    is_system: bool | None = None
    user_id: str = ""
    member_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """Be one user's presence in one conversation; a user may have several. `id` is empty in beta's member lists."""

    id: str = ""
    conversation_id: str = ""
    state: MemberState = MemberState.UNKNOWN
    user_id: str = ""
    user_name: str = ""
    user_display_name: str = ""
    channel: MemberChannel | None = None
    media: Media | None = None
    invited: datetime | None = None
    joined: datetime | None = None
    left: datetime | None = None
    invited_by: str = ""
    """A USR- or MEM- id; the API gives either."""
    initiators: tuple[Initiator, ...] = ()
    raw: Json = field(default_factory=dict, repr=False, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """Be a container of everything said and done between some users."""

    id: str
    name: str = ""
    display_name: str = ""
    image_url: str = ""
    state: ConversationState = ConversationState.UNKNOWN
    created: datetime | None = None
    updated: datetime | None = None
    destroyed: datetime | None = None
    sequence_number: int | None = None
    ttl: int | None = None
    """Seconds."""
    type: str = ""
    custom_data: Json = field(default_factory=dict)
    members: tuple[Member, ...] | None = None
    """Inline members (beta's detail); None where the reply has none."""
    raw: Json = field(default_factory=dict, repr=False, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Be one thing that happened in a conversation. `body` keeps the shape of its type (credentials taken out)."""

    id: int | None = None
    type: str = ""
    conversation_id: str = ""
    from_member: str = ""
    from_user_id: str = ""
    from_user_name: str = ""
    from_user_display_name: str = ""
    timestamp: datetime | None = None
    body: Json = field(default_factory=dict)
    raw: Json = field(default_factory=dict, repr=False, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class UserChannel:
    """Be one way to reach a user. Passwords and headers are never kept."""

    type: str
    """The API's key: pstn, sip, app, websocket, vbc, sms, mms, whatsapp, viber, messenger…"""
    address: str = ""
    username: str = ""
    content_type: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """Be a person or a device of the application."""

    id: str
    name: str = ""
    display_name: str = ""
    image_url: str = ""
    channels: tuple[UserChannel, ...] = ()
    custom_data: Json = field(default_factory=dict)
    ttl: int | None = None
    created: datetime | None = None
    updated: datetime | None = None
    raw: Json = field(default_factory=dict, repr=False, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """Be a conversation seen from one of its users."""

    conversation: Conversation
    member_id: str = ""
    state: MemberState = MemberState.UNKNOWN


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """Be one online session of an app user."""

    id: str
    user_id: str = ""
    user_name: str = ""
    ttl: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """Be one leg as the Voice API lists it."""

    id: str
    conversation_id: str = ""
    from_: Endpoint | None = None
    to: Endpoint | None = None
    status: str = ""
    direction: str = ""
    started: datetime | None = None
    ended: datetime | None = None
    duration: int | None = None
    """Seconds."""
    price: str = ""
    rate: str = ""
    network: str = ""
    raw: Json = field(default_factory=dict, repr=False, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Generic[T_co]):
    """Be one page of a list, with the cursors of its neighbours; None where there is no neighbour."""

    items: tuple[T_co, ...] = ()
    next: str | None = None
    prev: str | None = None
