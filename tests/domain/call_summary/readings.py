"""The conversations of the sandbox's contact centre, parsed from the documents of its API."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from capi_bot.capi import wire
from capi_bot.capi.models import Call, CallStatus, Conversation, Event, Member
from capi_bot.sandbox.vonage import v1
from capi_bot.sandbox.vonage.api_request import ApiRequest
from capi_bot.sandbox.vonage.calls import calls
from tests.contact_centre import contact_centre


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """All that the bot reads of one conversation; calls are those in progress, events in order."""

    conversation: Conversation
    members: tuple[Member, ...]
    events: tuple[Event, ...]
    calls: tuple[Call, ...]
    now: datetime


def contact_centre_readings() -> Mapping[str, Reading]:
    """Return the readings of all conversations that may be read, by display name or name."""
    world = contact_centre()
    readable = [conversation for conversation in world.conversations if conversation.access == "allowed"]

    def request(**query: object) -> ApiRequest:
        return ApiRequest(world=world, version="v1", path="/", query={k: str(v) for k, v in query.items()})

    def items_of(read: Callable[..., Any], *path: str, **query: object) -> list[Any]:
        document = read(request(page_size=100, **query), *path)["_embedded"]
        return next(iter(document.values())) if isinstance(document, dict) else document

    def reading(identifier: str) -> Reading:
        members = [v1.member(request(), identifier, member["id"]) for member in items_of(v1.members, identifier)]
        in_progress = [
            call for status in CallStatus for call in items_of(calls, conversation_uuid=identifier, status=status)
        ]
        return Reading(
            conversation=wire.parse_conversation(v1.conversation(request(), identifier)),
            members=tuple(map(wire.parse_member, members)),
            events=tuple(map(wire.parse_event, items_of(v1.events, identifier))),
            calls=tuple(map(wire.parse_call, in_progress)),
            now=world.now,
        )

    return {one.display_name or one.name: reading(one.id) for one in readable}
