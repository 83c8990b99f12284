"""What was written through the API: kept in memory, and applied to each state of a world that goes on changing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from threading import Lock
from typing import Any
from uuid import uuid4

from capi_bot.sandbox.world.records import Conversation, Event, Json, Member, User, as_deleted
from capi_bot.sandbox.world.snapshot import ConversationIndex, World

_APART = timedelta(milliseconds=1)

Edit = Callable[[Conversation], Conversation]
"""One write to a conversation, which is repeated on each later state of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """Everything that was written so far."""

    created: Mapping[str, Conversation] = field(default_factory=dict)
    """By id, as they were at first."""
    edits: Mapping[str, tuple[Edit, ...]] = field(default_factory=dict)
    """By conversation, in the order in which they were made."""
    deleted: frozenset[str] = frozenset()
    """Ids of conversations."""
    users: Mapping[str, User] = field(default_factory=dict)
    """Created and changed users by id."""
    deleted_users: frozenset[str] = frozenset()

    def apply(self, world: World) -> World:
        if self == Changes():
            return world
        changed = []
        for conversation_id in {**self.created, **self.edits}:
            conversation = self.created.get(conversation_id) or world.conversation(conversation_id)
            if conversation and conversation_id not in self.deleted:
                for edit in self.edits.get(conversation_id, ()):
                    conversation = edit(conversation)
                changed.append(conversation)
        ids = {user.id for user in world.users}
        users = (
            *(self.users.get(user.id, user) for user in world.users),
            *(user for user in self.users.values() if user.id not in ids),
        )
        index = ConversationIndex(changed, earlier=world.index, removed=self.deleted)
        return World(now=world.now, users=users, conversations=index, deleted_users=self.deleted_users)


class Transaction:
    """One write; nobody sees it before it is committed. Ids given here must exist."""

    def __init__(self, base: World, changes: Changes) -> None:
        self._base = base
        self.changes = changes

    @property
    def world(self) -> World:
        return self.changes.apply(self._base)

    def new_id(self, kind: str) -> str:
        return f"{kind}-{uuid4()}"

    def create_conversation(self, **fields: Any) -> Conversation:  # noqa: ANN401 - the fields of Conversation
        """Create a conversation, later than every other."""
        others = self.world.conversations
        created = max(self._base.now, others[-1].created + _APART) if others else self._base.now
        conversation = Conversation(id=self.new_id("CON"), created=created, **fields)
        self.changes = replace(self.changes, created={**self.changes.created, conversation.id: conversation})
        return conversation

    def change_conversation(self, conversation_id: str, **fields: Any) -> None:  # noqa: ANN401 - the same
        updated = self._base.now
        self._edit(conversation_id, lambda conversation: replace(conversation, **{"updated": updated, **fields}))

    def delete_conversation(self, conversation_id: str) -> None:
        self.changes = replace(self.changes, deleted=self.changes.deleted | {conversation_id})

    def add_member(self, conversation_id: str, member: Member) -> None:
        """Add a member after those who are there now."""
        place = len(self._conversation(conversation_id).members)

        def add(conversation: Conversation) -> Conversation:
            members = conversation.members
            return replace(conversation, members=(*members[:place], member, *members[place:]))

        self._edit(conversation_id, add)

    def change_member(self, conversation_id: str, member_id: str, **fields: Any) -> None:  # noqa: ANN401 - of Member
        def change(conversation: Conversation) -> Conversation:
            members = conversation.members
            changed = (replace(member, **fields) if member.id == member_id else member for member in members)
            return replace(conversation, members=tuple(changed))

        self._edit(conversation_id, change)

    def add_event(self, conversation_id: str, type_: str, body: Json, from_member: str = "") -> Event:
        """Add an event with the next id; those that the conversation gets by itself later on count on from it."""
        number = self._conversation(conversation_id).sequence_number + 1
        event = Event(id=number, type=type_, at=self._base.now, from_member=from_member, body=body)

        def add(conversation: Conversation) -> Conversation:
            before = (item for item in conversation.events if item.id < number)
            later = (replace(item, id=item.id + 1) for item in conversation.events if item.id >= number)
            return replace(conversation, events=(*before, event, *later))

        self._edit(conversation_id, add)
        return event

    def delete_event(self, conversation_id: str, event_id: int) -> None:
        """Delete an event: it stays in lists, with nothing but the time of its deletion for a body."""
        now = self._base.now

        def empty(conversation: Conversation) -> Conversation:
            events = conversation.events
            emptied = (as_deleted(event, now) if event.id == event_id else event for event in events)
            return replace(conversation, events=tuple(emptied))

        self._edit(conversation_id, empty)

    def create_user(self, **fields: Any) -> User:  # noqa: ANN401 - the fields of User
        """Create a user; without a name the id is the name."""
        user_id = self.new_id("USR")
        user = User(**{"id": user_id, "name": user_id, **fields})
        self.put_user(user)
        return user

    def put_user(self, user: User) -> None:
        self.changes = replace(self.changes, users={**self.changes.users, user.id: user})

    def delete_user(self, user_id: str) -> None:
        """Delete a user; the memberships stay."""
        self.changes = replace(self.changes, deleted_users=self.changes.deleted_users | {user_id})

    def _conversation(self, conversation_id: str) -> Conversation:
        conversation = self.world.conversation(conversation_id)
        if conversation is None:
            raise KeyError(conversation_id)
        return conversation

    def _edit(self, conversation_id: str, edit: Edit) -> None:
        edits = (*self.changes.edits.get(conversation_id, ()), edit)
        self.changes = replace(self.changes, edits={**self.changes.edits, conversation_id: edits})


class ChangeStore:
    """The committed changes; thread-safe. Readers see a transaction whole or not at all."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._changes = Changes()

    def apply(self, world: World) -> World:
        return self._changes.apply(world)

    def clear(self) -> None:
        with self._lock:
            self._changes = Changes()

    @contextmanager
    def transaction(self, world: World) -> Iterator[Transaction]:
        """Write, one caller at a time; the changes are committed unless an exception is raised."""
        with self._lock:
            transaction = Transaction(world, self._changes)
            yield transaction
            self._changes = transaction.changes
