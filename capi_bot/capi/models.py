"""Models of the Conversation API, as frozen values.

There is one model for each resource, whichever version of the API sent it. Missing text is `""`, missing numbers and
times are `None`, times are aware and in UTC. `raw` is the whole response (credentials masked), outside comparison and
`repr`.
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
    """The states of a conversation; UNKNOWN where the API gives none or a new one."""

    ACTIVE = "ACTIVE"
    INACTIVE = "INACTIVE"
    DELETED = "DELETED"
    UNKNOWN = "UNKNOWN"


class MemberState(StrEnum):
    """The states of a member; UNKNOWN where the API gives none or a new one."""

    INVITED = "INVITED"
    JOINED = "JOINED"
    LEFT = "LEFT"
    UNKNOWN = "UNKNOWN"


class CallStatus(StrEnum):
    """The statuses of a call in progress."""

    STARTED = "started"
    RINGING = "ringing"
    ANSWERED = "answered"


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """One end of a channel or call: a phone number, a SIP or WebSocket URI, an app user, an extension, an id."""

    type: str = ""
    address: str = ""
    others: tuple[Endpoint, ...] = ()
    """The ends after the first, where the API lists several."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Leg:
    """One leg of a channel and, where the API gives it, its status."""

    id: str
    status: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberChannel:
    """How a member is connected: Vonage's channel, not Slack's."""

    type: str = ""
    id: str = ""
    from_: Endpoint | None = None
    to: Endpoint | None = None
    legs: tuple[Leg, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Media:
    """What a member can hear and say; None where the API does not give it."""

    audio: bool | None = None
    muted: bool | None = None
    earmuffed: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Initiator:
    """Who brought a member to a state; `action` is `invited`, `joined` or `left`."""

    action: str
    is_system: bool | None = None
    user_id: str = ""
    member_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One user's presence in one conversation; a user may have several. `id` is empty in beta's member lists."""

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
    """A conversation: a container of the members and events of a call or chat."""

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
    """Inline members (beta's detail); None where the response has none."""
    raw: Json = field(default_factory=dict, repr=False, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """An event in a conversation. The shape of `body` depends on the type; credentials are masked."""

    id: int | None = None
    type: str = ""
    conversation_id: str = ""
    from_member: str = ""
    from_user_id: str = ""
    from_user_name: str = ""
    from_user_display_name: str = ""
    timestamp: datetime | None = None
    body: Json = field(default_factory=dict)
    other_body: object = None
    """The body where it is no object but text, a list, a number or a truth value, as people may post; else None."""
    raw: Json = field(default_factory=dict, repr=False, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class UserChannel:
    """An address at which a user can be reached. Passwords and headers are never stored."""

    type: str
    """The API's key: pstn, sip, app, websocket, vbc, sms, mms, whatsapp, viber, messenger…"""
    address: str = ""
    username: str = ""
    content_type: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """A person or a device of the application."""

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
    """One conversation of a user, with the user's membership in it."""

    conversation: Conversation
    member_id: str = ""
    state: MemberState = MemberState.UNKNOWN


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One online session of an app user."""

    id: str
    user_id: str = ""
    user_name: str = ""
    ttl: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One leg of a call, as the Voice API lists it."""

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
    """One page of a list, with the cursors of the next and previous page; None where there is no such page."""

    items: tuple[T_co, ...] = ()
    next: str | None = None
    prev: str | None = None
