"""The RTC event webhook: every event of a conversation, in an envelope of its own. Pure.

https://developer.vonage.com/en/conversation/concepts/event
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from capi_bot.sandbox.world import Occurrence
from capi_bot.sandbox.world.records import (
    Conversation,
    Event,
    Json,
    User,
    stamp,
)
from capi_bot.sandbox.world.snapshot import World

_NEWS = {"created": "conversation:created", "deleted": "conversation:deleted"}


def envelope(told: Occurrence, world: World, application_id: str) -> Json | None:
    """Write what happened, or None where this webhook does not tell it."""
    about: dict[str, Any] = {"timestamp": stamp(told.at), "application_id": application_id, "params": {}}
    if told.what in _NEWS:
        return {"type": _NEWS[told.what], **about, "body": _conversation(told.conversation)}
    if told.event is None:
        return None
    if told.what == "knocking":
        return {"type": told.event.type, **about, "body": told.event.body}
    return {"type": told.event.type, "id": told.event.id, **about, **_placed(told.conversation, told.event, world)}


def _placed(conversation: Conversation, event: Event, world: World) -> Json:
    told: dict[str, object] = {"conversation_id": conversation.id, "cid": conversation.id, "body": event.body}
    sender = next((member for member in conversation.members if member.id == event.from_member), None)
    user = world.user(sender.user_id) if sender else None
    if sender and user:
        told |= {"from": sender.id, "_embedded": {"from_user": _user(user), "from_member": {"id": sender.id}}}
    return told


def _user(user: User) -> Json:
    named = {"id": user.id, "name": user.name, "display_name": user.display_name}
    return {**named, "image_url": user.image_url, "custom_data": user.custom_data}


def _conversation(told: Conversation) -> Json:
    times: Mapping[str, datetime | None] = {
        "created": told.created,
        "updated": told.updated,
        "destroyed": told.destroyed,
    }
    return {
        "id": told.id,
        "name": told.name,
        "display_name": told.display_name,
        "image_url": told.image_url,
        "state": told.state,
        "timestamp": {key: stamp(at) for key, at in times.items() if at},
    }
