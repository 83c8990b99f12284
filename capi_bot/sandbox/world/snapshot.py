"""The data of one application at one moment: users, conversations and calls in order, and indexes to find them by."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any, TypeVar, cast, overload

from capi_bot.sandbox.world.records import Call, Conversation, Event, Member, User, format_time, parse_time

T = TypeVar("T")
SortKey = tuple[datetime, str]
Membership = tuple[Conversation, Member]

_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")


def creation(conversation: Conversation) -> SortKey:
    """Return the key that conversations are sorted by."""
    return conversation.created, conversation.id


def _membership(membership: Membership) -> SortKey:
    return creation(membership[0])


def _start(call: Call) -> SortKey:
    return call.started, call.id


class ConversationIndex(Sequence[Conversation]):
    """Conversations in order of creation, with their calls, found by id, name and user.

    An index may be built on an `earlier` one: its conversations replace those of the same id there, and `removed` ids
    are left out. Building one on ten thousand earlier conversations that do not change looks at none of them.
    """

    def __init__(
        self,
        conversations: Iterable[Conversation] = (),
        ended_calls: Iterable[Call] = (),
        *,
        earlier: ConversationIndex | None = None,
        removed: Iterable[str] = (),
    ) -> None:
        """Index conversations in any order; `ended_calls` are legs whose conversations are gone."""
        self._own = tuple(sorted(conversations, key=creation))
        self._by_id = {conversation.id: conversation for conversation in self._own}
        self._ended_calls = tuple(ended_calls)
        self._earlier = earlier
        hidden = {*self._by_id, *removed}
        self._hidden = {id_ for id_ in hidden if earlier and earlier.find(id_)}

    @overload
    def __getitem__(self, at: int) -> Conversation: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[Conversation, ...]: ...
    def __getitem__(self, at: int | slice) -> Conversation | tuple[Conversation, ...]:
        return self._all[at]

    def __len__(self) -> int:
        return len(self._all)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and self._all == tuple(other)

    __hash__ = None  # type: ignore[assignment] # conversations hold dicts, which cannot be hashed

    def find(self, conversation_id: str) -> Conversation | None:
        if conversation := self._by_id.get(conversation_id):
            return conversation
        if self._earlier is None or conversation_id in self._hidden:
            return None
        return self._earlier.find(conversation_id)

    def find_by_name(self, name: str) -> Conversation | None:
        """Find a conversation by name, which is unique in an application."""
        if conversation := self._by_name.get(name):
            return conversation
        conversation = self._earlier.find_by_name(name) if self._earlier else None
        return None if conversation is None or conversation.id in self._hidden else conversation

    def memberships(self, user_id: str) -> tuple[Membership, ...]:
        """List a user's memberships in the order of their conversations."""
        own = tuple(self._by_user.get(user_id, ()))
        if self._earlier is None:
            return own
        earlier = self._earlier.memberships(user_id)
        if self._hidden:
            earlier = tuple(membership for membership in earlier if membership[0].id not in self._hidden)
        return merged(earlier, own, _membership)

    @cached_property
    def calls(self) -> tuple[Call, ...]:
        """All legs, the earliest first; also those of conversations that are gone or were removed."""
        kept = (call for conversation in self._own for call in conversation.calls)
        own = tuple(sorted((*kept, *self._ended_calls), key=_start))
        if self._earlier is None:
            return own
        ids = {call.id for call in own} if self._hidden else ()
        return merged(tuple(call for call in self._earlier.calls if call.id not in ids), own, _start)

    @cached_property
    def _all(self) -> tuple[Conversation, ...]:
        if self._earlier is None:
            return self._own
        earlier = self._earlier._all  # noqa: SLF001 - another of this class
        if self._hidden:
            earlier = tuple(conversation for conversation in earlier if conversation.id not in self._hidden)
        return merged(earlier, self._own, creation)

    @cached_property
    def _by_name(self) -> Mapping[str, Conversation]:
        return {conversation.name: conversation for conversation in self._own}

    @cached_property
    def _by_user(self) -> Mapping[str, Sequence[Membership]]:
        memberships: dict[str, list[Membership]] = {}
        for conversation in self._own:
            for member in conversation.members:
                memberships.setdefault(member.user_id, []).append((conversation, member))
        return memberships


def merged(first: tuple[T, ...], second: tuple[T, ...], key: Callable[[T], SortKey]) -> tuple[T, ...]:
    """Merge two sorted tuples; of the first, only the items are looked at that belong after the second's start."""
    if not second:
        return first
    start = bisect_left(first, key(second[0]), key=key)
    return (*first[:start], *sorted((*first[start:], *second), key=key))


@dataclass(frozen=True, kw_only=True)
class World:
    """One application's data at one moment. Conversations may be given in any order."""

    now: datetime
    users: Sequence[User] = ()
    conversations: Sequence[Conversation] = ()
    deleted_users: frozenset[str] = frozenset()
    """Ids of users who keep their places in `users`, so that cursors hold, but are not found any more."""

    def __post_init__(self) -> None:
        if not isinstance(self.conversations, ConversationIndex):
            object.__setattr__(self, "conversations", ConversationIndex(self.conversations))

    @property
    def index(self) -> ConversationIndex:
        return cast("ConversationIndex", self.conversations)

    @property
    def calls(self) -> tuple[Call, ...]:
        return self.index.calls

    def calls_of(self, *, status: str | None = None, conversation_id: str | None = None) -> tuple[Call, ...]:
        """List the legs that have a status, or belong to a conversation, or both."""
        return tuple(
            call
            for call in self.calls
            if status in {None, call.status} and conversation_id in {None, call.conversation_id}
        )

    def user(self, user_id: str) -> User | None:
        return self._users_by_id.get(user_id)

    def user_named(self, name: str) -> User | None:
        """Find a user by name, which is unique in an application."""
        return next((user for user in self._users_by_id.values() if user.name == name), None)

    def conversation(self, conversation_id: str) -> Conversation | None:
        return self.index.find(conversation_id)

    def conversation_named(self, name: str) -> Conversation | None:
        return self.index.find_by_name(name)

    def memberships(self, user_id: str) -> tuple[Membership, ...]:
        return self.index.memberships(user_id)

    @cached_property
    def _users_by_id(self) -> Mapping[str, User]:
        return {user.id: user for user in self.users if user.id not in self.deleted_users}


def shifted(world: World, to: datetime) -> World:
    """Return the world with every time shifted so that its `now` is `to`; also the times inside events' bodies."""
    by = to - world.now
    return replace(world, now=to, conversations=_shifted(tuple(world.index), by))


def _shifted(value: Any, by: timedelta) -> Any:  # noqa: ANN401 - a record, or JSON
    """Shift each time in a value, however deep it is."""
    match value:
        case datetime():
            return value + by
        case str():
            return format_time(parse_time(value) + by) if _TIME.fullmatch(value) else value
        case Mapping():
            return {key: _shifted(item, by) for key, item in value.items()}
        case list() | tuple():
            return type(value)(_shifted(item, by) for item in value)
        case Conversation() | Member() | Event() | Call():
            return replace(value, **{name: _shifted(getattr(value, name), by) for name in value.__slots__})
        case _:
            return value
