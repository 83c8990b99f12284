"""Leg events: the statuses of one participant's part of a call."""

from __future__ import annotations

from enum import StrEnum
from typing import assert_never

from capi_bot.domain.display_names import clean_line, describe_channel_type, shorten_id
from capi_bot.domain.events.body import read_mapping, read_sequence, read_text
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


def describe_leg_event(event_type: LegEvent, context: EventContext) -> EventDescription:
    """Describe a leg event."""
    match event_type:
        case LegEvent.STATUS:
            what = describe_call_status(_read_status(context), inbound=context.inbound)
            reason = describe_reason(read_mapping(context.body, "state") or context.body, what)
            return EventDescription(context.person or "A leg", what, join_parts(_describe_leg(context), reason))
        case _:
            assert_never(event_type)


def describe_call_status(status: str, *, inbound: bool) -> str:
    """Return what a status means for the person of the leg: the caller's is inbound."""
    wording = CALLER_STATUSES if inbound else CALLEE_STATUSES
    unknown = clean_line(status, 40)
    return wording.get(status.lower()) or (f"has call status {unknown}" if unknown else "has a new call status")


def _read_status(context: EventContext) -> str:
    body = context.body
    latest = next(iter(reversed(read_sequence(body, "statusHistory"))), None)
    return read_text(body, "status") or read_text(body, "state", "status") or read_text(latest, "status")


def _describe_leg(context: EventContext) -> str:
    leg_id = shorten_id(read_text(context.body, "leg_id"))
    if context.person == f"Leg {leg_id}":
        leg_id = ""
    kind = (read_text(context.body, "direction"), describe_channel_type(read_text(context.body, "type")))
    words = [word for word in kind if word]
    return clean_line(" ".join([*words, "leg", leg_id])) if words or leg_id else ""
