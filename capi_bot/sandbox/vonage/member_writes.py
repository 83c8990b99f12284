"""Let users be invited to conversations, join and leave them.

https://developer.vonage.com/en/api/conversation
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal

from capi_bot.sandbox.vonage import shapes
from capi_bot.sandbox.vonage.desk import Desk, Told, member_of
from capi_bot.sandbox.vonage.refusals import missing, refused
from capi_bot.sandbox.world.records import (
    Conversation,
    Json,
    Member,
    User,
)

MOST = 100
"""Members of a conversation."""
CHANNELS = ("app", "phone", "sip", "websocket", "vbc", "sms", "mms", "whatsapp", "viber", "messenger")
_STATES: Mapping[str | None, Literal["INVITED", "JOINED", "LEFT"]] = {
    "invited": "INVITED",
    "joined": "JOINED",
    "left": "LEFT",
}


def create(desk: Desk, conversation_id: str) -> Told:
    """Invite a user or let one join, named by id or by name."""
    of, document = desk.open(conversation_id), desk.read()
    state = document.choice("state", ("invited", "joined"), needed=True)
    names = document.text("user.id"), document.text("user.name")
    if names == (None, None):
        document.wrong("user", "must have an id or a name")
    document.choice("channel.type", CHANNELS, needed=True)
    channel, media = document.part("channel"), document.part("media")
    if len(of.members) >= MOST:
        document.wrong("members", f"must contain less than or equal to {MOST} items")
    document.check()
    user = _user(desk, *names)
    if any(member.user_id == user.id and member.state == "JOINED" for member in of.members):
        raise refused("conversation:error:member-already-joined")
    made = Member(
        id=desk.draft.ident("MEM"), user_id=user.id, state=_STATES[state], channel=channel or {}, media=media or {}
    )
    desk.draft.join(of.id, made)
    return _become(desk, of, made, state or ""), 201


def update(desk: Desk, conversation_id: str, member_id: str) -> Told:
    """Let a member join or leave; one that has left stays away."""
    of, document = desk.open(conversation_id), desk.read()
    state, reason = document.choice("state", ("joined", "left"), needed=True), document.part("reason")
    document.check()
    found = member_of(of, member_id)
    if found.state == "LEFT":
        raise refused("conversation:error:invalid-member-state")
    if state == "joined" and found.state == "JOINED":
        raise refused("conversation:error:member-already-joined")
    return _become(desk, of, found, state or "", {"reason": reason} if reason else {}), 200


def delete(desk: Desk, conversation_id: str, member_id: str) -> Told:
    """Let a member leave, which is all that deleting one does: they stay in the list."""
    of = desk.open(conversation_id)
    found = member_of(of, member_id)
    if found.state == "LEFT":
        raise refused("conversation:error:invalid-member-state")
    _become(desk, of, found, "left")
    return None, 204


def _user(desk: Desk, user_id: str | None, name: str | None) -> User:
    world = desk.draft.world
    found = world.user(user_id) if user_id is not None else world.named(name or "")
    if found is None:
        raise missing("user")
    return found


def _become(desk: Desk, of: Conversation, member: Member, state: str, told: Json | None = None) -> Json:
    """Let a member be in another state from now on, and let that be known by an event."""
    now, user = desk.draft.world.now, desk.asked.holder(member)
    times = {**member.timestamp, state: now}
    initiator = {**member.initiator, state: {"isSystem": True}}
    desk.draft.change_member(of.id, member.id, state=_STATES[state], timestamp=times, initiator=initiator)
    changed = member_of(desk.asked.conversation(of.id), member.id)
    written = shapes.member(desk.asked, of, changed)
    body: dict[str, object] = {
        "user": {"id": user.id, "name": user.name, "member_id": member.id},
        "channel": member.channel,
    }
    body |= {"timestamp": written["timestamp"], "initiator": {state: {"isSystem": True}}}
    desk.draft.happen(of.id, f"member:{state}", {**body, **(told or {})}, member.id)
    return written


ROUTES: Mapping[tuple[str, str], Callable[..., Told]] = {
    ("POST", "/conversations/<conversation_id>/members"): create,
    ("PATCH", "/conversations/<conversation_id>/members/<member_id>"): update,
    ("DELETE", "/conversations/<conversation_id>/members/<member_id>"): delete,
}
