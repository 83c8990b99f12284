"""What an answer is made from: the world, the request, and what its sources tell in two ways."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import urlencode

from capi_bot.sandbox.capi.refusals import forbidden, missing
from capi_bot.sandbox.world import Conversation, Json, User, World

GLOBAL_HOST = "https://api.nexmo.com"
REGIONAL_HOST = "https://api-us-3.vonage.com"
"""The host of v1's links is never the one that was asked: a client that followed them would carry its token there."""


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
    """Be one request of one version (`v1`, `beta`, `v0.1`)."""

    world: World
    version: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    options: Options = field(default_factory=Options)

    def link(self, path: str, query: Mapping[str, object] | None = None) -> Json:
        """Write a link of this version to a path below it, such as `/users`."""
        host = REGIONAL_HOST if self.version == "v1" else GLOBAL_HOST
        return {"href": f"{host}/{self.version}{path}{f'?{urlencode(query)}' if query else ''}"}

    def user(self, user_id: str) -> User:
        """Find a user or refuse."""
        found = self.world.user(user_id)
        if found is None:
            raise missing("user")
        return found

    def conversation(self, conversation_id: str) -> Conversation:
        """Find a conversation that can be looked into or refuse."""
        found = self.world.conversation(conversation_id)
        if found is None or found.fate == "vanished":
            raise missing("conversation")
        if found.fate == "forbidden":
            raise forbidden()
        return found
