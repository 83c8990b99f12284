"""The bodies of webhooks: Voice events (the status of legs, recordings) and RTC events (every event). Pure.

https://developer.vonage.com/en/voice/voice-api/webhook-reference
https://developer.vonage.com/en/conversation/concepts/event
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from capi_bot.sandbox.vonage.v1 import sender_json, timestamp_json
from capi_bot.sandbox.world import Occurrence, World
from capi_bot.sandbox.world.records import NETWORK, PRICE_PER_MINUTE, Call, Json, format_time, price

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
        body = {key: getattr(conversation, key) for key in ("id", "name", "display_name", "image_url", "state")}
        body["timestamp"] = timestamp_json(conversation)
        return {"type": f"conversation:{occurrence.kind}", **envelope, "body": body}
    if event is None:
        return None
    ids = {"id": event.id, "conversation_id": conversation.id, "cid": conversation.id}
    sender = next((member for member in conversation.members if member.id == event.from_member), None)
    user = world.user(sender.user_id) if sender else None
    from_ = sender_json(sender, user) if sender and user else {}
    return {"type": event.type, **ids, **envelope, "body": event.body, **from_}
