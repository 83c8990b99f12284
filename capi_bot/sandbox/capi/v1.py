"""The answers of v1. Each function is one endpoint; the table at the foot says where it lives.

https://developer.vonage.com/en/api/conversation
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from capi_bot.sandbox.capi.asked import Asked
from capi_bot.sandbox.capi.event_types import FILTERABLE
from capi_bot.sandbox.capi.pages import by_cursor
from capi_bot.sandbox.capi.parameters import Parameters
from capi_bot.sandbox.capi.refusals import missing
from capi_bot.sandbox.world import Conversation, Event, Json, Member, User, stamp

API_KEY = "abcd1234"
"""The account's key, which the sessions list gives away."""


def conversations(asked: Asked) -> Json:
    """List conversations: neither state, nor members, nor properties."""
    parameters = Parameters(asked.query)
    kept = _between(asked.world.conversations, parameters)
    cut = by_cursor(asked, parameters, kept)
    listed = {"conversations": [_listed(asked, item) for item in cut.items]}
    # An application without a single conversation has no list either: vonage-cli#152.
    return {**cut.envelope, "_embedded": listed if asked.world.conversations else {}}


def conversation(asked: Asked, conversation_id: str) -> Json:
    """Get a conversation: what is not set is left out, and members are never there."""
    found = asked.conversation(conversation_id)
    named = {"display_name": found.display_name, "image_url": found.image_url}
    properties = _properties(found)
    return {
        "id": found.id,
        "name": found.name,
        **{key: text for key, text in named.items() if text},
        "state": found.state,
        "sequence_number": found.sequence_number,
        "timestamp": _timestamp(found),
        **({"properties": properties} if properties else {}),
        "_links": {"self": asked.link(f"/conversations/{found.id}")},
    }


def members(asked: Asked, conversation_id: str) -> Json:
    """List members: the user is in `_embedded`, and channel, media and times are not there."""
    found = asked.conversation(conversation_id)
    cut = by_cursor(asked, Parameters(asked.query), found.members)
    return {**cut.envelope, "_embedded": {"members": [_member(asked, found, item) for item in cut.items]}}


def member(asked: Asked, conversation_id: str, member_id: str) -> Json:
    """Get a member with channel, media, times and who brought them there."""
    conversation_ = asked.conversation(conversation_id)
    found = next((item for item in conversation_.members if item.id == member_id), None)
    if found is None:
        raise missing("member", "conversation:error:member-not-found")
    told: dict[str, object] = {
        **_member(asked, conversation_, found),
        "conversation_id": conversation_.id,
        "timestamp": {key: stamp(at) for key, at in found.timestamp.items()},
        "initiator": {key: _initiator(told) for key, told in found.initiator.items()},
        "channel": found.channel,
        "media": found.media,
        "invited_by": found.invited_by,
    }
    return {key: value for key, value in told.items() if value}


def events(asked: Asked, conversation_id: str) -> Json:
    """List events; `start_id` and `end_id` are both included."""
    found = asked.conversation(conversation_id)
    parameters = Parameters(asked.query)
    cut = by_cursor(asked, parameters, _filtered(found.events, parameters))
    listed = [_event(asked, found, item) for item in cut.items]
    embedded = listed if asked.options.events_envelope == "array" else {"events": listed}
    return {**cut.envelope, "_embedded": embedded}


def event(asked: Asked, conversation_id: str, event_id: str) -> Json:
    """Get an event."""
    found = asked.conversation(conversation_id)
    for item in found.events:
        if str(item.id) == event_id:
            return _event(asked, found, item)
    raise missing("event")


def users(asked: Asked) -> Json:
    """List users, or the one of exactly a name."""
    name = asked.query.get("name")
    kept = [user for user in asked.world.users if name is None or user.name == name]
    cut = by_cursor(asked, Parameters(asked.query), kept)
    return {**cut.envelope, "_embedded": {"users": [_user(asked, item) for item in cut.items]}}


def user(asked: Asked, user_id: str) -> Json:
    """Get a user with channels and custom data."""
    found = asked.user(user_id)
    image = {"image_url": found.image_url} if found.image_url else {}
    channels = {"channels": found.channels} if found.channels else {}
    return {**_user(asked, found), **image, "properties": {"custom_data": found.custom_data}, **channels}


def user_conversations(asked: Asked, user_id: str) -> Json:
    """List a user's memberships as the conversations that they are in; `_embedded` of an item is the membership."""
    found = asked.user(user_id)
    parameters = Parameters(asked.query)
    parameters.choice("order_by", ("created", "custom_sort_key"))
    parameters.flag("include_custom_data")
    state = parameters.choice("state", ("INVITED", "JOINED", "LEFT"))
    kept = [
        (item, membership)
        for item in _between(asked.world.conversations, parameters)
        for membership in item.members
        if membership.user_id == found.id and state in {None, membership.state}
    ]
    cut = by_cursor(asked, parameters, kept)
    return {**cut.envelope, "_embedded": {"conversations": [_membership(asked, *item) for item in cut.items]}}


def user_sessions(asked: Asked, user_id: str) -> Json:
    """List a user's online sessions, with the account's key in each."""
    found = asked.user(user_id)
    cut = by_cursor(asked, Parameters(asked.query), found.sessions)
    of = {"user": {"id": found.id, "name": found.name}, "api_key": API_KEY}
    listed = [{"id": item, "properties": {"ttl": 900}, "_embedded": of} for item in cut.items]
    return {**cut.envelope, "_embedded": {"sessions": listed}}


def _between(items: Sequence[Conversation], parameters: Parameters) -> list[Conversation]:
    start, end = parameters.moment("date_start"), parameters.moment("date_end")
    return [item for item in items if (not start or start <= item.created) and (not end or item.created <= end)]


def _filtered(items: Sequence[Event], parameters: Parameters) -> list[Event]:
    type_ = parameters.choice("event_type", FILTERABLE)
    start, end = parameters.whole("start_id", minimum=0), parameters.whole("end_id", minimum=0)
    hide_deleted = parameters.flag("exclude_deleted_events")
    return [
        item
        for item in items
        if type_ in {None, item.type}
        and (start is None or start <= item.id)
        and (end is None or item.id <= end)
        and not (hide_deleted and item.deleted)
    ]


def _listed(asked: Asked, item: Conversation) -> dict[str, object]:
    return {
        "id": item.id,
        "name": item.name,
        "display_name": item.display_name or None,
        "image_url": item.image_url or None,
        "timestamp": _timestamp(item),
        "_links": {"self": asked.link(f"/conversations/{item.id}")},
    }


def _timestamp(item: Conversation) -> Json:
    times: Mapping[str, datetime | None] = {
        "created": item.created,
        "updated": item.updated,
        "destroyed": item.destroyed,
    }
    return {key: stamp(at) for key, at in times.items() if at}


def _properties(item: Conversation) -> Json:
    ttl = {} if item.ttl is None else {"ttl": item.ttl}
    return {**ttl, **({"custom_data": item.custom_data} if item.custom_data else {})}


def _member(asked: Asked, of: Conversation, item: Member) -> Json:
    link = asked.link(f"/conversations/{of.id}/members/{item.id}")
    return {
        "id": item.id,
        "state": item.state,
        "_embedded": {"user": _user(asked, asked.user(item.user_id))},
        "_links": link,
    }


def _initiator(told: Json) -> Json:
    """Spell the system flag as member replies do; event bodies spell it `isSystem`."""
    return {"is_system" if key == "isSystem" else key: value for key, value in told.items()}


def _event(asked: Asked, of: Conversation, item: Event) -> Json:
    sender = next((member for member in of.members if member.id == item.from_member), None)
    told: dict[str, object] = {"id": item.id, "type": item.type, "body": item.body, "timestamp": stamp(item.at)}
    if sender:
        from_user = _sender(asked.user(sender.user_id))
        told |= {"from": sender.id, "_embedded": {"from_user": from_user, "from_member": {"id": sender.id}}}
    return {**told, "_links": {"self": asked.link(f"/conversations/{of.id}/events/{item.id}")}}


def _sender(item: User) -> Json:
    told: dict[str, object] = {"id": item.id, "name": item.name, "display_name": item.display_name}
    return {**told, "image_url": item.image_url, "custom_data": item.custom_data}


def _user(asked: Asked, item: User) -> dict[str, object]:
    display_name = {"display_name": item.display_name} if item.display_name else {}
    return {"id": item.id, "name": item.name, **display_name, "_links": {"self": asked.link(f"/users/{item.id}")}}


def _membership(asked: Asked, item: Conversation, membership: Member) -> Json:
    properties = _properties(item)
    return {
        **_listed(asked, item),
        "sequence_number": item.sequence_number,
        **({"properties": properties} if properties else {}),
        "_embedded": {"id": membership.id, "state": membership.state},
    }


ROUTES: Mapping[str, Callable[..., Json]] = {
    "/conversations": conversations,
    "/conversations/<conversation_id>": conversation,
    "/conversations/<conversation_id>/members": members,
    "/conversations/<conversation_id>/members/<member_id>": member,
    "/conversations/<conversation_id>/events": events,
    "/conversations/<conversation_id>/events/<event_id>": event,
    "/users": users,
    "/users/<user_id>": user,
    "/users/<user_id>/conversations": user_conversations,
    "/users/<user_id>/sessions": user_sessions,
}
