"""Conversations, the events in them, and the calls that the Voice API lists.

https://developer.vonage.com/en/api/conversation and https://developer.vonage.com/en/api/voice
"""

from __future__ import annotations

from collections.abc import Mapping

from capi_bot.capi.models import Call, Conversation, ConversationState, Event, Json, Membership
from capi_bot.capi.wire.fields import (
    integer,
    mapping,
    nested,
    read_object,
    redact_addresses,
    redact_json,
    text,
    timestamp,
)
from capi_bot.capi.wire.members import parse_endpoint, parse_id, parse_member, parse_member_state
from capi_bot.capi.wire.resources import CALL, CONVERSATION, MEMBER, find_own_id, is_item

_KEYPAD_EVENT = "audio:dtmf"
_WEBRTC_EVENTS = "rtc:"
"""Begins the types of events in which browsers exchange the network addresses of their users."""


def parse_conversation(document: object, conversation_id: str = "", *, mask: bool = True) -> Conversation:
    """Return a conversation of v1 or beta, from a list or by itself; `conversation_id` where the response has no id.

    `members` is None where the response has no list of them; what is no member in it is left out.
    """
    raw = read_object(document, mask=mask)
    times, properties = nested(raw, "timestamp"), nested(raw, "properties")
    identifier = find_own_id(raw, CONVERSATION, conversation_id)
    state = text(raw.get("state")).upper()
    members = raw.get("members")
    return Conversation(
        id=identifier,
        name=text(raw.get("name")),
        display_name=text(raw.get("display_name")),
        image_url=text(raw.get("image_url")),
        state=ConversationState(state) if state in tuple(ConversationState) else ConversationState.UNKNOWN,
        created=timestamp(times.get("created")),
        updated=timestamp(times.get("updated")),
        destroyed=timestamp(times.get("destroyed")),
        sequence_number=integer(raw.get("sequence_number")),
        ttl=integer(properties.get("ttl")),
        type=text(properties.get("type")),
        custom_data=nested(properties, "custom_data"),
        members=(
            tuple(parse_member(member, identifier, mask=mask) for member in members if is_item(mapping(member), MEMBER))
            if isinstance(members, list)
            else None
        ),
        raw=raw,
    )


def parse_membership(document: object, *, mask: bool = True) -> Membership:
    """Return one conversation of a user. In beta its `state` is the member's, so the conversation's stays unknown."""
    conversation = parse_conversation(document, mask=mask)
    member = nested(conversation.raw, "_embedded")
    return Membership(
        conversation=conversation,
        member_id=text(member.get("id"), conversation.raw.get("member_id")),
        state=parse_member_state(text(member.get("state"), conversation.raw.get("state"))),
    )


def parse_event(document: object, conversation_id: str = "", *, mask: bool = True) -> Event:
    """Return an event of any version: from a list, by itself, or out of a webhook. The body keeps its type's shape."""
    raw = read_object(document, mask=mask)
    raw = _redact_event(raw) if mask else raw
    user, body = nested(raw, "_embedded", "from_user"), raw.get("body")
    return Event(
        id=integer(raw.get("id")),
        type=text(raw.get("type")),
        conversation_id=text(raw.get("conversation_id"), raw.get("cid"), conversation_id),
        from_member=parse_id(raw.get("from")) or text(nested(raw, "_embedded", "from_member").get("id")),
        from_user_id=text(user.get("id")),
        from_user_name=text(user.get("name")),
        from_user_display_name=text(user.get("display_name")),
        timestamp=timestamp(raw.get("timestamp")),
        body=mapping(body),
        other_body=None if isinstance(body, Mapping) or body in ("", []) else body,
        raw=raw,
    )


def parse_call(document: object, *, mask: bool = True) -> Call:
    """Return one leg of a call, as the Voice API lists it. Durations and prices arrive as strings or numbers."""
    raw = read_object(document, mask=mask)
    return Call(
        id=find_own_id(raw, CALL),
        conversation_id=text(raw.get("conversation_uuid"), raw.get("conversation_id")),
        from_=parse_endpoint(raw.get("from")),
        to=parse_endpoint(raw.get("to")),
        status=text(raw.get("status")).lower(),
        direction=text(raw.get("direction")).lower(),
        started=timestamp(raw.get("start_time")),
        ended=timestamp(raw.get("end_time")),
        duration=integer(raw.get("duration")),
        price=text(raw.get("price")),
        rate=text(raw.get("rate")),
        network=text(raw.get("network")),
        raw=raw,
    )


def _redact_event(raw: Json) -> Json:
    """Mask in a body what only the type of its event shows to be private: keypad digits, and addresses of a network."""
    event_type, body = text(raw.get("type")), raw.get("body")
    if event_type == _KEYPAD_EVENT and not isinstance(body, Mapping):
        return {**raw, "body": redact_json(body, key="digits")} if "body" in raw else raw
    if not event_type.startswith(_WEBRTC_EVENTS):
        return raw
    if not isinstance(body, Mapping):
        return {**raw, "body": redact_addresses(body)} if "body" in raw else raw
    # A channel has the addresses that were called, which are those that people know.
    masked = {key: value if key == "channel" else redact_addresses(value) for key, value in body.items()}
    return {**raw, "body": masked}
