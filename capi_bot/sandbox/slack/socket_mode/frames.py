"""What is said over a WebSocket of Socket Mode, field by field: pure, from values to frames and back.

https://docs.slack.dev/apis/events-api/using-socket-mode
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Literal

from capi_bot.sandbox.slack.delivery_bodies import Parcel, Retry
from capi_bot.sandbox.slack.rules import Json

BUILD = 10

Reason = Literal["warning", "refresh_requested", "link_disabled", "too_many_websockets"]
"""Why Slack says `disconnect`. The last is not in its documents, but it is what an eleventh connection hears."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ack:
    """Be what the app answered to an envelope; `payload` is None where it only took note."""

    envelope_id: str
    payload: Json | None = None


def hello(*, app_id: str, host: str, connections: int, life: float) -> Json:
    """Return the first frame of a connection: how many there are now, and how many seconds this one lives."""
    return {
        "type": "hello",
        "num_connections": connections,
        "debug_info": {"host": host, "build_number": BUILD, "approximate_connection_time": round(life)},
        "connection_info": {"app_id": app_id},
    }


def disconnect(reason: Reason, host: str) -> Json:
    """Return the frame by which Slack says that a connection is about to end, or that it must."""
    return {"type": "disconnect", "reason": reason, "debug_info": {"host": host}}


def envelope(parcel: Parcel, retry: Retry | None, envelope_id: str) -> Json:
    """Return the parcel in its envelope; events alone tell of retries, and take no payload in the answer."""
    frame: Json = {
        "envelope_id": envelope_id,
        "payload": parcel.payload,
        "type": parcel.type,
        "accepts_response_payload": parcel.type != "events_api",
    }
    if parcel.type != "events_api":
        return frame
    return frame | {"retry_attempt": retry.attempt if retry else 0, "retry_reason": retry.reason if retry else ""}


def read_ack(frame: str | bytes) -> Ack | None:
    """Return what a frame of the app's acknowledges, None where it is no such thing."""
    try:
        said = json.loads(frame)
    except ValueError:
        return None
    if not isinstance(said, dict) or not isinstance(said.get("envelope_id"), str):
        return None
    payload = said.get("payload")
    return Ack(envelope_id=said["envelope_id"], payload=payload if isinstance(payload, dict) else None)
