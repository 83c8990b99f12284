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
from capi_bot.sandbox.world.contact_centre import contact_centre


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """All that the bot reads of one conversation; calls are those in progress, events in order."""

    conversation: Conversation
    members: tuple[Member, ...]
    events: tuple[Event, ...]
    calls: tuple[Call, ...]
    now: datetime


def contact_centre_readings() -> Mapping[str, Reading]:
    """Reading every conversation that may be read, by its display name or its name."""
    world = contact_centre()
    stays = [told for told in world.conversations if told.access == "allowed"]

    def asked(**query: object) -> ApiRequest:
        return ApiRequest(world=world, version="v1", path="/", query={k: str(v) for k, v in query.items()})

    def listed(read: Callable[..., Any], *path: str, **query: object) -> list[Any]:
        document = read(asked(page_size=100, **query), *path)["_embedded"]
        return next(iter(document.values())) if isinstance(document, dict) else document

    def reading(identifier: str) -> Reading:
        members = [v1.member(asked(), identifier, told["id"]) for told in listed(v1.members, identifier)]
        live = [told for status in CallStatus for told in listed(calls, conversation_uuid=identifier, status=status)]
        return Reading(
            conversation=wire.parse_conversation(v1.conversation(asked(), identifier)),
            members=tuple(map(wire.parse_member, members)),
            events=tuple(map(wire.parse_event, listed(v1.events, identifier))),
            calls=tuple(map(wire.parse_call, live)),
            now=world.now,
        )

    return {told.display_name or told.name: reading(told.id) for told in stays}
