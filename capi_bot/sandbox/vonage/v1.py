"""The answers of v1 to GET. Each function is one endpoint; the table at the foot maps paths to them.

https://developer.vonage.com/en/api/conversation
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from capi_bot.sandbox.vonage.api_request import ApiRequest, event_of, member_of
from capi_bot.sandbox.vonage.pagination import Key, by_cursor, creation_key, within_dates
from capi_bot.sandbox.world.records import API_KEY, Conversation, Event, Json, Member, User, format_time
from capi_bot.sandbox.world.snapshot import Membership

FILTERABLE_EVENT_TYPES = (
    "member:invited", "member:joined", "member:left", "member:media", "member:message:status",
    "leg:status:update",
    "sip:ringing", "sip:answered", "sip:hangup", "sip:machine", "sip:amd_machine", "sip:status",
    "rtc:status", "rtc:transfer", "rtc:hangup", "rtc:terminate", "rtc:ringing", "rtc:answered", "rtc:answer",
    "audio:play", "audio:play:stop", "audio:play:done", "audio:say", "audio:say:stop", "audio:say:done",
    "audio:dtmf", "audio:record", "audio:record:stop", "audio:record:done",
    "audio:mute:on", "audio:mute:off", "audio:earmuff:on", "audio:earmuff:off",
    "audio:speaking:on", "audio:speaking:off", "audio:asr:done", "audio:asr:record:done",
    "message", "message:submitted", "message:rejected", "message:undeliverable", "message:seen", "message:delivered",
    "event:delete", "conversation:updated",
)  # fmt: skip
"""The event types that the `event_type` filter takes; custom types are never among them."""


def conversations(request: ApiRequest) -> Json:
    parameters = request.parameters()
    items = within_dates(request.world.conversations, parameters, lambda item: item.created)
    page = by_cursor(request, parameters, items, key=creation_key)
    listed = {"conversations": [_listed_conversation(request, item) for item in page.items]}
    # An application without a single conversation has no list either: vonage-cli#152.
    return {**page.envelope, "_embedded": listed if request.world.conversations else {}}


def conversation(request: ApiRequest, conversation_id: str) -> Json:
    return conversation_json(request, request.conversation(conversation_id))


def members(request: ApiRequest, conversation_id: str) -> Json:
    """List members in the order in which they came."""
    conversation = request.conversation(conversation_id)
    page = by_cursor(request, request.parameters(), conversation.members)
    listed = [_listed_member(request, conversation, item) for item in page.items]
    return {**page.envelope, "_embedded": {"members": listed}}


def member(request: ApiRequest, conversation_id: str, member_id: str) -> Json:
    conversation = request.conversation(conversation_id)
    member = member_of(conversation, member_id, "conversation:error:member-not-found")
    return member_json(request, conversation, member)


def events(request: ApiRequest, conversation_id: str) -> Json:
    """List events; `start_id` and `end_id` are both included."""
    conversation, parameters = request.conversation(conversation_id), request.parameters()
    type_ = parameters.choice("event_type", FILTERABLE_EVENT_TYPES)
    start, end = parameters.number("start_id", minimum=0), parameters.number("end_id", minimum=0)
    items = tuple(
        item
        for item in conversation.events
        if type_ in {None, item.type} and (start is None or start <= item.id) and (end is None or item.id <= end)
    )
    page = by_cursor(request, parameters, items, key=lambda item: (item.id, "", 0))
    listed = [event_json(request, conversation, item) for item in page.items]
    return {**page.envelope, "_embedded": listed if request.events_envelope == "array" else {"events": listed}}


def event(request: ApiRequest, conversation_id: str, event_id: str) -> Json:
    conversation = request.conversation(conversation_id)
    return event_json(request, conversation, event_of(conversation, event_id))


def users(request: ApiRequest) -> Json:
    """List users, or the one of exactly a name."""
    name, world = request.query.get("name"), request.world
    items = world.users if name is None else tuple(filter(None, (world.user_named(name),)))
    page = by_cursor(request, request.parameters(), items, keep=lambda item: world.user(item.id) is not None)
    return {**page.envelope, "_embedded": {"users": [_listed_user(request, item) for item in page.items]}}


def user(request: ApiRequest, user_id: str) -> Json:
    return user_json(request, request.user(user_id))


def user_conversations(request: ApiRequest, user_id: str) -> Json:
    """List a user's memberships as the conversations that they are in; `_embedded` of an item is the membership."""
    user, parameters = request.user(user_id), request.parameters()
    state = parameters.choice("state", ("INVITED", "JOINED", "LEFT"))
    items = within_dates(request.world.memberships(user.id), parameters, lambda item: item[0].created)
    page = by_cursor(request, parameters, items, key=_membership_key, keep=lambda item: state in {None, item[1].state})
    listed = [
        {
            **_listed_conversation(request, conversation),
            "sequence_number": conversation.sequence_number,
            **_properties(conversation),
            "_embedded": {"id": member.id, "state": member.state},
        }
        for conversation, member in page.items
    ]
    return {**page.envelope, "_embedded": {"conversations": listed}}


def user_sessions(request: ApiRequest, user_id: str) -> Json:
    """List a user's online sessions, with the account's key in each."""
    user = request.user(user_id)
    page = by_cursor(request, request.parameters(), user.sessions)
    owner = {"user": {"id": user.id, "name": user.name}, "api_key": API_KEY}
    listed = [{"id": item, "properties": {"ttl": 900}, "_embedded": owner} for item in page.items]
    return {**page.envelope, "_embedded": {"sessions": listed}}


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


def conversation_json(request: ApiRequest, conversation: Conversation) -> Json:
    """Write a conversation: what is not set is left out, and members are never there."""
    names = {"display_name": conversation.display_name, "image_url": conversation.image_url}
    return {
        "id": conversation.id,
        "name": conversation.name,
        **{key: text for key, text in names.items() if text},
        "state": conversation.state,
        "sequence_number": conversation.sequence_number,
        "timestamp": timestamp_json(conversation),
        **_properties(conversation),
        "_links": {"self": request.link(f"/conversations/{conversation.id}")},
    }


def _listed_conversation(request: ApiRequest, conversation: Conversation) -> Json:
    """Write a conversation as in lists: neither state, nor members, nor properties."""
    return {
        "id": conversation.id,
        "name": conversation.name,
        "display_name": conversation.display_name or None,
        "image_url": conversation.image_url or None,
        "timestamp": timestamp_json(conversation),
        "_links": {"self": request.link(f"/conversations/{conversation.id}")},
    }


def timestamp_json(conversation: Conversation) -> Json:
    times: Mapping[str, datetime | None] = {
        "created": conversation.created,
        "updated": conversation.updated,
        "destroyed": conversation.destroyed,
    }
    return {key: format_time(at) for key, at in times.items() if at}


def _properties(conversation: Conversation) -> Json:
    ttl = {} if conversation.ttl is None else {"ttl": conversation.ttl}
    properties = {**ttl, **({"custom_data": conversation.custom_data} if conversation.custom_data else {})}
    return {"properties": properties} if properties else {}


def member_json(request: ApiRequest, conversation: Conversation, member: Member) -> Json:
    """Write a member with channel, media, times and who brought them there."""
    initiator = {  # v1 spells the system flag so; the bodies of events and beta spell it `isSystem`
        when: {"is_system" if key == "isSystem" else key: value for key, value in fields.items()}
        for when, fields in member.initiator.items()
    }
    fields: dict[str, object] = {
        **_listed_member(request, conversation, member),
        "conversation_id": conversation.id,
        "timestamp": {key: format_time(at) for key, at in member.timestamp.items()},
        "initiator": initiator,
        "channel": member.channel,
        "media": member.media,
        "invited_by": member.invited_by,
    }
    return {key: value for key, value in fields.items() if value}


def _listed_member(request: ApiRequest, conversation: Conversation, member: Member) -> Json:
    """Write a member as in lists: the user is in `_embedded`; channel, media and times are not there."""
    return {
        "id": member.id,
        "state": member.state,
        "_embedded": {"user": _listed_user(request, request.user_of(member))},
        "_links": request.link(f"/conversations/{conversation.id}/members/{member.id}"),
    }


def event_json(request: ApiRequest, conversation: Conversation, event: Event) -> Json:
    """Write an event with its sender, who is absent where the system sent it."""
    fields: dict[str, object] = {"id": event.id, "type": event.type, "body": event.body}
    fields["timestamp"] = format_time(event.at)
    sender = next((member for member in conversation.members if member.id == event.from_member), None)
    if sender:
        fields |= sender_json(sender, request.user_of(sender))
    return {**fields, "_links": {"self": request.link(f"/conversations/{conversation.id}/events/{event.id}")}}


def sender_json(sender: Member, user: User) -> Json:
    """Write the sender of an event, as webhooks do too."""
    from_user: dict[str, object] = {"id": user.id, "name": user.name, "display_name": user.display_name}
    from_user |= {"image_url": user.image_url, "custom_data": user.custom_data}
    return {"from": sender.id, "_embedded": {"from_user": from_user, "from_member": {"id": sender.id}}}


def user_json(request: ApiRequest, user: User) -> Json:
    image = {"image_url": user.image_url} if user.image_url else {}
    channels = {"channels": user.channels} if user.channels else {}
    return {**_listed_user(request, user), **image, "properties": {"custom_data": user.custom_data}, **channels}


def _listed_user(request: ApiRequest, user: User) -> Json:
    display_name = {"display_name": user.display_name} if user.display_name else {}
    return {"id": user.id, "name": user.name, **display_name, "_links": {"self": request.link(f"/users/{user.id}")}}


def _membership_key(membership: Membership) -> Key:
    conversation, member = membership
    number, conversation_id, _ = creation_key(conversation)
    return (number, conversation_id, conversation.members.index(member))
