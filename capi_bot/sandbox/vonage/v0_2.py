"""The answers of v0.2, which has lists only: below `_embedded.data`, with the page's own cursor beside its size."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

from capi_bot.sandbox.vonage import lists
from capi_bot.sandbox.vonage.asked import Asked
from capi_bot.sandbox.vonage.event_types import EARLIER
from capi_bot.sandbox.vonage.pages import Cut
from capi_bot.sandbox.world.records import (
    Conversation,
    Event,
    Json,
    Member,
    User,
    stamp,
)

T = TypeVar("T")


def conversations(asked: Asked) -> Json:
    """List conversations with the time of their creation."""
    cut = lists.conversations(asked)
    return _page(cut, "conversations", (_conversation(asked, item) for item in cut.items))


def members(asked: Asked, conversation_id: str) -> Json:
    """List members with the user's id and names beside their own."""
    of = asked.conversation(conversation_id)
    cut = lists.members(asked, of)
    return _page(cut, "members", (_member(asked, of, item) for item in cut.items))


def events(asked: Asked, conversation_id: str) -> Json:
    """List events."""
    of = asked.conversation(conversation_id)
    cut = lists.events(asked, of, EARLIER)
    return _page(cut, "events", (_event(asked, of, item) for item in cut.items))


def users(asked: Asked) -> Json:
    """List users: id and name only."""
    cut = lists.users(asked)
    return _page(cut, "users", (_user(asked, item) for item in cut.items))


def _page(cut: Cut[T], name: str, listed: Iterable[Json]) -> Json:
    return {**cut.envelope, "cursor": cut.cursor, "_embedded": {"data": {name: list(listed)}}}


def _conversation(asked: Asked, item: Conversation) -> Json:
    return {
        "id": item.id,
        "name": item.name,
        "display_name": item.display_name,
        "image_url": item.image_url,
        "timestamp": {"created": stamp(item.created)},
        "_links": {"self": asked.link(f"/conversations/{item.id}")},
    }


def _member(asked: Asked, of: Conversation, item: Member) -> Json:
    user = asked.holder(item)
    return {
        "id": item.id,
        "name": user.name,
        "display_name": user.display_name,
        "user_id": user.id,
        "state": item.state,
        "_links": {"self": asked.link(f"/conversations/{of.id}/members/{item.id}")},
    }


def _event(asked: Asked, of: Conversation, item: Event) -> Json:
    sender = {"from": item.from_member} if item.from_member else {}
    whole = {"conversation_id": of.id} if item.type == "text" else {}
    return {
        "id": item.id,
        "type": item.type,
        **sender,
        **whole,
        "timestamp": stamp(item.at),
        "body": _body(item.body),
        "_links": {"self": asked.link(f"/conversations/{of.id}/events/{item.id}")},
    }


def _body(body: Json) -> Json:
    """Spell the system flag of initiators `is_system`, unlike the other versions."""
    initiators = body.get("initiator")
    if not isinstance(initiators, Mapping):
        return body
    spelt = {when: _spelt(told) if isinstance(told, Mapping) else told for when, told in initiators.items()}
    return {**body, "initiator": spelt}


def _spelt(told: Json) -> Json:
    return {"is_system" if key == "isSystem" else key: value for key, value in told.items()}


def _user(asked: Asked, item: User) -> Json:
    return {"id": item.id, "name": item.name, "_links": {"self": asked.link(f"/users/{item.id}")}}


ROUTES: Mapping[str, Callable[..., Json]] = {
    "/conversations": conversations,
    "/conversations/<conversation_id>/members": members,
    "/conversations/<conversation_id>/events": events,
    "/users": users,
}
