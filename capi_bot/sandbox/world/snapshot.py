"""What the stand-in of the Conversation API knows at one moment, and how it is looked up.

How each version of the API writes it is the business of `sandbox.capi`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import cast

from capi_bot.sandbox.world.lazy_sequence import Lazy
from capi_bot.sandbox.world.ordered_conversations import Known, Membership, Shelf
from capi_bot.sandbox.world.records import Call, Conversation, User

LATEST = chr(0x10FFFF)
"""What comes after every id."""


class People(Lazy[User]):
    """List users; one is found at once."""

    def __init__(self, users: Iterable[User]) -> None:
        self._users = tuple(users)

    def __len__(self) -> int:
        return len(self._users)

    def make(self, place: int) -> User:
        """Give the user."""
        return self._users[place]

    def __iter__(self) -> Iterator[User]:
        return iter(self._users)

    @cached_property
    def by_id(self) -> dict[str, User]:
        """Look users up by id."""
        return {user.id: user for user in self._users}

    @cached_property
    def by_name(self) -> dict[str, User]:
        """Look users up by name, which is unique in an application."""
        return {user.name: user for user in self._users}


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """Hold one application's data at one moment.

    Conversations are in the order of their creation, and like every list here they are made only as far as they are
    looked at: a page costs the same of ten and of a hundred thousand.
    """

    now: datetime
    users: Sequence[User] = ()
    conversations: Sequence[Conversation] = ()

    def __post_init__(self) -> None:
        if not isinstance(self.users, People):
            object.__setattr__(self, "users", People(self.users))
        if not isinstance(self.conversations, Shelf):
            object.__setattr__(self, "conversations", Known(self.conversations))

    @property
    def calls(self) -> Sequence[Call]:
        """List the legs of every conversation, also of those that are gone, the earliest first."""
        return self._shelf.calls

    def calls_of(self, *, status: str | None = None, conversation_id: str | None = None) -> Sequence[Call]:
        """List the legs that have a status, or belong to a conversation, or both."""
        wanted = (status, conversation_id)
        return tuple(
            call
            for call in self._shelf.calls
            if all(want in {None, told} for want, told in zip(wanted, (call.status, call.conversation_id), strict=True))
        )

    def user(self, user_id: str) -> User | None:
        """Find a user by id."""
        return self._people.by_id.get(user_id)

    def named(self, name: str) -> User | None:
        """Find a user by name."""
        return self._people.by_name.get(name)

    def conversation(self, conversation_id: str) -> Conversation | None:
        """Find a conversation by id."""
        return self._shelf.find(conversation_id)

    def called(self, name: str) -> Conversation | None:
        """Find a conversation by name."""
        return self._shelf.called(name)

    def of(self, user_id: str) -> Sequence[Membership]:
        """List a user's memberships, each with its conversation, in the order of the conversations' creation."""
        return self._shelf.of(user_id)

    def place(self, created: datetime, conversation_id: str = "") -> int:
        """Tell the place of the first conversation of this time and id, or after."""
        return self._shelf.place((created, conversation_id))

    def between(self, start: datetime | None = None, end: datetime | None = None) -> Sequence[Conversation]:
        """List the conversations that were created in a time; both its ends belong to it."""
        first = 0 if start is None else self.place(start)
        last = len(self._shelf) if end is None else self.place(end, LATEST)
        return self._shelf[first:last]

    @property
    def _people(self) -> People:
        return cast("People", self.users)

    @property
    def _shelf(self) -> Shelf:
        return cast("Shelf", self.conversations)
