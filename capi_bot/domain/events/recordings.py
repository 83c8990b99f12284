"""Recordings of a conversation and what is written down from them."""

from __future__ import annotations

from enum import StrEnum
from typing import assert_never

from capi_bot.capi.wire.fields import timestamp
from capi_bot.domain.display_names import plain
from capi_bot.domain.events import body as read
from capi_bot.domain.events.audio import error, for_whom, outcome
from capi_bot.domain.events.line import EventDescription
from capi_bot.domain.events.subject import EventContext
from capi_bot.domain.events.wording import duration, listed, size


class RecordingEvent(StrEnum):
    """Name the events of recordings."""

    STARTED = "audio:record"
    STOPPED = "audio:record:stop"
    DONE = "audio:record:done"
    SPEECH_DONE = "audio:asr:record:done"
    TRANSCRIBED = "audio:transcribe:done"


def recording(kind: RecordingEvent, scene: EventContext) -> EventDescription:
    """Tell what became of a recording. Its address is not told: it opens to whoever holds a token."""
    match kind:
        case RecordingEvent.STARTED:
            transcribed = "to be transcribed" if read.mapping(scene.body, "transcription") else ""
            return EventDescription("A recording", "started", listed(for_whom(scene), _format(scene.body), transcribed))
        case RecordingEvent.STOPPED:
            return EventDescription("A recording", "was stopped", for_whom(scene))
        case RecordingEvent.DONE:
            return EventDescription("A recording", outcome(scene, "is ready"), listed(_facts(scene.body), error(scene)))
        case RecordingEvent.SPEECH_DONE:
            facts = listed(for_whom(scene), _facts(read.mapping(scene.body, "asr")))
            return EventDescription("A recording for speech recognition", "is ready", facts)
        case RecordingEvent.TRANSCRIBED:
            return EventDescription("A transcription", outcome(scene, "is ready"), error(scene))
        case _:
            assert_never(kind)


def _facts(body: object) -> str:
    return listed(duration(_length(body)), size(read.number(body, "size")), _format(body))


def _format(body: object) -> str:
    return plain(read.text(body, "format"), 20)


def _length(body: object) -> float | None:
    start, end = timestamp(read.at(body, "start_time")), timestamp(read.at(body, "end_time"))
    return (end - start).total_seconds() if start and end else None
