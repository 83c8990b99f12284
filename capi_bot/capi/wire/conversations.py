"""Conversations, by themselves and as their users see them."""

from __future__ import annotations

from capi_bot.capi.models import Conversation, ConversationState, Json, Member, Membership
from capi_bot.capi.wire.fields import (
    inside,
    mapping,
    moment,
    text,
    whole,
)
from capi_bot.capi.wire.members import member, member_state
from capi_bot.capi.wire.redaction import redact


def conversation(document: object, conversation_id: str = "") -> Conversation:
    """Read a conversation of v1 or beta, as a list or its own page gives it."""
    raw = mapping(redact(document))
    times, properties = inside(raw, "timestamp"), inside(raw, "properties")
    identity = text(raw.get("id"), raw.get("uuid"), conversation_id)
    return Conversation(
        id=identity,
        name=text(raw.get("name")),
        display_name=text(raw.get("display_name")),
        image_url=text(raw.get("image_url")),
        state=_state(raw.get("state")),
        created=moment(times.get("created")),
        updated=moment(times.get("updated")),
        destroyed=moment(times.get("destroyed")),
        sequence_number=whole(raw.get("sequence_number")),
        ttl=whole(properties.get("ttl")),
        type=text(properties.get("type")),
        custom_data=inside(properties, "custom_data"),
        members=_members(raw, identity),
        raw=raw,
    )


def membership(document: object) -> Membership:
    """Read one conversation of a user. In beta its `state` is the member's, so the conversation's stays unknown."""
    found = conversation(document)
    embedded = inside(found.raw, "_embedded")
    return Membership(
        conversation=found,
        member_id=text(embedded.get("id"), found.raw.get("member_id")),
        state=member_state(text(embedded.get("state"), found.raw.get("state"))),
    )


def _state(value: object) -> ConversationState:
    state = text(value).upper()
    return ConversationState(state) if state in tuple(ConversationState) else ConversationState.UNKNOWN


def _members(raw: Json, conversation_id: str) -> tuple[Member, ...] | None:
    inline = raw.get("members")
    if not isinstance(inline, list):
        return None
    return tuple(member(entry, conversation_id) for entry in inline if mapping(entry))
