"""The event types that the `event_type` filter takes; custom types are never among them."""

from __future__ import annotations

FILTERABLE = (
    "member:invited", "member:joined", "member:left", "member:media", "member:message:status",
    "leg:status:update",
    "sip:ringing", "sip:answered", "sip:hangup", "sip:machine", "sip:amd_machine", "sip:status",
    "rtc:status", "rtc:transfer", "rtc:hangup", "rtc:terminate", "rtc:ringing", "rtc:answered", "rtc:answer",
    "audio:play", "audio:play:stop", "audio:play:done", "audio:say", "audio:say:stop", "audio:say:done",
    "audio:dtmf", "audio:record", "audio:record:stop", "audio:record:done",
    "audio:mute:on", "audio:mute:off", "audio:earmuff:on", "audio:earmuff:off",
    "audio:speaking:on", "audio:speaking:off", "audio:asr:done", "audio:asr:record:done",
    "message", "message:submitted", "message:rejected", "message:undeliverable", "message:seen", "message:delivered",
    "event:delete", "conversation:updated",
)  # fmt: skip
"""What v1 takes: the older messaging types are not among them."""

EARLIER = (
    *FILTERABLE,
    "text", "text:update", "text:new", "text:typing:on", "text:typing:off", "text:seen", "text:delivered",
    "image", "image:seen", "image:delivered",
)  # fmt: skip
"""What v0.2 and v0.3 take."""

CUSTOM = r"custom:[\w\-:]{1,100}"
EPHEMERAL = "ephemeral"
WRITABLE = (
    "message", "message:submitted", "message:delivered", "message:seen", "message:rejected", "message:undeliverable",
    "audio:play", "audio:play:stop", "audio:say", "audio:say:stop", "audio:record", "audio:record:stop",
    "audio:mute:on", "audio:mute:off", "audio:earmuff:on", "audio:earmuff:off", "audio:dtmf",
    EPHEMERAL,
)  # fmt: skip
"""What an application may let happen, beside custom events."""
