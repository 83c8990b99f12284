from __future__ import annotations

import pytest

from capi_bot.capi.models import Event, Json
from capi_bot.domain.events import describe_event


@pytest.mark.parametrize(
    "body",
    [
        {"start_time": "2026-01-01T10:00:00Z"},
        {"start_time": "soon", "end_time": "2026-01-01T10:00:00Z"},
        {"start_time": "2026-01-01T10:00:01Z", "end_time": "2026-01-01T10:00:00Z"},
    ],
)
def test_a_recording_without_two_times_in_order_has_no_length(body: Json) -> None:
    assert describe_event(Event(type="audio:record:done", body=body)).text == "A recording is ready"


def test_times_with_and_without_a_zone_give_a_length() -> None:
    body = {"start_time": "2026-01-01T10:00:00", "end_time": "2026-01-01T10:00:07Z"}
    assert describe_event(Event(type="audio:record:done", body=body)).detail == "7 s"


def test_a_failed_transcription_says_why() -> None:
    event = Event(type="audio:transcribe:done", body={"error": "No speech"})
    assert describe_event(event).text == "A transcription failed (No speech)"
