"""Call and leg events: SIP and WebRTC signalling, ringing tones, requests to be let in ("knocking"), statuses of legs.

The inbound leg of a call is the caller's, who does not answer but is answered; each outbound leg is of somebody whom
the platform dialled.
"""

from __future__ import annotations

from enum import StrEnum
from typing import assert_never

from capi_bot.capi.event_bodies import CallBody, ErrorDetails, LegStatusBody
from capi_bot.domain.display_names import clean_line, describe_channel_type, shorten_id
from capi_bot.domain.events.hangup_causes import describe_reason, find_cause, hangup_status
from capi_bot.domain.events.subject import EventContext
from capi_bot.domain.events.wording import (
    EventDescription,
    describe_channel,
    describe_other_party,
    describe_own_address,
    describe_sound,
    format_confidence,
    format_cost,
    format_exact_duration,
    join_parts,
    replace_underscores,
    summarise_value,
)


class CallEvent(StrEnum):
    """Types of call events."""

    SIP_RINGING = "sip:ringing"
    SIP_ANSWERED = "sip:answered"
    SIP_HANGUP = "sip:hangup"
    SIP_MACHINE = "sip:machine"
    SIP_AMD_MACHINE = "sip:amd_machine"
    SIP_STATUS = "sip:status"
    RTC_RINGING = "rtc:ringing"
    RTC_ANSWERED = "rtc:answered"
    RTC_OFFER = "rtc:offer"
    RTC_NEW = "rtc:new"
    RTC_ANSWER = "rtc:answer"
    RTC_ICE = "rtc:ice"
    RTC_HANGUP = "rtc:hangup"
    RTC_STATUS = "rtc:status"
    RTC_TRANSFER = "rtc:transfer"
    RTC_TERMINATE = "rtc:terminate"
    RINGBACK_START = "audio:ringing:start"
    RINGBACK_STOP = "audio:ringing:stop"
    KNOCKING = "app:knocking"
    KNOCKING_CANCEL = "app:knocking:cancel"
    ERROR = "event:error"


WEBRTC_NEGOTIATION = frozenset({CallEvent.RTC_OFFER, CallEvent.RTC_NEW, CallEvent.RTC_ANSWER, CallEvent.RTC_ICE})
"""The types whose body has the network addresses of people's computers."""

NOT_FILTERABLE_CALL_EVENTS = frozenset(
    {
        CallEvent.RTC_OFFER,
        CallEvent.RTC_NEW,
        CallEvent.RTC_ICE,
        CallEvent.RINGBACK_START,
        CallEvent.RINGBACK_STOP,
        CallEvent.KNOCKING,
        CallEvent.KNOCKING_CANCEL,
        CallEvent.ERROR,
    }
)
"""The types that v1's `event_type` does not accept."""


def describe_call_event(event_type: CallEvent, context: EventContext, body: CallBody) -> EventDescription:  # noqa: C901, PLR0911, PLR0912 -- one case per event type is the point
    """Describe a call event."""
    who = context.person or "Somebody"
    match event_type:
        case CallEvent.SIP_RINGING | CallEvent.RTC_RINGING:
            return EventDescription(who, *_describe_ringing(event_type, context))
        case CallEvent.SIP_ANSWERED | CallEvent.RTC_ANSWERED:
            return EventDescription(who, *_describe_answer(event_type, context))
        case CallEvent.SIP_HANGUP | CallEvent.RTC_HANGUP:
            return EventDescription(who, *_describe_hangup(context, body))
        case CallEvent.SIP_MACHINE | CallEvent.SIP_AMD_MACHINE:
            return EventDescription(who, *_describe_machine(body))
        case CallEvent.SIP_STATUS:
            what = describe_call_status(body.status or body.state_name or "", inbound=context.inbound)
            return EventDescription(who, what, _describe_statistics(body, what))
        case CallEvent.RTC_OFFER | CallEvent.RTC_NEW:
            return EventDescription(who, "offered a media connection", "WebRTC offer")
        case CallEvent.RTC_ICE:
            return EventDescription(who, "proposed a network path", "WebRTC ICE candidate")
        case CallEvent.RTC_ANSWER:
            return EventDescription(who, "accepted the media connection", "WebRTC answer")
        case CallEvent.RTC_STATUS:
            return EventDescription(who, "finished a media session", _describe_statistics(body))
        case CallEvent.RTC_TRANSFER:
            origin = shorten_id(body.transferred_from or "")
            return EventDescription(who, "was transferred here", f"from conversation {origin}" if origin else "")
        case CallEvent.RTC_TERMINATE:
            return EventDescription(who, "closed the media connection", "WebRTC terminated")
        case CallEvent.RINGBACK_START:
            return EventDescription(who, "hears the ringing tone")
        case CallEvent.RINGBACK_STOP:
            return EventDescription(who, "no longer hears the ringing tone")
        case CallEvent.KNOCKING:
            return EventDescription(who, "is knocking to be let in", describe_channel(context.channel))
        case CallEvent.KNOCKING_CANCEL:
            return EventDescription(who, "stopped knocking", describe_channel(context.channel))
        case CallEvent.ERROR:
            return EventDescription(context.person or "The system", "reported an error", _describe_error(body))
        case _:
            assert_never(event_type)


def _describe_ringing(event_type: CallEvent, context: EventContext) -> tuple[str, str]:
    what = describe_call_status("ringing", inbound=context.inbound)
    callee = describe_other_party(context.channel, inbound=True, own=context.own) if context.inbound else ""
    return what, join_parts(_describe_app(event_type), _describe_address(context), callee)


def _describe_answer(event_type: CallEvent, context: EventContext) -> tuple[str, str]:
    what = describe_call_status("answered", inbound=context.inbound)
    direction = "inbound call answered" if context.inbound else ""
    return what, join_parts(_describe_app(event_type), _describe_address(context), direction)


def _describe_app(event_type: CallEvent) -> str:
    return "in the app" if event_type.startswith("rtc:") else ""


def _describe_address(context: EventContext) -> str:
    return describe_own_address(context.channel, context.person, inbound=context.inbound, own=context.own)


def _describe_hangup(context: EventContext, body: CallBody) -> tuple[str, str]:
    status = hangup_status(body)
    what = describe_call_status(status, inbound=context.inbound) if status else "hung up"
    if status and status != "disconnected" and not context.inbound:
        what = find_cause(body.reason).callee_wording or what
    sound = describe_sound(body.quality_mos)
    return what, join_parts(describe_reason(body.reason, what), sound)


def _describe_machine(body: CallBody) -> tuple[str, str]:
    answered_by = body.answered_by or ""
    who = "a person" if answered_by == "human" else "a machine"
    other = "" if answered_by in {"human", "machine"} else answered_by.replace("_", " ")
    return f"sounds like {who}", join_parts(other, format_confidence(body.confidence))


def _describe_statistics(body: CallBody, predicate: str = "") -> str:
    return join_parts(
        format_exact_duration(body.duration),
        describe_sound(body.mos),
        format_cost(body.price or "", body.price_currency or ""),
        describe_reason(body.reason, predicate),
    )


def _describe_error(body: CallBody) -> str:
    """Return the words of an error, which the body has in one of the API's forms, and the event that it is about."""
    errors = filter(None, (body.error, body.own_error))
    words = (
        next(filter(None, map(_error_words, errors)), "")
        or describe_reason(body.reason)
        or summarise_value(body.others)
    )
    about = f"event {body.event_id}" if body.event_id else ""
    return join_parts(about, clean_line(replace_underscores(words)))


def _error_words(error: ErrorDetails) -> str:
    titles = (error.title, error.detail, error.description, error.message, error.text, error.reason, error.code)
    return next(filter(None, (error.plain, *titles)), "")


CALLEE_STATUSES = {
    "started": "is being called",
    "ringing": "is ringing",
    "answered": "answered",
    "human": "sounds like a person",
    "machine": "sounds like a machine",
    "completed": "finished the call",
    "busy": "was busy",
    "cancelled": "missed the call",
    "disconnected": "lost the connection",
    "failed": "could not be reached",
    "rejected": "declined the call",
    "timeout": "did not answer",
    "unanswered": "did not answer",
}
"""What the API's call statuses mean for the person who was called."""
CALLER_STATUSES = CALLEE_STATUSES | {
    "started": "is calling",
    "ringing": "is waiting for an answer",
    "answered": "was connected",
    "busy": "found the line busy",
    "cancelled": "gave up waiting",
    "failed": "could not be connected",
    "rejected": "was turned away",
    "timeout": "got no answer",
    "unanswered": "got no answer",
}
"""What they mean for the caller."""


class LegEvent(StrEnum):
    """Types of leg events."""

    STATUS = "leg:status:update"


def describe_leg_event(event_type: LegEvent, context: EventContext, body: LegStatusBody) -> EventDescription:
    """Describe a leg event."""
    match event_type:
        case LegEvent.STATUS:
            what = describe_call_status(_find_status(body), inbound=context.inbound)
            reason = describe_reason(body.state.reason if body.state else body.reason, what)
            return EventDescription(context.person or "A leg", what, join_parts(_describe_leg(context, body), reason))
        case _:
            assert_never(event_type)


def describe_call_status(status: str, *, inbound: bool) -> str:
    """Return what a status means for the person of the leg: the caller's is inbound."""
    wording = CALLER_STATUSES if inbound else CALLEE_STATUSES
    unknown = clean_line(status, 40)
    return wording.get(status.lower()) or (f"has call status {unknown}" if unknown else "has a new call status")


def _find_status(body: LegStatusBody) -> str:
    latest = body.status_history[-1].status if body.status_history else None
    return body.status or (body.state.status if body.state else None) or latest or ""


def _describe_leg(context: EventContext, body: LegStatusBody) -> str:
    leg_id = shorten_id(body.leg_id or "")
    if context.person == f"Leg {leg_id}":
        leg_id = ""
    kind = (body.direction, describe_channel_type(body.type or ""))
    words = [word for word in kind if word]
    return clean_line(" ".join([*words, "leg", leg_id])) if words or leg_id else ""
