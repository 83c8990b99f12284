"""The book of what was written through the API: in memory, for as long as the stand-in runs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from threading import Lock
from typing import Any
from uuid import UUID, uuid4

from capi_bot.sandbox.vonage.amendments import (
    Amendment,
    with_event,
    with_member,
    with_member_fields,
)
from capi_bot.sandbox.vonage.asked import Readable
from capi_bot.sandbox.vonage.overlay import Overlay, Written
from capi_bot.sandbox.world.records import (
    Conversation,
    Event,
    Json,
    Member,
    User,
)

_APART = timedelta(milliseconds=1)


class Draft:
    """Write to a world; nobody sees it before the ledger keeps it. Ids given here must exist."""

    def __init__(self, base: Readable, written: Written, new_id: Callable[[], UUID]) -> None:
        self._base = base
        self._new_id = new_id
        self.written = written

    @property
    def world(self) -> Overlay:
        """The world as it is now."""
        return Overlay(self._base, self.written)

    def ident(self, kind: str) -> str:
        """Make a new id, such as `CON-` and a UUID."""
        return f"{kind}-{self._new_id()}"

    def create(self, **fields: Any) -> Conversation:  # noqa: ANN401 - the fields of Conversation
        """Create a conversation, later than every other."""
        others = self.world.conversations
        latest = others[-1].created + _APART if others else self._base.now
        made = Conversation(id=self.ident("CON"), created=max(self._base.now, latest), **fields)
        self.written = replace(self.written, created={**self.written.created, made.id: made})
        self._amend(made.id, Amendment())
        return made

    def change(self, conversation_id: str, **fields: object) -> None:
        """Change fields of a conversation."""
        amendment = self._amendment(conversation_id)
        told = {**amendment.fields, **fields, "updated": self._base.now}
        self._amend(conversation_id, replace(amendment, fields=told))

    def erase(self, conversation_id: str) -> None:
        """Delete a conversation."""
        self._amend(conversation_id, replace(self._amendment(conversation_id), erased=True))

    def join(self, conversation_id: str, member: Member) -> None:
        """Add a member."""
        of = self._original(conversation_id)
        self._amend(conversation_id, with_member(self._amendment(conversation_id), of, member))

    def change_member(self, conversation_id: str, member_id: str, **fields: object) -> None:
        """Change fields of a member."""
        self._amend(conversation_id, with_member_fields(self._amendment(conversation_id), member_id, fields))

    def happen(self, conversation_id: str, type_: str, body: Json, from_member: str = "") -> Event:
        """Add an event at this moment."""
        event = Event(id=0, type=type_, at=self._base.now, from_member=from_member, body=body)
        of = self._original(conversation_id)
        amendment = with_event(self._amendment(conversation_id), of, event)
        self._amend(conversation_id, amendment)
        return amendment.events[-1][1]

    def delete_event(self, conversation_id: str, event_id: int) -> None:
        """Delete an event: it stays in lists without its body."""
        amendment = self._amendment(conversation_id)
        self._amend(conversation_id, replace(amendment, deleted_events=amendment.deleted_events | {event_id}))

    def arrive(self, **fields: Any) -> User:  # noqa: ANN401 - the fields of User
        """Create a user; one without a name is called as its id is."""
        user_id = self.ident("USR")
        made = User(**{"id": user_id, "name": user_id, **fields})
        arrivals = (*self.written.arrivals, (len(self._base.users), made))
        self.written = replace(self.written, arrivals=arrivals)
        self.put(made)
        return made

    def put(self, user: User) -> None:
        """Change a user."""
        self.written = replace(self.written, people={**self.written.people, user.id: user})

    def remove(self, user_id: str) -> None:
        """Delete a user; the memberships stay."""
        self.written = replace(self.written, people={**self.written.people, user_id: None})

    def _original(self, conversation_id: str) -> Conversation:
        found = self.written.created.get(conversation_id) or self._base.conversation(conversation_id)
        if found is None:
            raise KeyError(conversation_id)
        return found

    def _amendment(self, conversation_id: str) -> Amendment:
        return self.written.amendments.get(conversation_id, Amendment())

    def _amend(self, conversation_id: str, amendment: Amendment) -> None:
        self.written = replace(self.written, amendments={**self.written.amendments, conversation_id: amendment})


class Ledger:
    """Keep what was written; thread-safe. Readers see it whole or not at all."""

    def __init__(self, new_id: Callable[[], UUID] = uuid4) -> None:
        self._lock = Lock()
        self._new_id = new_id
        self._written = Written()

    def over(self, world: Readable) -> Readable:
        """Show a world with all that was written."""
        return world if self._written == Written() else Overlay(world, self._written)

    def clear(self) -> None:
        """Forget everything that was written."""
        with self._lock:
            self._written = Written()

    @contextmanager
    def writing(self, world: Readable) -> Iterator[Draft]:
        """Let one at a time write; what is written is kept unless an exception comes."""
        with self._lock:
            draft = Draft(world, self._written, self._new_id)
            yield draft
            self._written = draft.written
