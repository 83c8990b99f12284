"""How v1 and v0.3 write a conversation, a member, an event and a user.

https://developer.vonage.com/en/api/conversation
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from capi_bot.sandbox.vonage.asked import Asked
from capi_bot.sandbox.world.records import (
    Conversation,
    Event,
    Json,
    Member,
    User,
    stamp,
)


def conversation(asked: Asked, of: Conversation) -> Json:
    """Write a conversation: what is not set is left out, and members are never there."""
    named = {"display_name": of.display_name, "image_url": of.image_url}
    told = properties(of)
    return {
        "id": of.id,
        "name": of.name,
        **{key: text for key, text in named.items() if text},
        "state": of.state,
        "sequence_number": of.sequence_number,
        "timestamp": timestamp(of),
        **({"properties": told} if told else {}),
        "_links": {"self": asked.link(f"/conversations/{of.id}")},
    }


def listed_conversation(asked: Asked, of: Conversation) -> Json:
    """Write a conversation as in lists: neither state nor properties."""
    return {
        "id": of.id,
        "name": of.name,
        "display_name": of.display_name or None,
        "image_url": of.image_url or None,
        "timestamp": timestamp(of),
        "_links": {"self": asked.link(f"/conversations/{of.id}")},
    }


def membership(asked: Asked, of: Conversation, member: Member) -> Json:
    """Write a user's membership as the conversation that they are in."""
    told = properties(of)
    return {
        **listed_conversation(asked, of),
        "sequence_number": of.sequence_number,
        **({"properties": told} if told else {}),
        "_embedded": {"id": member.id, "state": member.state},
    }


def member(asked: Asked, of: Conversation, item: Member) -> Json:
    """Write a member with channel, media, times and who brought them there."""
    told: dict[str, object] = {
        **listed_member(asked, of, item),
        "conversation_id": of.id,
        "timestamp": {key: stamp(at) for key, at in item.timestamp.items()},
        "initiator": {key: _initiator(asked, told) for key, told in item.initiator.items()},
        "channel": item.channel,
        "media": item.media,
        "invited_by": item.invited_by,
    }
    return {key: value for key, value in told.items() if value}


def listed_member(asked: Asked, of: Conversation, item: Member) -> Json:
    """Write a member as in lists: the user is in `_embedded`."""
    return {
        "id": item.id,
        "state": item.state,
        "_embedded": {"user": listed_user(asked, asked.holder(item))},
        "_links": asked.link(f"/conversations/{of.id}/members/{item.id}"),
    }


def event(asked: Asked, of: Conversation, item: Event) -> Json:
    """Write an event with its sender, who is absent where the system sent it."""
    sender = next((member for member in of.members if member.id == item.from_member), None)
    told: dict[str, object] = {"id": item.id, "type": item.type, "body": item.body, "timestamp": stamp(item.at)}
    if sender:
        embedded = {"from_user": _sender(asked.holder(sender)), "from_member": {"id": sender.id}}
        told |= {"from": sender.id, "_embedded": embedded}
    return {**told, "_links": {"self": asked.link(f"/conversations/{of.id}/events/{item.id}")}}


def user(asked: Asked, item: User) -> Json:
    """Write a user with channels and custom data."""
    image = {"image_url": item.image_url} if item.image_url else {}
    channels = {"channels": item.channels} if item.channels else {}
    return {**listed_user(asked, item), **image, "properties": {"custom_data": item.custom_data}, **channels}


def listed_user(asked: Asked, item: User) -> Json:
    """Write a user as in lists and inside members."""
    display_name = {"display_name": item.display_name} if item.display_name else {}
    return {"id": item.id, "name": item.name, **display_name, "_links": {"self": asked.link(f"/users/{item.id}")}}


def properties(of: Conversation) -> Json:
    """Write the properties that are set."""
    ttl = {} if of.ttl is None else {"ttl": of.ttl}
    return {**ttl, **({"custom_data": of.custom_data} if of.custom_data else {})}


def timestamp(of: Conversation) -> Json:
    """Write the times of a conversation that are known."""
    times: Mapping[str, datetime | None] = {"created": of.created, "updated": of.updated, "destroyed": of.destroyed}
    return {key: stamp(at) for key, at in times.items() if at}


def _initiator(asked: Asked, told: Json) -> Json:
    """Spell the system flag as v1's members do; v0.3's and the bodies of events spell it `isSystem`."""
    v1 = asked.version == "v1"
    return {"is_system" if v1 and key == "isSystem" else key: value for key, value in told.items()}


def _sender(item: User) -> Json:
    told: dict[str, object] = {"id": item.id, "name": item.name, "display_name": item.display_name}
    return {**told, "image_url": item.image_url, "custom_data": item.custom_data}
