"""Events, whatever their type: the body keeps its shape."""

from __future__ import annotations

from capi_bot.capi.models import Event
from capi_bot.capi.wire.fields import (
    inside,
    mapping,
    moment,
    text,
    whole,
)
from capi_bot.capi.wire.redaction import redact


def event(document: object, conversation_id: str = "") -> Event:
    """Read an event of any version, from a list, by itself or out of an RTC webhook."""
    raw = mapping(redact(document))
    user = inside(raw, "_embedded", "from_user")
    return Event(
        id=whole(raw.get("id")),
        type=text(raw.get("type")),
        conversation_id=text(raw.get("conversation_id"), raw.get("cid"), conversation_id),
        from_member=text(raw.get("from"), inside(raw, "_embedded", "from_member").get("id")),
        from_user_id=text(user.get("id")),
        from_user_name=text(user.get("name")),
        from_user_display_name=text(user.get("display_name")),
        timestamp=moment(raw.get("timestamp")),
        body=inside(raw, "body"),
        raw=raw,
    )
