"""One request to the API: the world as it is then, whose token it carries, and validation of what it sends.

Parameters and JSON are validated as strictly as the API does, and with its messages.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Literal, TypeVar
from urllib.parse import urlencode

from capi_bot.sandbox.vonage.errors import api_error, forbidden, not_found, validation_error
from capi_bot.sandbox.world.records import Conversation, Event, Json, Member, User, parse_time
from capi_bot.sandbox.world.snapshot import World

GLOBAL_HOST = "https://api.nexmo.com"
REGIONAL_HOST = "https://api-us-3.vonage.com"
"""The host of v1's links is never the requested one: a client that followed them would send its token elsewhere."""

Version = Literal["v1", "beta"]
EventsEnvelope = Literal["object", "array"]
"""Whether v1's events are in `_embedded.events` (as on the wire) or in `_embedded` itself (as published)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedRequest:
    """A past request and the status of its answer; 0 where the connection was closed instead."""

    method: str
    path: str
    query: Mapping[str, str]
    status: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiRequest:
    """A request of the application to one version."""

    world: World
    version: Version
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    events_envelope: EventsEnvelope = "object"

    def parameters(self) -> QueryParameters:
        return QueryParameters(self.query)

    def link(self, path: str, query: Mapping[str, object] | None = None) -> Json:
        """Write a link of this version to a path below it, such as `/users`."""
        host = REGIONAL_HOST if self.version == "v1" else GLOBAL_HOST
        return {"href": f"{host}/{self.version}{path}{f'?{urlencode(query)}' if query else ''}"}

    def user(self, user_id: str) -> User:
        user = self.world.user(user_id)
        if user is None:
            raise not_found("user")
        return user

    def user_of(self, member: Member) -> User:
        """Return a member's user; of one who was deleted since only the id is known."""
        return self.world.user(member.user_id) or User(id=member.user_id, name=member.user_id)

    def conversation(self, conversation_id: str) -> Conversation:
        """Find a conversation that may be read, or refuse."""
        conversation = self.world.conversation(conversation_id)
        if conversation is None or conversation.access == "not_found":
            raise not_found("conversation")
        if conversation.access == "forbidden":
            raise forbidden()
        return conversation


def member_of(conversation: Conversation, member_id: str, code: str = "member:error:not-found") -> Member:
    member = next((item for item in conversation.members if item.id == member_id), None)
    if member is None:
        raise api_error(code)
    return member


def event_of(conversation: Conversation, event_id: str) -> Event:
    event = next((item for item in conversation.events if str(item.id) == event_id), None)
    if event is None:
        raise not_found("event")
    return event


MAX_PAGE_SIZE = 100

T = TypeVar("T")


class Fields:
    """Values that are read one by one, all wrong ones refused together.

    A wrong value reads as if it were not given, so that reading can go on; `check` raises in the end.
    """

    def __init__(self, given: Mapping[str, object]) -> None:
        self._given = given
        self._problems: list[tuple[str, str]] = []

    def check(self) -> None:
        """Raise ApiError when any value read so far was wrong."""
        if self._problems:
            raise validation_error(*self._problems)

    def add_problem(self, name: str, reason: str) -> None:
        """Refuse a field for a reason of the caller's own."""
        self._problems.append((name, f'"{name}" {reason}'))

    def _read(self, name: str, value: object, parse: Callable[[object], T]) -> T | None:
        if value is None:
            return None
        try:
            return parse(value)
        except ValueError as error:
            self.add_problem(name, str(error))
            return None


class QueryParameters(Fields):
    """The parameters of a URL. Those that the API does not know are ignored, as it does."""

    def text(self, name: str) -> str | None:
        value = self._given.get(name)
        return None if value is None else str(value)

    def page_size(self) -> int:
        """Read how many items a page has: 1 to 100, 10 where not given."""
        size = self.number("page_size", minimum=1, maximum=MAX_PAGE_SIZE)
        return 10 if size is None else size

    def order(self, *, any_case: bool = False) -> str:
        """Read the direction, `asc` or `desc`: oldest first where not given."""
        spellings = ("asc", "desc", "ASC", "DESC") if any_case else ("asc", "desc")
        return (self.choice("order", spellings) or "asc").lower()

    def choice(self, name: str, allowed: Collection[str]) -> str | None:
        return self._read(name, self._given.get(name), partial(_one_of, allowed))

    def number(self, name: str, *, minimum: int, maximum: int | None = None) -> int | None:
        return self._read(name, self._given.get(name), partial(_number_text, minimum, maximum))

    def time(self, name: str) -> datetime | None:
        """Read a time, with `T` and zone or as `2018-01-01 10:00:00`."""
        return self._read(name, self._given.get(name), _time)


class JsonBody(Fields):
    """The JSON object of a request; a dot in a name leads into an object, as in `user.id`."""

    def __init__(self, given: object) -> None:
        super().__init__(given if isinstance(given, Mapping) else {})
        if not isinstance(given, Mapping):
            self.add_problem("body", "must be of type object")

    def text(self, name: str, *, max_length: int = 255, pattern: str = ".*", required: bool = False) -> str | None:
        return self._read(name, self._value(name, required=required), partial(_text, max_length, pattern))

    def choice(self, name: str, allowed: Collection[str], *, required: bool = False) -> str | None:
        """Read one of some words, in any case."""
        return self._read(name, self._value(name, required=required), partial(_one_of_any_case, allowed))

    def number(self, name: str, *, minimum: int) -> int | None:
        return self._read(name, self._value(name), partial(_number, minimum))

    def json_object(self, name: str, *, max_bytes: int | None = None, required: bool = False) -> Json | None:
        """Read an object; `max_bytes` is its greatest size as JSON."""
        return self._read(name, self._value(name, required=required), partial(_object, max_bytes))

    def _value(self, name: str, *, required: bool = False) -> object:
        value: object = self._given
        for part in name.split("."):
            value = value.get(part) if isinstance(value, Mapping) else None
        if value is None and required:
            self.add_problem(name, "is required")
        return value


def _one_of(allowed: Collection[str], value: object) -> str:
    if isinstance(value, str) and value in allowed:
        return value
    raise ValueError(f"must be one of [{', '.join(allowed)}]")


def _one_of_any_case(allowed: Collection[str], value: object) -> str:
    return _one_of(allowed, value.lower() if isinstance(value, str) else value)


def _number_text(minimum: int, maximum: int | None, value: object) -> int:
    number = _number(minimum, int(str(value)) if re.fullmatch(r"-?[0-9]{1,15}", str(value)) else None)
    if maximum is not None and number > maximum:
        raise ValueError(f"must be less than or equal to {maximum}")
    return number


def _number(minimum: int, value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise ValueError("must be a number")  # noqa: TRY004 - a wrong value to the API, whatever its type
    if value < minimum:
        raise ValueError(f"must be larger than or equal to {minimum}")
    return value


def _time(value: object) -> datetime:
    try:
        return parse_time(str(value))
    except (ValueError, OverflowError):
        raise ValueError("must be a valid ISO 8601 date") from None


def _text(max_length: int, pattern: str, value: object) -> str:
    if not isinstance(value, str):
        raise ValueError("must be a string")  # noqa: TRY004 - the same
    if not value:
        raise ValueError("is not allowed to be empty")
    if len(value) > max_length:
        raise ValueError(f"length must be less than or equal to {max_length} characters long")
    if not re.fullmatch(pattern, value, re.ASCII | re.DOTALL):
        raise ValueError(f"with value {json.dumps(value)} fails to match the required pattern: /^{pattern}$/")
    return value


def _object(max_bytes: int | None, value: object) -> Json:
    if not isinstance(value, Mapping):
        raise ValueError("must be of type object")  # noqa: TRY004 - the same
    if max_bytes is not None and len(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()) > max_bytes:
        raise ValueError(f"must not be larger than {max_bytes} bytes")
    return value
