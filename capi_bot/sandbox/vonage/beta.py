"""The answers of beta to GET: bare arrays, inline members, `uuid`, `href`, `isSystem`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import islice

from capi_bot.sandbox.vonage.api_request import MAX_PAGE_SIZE, ApiRequest, event_of, member_of
from capi_bot.sandbox.vonage.pagination import by_record_index, within_dates
from capi_bot.sandbox.vonage.v1 import timestamp_json
from capi_bot.sandbox.world.records import Conversation, Event, Json, Member, format_time


def conversations(request: ApiRequest) -> Json:
    """List conversations by record index, or the one of a name: id and name only, no link but to itself."""
    parameters, world = request.parameters(), request.world
    name = parameters.text("name")
    items: Sequence[Conversation] = world.conversations
    if name is not None:
        named = world.conversation_named(name)
        items = (named,) if named else ()
    page = by_record_index(parameters, within_dates(items, parameters, lambda item: item.created))
    query = {key: page.envelope[key] for key in ("page_size", "record_index")}
    listed = [{"uuid": item.id, "name": item.name, "_links": _self(request, item)} for item in page.items]
    links = {"self": request.link("/conversations", query)}
    return {**page.envelope, "_links": links, "_embedded": {"conversations": listed}}


def conversation(request: ApiRequest, conversation_id: str) -> Json:
    """Get a conversation with its members in it, and without its state."""
    conversation = request.conversation(conversation_id)
    display_name = {"display_name": conversation.display_name} if conversation.display_name else {}
    properties = {} if conversation.ttl is None else {"properties": {"ttl": conversation.ttl, "video": False}}
    return {
        "uuid": conversation.id,
        "name": conversation.name,
        **display_name,
        "timestamp": timestamp_json(conversation),
        "sequence_number": conversation.sequence_number,
        "numbers": {},
        **properties,
        "members": [_inline_member(request, item) for item in conversation.members],
        "_links": _self(request, conversation),
    }


def members(request: ApiRequest, conversation_id: str) -> list[Json]:
    """List the first hundred members without their ids."""
    items = request.conversation(conversation_id).members[:MAX_PAGE_SIZE]
    named = [(item, request.user_of(item).name) for item in items]
    return [{"user_id": item.user_id, "name": name, "user_name": name, "state": item.state} for item, name in named]


def member(request: ApiRequest, conversation_id: str, member_id: str) -> Json:
    """Get a member: nothing but its id."""
    conversation = request.conversation(conversation_id)
    member_of(conversation, member_id, "conversation:error:member-not-found")
    return {"id": member_id, **request.link(f"/conversations/{conversation.id}/members/{member_id}")}


def events(request: ApiRequest, conversation_id: str) -> list[Json]:
    """List the first hundred events."""
    conversation = request.conversation(conversation_id)
    return [_event_json(request, conversation, item) for item in conversation.events[:MAX_PAGE_SIZE]]


def event(request: ApiRequest, conversation_id: str, event_id: str) -> Json:
    conversation = request.conversation(conversation_id)
    return _event_json(request, conversation, event_of(conversation, event_id))


def users(request: ApiRequest) -> list[Json]:
    """List the first hundred users."""
    items = islice((item for item in request.world.users if request.world.user(item.id)), MAX_PAGE_SIZE)
    return [{"id": item.id, "name": item.name, **request.link(f"/users/{item.id}")} for item in items]


def user(request: ApiRequest, user_id: str) -> Json:
    """Get a user; custom data is not inside `properties`."""
    user = request.user(user_id)
    optional = {"display_name": user.display_name, "channels": user.channels, "custom_data": user.custom_data}
    fields = {key: value for key, value in optional.items() if value}
    return {"id": user.id, "name": user.name, **fields, **request.link(f"/users/{user.id}")}


def user_conversations(request: ApiRequest, user_id: str) -> list[Json]:
    """List a user's memberships; `state` is the member's, not the conversation's."""
    user = request.user(user_id)
    return [
        {
            "id": item.id,
            "name": item.name,
            "display_name": item.display_name,
            "image_url": item.image_url,
            "timestamp": {"created": format_time(item.created)},
            "state": member.state,
            "member_id": member.id,
            "sequence_number": item.sequence_number,
            **request.link(f"/users/{user.id}/conversations/{item.id}"),
        }
        for item, member in request.world.memberships(user.id)[:MAX_PAGE_SIZE]
    ]


def _self(request: ApiRequest, conversation: Conversation) -> Json:
    return {"self": request.link(f"/conversations/{conversation.id}")}


def _inline_member(request: ApiRequest, member: Member) -> Json:
    fields: dict[str, object] = {
        "member_id": member.id,
        "user_id": member.user_id,
        "name": request.user_of(member).name,
        "state": member.state,
        "timestamp": {key: format_time(at) for key, at in member.timestamp.items()},
        "channel": member.channel,
        "initiator": member.initiator,
    }
    return {**fields, "invited_by": member.invited_by} if member.invited_by else fields


def _event_json(request: ApiRequest, conversation: Conversation, event: Event) -> Json:
    return {
        "id": event.id,
        "type": event.type,
        "from": event.from_member,
        "to": "",
        "body": event.body,
        "state": "",
        "timestamp": format_time(event.at),
        **request.link(f"/conversations/{conversation.id}/events/{event.id}"),
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
