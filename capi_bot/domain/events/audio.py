"""Audio events: speech, streams and keypad digits, and recordings with their transcriptions.

Speech and streams have the machine as their subject: the event's `from` is the member for whom they are played.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import assert_never

from capi_bot.domain.display_names import clean_line
from capi_bot.domain.events.body import (
    read_first_text,
    read_mapping,
    read_number,
    read_sequence,
    read_text,
    read_time,
)
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


def describe_audio_event(event_type: AudioEvent, context: EventContext) -> EventDescription:  # noqa: C901, PLR0911, PLR0912 -- one case per event type is the point
    """Describe an audio event."""
    who, listener = context.person or "Somebody", _describe_listener(context)
    match event_type:
        case AudioEvent.PLAY:
            return _describe_play(context)
        case AudioEvent.PLAY_STOP:
            return EventDescription("A stream", "was stopped", listener)
        case AudioEvent.PLAY_DONE:
            return EventDescription(
                "A stream", _describe_outcome(context, "finished"), join_parts(listener, _describe_error(context))
            )
        case AudioEvent.SAY:
            return _describe_say(context)
        case AudioEvent.SAY_STOP:
            return EventDescription("Text to speech", "was stopped", listener)
        case AudioEvent.SAY_DONE:
            return EventDescription(
                "Text to speech", _describe_outcome(context, "finished"), join_parts(listener, _describe_error(context))
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
            return EventDescription(who, *_describe_recognition(context))
        case _:
            assert_never(event_type)


def describe_recording_event(event_type: RecordingEvent, context: EventContext) -> EventDescription:
    """Describe a recording event, without the recording's URL: anybody with a token can open it."""
    body, listener = context.body, _describe_listener(context)
    match event_type:
        case RecordingEvent.STARTED:
            transcription = "to be transcribed" if read_mapping(body, "transcription") else ""
            return EventDescription("A recording", "started", join_parts(listener, _read_format(body), transcription))
        case RecordingEvent.STOPPED:
            return EventDescription("A recording", "was stopped", listener)
        case RecordingEvent.DONE:
            return EventDescription(
                "A recording",
                _describe_outcome(context, "is ready"),
                join_parts(_describe_file(body), _describe_error(context)),
            )
        case RecordingEvent.SPEECH_DONE:
            file = _describe_file(read_mapping(body, "asr"))
            return EventDescription("A recording for speech recognition", "is ready", join_parts(listener, file))
        case RecordingEvent.TRANSCRIBED:
            return EventDescription("A transcription", _describe_outcome(context, "is ready"), _describe_error(context))
        case _:
            assert_never(event_type)


def _describe_listener(context: EventContext) -> str:
    return f"for {context.person}" if context.person else ""


def _describe_error(context: EventContext) -> str:
    error = context.body.get("error")
    text = read_text(context.body, "error") or read_first_text(error, "text", "message", "reason", "code")
    return clean_line(replace_underscores(text))


def _describe_outcome(context: EventContext, success: str) -> str:
    return "failed" if context.body.get("error") else success


def _describe_play(context: EventContext) -> EventDescription:
    urls = read_sequence(context.body, "stream_url")
    url = next((url for url in urls if isinstance(url, str)), read_text(context.body, "stream_url"))
    name = file_name_from_url(url)
    what = f"started playing: {name}" if name else "started playing"
    loop = describe_loop(read_number(context.body, "loop"))
    return EventDescription("A stream", what, join_parts(_describe_listener(context), loop))


def _describe_say(context: EventContext) -> EventDescription:
    words = quote(re.sub(r"<[^<>]*>", " ", read_text(context.body, "text")))
    language = clean_line(read_first_text(context.body, "language", "voice_name"), 30)
    loop = describe_loop(read_number(context.body, "loop"))
    detail = join_parts(_describe_listener(context), language, loop)
    return EventDescription("Text to speech", f"said {words}" if words else "started", detail)


def _describe_recognition(context: EventContext) -> tuple[str, str]:
    asr = read_mapping(context.body, "asr")
    best = next(iter(read_sequence(asr, "results")), None)
    words = quote(read_first_text(best, "word", "text"))
    if words:
        return f"said {words}", join_parts("speech recognition", format_confidence(read_number(best, "confidence")))
    reason = clean_line(replace_underscores(read_first_text(asr, "error", "timeout_reason")), 60)
    return "was not understood", join_parts("speech recognition", reason)


def _describe_file(body: object) -> str:
    start, end = read_time(body, "start_time"), read_time(body, "end_time")
    duration = format_exact_duration((end - start).total_seconds() if start and end else None)
    return join_parts(duration, format_size(read_number(body, "size")), _read_format(body))


def _read_format(body: object) -> str:
    return clean_line(read_text(body, "format"), 20)
