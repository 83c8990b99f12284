"""Calls: SIP and WebRTC signalling, and knocking at the door.

The inbound leg of a call is the caller's, who does not answer but is answered; each outbound leg is of somebody whom
the platform dialled.
"""

from __future__ import annotations

from enum import StrEnum
from typing import assert_never

from capi_bot.domain.display_names import shorten_id
from capi_bot.domain.events.body import read_number, read_text
from capi_bot.domain.events.hangup_causes import describe_reason, find_cause, hangup_status
from capi_bot.domain.events.legs import describe_call_status
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
)


class CallEvent(StrEnum):
    """Name the events of call signalling."""

    SIP_RINGING = "sip:ringing"
    SIP_ANSWERED = "sip:answered"
    SIP_HANGUP = "sip:hangup"
    SIP_MACHINE = "sip:machine"
    SIP_AMD_MACHINE = "sip:amd_machine"
    SIP_STATUS = "sip:status"
    RTC_RINGING = "rtc:ringing"
    RTC_ANSWERED = "rtc:answered"
    RTC_ANSWER = "rtc:answer"
    RTC_HANGUP = "rtc:hangup"
    RTC_STATUS = "rtc:status"
    RTC_TRANSFER = "rtc:transfer"
    RTC_TERMINATE = "rtc:terminate"
    RINGBACK_START = "audio:ringing:start"
    RINGBACK_STOP = "audio:ringing:stop"
    KNOCKING = "app:knocking"
    KNOCKING_CANCEL = "app:knocking:cancel"


def describe_call_event(kind: CallEvent, scene: EventContext) -> EventDescription:  # noqa: C901, PLR0911, PLR0912 -- one case per event type is the point
    """Tell what happened in a call."""
    who = scene.person or "Somebody"
    match kind:
        case CallEvent.SIP_RINGING | CallEvent.RTC_RINGING:
            return EventDescription(who, *_ringing(kind, scene))
        case CallEvent.SIP_ANSWERED | CallEvent.RTC_ANSWERED:
            return EventDescription(who, *_answered(kind, scene))
        case CallEvent.SIP_HANGUP | CallEvent.RTC_HANGUP:
            return EventDescription(who, *_hung_up(scene))
        case CallEvent.SIP_MACHINE | CallEvent.SIP_AMD_MACHINE:
            return EventDescription(who, *_machine(scene))
        case CallEvent.SIP_STATUS:
            status = read_text(scene.body, "status") or read_text(scene.body, "state")
            what = describe_call_status(status, inbound=scene.inbound)
            return EventDescription(who, what, _account(scene, what))
        case CallEvent.RTC_ANSWER:
            return EventDescription(who, "accepted the media connection", "WebRTC answer")
        case CallEvent.RTC_STATUS:
            return EventDescription(who, "finished a media session", _account(scene))
        case CallEvent.RTC_TRANSFER:
            return EventDescription(who, "was transferred here", _transfer(scene))
        case CallEvent.RTC_TERMINATE:
            return EventDescription(who, "closed the media connection", "WebRTC terminated")
        case CallEvent.RINGBACK_START:
            return EventDescription(who, "hears the ringing tone")
        case CallEvent.RINGBACK_STOP:
            return EventDescription(who, "no longer hears the ringing tone")
        case CallEvent.KNOCKING:
            return EventDescription(who, "is knocking to be let in", describe_channel(scene.channel))
        case CallEvent.KNOCKING_CANCEL:
            return EventDescription(who, "stopped knocking", describe_channel(scene.channel))
        case _:
            assert_never(kind)


def _ringing(kind: CallEvent, scene: EventContext) -> tuple[str, str]:
    what = describe_call_status("ringing", inbound=scene.inbound)
    return what, join_parts(
        _app(kind), _number(scene), describe_other_party(scene.channel, inbound=True) if scene.inbound else ""
    )


def _answered(kind: CallEvent, scene: EventContext) -> tuple[str, str]:
    what = describe_call_status("answered", inbound=scene.inbound)
    return what, join_parts(_app(kind), _number(scene), "inbound call answered" if scene.inbound else "")


def _app(kind: CallEvent) -> str:
    return "in the app" if kind.startswith("rtc:") else ""


def _number(scene: EventContext) -> str:
    return describe_own_address(scene.channel, scene.person, inbound=scene.inbound)


def _hung_up(scene: EventContext) -> tuple[str, str]:
    what = _how_it_ended(scene)
    return what, join_parts(
        describe_reason(scene.body, what), describe_sound(read_number(scene.body, "quality", "mos_score"))
    )


def _how_it_ended(scene: EventContext) -> str:
    status = hangup_status(scene.body)
    if not status:
        return "hung up"
    known = "" if scene.inbound or status == "disconnected" else find_cause(scene.body).called
    return known or describe_call_status(status, inbound=scene.inbound)


def _machine(scene: EventContext) -> tuple[str, str]:
    kind = read_text(scene.body, "type")
    found = "a person" if kind == "human" else "a machine"
    other = "" if kind in {"human", "machine"} else kind.replace("_", " ")
    return f"sounds like {found}", join_parts(other, format_confidence(read_number(scene.body, "confidence")))


def _account(scene: EventContext, told: str = "") -> str:
    body = scene.body
    price = format_cost(read_text(body, "price"), read_text(body, "price_currency"))
    return join_parts(
        format_exact_duration(read_number(body, "duration")),
        describe_sound(read_number(body, "mos")),
        price,
        describe_reason(body, told),
    )


def _transfer(scene: EventContext) -> str:
    origin = shorten_id(read_text(scene.body, "transferred_from"))
    return f"from conversation {origin}" if origin else ""
