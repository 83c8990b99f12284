"""Bodies of events by type: from JSON to their typed views.

https://developer.vonage.com/en/api/conversation#createEvent; bodies also come in the forms of the Voice API and of
older webhooks. Anything may be missing, null or of another type; nothing here raises.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import TypedDict, TypeVar

from capi_bot.capi.event_bodies import (
    AudioBody,
    BodyTimes,
    BodyUser,
    CallBody,
    ConversationBody,
    ErrorDetails,
    EventBody,
    Inviter,
    LegState,
    LegStatusBody,
    LegStatusChange,
    MembershipBody,
    MessageBody,
    Reason,
    Recognition,
    RecordingBody,
    RecordingFile,
)
from capi_bot.capi.models import Json, MemberChannel, Model
from capi_bot.capi.wire.fields import boolean, mapping, nested, number, sequence, text, timestamp
from capi_bot.capi.wire.members import parse_channel, parse_id, parse_media
from capi_bot.capi.wire.message_bodies import find_message_type, parse_message_content

M = TypeVar("M", bound=Model)

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class _Common(TypedDict):
    """The fields of `EventBody`."""

    channel: MemberChannel | None
    direction: str | None
    user: BodyUser | None
    user_id: str | None
    member_id: str | None
    leg_id: str | None
    rtc_id: str | None
    status_history: tuple[LegStatusChange, ...]
    times: BodyTimes | None
    is_invited: bool | None
    is_deleted: bool | None


def parse_event_body(event_type: str, body: Json) -> EventBody:
    """Return the view of a body by its event's type; of custom and unknown types what all have in common."""
    parts = f"{event_type}:"
    parse = next((parse for prefix, parse in _PARSERS if parts.startswith(prefix)), None)
    return parse(body) if parse else EventBody(**_common(body))


def _common(body: Json) -> _Common:
    times = nested(body, "timestamp")
    return {
        "channel": parse_channel(body.get("channel")),
        "direction": _text(body.get("direction")),
        "user": _parse_user(mapping(body.get("user"))),
        "user_id": _text(body.get("user_id")),
        "member_id": _text(body.get("member_id")),
        "leg_id": _text(body.get("leg_id")),
        "rtc_id": _text(body.get("rtc_id")),
        "status_history": tuple(map(_parse_status_change, sequence(body.get("statusHistory")))),
        "times": _parse_times(times) if times else None,
        "is_invited": _is_there(times.get("invited")),
        "is_deleted": _is_there(times.get("deleted")),
    }


def _parse_membership(body: Json) -> MembershipBody:
    initiator = nested(body, "initiator", "invited")
    inviters = (
        initiator.get("member_id") or initiator.get("user_id"),
        body.get("invited_by_member"),
        body.get("invited_by"),
        body.get("invied_by"),  # the spelling of the API's reference
    )
    return MembershipBody(
        **_common(body),
        inviters=tuple(inviter for inviter in map(_parse_inviter, inviters) if inviter != Inviter()),
        is_invited_by_system=_any(boolean(initiator.get(key)) for key in ("isSystem", "is_system")),
        media=parse_media(body.get("media")),
        audio=boolean(body.get("audio")),
        reason=_parse_reason(body),
    )


def _parse_leg_status(body: Json) -> LegStatusBody:
    return LegStatusBody(
        **_common(body),
        status=_text(body.get("status")),
        state=_parse_state(body.get("state")),
        state_name=_text(body.get("state")),
        type=_text(body.get("type")),
        reason=_parse_reason(body),
    )


def _parse_call(body: Json) -> CallBody:
    return CallBody(
        **_common(body),
        status=_text(body.get("status")),
        state=_parse_state(body.get("state")),
        state_name=_text(body.get("state")),
        reason=_parse_reason(body),
        answered_by=_text(body.get("type")),
        confidence=number(body.get("confidence")),
        duration=number(body.get("duration")),
        mos=number(body.get("mos")),
        quality_mos=number(nested(body, "quality").get("mos_score")),
        price=_text(body.get("price")),
        price_currency=_text(body.get("price_currency")),
        end_time=timestamp(body.get("end_time")),
        transferred_from=_id(body.get("transferred_from")),
        event_id=_id(body.get("event_id")),
        error=_parse_error(body),
        own_error=_unless_empty(_parse_error_details(body)),
        others={key: value for key, value in body.items() if key != "event_id"},
    )


def _parse_audio(body: Json) -> AudioBody:
    streams, asr = sequence(body.get("stream_url")), nested(body, "asr")
    return AudioBody(
        **_common(body),
        text=_text(body.get("text")),
        language=_text(body.get("language")),
        voice_name=_text(body.get("voice_name")),
        stream_url=next((url for url in streams if isinstance(url, str)), None) or _text(body.get("stream_url")),
        play_id=_text(body.get("play_id")),
        loop=number(body.get("loop")),
        recognition=_parse_recognition(asr) if asr else None,
        digits=_first(body, "digits", "digit"),
        error=_parse_error(body),
    )


def _parse_recording(body: Json) -> RecordingBody:
    transcription = body.get("transcription")
    return RecordingBody(
        **_common(body),
        file=_unless_empty(_parse_file(body)),
        recognised_file=_unless_empty(_parse_file(nested(body, "asr"))),
        is_to_be_transcribed=bool(transcription) if isinstance(transcription, Mapping) else None,
        error=_parse_error(body),
    )


def _parse_message(body: Json) -> MessageBody:
    value, message_type = body.get("text"), find_message_type(body)
    return MessageBody(
        **_common(body),
        type=message_type or None,
        text=_text(value),
        text_in_object=_first(mapping(value), "body", "text", "content"),
        text_value=value,
        caption=_text(body.get("caption")),
        name=_text(body.get("name")),
        content=parse_message_content(message_type, body),
        event_id=_id(body.get("event_id")),
        original_event_id=_id(body.get("original_event_id")),
        channel_type=_text(body.get("channel_type")),
        status=_text(body.get("status")),
        error=_parse_error(body),
        others={key: child for key, child in body.items() if key not in ("message_type", "text")},
    )


def _parse_conversation(body: Json) -> ConversationBody:
    return ConversationBody(
        **_common(body),
        name=_text(body.get("name")),
        display_name=_text(body.get("display_name")),
        state=_text(body.get("state")),
        event_id=_id(body.get("event_id")),
    )


_PARSERS: Sequence[tuple[str, Callable[[Json], EventBody]]] = (
    ("member:message:", _parse_message),
    ("member:", _parse_membership),
    ("leg:", _parse_leg_status),
    ("sip:", _parse_call),
    ("rtc:", _parse_call),
    ("app:", _parse_call),
    ("audio:ringing:", _parse_call),
    ("audio:record:", _parse_recording),
    ("audio:asr:record:", _parse_recording),
    ("audio:transcribe:", _parse_recording),
    ("audio:", _parse_audio),
    ("message:", _parse_message),
    ("text:", _parse_message),
    ("image:", _parse_message),
    ("ephemeral:", _parse_message),
    ("conversation:", _parse_conversation),
    ("event:error:", _parse_call),
    ("event:", _parse_conversation),
)
"""By the first parts of an event's type; the first that fits counts."""


def _parse_user(user: Json) -> BodyUser | None:
    names = ("id", "user_id", "member_id", "name", "display_name")
    return BodyUser(**{name: _text(user.get(name)) for name in names}) if user else None


def _parse_times(times: Json) -> BodyTimes:
    return BodyTimes(
        invited=timestamp(times.get("invited")),
        joined=timestamp(times.get("joined")),
        left=timestamp(times.get("left")),
        deleted=_parse_time_of_deletion(times.get("deleted")),
    )


def _parse_time_of_deletion(value: object) -> datetime | None:
    """Return the time; a number counts milliseconds, however small it is."""
    milliseconds = number(value)
    if milliseconds is None:
        return timestamp(value)
    try:
        return _EPOCH + timedelta(milliseconds=milliseconds)
    except OverflowError:
        return None


def _parse_status_change(entry: object) -> LegStatusChange:
    change = mapping(entry)
    return LegStatusChange(
        member_id=_text(change.get("member_id")),
        status=_text(change.get("status")),
        state=_text(change.get("state")) or _text(nested(change, "state").get("status")),
        at=timestamp(change.get("date")),
    )


def _parse_state(value: object) -> LegState | None:
    state = mapping(value)
    return LegState(status=_text(state.get("status")), reason=_parse_reason(state)) if state else None


def _parse_reason(body: Json) -> Reason | None:
    value = body.get("reason")
    reason, plain = mapping(value), _text(value)
    if not reason and not plain:
        return None
    texts = {name: _text(reason.get(name)) for name in ("text", "code", "sip_code")}
    return Reason(**texts, plain=plain)


def _parse_error(body: Json) -> ErrorDetails | None:
    value = body.get("error")
    return _parse_error_details(value) if value else None


def _parse_error_details(value: object) -> ErrorDetails:
    error = mapping(value)
    names = ("title", "detail", "description", "message", "text", "reason", "code")
    return ErrorDetails(plain=_text(value), **{name: _text(error.get(name)) for name in names})


def _parse_inviter(value: object) -> Inviter:
    """Return an inviter: an id, or an object with ids and names or with the user that has them."""
    own = nested(value, "user") or value
    return Inviter(
        id=_id(value) or _id(own),
        name=_text(mapping(own).get("name")),
        display_name=_text(mapping(own).get("display_name")),
    )


def _parse_recognition(asr: Json) -> Recognition:
    best = mapping(next(iter(sequence(asr.get("results"))), None))
    return Recognition(
        words=_first(best, "word", "text"),
        confidence=number(best.get("confidence")),
        error=_text(asr.get("error")),
        timeout_reason=_text(asr.get("timeout_reason")),
    )


def _parse_file(file: Json) -> RecordingFile:
    return RecordingFile(
        format=_text(file.get("format")),
        start_time=timestamp(file.get("start_time")),
        end_time=timestamp(file.get("end_time")),
        size=number(file.get("size")),
    )


def _unless_empty(part: M) -> M | None:
    return None if part == type(part)() else part


def _is_there(value: object) -> bool | None:
    """Return True for a value of any kind, False where it is false or 0, None where it is missing or empty."""
    return bool(value) if value or isinstance(value, (bool, int, float)) else None


def _any(flags: Iterable[bool | None]) -> bool | None:
    known = [flag for flag in flags if flag is not None]
    return any(known) if known else None


def _text(value: object) -> str | None:
    return text(value) or None


def _first(raw: Json, *keys: str) -> str | None:
    return text(*map(raw.get, keys)) or None


def _id(value: object) -> str | None:
    return parse_id(value) or None
