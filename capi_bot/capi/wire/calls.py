"""Calls, as the Voice API lists them."""

from __future__ import annotations

from capi_bot.capi.models import Call
from capi_bot.capi.wire.fields import (
    mapping,
    moment,
    text,
    whole,
)
from capi_bot.capi.wire.members import endpoint
from capi_bot.capi.wire.redaction import redact


def call(document: object) -> Call:
    """Read one leg of a call. Durations and prices arrive as texts or numbers."""
    raw = mapping(redact(document))
    return Call(
        id=text(raw.get("uuid"), raw.get("id")),
        conversation_id=text(raw.get("conversation_uuid"), raw.get("conversation_id")),
        from_=endpoint(raw.get("from")),
        to=endpoint(raw.get("to")),
        status=text(raw.get("status")).lower(),
        direction=text(raw.get("direction")).lower(),
        started=moment(raw.get("start_time")),
        ended=moment(raw.get("end_time")),
        duration=whole(raw.get("duration")),
        price=text(raw.get("price")),
        rate=text(raw.get("rate")),
        network=text(raw.get("network")),
        raw=raw,
    )
