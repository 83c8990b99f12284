"""Legs of a call and the statuses they go through."""

from __future__ import annotations

from enum import StrEnum
from typing import assert_never

from capi_bot.capi.models import Json
from capi_bot.domain.display_names import medium, plain, short_id
from capi_bot.domain.events import body as read
from capi_bot.domain.events.hangup_causes import reason
from capi_bot.domain.events.subject import EventContext
from capi_bot.domain.events.wording import EventDescription, listed

CALLED = {
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
CALLER = CALLED | {
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


def leg(kind: LegEvent, scene: EventContext) -> EventDescription:
    """Tell what became of a leg."""
    match kind:
        case LegEvent.STATUS:
            what = call_status(_status(scene), inbound=scene.inbound)
            return EventDescription(scene.person or "A leg", what, listed(_which(scene), reason(_why(scene), what)))
        case _:
            assert_never(kind)


def call_status(status: str, *, inbound: bool) -> str:
    """Say what a status means for the person of the leg: the caller's is inbound."""
    known = CALLER if inbound else CALLED
    other = plain(status, 40)
    return known.get(status.lower()) or (f"has call status {other}" if other else "has a new call status")


def _status(scene: EventContext) -> str:
    latest = next(iter(reversed(read.sequence(scene.body, "statusHistory"))), None)
    return read.text(scene.body, "status") or read.text(scene.body, "state", "status") or read.text(latest, "status")


def _why(scene: EventContext) -> Json:
    return read.mapping(scene.body, "state") or scene.body


def _which(scene: EventContext) -> str:
    identifier = short_id(read.text(scene.body, "leg_id"))
    new = "" if scene.person == f"Leg {identifier}" else identifier
    known = [word for word in (read.text(scene.body, "direction"), medium(read.text(scene.body, "type"))) if word]
    return plain(" ".join([*known, "leg", new])) if known or new else ""
