"""What an answer is made from: the world, the request, and what its sources tell in two ways."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol
from urllib.parse import urlencode

from capi_bot.sandbox.vonage.refusals import forbidden, missing
from capi_bot.sandbox.world.records import (
    Call,
    Conversation,
    Json,
    Member,
    User,
)

GLOBAL_HOST = "https://api.nexmo.com"
REGIONAL_HOST = "https://api-us-3.vonage.com"
"""The host of v1's links is never the one that was asked: a client that followed them would carry its token there."""


class Readable(Protocol):
    """Be a world as it is read: conversations and memberships in the order of creation and id, everything lazy."""

    @property
    def now(self) -> datetime:
        """What time it is there."""

    @property
    def users(self) -> Sequence[User]:
        """All users; one that came never moves."""

    @property
    def conversations(self) -> Sequence[Conversation]:
        """All conversations, the earliest first."""

    @property
    def calls(self) -> Sequence[Call]:
        """All legs, the earliest first."""

    def calls_of(self, *, status: str | None = None, conversation_id: str | None = None) -> Sequence[Call]:
        """List the legs of a status, of a conversation, or both."""

    def user(self, user_id: str) -> User | None:
        """Find a user by id."""

    def named(self, name: str) -> User | None:
        """Find a user by name."""

    def conversation(self, conversation_id: str) -> Conversation | None:
        """Find a conversation by id."""

    def called(self, name: str) -> Conversation | None:
        """Find a conversation by name."""

    def of(self, user_id: str) -> Sequence[tuple[Conversation, Member]]:
        """List a user's memberships."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Choose between what the vendor's sources say differently."""

    events_envelope: Literal["object", "array"] = "object"
    """Whether v1's events are in `_embedded.events` (as on the wire) or in `_embedded` itself (as published)."""
    record_index_counts: Literal["items", "pages"] = "items"
    """What beta's `record_index` counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """Remember one request and the status of its answer; 0 where the connection was closed instead."""

    method: str
    path: str
    query: Mapping[str, str]
    status: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Be one request of one version, such as `v1` or `beta`."""

    world: Readable
    version: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    options: Options = field(default_factory=Options)
    caller: User | None = None
    """Whose token it is: None is the application itself, which sees everything."""

    def link(self, path: str, query: Mapping[str, object] | None = None) -> Json:
        """Write a link of this version to a path below it, such as `/users`."""
        host = REGIONAL_HOST if self.version == "v1" else GLOBAL_HOST
        return {"href": f"{host}/{self.version}{path}{f'?{urlencode(query)}' if query else ''}"}

    def of_the_application(self) -> None:
        """Refuse a user's token."""
        if self.caller is not None:
            raise forbidden()

    def user(self, user_id: str) -> User:
        """Find a user or refuse."""
        found = self.world.user(user_id)
        if found is None:
            raise missing("user")
        return found

    def own(self, user_id: str) -> User:
        """Find a user whose conversations this token may see, or refuse: a user's token sees that user's only."""
        found = self.user(user_id)
        if self.caller is not None and self.caller.id != found.id:
            raise forbidden()
        return found

    def holder(self, member: Member) -> User:
        """Find whose membership it is; nothing but the id is known of a user who was deleted since."""
        return self.world.user(member.user_id) or User(id=member.user_id, name=member.user_id)

    def conversation(self, conversation_id: str) -> Conversation:
        """Find a conversation that can be looked into or refuse."""
        found = self.world.conversation(conversation_id)
        if found is None or found.fate == "vanished" or not self.sees(found):
            raise missing("conversation")
        if found.fate == "forbidden":
            raise forbidden()
        return found

    def sees(self, found: Conversation) -> bool:
        """Tell whether this token sees a conversation."""
        return self.caller is None or any(member.user_id == self.caller.id for member in found.members)
