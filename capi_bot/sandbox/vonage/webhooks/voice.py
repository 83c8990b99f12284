"""The Voice event webhook: how each leg is doing, and recordings. Pure.

https://developer.vonage.com/en/voice/voice-api/webhook-reference
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from capi_bot.sandbox.world import Occurrence
from capi_bot.sandbox.world.account import A_MINUTE, NETWORK, price
from capi_bot.sandbox.world.records import Call, Json, stamp

_REFUSED: Mapping[str, Json] = {
    "unanswered": {"detail": "unavailable", "reason": "No answer", "sip_code": 480},
    "rejected": {"detail": "declined", "reason": "Call declined", "sip_code": 603},
    "failed": {"detail": "cannot_route", "reason": "Call could not be routed", "sip_code": 503},
    "busy": {"sip_code": 486},
}


def webhook(told: Occurrence) -> Json | None:
    """Write what happened, or None where this webhook does not tell it."""
    if told.what == "transfer" and told.call:
        return _transfer(told, told.call)
    if told.what == "call" and told.call:
        return _status(told, told.call)
    if told.event and told.event.type == "audio:record:done":
        return _recording(told, told.event.body)
    return None


def _transfer(told: Occurrence, call: Call) -> Json:
    return {
        "conversation_uuid_from": told.origin,
        "conversation_uuid_to": told.conversation.id,
        "uuid": call.id,
        "timestamp": stamp(told.at),
    }


def _status(told: Occurrence, call: Call) -> Json:
    if call.status == "machine":
        return {
            "call_uuid": call.id,
            "conversation_uuid": call.conversation_id,
            "status": call.status,
            "sub_state": "beep_start",
            "timestamp": stamp(told.at),
        }
    return {
        "from": _address(call.from_),
        "to": _address(call.to),
        "uuid": call.id,
        "conversation_uuid": call.conversation_id,
        "status": call.status,
        "direction": call.direction,
        "timestamp": stamp(told.at),
        **_more(call),
    }


def _more(call: Call) -> Json:
    if call.status == "answered":
        return {"start_time": None, "rate": None, "network": None}
    if call.status == "completed" and call.ended:
        seconds = call.charged or 0
        return {
            "start_time": stamp(call.started),
            "end_time": stamp(call.ended),
            "duration": str(seconds),
            "rate": f"{A_MINUTE:.8f}",
            "price": f"{price(seconds):.8f}",
            "network": NETWORK,
            "disconnected_by": "user",
            "sip_code": 200,
        }
    return _REFUSED.get(call.status, {})


def _recording(told: Occurrence, body: Json) -> Json:
    return {
        "conversation_uuid": told.conversation.id,
        "recording_url": body.get("destination_url"),
        "recording_uuid": body.get("recording_id"),
        "size": body.get("size"),
        "start_time": body.get("start_time"),
        "end_time": body.get("end_time"),
        "timestamp": stamp(told.at),
    }


def _address(told: Mapping[str, Any]) -> str:
    """Return a side of a call as text: a webhook has no objects there."""
    return str(told.get("number") or told.get("uri") or told.get("user") or told.get("extension") or "")
