"""Leg events: the statuses of one participant's part of a call."""

from __future__ import annotations

from enum import StrEnum
from typing import assert_never

from capi_bot.capi.event_bodies import LegStatusBody
from capi_bot.domain.display_names import clean_line, describe_channel_type, shorten_id
from capi_bot.domain.events.hangup_causes import describe_reason
from capi_bot.domain.events.subject import EventContext
from capi_bot.domain.events.wording import EventDescription, join_parts

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
