"""Conversations in the order of their creation: those that are held, and two shelves of them side by side."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable
from functools import cached_property

from capi_bot.sandbox.world.lazy_sequence import (
    Held,
    Key,
    Merged,
    Ordered,
)
from capi_bot.sandbox.world.records import Call, Conversation, Member

Membership = tuple[Conversation, Member]


def age(conversation: Conversation) -> Key:
    """Tell what conversations are ordered by."""
    return conversation.created, conversation.id


class Shelf(Ordered[Conversation]):
    """Hold conversations so that one is found at once, whatever the number of the others."""

    @abstractmethod
    def find(self, conversation_id: str) -> Conversation | None:
        """Find a conversation by id."""

    @abstractmethod
    def called(self, name: str) -> Conversation | None:
        """Find a conversation by name, which is unique in an application."""

    @abstractmethod
    def of(self, user_id: str) -> Ordered[Membership]:
        """List a user's memberships, by the age of their conversations."""

    @property
    @abstractmethod
    def calls(self) -> Ordered[Call]:
        """List the legs, the earliest first."""


class Known(Shelf):
    """Hold conversations that are there already.

    `legs` are calls whose conversations are gone.
    """

    def __init__(self, conversations: Iterable[Conversation], legs: Iterable[Call] = ()) -> None:
        self._row = Held(conversations, age)
        self._legs = tuple(legs)

    def __len__(self) -> int:
        return len(self._row)

    def make(self, place: int) -> Conversation:
        """Give the conversation."""
        return self._row.make(place)

    def key(self, place: int) -> Key:
        """Tell the conversation's age."""
        return self._row.key(place)

    def find(self, conversation_id: str) -> Conversation | None:
        """Find a conversation by id."""
        return self._by_id.get(conversation_id)

    def called(self, name: str) -> Conversation | None:
        """Find a conversation by name."""
        return self._by_name.get(name)

    def of(self, user_id: str) -> Ordered[Membership]:
        """List a user's memberships."""
        return Held(self._by_user.get(user_id, ()), lambda membership: age(membership[0]))

    @cached_property
    def calls(self) -> Ordered[Call]:
        """List the legs of every conversation, and those beside."""
        kept = (call for told in self._row for call in told.calls)
        return Held((*kept, *self._legs), lambda call: (call.started, call.id))

    @cached_property
    def _by_id(self) -> dict[str, Conversation]:
        return {told.id: told for told in self._row}

    @cached_property
    def _by_name(self) -> dict[str, Conversation]:
        return {told.name: told for told in self._row}

    @cached_property
    def _by_user(self) -> dict[str, list[Membership]]:
        found: dict[str, list[Membership]] = {}
        for told in self._row:
            for member in told.members:
                found.setdefault(member.user_id, []).append((told, member))
        return found


class Beside(Merged[Conversation], Shelf):
    """Be two shelves as one; they have no conversation in common."""

    def __init__(self, first: Shelf, second: Shelf) -> None:
        super().__init__(first, second)
        self._shelves = first, second

    def find(self, conversation_id: str) -> Conversation | None:
        """Find a conversation by id in either."""
        first, second = self._shelves
        return first.find(conversation_id) or second.find(conversation_id)

    def called(self, name: str) -> Conversation | None:
        """Find a conversation by name in either."""
        first, second = self._shelves
        return first.called(name) or second.called(name)

    def of(self, user_id: str) -> Ordered[Membership]:
        """List a user's memberships in both."""
        first, second = self._shelves
        return Merged(first.of(user_id), second.of(user_id))

    @property
    def calls(self) -> Ordered[Call]:
        """List the legs of both."""
        first, second = self._shelves
        return Merged(first.calls, second.calls)
