"""Audio events: speech, streams and keypad digits, and recordings with their transcriptions.

Speech and streams have the machine as their subject: the event's `from` is the member for whom they are played.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import assert_never

from capi_bot.capi.event_bodies import AudioBody, ErrorDetails, Recognition, RecordingBody, RecordingFile
from capi_bot.domain.display_names import clean_line
from capi_bot.domain.events.subject import EventContext
from capi_bot.domain.events.wording import (
    EventDescription,
    describe_loop,
    file_name_from_url,
    format_confidence,
    format_exact_duration,
    format_size,
    join_parts,
    quote,
    replace_underscores,
)
from capi_bot.secrets_filter import MASK


class AudioEvent(StrEnum):
    """Types of audio events other than recordings."""

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


class RecordingEvent(StrEnum):
    """Types of recording events."""

    STARTED = "audio:record"
    STOPPED = "audio:record:stop"
    DONE = "audio:record:done"
    SPEECH_DONE = "audio:asr:record:done"
    TRANSCRIBED = "audio:transcribe:done"


def describe_audio_event(event_type: AudioEvent, context: EventContext, body: AudioBody) -> EventDescription:  # noqa: C901, PLR0911, PLR0912 -- one case per event type is the point
    """Describe an audio event."""
    who, listener = context.person or "Somebody", _describe_listener(context)
    match event_type:
        case AudioEvent.PLAY:
            return _describe_play(body, listener)
        case AudioEvent.PLAY_STOP:
            return EventDescription("A stream", "was stopped", listener)
        case AudioEvent.PLAY_DONE:
            return EventDescription(
                "A stream", _describe_outcome(body.error, "finished"), join_parts(listener, _describe_error(body.error))
            )
        case AudioEvent.SAY:
            return _describe_say(body, listener)
        case AudioEvent.SAY_STOP:
            return EventDescription("Text to speech", "was stopped", listener)
        case AudioEvent.SAY_DONE:
            return EventDescription(
                "Text to speech",
                _describe_outcome(body.error, "finished"),
                join_parts(listener, _describe_error(body.error)),
            )
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
            return EventDescription(who, *_describe_recognition(body))
        case _:
            assert_never(event_type)


def describe_recording_event(
    event_type: RecordingEvent, context: EventContext, body: RecordingBody
) -> EventDescription:
    """Describe a recording event, without the recording's URL: anybody with a token can open it."""
    listener = _describe_listener(context)
    match event_type:
        case RecordingEvent.STARTED:
            transcription = "to be transcribed" if body.is_to_be_transcribed else ""
            return EventDescription(
                "A recording", "started", join_parts(listener, _describe_format(body.file), transcription)
            )
        case RecordingEvent.STOPPED:
            return EventDescription("A recording", "was stopped", listener)
        case RecordingEvent.DONE:
            return EventDescription(
                "A recording",
                _describe_outcome(body.error, "is ready"),
                join_parts(_describe_file(body.file), _describe_error(body.error)),
            )
        case RecordingEvent.SPEECH_DONE:
            file = _describe_file(body.recognised_file)
            return EventDescription("A recording for speech recognition", "is ready", join_parts(listener, file))
        case RecordingEvent.TRANSCRIBED:
            return EventDescription(
                "A transcription", _describe_outcome(body.error, "is ready"), _describe_error(body.error)
            )
        case _:
            assert_never(event_type)


def _describe_listener(context: EventContext) -> str:
    return f"for {context.person}" if context.person else ""


def _describe_error(error: ErrorDetails | None) -> str:
    words = error and (error.plain or error.text or error.message or error.reason or error.code)
    return clean_line(replace_underscores(words or ""))


def _describe_outcome(error: ErrorDetails | None, success: str) -> str:
    return "failed" if error else success


def _describe_play(body: AudioBody, listener: str) -> EventDescription:
    name = file_name_from_url(body.stream_url or "")
    what = f"started playing: {name}" if name else "started playing"
    return EventDescription("A stream", what, join_parts(listener, describe_loop(body.loop)))


def _describe_say(body: AudioBody, listener: str) -> EventDescription:
    words = quote(re.sub(r"<[^<>]*>", " ", body.text or ""))
    language = clean_line(body.language or body.voice_name or "", 30)
    detail = join_parts(listener, language, describe_loop(body.loop))
    return EventDescription("Text to speech", f"said {words}" if words else "started", detail)


def _describe_recognition(body: AudioBody) -> tuple[str, str]:
    result = body.recognition or Recognition()
    if words := quote(result.words or ""):
        return f"said {words}", join_parts("speech recognition", format_confidence(result.confidence))
    reason = clean_line(replace_underscores(result.error or result.timeout_reason or ""), 60)
    return "was not understood", join_parts("speech recognition", reason)


def _describe_file(file: RecordingFile | None) -> str:
    if file is None:
        return ""
    start, end = file.start_time, file.end_time
    duration = format_exact_duration((end - start).total_seconds() if start and end else None)
    return join_parts(duration, format_size(file.size), _describe_format(file))


def _describe_format(file: RecordingFile | None) -> str:
    return clean_line(file.format or "", 20) if file else ""
