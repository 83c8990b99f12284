"""The answers of beta and v0.1, which are the same: bare arrays, inline members, `uuid`, `href`, `isSystem`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import islice

from capi_bot.sandbox.vonage import lists
from capi_bot.sandbox.vonage.asked import Asked
from capi_bot.sandbox.vonage.pages import by_record_index
from capi_bot.sandbox.vonage.parameters import LARGEST_PAGE, Parameters
from capi_bot.sandbox.vonage.refusals import missing, refused
from capi_bot.sandbox.world.records import (
    Conversation,
    Event,
    Json,
    Member,
    stamp,
)


def conversations(asked: Asked) -> Json:
    """List conversations by record index: id and name only, no link but to itself."""
    parameters = Parameters(asked.query)
    found = lists.counted(asked, parameters)
    cut = by_record_index(parameters, found, counts_pages=asked.options.record_index_counts == "pages")
    query = {key: cut.envelope[key] for key in ("page_size", "record_index")}
    listed = [{"uuid": item.id, "name": item.name, "_links": _self(asked, item)} for item in cut.items]
    links = {"self": asked.link("/conversations", query)}
    return {**cut.envelope, "_links": links, "_embedded": {"conversations": listed}}


def conversation(asked: Asked, conversation_id: str) -> Json:
    """Get a conversation with its members in it; the conversation's own state is not told."""
    found = asked.conversation(conversation_id)
    display_name = {"display_name": found.display_name} if found.display_name else {}
    properties = {} if found.ttl is None else {"properties": {"ttl": found.ttl, "video": False}}
    times = {"created": found.created, "updated": found.updated, "destroyed": found.destroyed}
    return {
        "uuid": found.id,
        "name": found.name,
        **display_name,
        "timestamp": {key: stamp(at) for key, at in times.items() if at},
        "sequence_number": found.sequence_number,
        "numbers": {},
        **properties,
        "members": [_inline(asked, item) for item in found.members],
        "_links": _self(asked, found),
    }


def members(asked: Asked, conversation_id: str) -> list[Json]:
    """List members without their ids."""
    found = asked.conversation(conversation_id).members[:LARGEST_PAGE]
    named = [(item, asked.holder(item).name) for item in found]
    return [{"user_id": item.user_id, "name": name, "user_name": name, "state": item.state} for item, name in named]


def member(asked: Asked, conversation_id: str, member_id: str) -> Json:
    """Get a member: nothing but its id."""
    found = asked.conversation(conversation_id)
    if all(item.id != member_id for item in found.members):
        raise refused("conversation:error:member-not-found")
    return {"id": member_id, **asked.link(f"/conversations/{found.id}/members/{member_id}")}


def events(asked: Asked, conversation_id: str) -> list[Json]:
    """List the first hundred events."""
    found = asked.conversation(conversation_id)
    return [_event(asked, found, item) for item in found.events[:LARGEST_PAGE]]


def event(asked: Asked, conversation_id: str, event_id: str) -> Json:
    """Get an event."""
    found = asked.conversation(conversation_id)
    for item in found.events:
        if str(item.id) == event_id:
            return _event(asked, found, item)
    raise missing("event")


def users(asked: Asked) -> list[Json]:
    """List the first hundred users."""
    there = (item for item in asked.world.users if asked.world.user(item.id))
    found = islice(there, LARGEST_PAGE)
    return [{"id": item.id, "name": item.name, **asked.link(f"/users/{item.id}")} for item in found]


def user(asked: Asked, user_id: str) -> Json:
    """Get a user; custom data is not inside `properties`."""
    found = asked.user(user_id)
    optional = {"display_name": found.display_name, "channels": found.channels, "custom_data": found.custom_data}
    told = {key: value for key, value in optional.items() if value}
    return {"id": found.id, "name": found.name, **told, **asked.link(f"/users/{found.id}")}


def user_conversations(asked: Asked, user_id: str) -> list[Json]:
    """List a user's memberships; `state` is the member's, not the conversation's."""
    found = asked.own(user_id)
    memberships: list[Json] = [
        {
            "id": item.id,
            "name": item.name,
            "display_name": item.display_name,
            "image_url": item.image_url,
            "timestamp": {"created": stamp(item.created)},
            "state": membership.state,
            "member_id": membership.id,
            "sequence_number": item.sequence_number,
            **asked.link(f"/users/{found.id}/conversations/{item.id}"),
        }
        for item, membership in asked.world.of(found.id)[:LARGEST_PAGE]
    ]
    return memberships


def _self(asked: Asked, item: Conversation) -> Json:
    return {"self": asked.link(f"/conversations/{item.id}")}


def _inline(asked: Asked, item: Member) -> Json:
    told: dict[str, object] = {
        "member_id": item.id,
        "user_id": item.user_id,
        "name": asked.holder(item).name,
        "state": item.state,
        "timestamp": {key: stamp(at) for key, at in item.timestamp.items()},
        "channel": item.channel,
        "initiator": item.initiator,
    }
    return {**told, "invited_by": item.invited_by} if item.invited_by else told


def _event(asked: Asked, of: Conversation, item: Event) -> Json:
    return {
        "id": item.id,
        "type": item.type,
        "from": item.from_member,
        "to": "",
        "body": item.body,
        "state": "",
        "timestamp": stamp(item.at),
        **asked.link(f"/conversations/{of.id}/events/{item.id}"),
    }


ROUTES: Mapping[str, Callable[..., Json | list[Json]]] = {
    "/conversations": conversations,
    "/conversations/<conversation_id>": conversation,
    "/conversations/<conversation_id>/members": members,
    "/conversations/<conversation_id>/members/<member_id>": member,
    "/conversations/<conversation_id>/events": events,
    "/conversations/<conversation_id>/events/<event_id>": event,
    "/users": users,
    "/users/<user_id>": user,
    "/users/<user_id>/conversations": user_conversations,
}
