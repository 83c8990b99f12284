"""The bodies of webhooks: Voice events (the status of legs, recordings) and RTC events (every event). Pure.

https://developer.vonage.com/en/voice/voice-api/webhook-reference
https://developer.vonage.com/en/conversation/concepts/event
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from capi_bot.sandbox.world import Occurrence, World
from capi_bot.sandbox.world.records import (
    NETWORK,
    PRICE_PER_MINUTE,
    Call,
    Conversation,
    Event,
    Json,
    format_time,
    price,
)

_FAILURES: Mapping[str, Json] = {
    "unanswered": {"detail": "unavailable", "reason": "No answer", "sip_code": 480},
    "rejected": {"detail": "declined", "reason": "Call declined", "sip_code": 603},
    "failed": {"detail": "cannot_route", "reason": "Call could not be routed", "sip_code": 503},
    "busy": {"sip_code": 486},
}


def voice_body(occurrence: Occurrence) -> Json | None:
    """Write the body of a Voice webhook, or None where there is none for this."""
    event, call = occurrence.event, occurrence.call
    timestamp = format_time(occurrence.at)
    if occurrence.kind == "transfer" and call:
        return {
            "conversation_uuid_from": occurrence.origin,
            "conversation_uuid_to": occurrence.conversation.id,
            "uuid": call.id,
            "timestamp": timestamp,
        }
    if occurrence.kind == "call" and call and call.status == "machine":
        return {
            "call_uuid": call.id,
            "conversation_uuid": call.conversation_id,
            "status": call.status,
            "sub_state": "beep_start",
            "timestamp": timestamp,
        }
    if occurrence.kind == "call" and call:
        return {
            "from": _address(call.from_),
            "to": _address(call.to),
            "uuid": call.id,
            "conversation_uuid": call.conversation_id,
            "status": call.status,
            "direction": call.direction,
            "timestamp": timestamp,
            **_status_fields(call),
        }
    if event and event.type == "audio:record:done":
        return {
            "conversation_uuid": occurrence.conversation.id,
            "recording_url": event.body.get("destination_url"),
            "recording_uuid": event.body.get("recording_id"),
            "size": event.body.get("size"),
            "start_time": event.body.get("start_time"),
            "end_time": event.body.get("end_time"),
            "timestamp": timestamp,
        }
    return None


def _status_fields(call: Call) -> Json:
    if call.status == "answered":
        return {"start_time": None, "rate": None, "network": None}
    if call.status == "completed" and call.ended:
        seconds = call.billed_seconds or 0
        return {
            "start_time": format_time(call.started),
            "end_time": format_time(call.ended),
            "duration": str(seconds),
            "rate": f"{PRICE_PER_MINUTE:.8f}",
            "price": f"{price(seconds):.8f}",
            "network": NETWORK,
            "disconnected_by": "user",
            "sip_code": 200,
        }
    return _FAILURES.get(call.status, {})


def _address(side: Mapping[str, Any]) -> str:
    """Return a side of a call as text: a webhook has no objects there."""
    return str(side.get("number") or side.get("uri") or side.get("user") or side.get("extension") or "")


def rtc_body(occurrence: Occurrence, world: World, application_id: str) -> Json | None:
    """Write the body of an RTC webhook, or None where there is none for this."""
    envelope = {"timestamp": format_time(occurrence.at), "application_id": application_id, "params": {}}
    event, conversation = occurrence.event, occurrence.conversation
    if occurrence.kind in {"created", "deleted"}:
        return {"type": f"conversation:{occurrence.kind}", **envelope, "body": _conversation_json(conversation)}
    if event is None:
        return None
    if occurrence.kind == "knocking":
        return {"type": event.type, **envelope, "body": event.body}
    return {"type": event.type, "id": event.id, **envelope, **_event_fields(conversation, event, world)}


def _event_fields(conversation: Conversation, event: Event, world: World) -> Json:
    fields: dict[str, object] = {"conversation_id": conversation.id, "cid": conversation.id, "body": event.body}
    sender = next((member for member in conversation.members if member.id == event.from_member), None)
    user = world.user(sender.user_id) if sender else None
    if sender and user:
        from_user: dict[str, object] = {"id": user.id, "name": user.name, "display_name": user.display_name}
        from_user |= {"image_url": user.image_url, "custom_data": user.custom_data}
        fields |= {"from": sender.id, "_embedded": {"from_user": from_user, "from_member": {"id": sender.id}}}
    return fields


def _conversation_json(conversation: Conversation) -> Json:
    times = {"created": conversation.created, "updated": conversation.updated, "destroyed": conversation.destroyed}
    return {
        "id": conversation.id,
        "name": conversation.name,
        "display_name": conversation.display_name,
        "image_url": conversation.image_url,
        "state": conversation.state,
        "timestamp": {key: format_time(at) for key, at in times.items() if at},
    }
