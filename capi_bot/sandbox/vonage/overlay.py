"""A world with what was written to it: created, changed and erased things over a base that goes on living."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from capi_bot.sandbox.vonage.amendments import Amendment, applied
from capi_bot.sandbox.vonage.asked import Readable
from capi_bot.sandbox.vonage.lazy import Swap, mapped, patched
from capi_bot.sandbox.world.records import (
    Call,
    Conversation,
    Member,
    User,
)

T = TypeVar("T")
_Age = tuple[datetime, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """Be everything that was written so far."""

    created: Mapping[str, Conversation] = field(default_factory=dict)
    """By id, as they were at first."""
    amendments: Mapping[str, Amendment] = field(default_factory=dict)
    """By conversation; each created one has one."""
    arrivals: tuple[tuple[int, User], ...] = ()
    """Created users, each with the number of the world's own at that time, after which it stays."""
    people: Mapping[str, User | None] = field(default_factory=dict)
    """Created and changed users by id; None is erased."""


@dataclass(frozen=True, slots=True)
class Overlay:
    """Read a world together with what was written: every list stays lazy."""

    base: Readable
    written: Written

    @property
    def now(self) -> datetime:
        """What time it is there."""
        return self.base.now

    @property
    def calls(self) -> Sequence[Call]:
        """List the legs, which nothing that can be written changes."""
        return self.base.calls

    def calls_of(self, *, status: str | None = None, conversation_id: str | None = None) -> Sequence[Call]:
        """List the legs of a status, of a conversation, or both."""
        return self.base.calls_of(status=status, conversation_id=conversation_id)

    @property
    def users(self) -> Sequence[User]:
        """List the users; an erased one keeps its place here, but is not found by its id."""
        people = self.written.people
        arrived = ((place, place, (user,)) for place, user in self.written.arrivals)
        return mapped(patched(self.base.users, arrived), lambda user: people.get(user.id) or user)

    def user(self, user_id: str) -> User | None:
        """Find a user by id."""
        people = self.written.people
        return people[user_id] if user_id in people else self.base.user(user_id)

    def named(self, name: str) -> User | None:
        """Find a user by name."""
        found = next((user for user in self.written.people.values() if user and user.name == name), None)
        base = self.base.named(name)
        return found or (None if base is None or base.id in self.written.people else base)

    @property
    def conversations(self) -> Sequence[Conversation]:
        """List the conversations, the earliest first."""
        base = self.base.conversations
        return patched(base, self._swaps(base, _age, lambda found: (found,)))

    def conversation(self, conversation_id: str) -> Conversation | None:
        """Find a conversation by id."""
        found = self.written.created.get(conversation_id) or self.base.conversation(conversation_id)
        amendment = self.written.amendments.get(conversation_id)
        if found is None or amendment is None:
            return found
        return None if amendment.erased else applied(amendment, found)

    def called(self, name: str) -> Conversation | None:
        """Find a conversation by the name that it has now."""
        base = self.base.called(name)
        known = (*self.written.amendments, *(() if base is None else (base.id,)))
        found = (self.conversation(conversation_id) for conversation_id in known)
        return next((told for told in found if told and told.name == name), None)

    def of(self, user_id: str) -> Sequence[tuple[Conversation, Member]]:
        """List a user's memberships."""

        def memberships(found: Conversation) -> tuple[tuple[Conversation, Member], ...]:
            return tuple((found, member) for member in found.members if member.user_id == user_id)

        base = self.base.of(user_id)
        return patched(base, self._swaps(base, lambda pair: _age(pair[0]), memberships))

    def _swaps(
        self, items: Sequence[T], age: Callable[[T], _Age], instead: Callable[[Conversation], Sequence[T]]
    ) -> Iterator[Swap[T]]:
        """Put what stands for each conversation that was written to in the place of what stood for it before."""
        for conversation_id in self.written.amendments:
            original = self.written.created.get(conversation_id) or self.base.conversation(conversation_id)
            if original is not None:
                start = bisect_left(items, _age(original), key=age)
                stop = bisect_right(items, _age(original), start, key=age)
                found = self.conversation(conversation_id)
                yield start, stop, () if found is None else instead(found)


def _age(found: Conversation) -> _Age:
    return found.created, found.id
