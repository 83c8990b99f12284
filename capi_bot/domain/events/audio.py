"""What is played, said, recorded and pressed in a conversation.

Speech and streams have the machine as their subject: the event's `from` is the member for whom they are played.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import assert_never

from capi_bot.capi.wire.fields import moment
from capi_bot.domain.display_names import clean_line
from capi_bot.domain.events.body import read_first_text, read_mapping, read_number, read_sequence, read_text, read_value
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


def describe_audio_event(kind: AudioEvent, scene: EventContext) -> EventDescription:  # noqa: C901, PLR0911, PLR0912 -- one case per event type is the point
    """Tell what was heard."""
    who = scene.person or "Somebody"
    match kind:
        case AudioEvent.PLAY:
            return _play(scene)
        case AudioEvent.PLAY_STOP:
            return EventDescription("A stream", "was stopped", describe_recipient(scene))
        case AudioEvent.PLAY_DONE:
            return EventDescription(
                "A stream",
                describe_outcome(scene, "finished"),
                join_parts(describe_recipient(scene), describe_error(scene)),
            )
        case AudioEvent.SAY:
            return _say(scene)
        case AudioEvent.SAY_STOP:
            return EventDescription("Text to speech", "was stopped", describe_recipient(scene))
        case AudioEvent.SAY_DONE:
            return EventDescription(
                "Text to speech",
                describe_outcome(scene, "finished"),
                join_parts(describe_recipient(scene), describe_error(scene)),
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
            return EventDescription(who, *_recognised(scene))
        case _:
            assert_never(kind)


def describe_recipient(scene: EventContext) -> str:
    """Say for whom something is played or recorded."""
    return f"for {scene.person}" if scene.person else ""


def describe_error(scene: EventContext) -> str:
    """Say what went wrong, if anything did."""
    given = scene.body.get("error")
    return clean_line(
        replace_underscores(
            read_text(scene.body, "error") or read_first_text(given, "text", "message", "reason", "code")
        )
    )


def describe_outcome(scene: EventContext, well: str) -> str:
    """Say how something ended: well, or not."""
    return "failed" if scene.body.get("error") else well


def _play(scene: EventContext) -> EventDescription:
    urls = read_sequence(scene.body, "stream_url")
    url = next((url for url in urls if isinstance(url, str)), read_text(scene.body, "stream_url"))
    name = file_name_from_url(url)
    what = f"started playing: {name}" if name else "started playing"
    return EventDescription(
        "A stream", what, join_parts(describe_recipient(scene), describe_loop(read_number(scene.body, "loop")))
    )


def _say(scene: EventContext) -> EventDescription:
    words = quote(re.sub(r"<[^<>]*>", " ", read_text(scene.body, "text")))
    language = clean_line(read_first_text(scene.body, "language", "voice_name"), 30)
    detail = join_parts(describe_recipient(scene), language, describe_loop(read_number(scene.body, "loop")))
    return EventDescription("Text to speech", f"said {words}" if words else "started", detail)


def _recognised(scene: EventContext) -> tuple[str, str]:
    asr = read_mapping(scene.body, "asr")
    best = next(iter(read_sequence(asr, "results")), None)
    words = quote(read_first_text(best, "word", "text"))
    if words:
        return f"said {words}", join_parts("speech recognition", format_confidence(read_number(best, "confidence")))
    why = replace_underscores(read_first_text(asr, "error", "timeout_reason"))
    return "was not understood", join_parts("speech recognition", clean_line(why, 60))


class RecordingEvent(StrEnum):
    """Name the events of recordings."""

    STARTED = "audio:record"
    STOPPED = "audio:record:stop"
    DONE = "audio:record:done"
    SPEECH_DONE = "audio:asr:record:done"
    TRANSCRIBED = "audio:transcribe:done"


def describe_recording_event(kind: RecordingEvent, scene: EventContext) -> EventDescription:
    """Tell what became of a recording. Its address is not told: it opens to whoever holds a token."""
    match kind:
        case RecordingEvent.STARTED:
            transcribed = "to be transcribed" if read_mapping(scene.body, "transcription") else ""
            return EventDescription(
                "A recording", "started", join_parts(describe_recipient(scene), _format(scene.body), transcribed)
            )
        case RecordingEvent.STOPPED:
            return EventDescription("A recording", "was stopped", describe_recipient(scene))
        case RecordingEvent.DONE:
            return EventDescription(
                "A recording",
                describe_outcome(scene, "is ready"),
                join_parts(_facts(scene.body), describe_error(scene)),
            )
        case RecordingEvent.SPEECH_DONE:
            facts = join_parts(describe_recipient(scene), _facts(read_mapping(scene.body, "asr")))
            return EventDescription("A recording for speech recognition", "is ready", facts)
        case RecordingEvent.TRANSCRIBED:
            return EventDescription("A transcription", describe_outcome(scene, "is ready"), describe_error(scene))
        case _:
            assert_never(kind)


def _facts(body: object) -> str:
    return join_parts(format_exact_duration(_length(body)), format_size(read_number(body, "size")), _format(body))


def _format(body: object) -> str:
    return clean_line(read_text(body, "format"), 20)


def _length(body: object) -> float | None:
    start, end = moment(read_value(body, "start_time")), moment(read_value(body, "end_time"))
    return (end - start).total_seconds() if start and end else None
