"""Models of the Conversation API, as frozen values.

There is one model for each resource, whichever version of the API sent it. Missing text is `""`, missing numbers and
times are `None`, times are aware and in UTC. `raw` is the whole response, outside comparison and `repr`. Credentials
are masked, unless the client was told not to.

Models can be keys of a dict. Their hash leaves out what holds JSON, since dicts have no hash; `==` compares that, too.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import Field, dataclass, field, fields
from datetime import datetime
from enum import Enum, StrEnum
from typing import TYPE_CHECKING, ClassVar, Literal, TypeVar, overload

if TYPE_CHECKING:
    from capi_bot.capi.event_bodies import EventBody

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


class Model:
    """Base class of all models."""

    __slots__ = ()
    __dataclass_fields__: ClassVar[dict[str, Field[object]]]

    def to_dict(self, *, raw: bool = False) -> dict[str, object]:
        """Return the fields as JSON, which `json.dumps` can write, under their names: `from_` is `from`.

        Times are ISO 8601 in UTC, states their names, tuples lists, models objects, and numbers that JSON does not have
        None. `raw` is whether the whole responses are included too.
        """
        return {
            field.name.rstrip("_"): _to_json(getattr(self, field.name), raw=raw)
            for field in fields(self)
            if raw or field.name != "raw"
        }


def _to_json(value: object, *, raw: bool) -> object:
    match value:
        case Model():
            value = value.to_dict(raw=raw)
        case datetime():
            value = value.isoformat()
        case Enum():
            value = value.value
        case Mapping():
            value = {str(name): _to_json(child, raw=raw) for name, child in value.items()}
        case list() | tuple():
            value = [_to_json(item, raw=raw) for item in value]
        case float() if not math.isfinite(value):
            value = None
    return value


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint(Model):
    """One end of a channel or call: a phone number, a SIP or WebSocket URI, an app user, an extension, an id."""

    type: str = ""
    address: str = ""
    others: tuple[Endpoint, ...] = ()
    """The ends after the first, where the API lists several."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Leg(Model):
    """One leg of a channel and, where the API gives it, its status."""

    id: str
    status: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberChannel(Model):
    """How a member is connected: Vonage's channel, not Slack's."""

    type: str = ""
    id: str = ""
    from_: Endpoint | None = None
    to: Endpoint | None = None
    legs: tuple[Leg, ...] = ()
    direction: str = ""
    """`inbound` for the leg of somebody who called us, `outbound` for one that was dialled; empty: not known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Media(Model):
    """What a member can hear and say; None where the API does not give it."""

    audio: bool | None = None
    muted: bool | None = None
    earmuffed: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Initiator(Model):
    """Who brought a member to a state; `action` is `invited`, `joined` or `left`."""

    action: str
    is_system: bool | None = None
    user_id: str = ""
    member_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Member(Model):
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
class Conversation(Model):
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
    custom_data: Json = field(default_factory=dict, hash=False)
    members: tuple[Member, ...] | None = None
    """Inline members (beta's detail); None where the response has none."""
    raw: Json = field(default_factory=dict, repr=False, compare=False)


class _WithView(Model):
    """Base class of `Event`: its slot is no field, so that neither comparison nor `to_dict` knows of it."""

    __slots__ = ("_view",)
    _view: EventBody


@dataclass(frozen=True, slots=True, kw_only=True)
class Event(_WithView):
    """An event in a conversation. The shape of `body` depends on the type."""

    id: int | None = None
    type: str = ""
    conversation_id: str = ""
    from_member: str = ""
    from_user_id: str = ""
    from_user_name: str = ""
    from_user_display_name: str = ""
    timestamp: datetime | None = None
    body: Json = field(default_factory=dict, hash=False)
    other_body: object = field(default=None, hash=False)
    """The body where it is no object but text, a list, a number or a truth value, as people may post; else None."""
    raw: Json = field(default_factory=dict, repr=False, compare=False)

    @property
    def typed_body(self) -> EventBody:
        """The body's known fields, by the event's type: `MembershipBody`, `CallBody`… It is read from `body` once."""
        from capi_bot.capi.wire.event_bodies import parse_event_body  # noqa: PLC0415 - it needs these models

        try:
            return self._view
        except AttributeError:
            view = parse_event_body(self.type, self.body)
            object.__setattr__(self, "_view", view)
            return view


@dataclass(frozen=True, slots=True, kw_only=True)
class UserChannel(Model):
    """An address at which a user can be reached. Its password and headers are in the user's `raw` only."""

    type: str
    """The API's key: pstn, sip, app, websocket, vbc, sms, mms, whatsapp, viber, messenger…"""
    address: str = ""
    username: str = ""
    content_type: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class User(Model):
    """A person or a device of the application."""

    id: str
    name: str = ""
    display_name: str = ""
    image_url: str = ""
    channels: tuple[UserChannel, ...] = ()
    custom_data: Json = field(default_factory=dict, hash=False)
    ttl: int | None = None
    created: datetime | None = None
    updated: datetime | None = None
    raw: Json = field(default_factory=dict, repr=False, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership(Model):
    """One conversation of a user, with the user's membership in it."""

    conversation: Conversation
    member_id: str = ""
    state: MemberState = MemberState.UNKNOWN


@dataclass(frozen=True, slots=True, kw_only=True)
class Session(Model):
    """One online session of an app user."""

    id: str
    user_id: str = ""
    user_name: str = ""
    ttl: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Call(Model):
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
class Page(Model, Sequence[T_co]):
    """One page of a list, with the cursors of the next and previous page; None where there is no such page.

    It is a sequence of its items: it has a length, can be iterated over, indexed and sliced, and is false where empty.
    """

    items: tuple[T_co, ...] = ()
    next: str | None = None
    prev: str | None = None
    is_next_unknown: bool = False
    """Whether the list goes on after this page though the API does not say where: then `next` is None."""

    def __len__(self) -> int:
        return len(self.items)

    def __iter__(self) -> Iterator[T_co]:
        return iter(self.items)

    @overload
    def __getitem__(self, index: int) -> T_co: ...

    @overload
    def __getitem__(self, index: slice) -> tuple[T_co, ...]: ...

    def __getitem__(self, index: int | slice) -> T_co | tuple[T_co, ...]:
        return self.items[index]
