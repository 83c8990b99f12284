"""A call with every detail that events can have: reasons, audio, prices, recordings, speech, folds and gaps."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from capi_bot.capi import wire
from capi_bot.capi.models import Event, Member, Page
from capi_bot.slack.views.tabs import EventsTab
from tests.slack.sample_values import (
    NOW,
    leg_id,
    member_id,
    user_id,
)

BEGAN = NOW - timedelta(minutes=20)


def long_call_events(text: str) -> EventsTab:
    """Return the events of a caller named `text` and of Bob, who was called, whose descriptions are long."""
    events = _events(text)
    members = {member_id(number): _member(number, text) for number in range(2)}
    return EventsTab(page=Page(items=tuple(reversed(events)), next="0lder"), members=members, scanned=len(events))


def _member(number: int, text: str) -> Member:
    return wire.parse_member(
        {
            "id": member_id(number),
            "user": {"id": user_id(number), "name": ("Bob Tan" if number else text)},
            "channel": _phone(number),
        }
    )


def _phone(number: int) -> Mapping[str, object]:
    legs = [{"leg_id": leg_id(number), "status": "answered"}]
    ends = {"from": {"type": "phone", "number": "447700900111"}, "to": {"type": "phone", "number": "447700900200"}}
    return {"type": "phone", "id": leg_id(number), "legs": legs, **ends}


def _events(text: str) -> list[Event]:
    recorded = {"start_time": _when(200), "end_time": _when(512), "size": 4_194_304, "format": "mp3"}
    speech = [{"word": text, "confidence": "0.87"}]
    quality = {"quality": {"mos_score": "3.95"}, "reason": {"code": "user_disconnected", "text": text, "sip_code": 200}}
    events: list[tuple[float, str, int | None, Mapping[str, object]]] = [
        (0, "member:invited", 1, {"invited_by": user_id(0), "channel": _phone(1)}),
        (6, "sip:machine", 1, {"type": "beep_start", "confidence": 97, "channel": _phone(1)}),
        (20, "audio:say", 0, {"text": text, "language": "en-GB", "loop": 3}),
        *((30 + second, _SPEAKING[second % 2], second // 2 % 2, {}) for second in range(80)),
        (200, "audio:record", None, {"format": "mp3", "transcription": {"language": "en"}}),
        (512, "audio:record:done", None, recorded),
        (520, "audio:asr:done", 0, {"channel": _phone(0), "asr": {"results": speech}}),
        (530, "message", 0, {"message_type": "text", "text": text}),
        (531, f"custom:{text[:80]}", 0, {text[:40]: text}),
        (900, "sip:hangup", 1, {"channel": _phone(1), **quality}),
        (901, "sip:status", 1, {"status": "completed", "duration": "894", "price": "0.0172", "channel": _phone(1)}),
        (902, "member:left", 0, {"channel": _phone(0), "reason": {"code": "16", "text": text}}),
    ]
    return [_event(number, *happened) for number, happened in enumerate(events, 1)]


_SPEAKING = ("audio:speaking:on", "audio:speaking:off")


def _event(number: int, second: float, kind: str, who: int | None, body: Mapping[str, object]) -> Event:
    sender = {} if who is None else {"from": member_id(who)}
    return wire.parse_event({"id": number, "type": kind, "timestamp": _when(second), "body": body, **sender})


def _when(second: float) -> str:
    return (BEGAN + timedelta(seconds=second)).isoformat()
