"""Recordings of a conversation and what is written down from them."""

from __future__ import annotations

from enum import StrEnum
from typing import assert_never

from capi_bot.capi.naming import plain
from capi_bot.capi.story import body as read
from capi_bot.capi.story.audio import error, for_whom, outcome
from capi_bot.capi.story.line import Line
from capi_bot.capi.story.scene import Scene
from capi_bot.capi.story.words import duration, listed, size
from capi_bot.capi.wire.reading import moment


class RecordingEvent(StrEnum):
    """Name the events of recordings."""

    STARTED = "audio:record"
    STOPPED = "audio:record:stop"
    DONE = "audio:record:done"
    SPEECH_DONE = "audio:asr:record:done"
    TRANSCRIBED = "audio:transcribe:done"


def recording(kind: RecordingEvent, scene: Scene) -> Line:
    """Tell what became of a recording. Its address is not told: it opens to whoever holds a token."""
    match kind:
        case RecordingEvent.STARTED:
            transcribed = "to be transcribed" if read.mapping(scene.body, "transcription") else ""
            return Line("A recording", "started", listed(for_whom(scene), _format(scene.body), transcribed))
        case RecordingEvent.STOPPED:
            return Line("A recording", "was stopped", for_whom(scene))
        case RecordingEvent.DONE:
            return Line("A recording", outcome(scene, "is ready"), listed(_facts(scene.body), error(scene)))
        case RecordingEvent.SPEECH_DONE:
            facts = listed(for_whom(scene), _facts(read.mapping(scene.body, "asr")))
            return Line("A recording for speech recognition", "is ready", facts)
        case RecordingEvent.TRANSCRIBED:
            return Line("A transcription", outcome(scene, "is ready"), error(scene))
        case _:
            assert_never(kind)


def _facts(body: object) -> str:
    return listed(duration(_length(body)), size(read.number(body, "size")), _format(body))


def _format(body: object) -> str:
    return plain(read.text(body, "format"), 20)


def _length(body: object) -> float | None:
    start, end = moment(read.at(body, "start_time")), moment(read.at(body, "end_time"))
    return (end - start).total_seconds() if start and end else None
