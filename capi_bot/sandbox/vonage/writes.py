"""The writes of v1: create, change and delete conversations, members, events and users.

https://developer.vonage.com/en/api/conversation
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from capi_bot.sandbox.vonage import v1
from capi_bot.sandbox.vonage.api_request import ApiRequest, JsonBody, event_of, member_of
from capi_bot.sandbox.vonage.changes import Transaction
from capi_bot.sandbox.vonage.errors import api_error, not_found
from capi_bot.sandbox.world.records import Conversation, Json, Member, User
from capi_bot.sandbox.world.snapshot import World

Answer = tuple[Json | None, int]
"""The JSON of an answer, and its status."""

MAX_EVENT_BODY = 4096
"""Bytes of a custom event's body."""
CUSTOM_TYPE = r"custom:[\w\-:]{1,100}"
WRITABLE_EVENT_TYPES = (
    "message", "message:submitted", "message:delivered", "message:seen", "message:rejected", "message:undeliverable",
    "audio:play", "audio:play:stop", "audio:say", "audio:say:stop", "audio:record", "audio:record:stop",
    "audio:mute:on", "audio:mute:off", "audio:earmuff:on", "audio:earmuff:off", "audio:dtmf",
)  # fmt: skip
"""The types that an application may write, beside custom ones."""
CHANNELS = ("app", "phone", "sip", "websocket", "vbc", "sms", "mms", "whatsapp", "viber", "messenger")

_STATES: Mapping[str | None, Literal["INVITED", "JOINED", "LEFT"]] = {
    "invited": "INVITED",
    "joined": "JOINED",
    "left": "LEFT",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Write:
    """A write request: its transaction, its JSON, and `request_on`, which makes the request over a world."""

    transaction: Transaction
    request_on: Callable[[World], ApiRequest]
    json: object

    @property
    def request(self) -> ApiRequest:
        """The request over the world as it is written by now."""
        return self.request_on(self.transaction.world)

    def active_conversation(self, conversation_id: str) -> Conversation:
        """Find a conversation that can be written to, or refuse."""
        conversation = self.request.conversation(conversation_id)
        if conversation.state != "ACTIVE":
            raise api_error("conversation:error:not-allowed")
        return conversation


def create_conversation(write: Write) -> Answer:
    """Create a conversation; without a name it gets a generated one."""
    fields = {"name": write.transaction.new_id("NAM"), **_conversation_fields(write)}
    conversation = write.transaction.create_conversation(**fields)
    return v1.conversation_json(write.request, conversation), 201


def update_conversation(write: Write, conversation_id: str) -> Answer:
    """Change the given fields; an event reports it."""
    conversation = write.active_conversation(conversation_id)
    write.transaction.change_conversation(conversation.id, **_conversation_fields(write, conversation))
    changed = write.request.conversation(conversation.id)
    body = {key: getattr(changed, key) for key in ("id", "name", "display_name", "image_url", "state")}
    body["timestamp"] = v1.timestamp_json(changed)
    write.transaction.add_event(conversation.id, "conversation:updated", body)
    return v1.conversation_json(write.request, write.request.conversation(conversation.id)), 200


def delete_conversation(write: Write, conversation_id: str) -> Answer:
    """Delete a conversation, whatever its state."""
    write.transaction.delete_conversation(write.request.conversation(conversation_id).id)
    return None, 204


def _conversation_fields(write: Write, conversation: Conversation | None = None) -> Mapping[str, object]:
    """Read the fields of a conversation; its name must not be another one's."""
    body = JsonBody(write.json)
    fields = _common_fields(body, ttl=body.number("properties.ttl", minimum=0))
    namesake = write.transaction.world.conversation_named(str(fields.get("name")))
    if namesake is not None and (conversation is None or namesake.id != conversation.id):
        raise api_error("conversation:error:duplicate-name")
    return fields


def _common_fields(body: JsonBody, **more: object) -> Mapping[str, Any]:
    """Read the fields that conversations and users have in common, and return all that are given."""
    fields = {
        "name": body.text("name"),
        "display_name": body.text("display_name"),
        "image_url": body.text("image_url", max_length=2048),
        "custom_data": body.json_object("properties.custom_data"),
        **more,
    }
    body.check()
    return {key: value for key, value in fields.items() if value is not None}


def create_member(write: Write, conversation_id: str) -> Answer:
    """Invite a user or let one join, named by id or by name."""
    conversation, body = write.active_conversation(conversation_id), JsonBody(write.json)
    state = body.choice("state", ("invited", "joined"), required=True)
    user_id, name = body.text("user.id"), body.text("user.name")
    if user_id is None and name is None:
        body.add_problem("user", "must have an id or a name")
    body.choice("channel.type", CHANNELS, required=True)
    channel, media = body.json_object("channel"), body.json_object("media")
    body.check()
    world = write.transaction.world
    user = world.user(user_id) if user_id is not None else world.user_named(name or "")
    if user is None:
        raise not_found("user")
    if any(member.user_id == user.id and member.state == "JOINED" for member in conversation.members):
        raise api_error("conversation:error:member-already-joined")
    member = Member(
        id=write.transaction.new_id("MEM"),
        user_id=user.id,
        state=_STATES[state],
        channel=channel or {},
        media=media or {},
    )
    write.transaction.add_member(conversation.id, member)
    return _change_state(write, conversation, member, state or ""), 201


def update_member(write: Write, conversation_id: str, member_id: str) -> Answer:
    """Let a member join or leave; one that has left cannot come back."""
    conversation, body = write.active_conversation(conversation_id), JsonBody(write.json)
    state, reason = body.choice("state", ("joined", "left"), required=True), body.json_object("reason")
    body.check()
    member = _present_member(conversation, member_id)
    if state == "joined" and member.state == "JOINED":
        raise api_error("conversation:error:member-already-joined")
    return _change_state(write, conversation, member, state or "", {"reason": reason} if reason else {}), 200


def delete_member(write: Write, conversation_id: str, member_id: str) -> Answer:
    """Let a member leave, which is all that deleting one does: they stay in the list."""
    conversation = write.active_conversation(conversation_id)
    _change_state(write, conversation, _present_member(conversation, member_id), "left")
    return None, 204


def _present_member(conversation: Conversation, member_id: str) -> Member:
    member = member_of(conversation, member_id)
    if member.state == "LEFT":
        raise api_error("conversation:error:invalid-member-state")
    return member


def _change_state(
    write: Write, conversation: Conversation, member: Member, state: str, fields: Json | None = None
) -> Json:
    """Change a member's state, and report it by an event."""
    user = write.request.user_of(member)
    times = {**member.timestamp, state: write.transaction.world.now}
    initiator = {**member.initiator, state: {"isSystem": True}}
    write.transaction.change_member(
        conversation.id, member.id, state=_STATES[state], timestamp=times, initiator=initiator
    )
    changed = member_of(write.request.conversation(conversation.id), member.id)
    member_json = v1.member_json(write.request, conversation, changed)
    body = {
        "user": {"id": user.id, "name": user.name, "member_id": member.id},
        "channel": member.channel,
        "timestamp": member_json["timestamp"],
        "initiator": {state: {"isSystem": True}},
        **(fields or {}),
    }
    write.transaction.add_event(conversation.id, f"member:{state}", body, member.id)
    return member_json


def create_event(write: Write, conversation_id: str) -> Answer:
    """Write a custom event, an audio action or a message."""
    conversation, body = write.active_conversation(conversation_id), JsonBody(write.json)
    type_ = body.text("type", max_length=1000, required=True) or ""
    custom = type_.startswith("custom:")
    if custom:
        body.text("type", max_length=1000, pattern=CUSTOM_TYPE)
    elif type_:
        body.choice("type", WRITABLE_EVENT_TYPES)
    event_body = body.json_object("body", max_bytes=MAX_EVENT_BODY if custom else None, required=True) or {}
    sender = body.text("from")
    body.check()
    if sender is not None:
        member_of(conversation, sender)
    event = write.transaction.add_event(conversation.id, type_, event_body, sender or "")
    return v1.event_json(write.request, conversation, event), 201


def delete_event(write: Write, conversation_id: str, event_id: str) -> Answer:
    """Empty an event; another event reports it."""
    conversation = write.request.conversation(conversation_id)
    event = event_of(conversation, event_id)
    if event.deleted:
        raise not_found("event")
    write.transaction.delete_event(conversation.id, event.id)
    write.transaction.add_event(conversation.id, "event:delete", {"event_id": event.id}, event.from_member)
    return None, 204


def create_user(write: Write) -> Answer:
    """Create a user; without a name the id is the name."""
    return v1.user_json(write.request, write.transaction.create_user(**_user_fields(write))), 201


def update_user(write: Write, user_id: str) -> Answer:
    user = write.request.user(user_id)
    changed = replace(user, **_user_fields(write, user))
    write.transaction.put_user(changed)
    return v1.user_json(write.request, changed), 200


def delete_user(write: Write, user_id: str) -> Answer:
    """Delete a user; the memberships stay."""
    write.transaction.delete_user(write.request.user(user_id).id)
    return None, 204


def _user_fields(write: Write, user: User | None = None) -> Mapping[str, Any]:
    """Read the fields of a user; the name must not be another one's."""
    body = JsonBody(write.json)
    fields = _common_fields(body, channels=body.json_object("channels"))
    namesake = write.transaction.world.user_named(str(fields.get("name")))
    if namesake is not None and (user is None or namesake.id != user.id):
        raise api_error("user:error:duplicate-name")
    return fields


ROUTES: Mapping[tuple[str, str], Callable[..., Answer]] = {
    ("POST", "/conversations"): create_conversation,
    ("PUT", "/conversations/<conversation_id>"): update_conversation,
    ("DELETE", "/conversations/<conversation_id>"): delete_conversation,
    ("POST", "/conversations/<conversation_id>/members"): create_member,
    ("PATCH", "/conversations/<conversation_id>/members/<member_id>"): update_member,
    ("DELETE", "/conversations/<conversation_id>/members/<member_id>"): delete_member,
    ("POST", "/conversations/<conversation_id>/events"): create_event,
    ("DELETE", "/conversations/<conversation_id>/events/<event_id>"): delete_event,
    ("POST", "/users"): create_user,
    ("PATCH", "/users/<user_id>"): update_user,
    ("DELETE", "/users/<user_id>"): delete_user,
}
