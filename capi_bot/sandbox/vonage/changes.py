"""What was written through the API: kept in memory, and applied to each state of a world that goes on changing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from threading import Lock
from typing import Any
from uuid import UUID, uuid4

from capi_bot.sandbox.world.records import Conversation, Event, Json, Member, User
from capi_bot.sandbox.world.snapshot import ConversationIndex, World

_APART = timedelta(milliseconds=1)

FieldValues = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationChanges:
    """Everything that was written to one conversation."""

    fields: FieldValues = field(default_factory=dict)
    """The conversation's own, by name."""
    members: tuple[tuple[int, Member], ...] = ()
    """Each with the number of the conversation's own members at that time, after which it stays."""
    member_fields: Mapping[str, FieldValues] = field(default_factory=dict)
    """By the member's id, then by name."""
    events: tuple[tuple[int, Event], ...] = ()
    """Each with the id of the conversation's own last event at that time, after which it stays."""
    deleted_events: frozenset[int] = frozenset()
    deleted: bool = False

    def apply(self, conversation: Conversation) -> Conversation:
        """Return the conversation as readers see it; events that came after a written one count on from it."""
        own_members = [((place + 1, 0), member) for place, member in enumerate(conversation.members)]
        added = [((after, number), member) for number, (after, member) in enumerate(self.members, 1)]
        members = (member for _, member in sorted((*own_members, *added), key=lambda item: item[0]))
        own_events = (
            replace(event, id=event.id + sum(after < event.id for after, _ in self.events))
            for event in conversation.events
        )
        events = sorted((*own_events, *(event for _, event in self.events)), key=lambda event: event.id)
        return replace(
            conversation,
            **self.fields,
            members=tuple(replace(member, **self.member_fields.get(member.id, {})) for member in members),
            events=tuple(
                replace(event, deleted=True, body={}) if event.id in self.deleted_events else event for event in events
            ),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """Everything that was written so far."""

    created: Mapping[str, Conversation] = field(default_factory=dict)
    """By id, as they were at first."""
    conversations: Mapping[str, ConversationChanges] = field(default_factory=dict)
    """By conversation; each created one has an entry."""
    users: Mapping[str, User] = field(default_factory=dict)
    """Created and changed users by id."""
    deleted_users: frozenset[str] = frozenset()

    def apply(self, world: World) -> World:
        """Return the world with all changes."""
        if self == Changes():
            return world
        changed = []
        for conversation_id, changes in self.conversations.items():
            conversation = self.created.get(conversation_id) or world.conversation(conversation_id)
            if conversation and not changes.deleted:
                changed.append(changes.apply(conversation))
        ids = {user.id for user in world.users}
        users = (
            *(self.users.get(user.id, user) for user in world.users),
            *(user for user in self.users.values() if user.id not in ids),
        )
        index = ConversationIndex(changed, earlier=world.index, removed=self.conversations)
        return World(now=world.now, users=users, conversations=index, deleted_users=self.deleted_users)


class Transaction:
    """One write; nobody sees it before it is committed. Ids given here must exist."""

    def __init__(self, base: World, changes: Changes, new_id: Callable[[], UUID]) -> None:
        self._base = base
        self._new_id = new_id
        self.changes = changes

    @property
    def world(self) -> World:
        """The world with the changes so far."""
        return self.changes.apply(self._base)

    def new_id(self, kind: str) -> str:
        """Make a new id, such as `CON-` and a UUID."""
        return f"{kind}-{self._new_id()}"

    def create_conversation(self, **fields: Any) -> Conversation:  # noqa: ANN401 - the fields of Conversation
        """Create a conversation, later than every other."""
        others = self.world.conversations
        created = max(self._base.now, others[-1].created + _APART) if others else self._base.now
        conversation = Conversation(id=self.new_id("CON"), created=created, **fields)
        self.changes = replace(self.changes, created={**self.changes.created, conversation.id: conversation})
        self._put(conversation.id)
        return conversation

    def change_conversation(self, conversation_id: str, **fields: object) -> None:
        """Change fields of a conversation."""
        before = self._get(conversation_id).fields
        self._put(conversation_id, fields={**before, **fields, "updated": self._base.now})

    def delete_conversation(self, conversation_id: str) -> None:
        """Delete a conversation."""
        self._put(conversation_id, deleted=True)

    def add_member(self, conversation_id: str, member: Member) -> None:
        """Add a member at the end."""
        place = len(self._original(conversation_id).members)
        self._put(conversation_id, members=(*self._get(conversation_id).members, (place, member)))

    def change_member(self, conversation_id: str, member_id: str, **fields: object) -> None:
        """Change fields of a member."""
        before = self._get(conversation_id).member_fields
        changed = {**before, member_id: {**before.get(member_id, {}), **fields}}
        self._put(conversation_id, member_fields=changed)

    def add_event(self, conversation_id: str, type_: str, body: Json, from_member: str = "") -> Event:
        """Add an event at the end, with the next id."""
        last = self._original(conversation_id).sequence_number
        before = self._get(conversation_id).events
        number = last + len(before) + 1
        event = Event(id=number, type=type_, at=self._base.now, from_member=from_member, body=body)
        self._put(conversation_id, events=(*before, (last, event)))
        return event

    def delete_event(self, conversation_id: str, event_id: int) -> None:
        """Delete an event: it stays in lists without its body."""
        self._put(conversation_id, deleted_events=self._get(conversation_id).deleted_events | {event_id})

    def create_user(self, **fields: Any) -> User:  # noqa: ANN401 - the fields of User
        """Create a user; without a name the id is the name."""
        user_id = self.new_id("USR")
        user = User(**{"id": user_id, "name": user_id, **fields})
        self.put_user(user)
        return user

    def put_user(self, user: User) -> None:
        """Write a user."""
        self.changes = replace(self.changes, users={**self.changes.users, user.id: user})

    def delete_user(self, user_id: str) -> None:
        """Delete a user; the memberships stay."""
        self.changes = replace(self.changes, deleted_users=self.changes.deleted_users | {user_id})

    def _original(self, conversation_id: str) -> Conversation:
        """Return a conversation without changes; KeyError where there is none."""
        conversation = self.changes.created.get(conversation_id) or self._base.conversation(conversation_id)
        if conversation is None:
            raise KeyError(conversation_id)
        return conversation

    def _get(self, conversation_id: str) -> ConversationChanges:
        return self.changes.conversations.get(conversation_id, ConversationChanges())

    def _put(self, conversation_id: str, **fields: Any) -> None:  # noqa: ANN401 - the fields of ConversationChanges
        changed = replace(self._get(conversation_id), **fields)
        conversations = {**self.changes.conversations, conversation_id: changed}
        self.changes = replace(self.changes, conversations=conversations)


class ChangeStore:
    """The committed changes; thread-safe. Readers see a transaction whole or not at all."""

    def __init__(self, new_id: Callable[[], UUID] = uuid4) -> None:
        self._lock = Lock()
        self._new_id = new_id
        self._changes = Changes()

    def apply(self, world: World) -> World:
        """Return a world with all committed changes."""
        return self._changes.apply(world)

    def clear(self) -> None:
        """Forget all changes."""
        with self._lock:
            self._changes = Changes()

    @contextmanager
    def transaction(self, world: World) -> Iterator[Transaction]:
        """Write, one caller at a time; the changes are committed unless an exception is raised."""
        with self._lock:
            transaction = Transaction(world, self._changes, self._new_id)
            yield transaction
            self._changes = transaction.changes
