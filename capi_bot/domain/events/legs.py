"""Legs of a call and the statuses they go through."""

from __future__ import annotations

from enum import StrEnum
from typing import assert_never

from capi_bot.capi.models import Json
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


class LegEvent(StrEnum):
    """Name the events of a leg."""

    STATUS = "leg:status:update"


def describe_leg_event(kind: LegEvent, scene: EventContext) -> EventDescription:
    """Tell what became of a leg."""
    match kind:
        case LegEvent.STATUS:
            what = describe_call_status(_status(scene), inbound=scene.inbound)
            return EventDescription(
                scene.person or "A leg", what, join_parts(_which(scene), describe_reason(_why(scene), what))
            )
        case _:
            assert_never(kind)


def describe_call_status(status: str, *, inbound: bool) -> str:
    """Say what a status means for the person of the leg: the caller's is inbound."""
    known = CALLER_STATUSES if inbound else CALLEE_STATUSES
    other = clean_line(status, 40)
    return known.get(status.lower()) or (f"has call status {other}" if other else "has a new call status")


def _status(scene: EventContext) -> str:
    latest = next(iter(reversed(read_sequence(scene.body, "statusHistory"))), None)
    return read_text(scene.body, "status") or read_text(scene.body, "state", "status") or read_text(latest, "status")


def _why(scene: EventContext) -> Json:
    return read_mapping(scene.body, "state") or scene.body


def _which(scene: EventContext) -> str:
    identifier = shorten_id(read_text(scene.body, "leg_id"))
    new = "" if scene.person == f"Leg {identifier}" else identifier
    known = [
        word
        for word in (read_text(scene.body, "direction"), describe_channel_type(read_text(scene.body, "type")))
        if word
    ]
    return clean_line(" ".join([*known, "leg", new])) if known or new else ""
