"""The event types that v1's `event_type` filter takes; custom types and the older messaging ones are not among them."""

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
