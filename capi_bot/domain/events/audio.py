"""What is played, said, recorded and pressed in a conversation.

Speech and streams have the machine as their subject: the event's `from` is the member for whom they are played.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import assert_never

from capi_bot.capi.wire.fields import moment
from capi_bot.domain.display_names import plain
from capi_bot.domain.events import body as read
from capi_bot.domain.events.subject import EventContext
from capi_bot.domain.events.wording import (
    EventDescription,
    duration,
    file_name,
    listed,
    percent,
    quoted,
    size,
    spaced,
    times,
)
from capi_bot.secrets_filter import MASK


class AudioEvent(StrEnum):
    """Name the events of sound other than recordings."""

    PLAY = "audio:play"
    PLAY_STOP = "audio:play:stop"
    PLAY_DONE = "audio:play:done"
    SAY = "audio:say"
    SAY_STOP = "audio:say:stop"
    SAY_DONE = "audio:say:done"
    DTMF = "audio:dtmf"
    MUTE_ON = "audio:mute:on"
    MUTE_OFF = "audio:mute:off"
    EARMUFF_ON = "audio:earmuff:on"
    EARMUFF_OFF = "audio:earmuff:off"
    SPEAKING_ON = "audio:speaking:on"
    SPEAKING_OFF = "audio:speaking:off"
    ASR_DONE = "audio:asr:done"


def audio(kind: AudioEvent, scene: EventContext) -> EventDescription:  # noqa: C901, PLR0911, PLR0912 -- one case per event type is the point
    """Tell what was heard."""
    who = scene.person or "Somebody"
    match kind:
        case AudioEvent.PLAY:
            return _play(scene)
        case AudioEvent.PLAY_STOP:
            return EventDescription("A stream", "was stopped", for_whom(scene))
        case AudioEvent.PLAY_DONE:
            return EventDescription("A stream", outcome(scene, "finished"), listed(for_whom(scene), error(scene)))
        case AudioEvent.SAY:
            return _say(scene)
        case AudioEvent.SAY_STOP:
            return EventDescription("Text to speech", "was stopped", for_whom(scene))
        case AudioEvent.SAY_DONE:
            return EventDescription("Text to speech", outcome(scene, "finished"), listed(for_whom(scene), error(scene)))
        case AudioEvent.DTMF:
            return EventDescription(who, f"pressed {MASK} on the keypad")
        case AudioEvent.MUTE_ON:
            return EventDescription(who, "is muted", "cannot speak")
        case AudioEvent.MUTE_OFF:
            return EventDescription(who, "is no longer muted")
        case AudioEvent.EARMUFF_ON:
            return EventDescription(who, "is earmuffed", "cannot hear")
        case AudioEvent.EARMUFF_OFF:
            return EventDescription(who, "is no longer earmuffed")
        case AudioEvent.SPEAKING_ON:
            return EventDescription(who, "started speaking")
        case AudioEvent.SPEAKING_OFF:
            return EventDescription(who, "stopped speaking")
        case AudioEvent.ASR_DONE:
            return EventDescription(who, *_recognised(scene))
        case _:
            assert_never(kind)


def for_whom(scene: EventContext) -> str:
    """Say for whom something is played or recorded."""
    return f"for {scene.person}" if scene.person else ""


def error(scene: EventContext) -> str:
    """Say what went wrong, if anything did."""
    given = scene.body.get("error")
    return plain(spaced(read.text(scene.body, "error") or read.first_text(given, "text", "message", "reason", "code")))


def outcome(scene: EventContext, well: str) -> str:
    """Say how something ended: well, or not."""
    return "failed" if scene.body.get("error") else well


def _play(scene: EventContext) -> EventDescription:
    urls = read.sequence(scene.body, "stream_url")
    url = next((url for url in urls if isinstance(url, str)), read.text(scene.body, "stream_url"))
    name = file_name(url)
    what = f"started playing: {name}" if name else "started playing"
    return EventDescription("A stream", what, listed(for_whom(scene), times(read.number(scene.body, "loop"))))


def _say(scene: EventContext) -> EventDescription:
    words = quoted(re.sub(r"<[^<>]*>", " ", read.text(scene.body, "text")))
    language = plain(read.first_text(scene.body, "language", "voice_name"), 30)
    detail = listed(for_whom(scene), language, times(read.number(scene.body, "loop")))
    return EventDescription("Text to speech", f"said {words}" if words else "started", detail)


def _recognised(scene: EventContext) -> tuple[str, str]:
    asr = read.mapping(scene.body, "asr")
    best = next(iter(read.sequence(asr, "results")), None)
    words = quoted(read.first_text(best, "word", "text"))
    if words:
        return f"said {words}", listed("speech recognition", percent(read.number(best, "confidence")))
    why = spaced(read.first_text(asr, "error", "timeout_reason"))
    return "was not understood", listed("speech recognition", plain(why, 60))


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
    start, end = moment(read.at(body, "start_time")), moment(read.at(body, "end_time"))
    return (end - start).total_seconds() if start and end else None
