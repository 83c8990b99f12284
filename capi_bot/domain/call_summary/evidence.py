"""Observations of legs: what events, members and calls show, in one form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from capi_bot.capi.event_bodies import BodyTimes, BodyUser, CallBody, EventBody, LegStatusBody, MembershipBody
from capi_bot.capi.models import Call, Event, Member, MemberChannel, MemberState
from capi_bot.domain.call_summary.leg_history import NEVER_CONNECTED
from capi_bot.domain.display_names import (
    call_channel,
    is_invited,
    leg_id,
    member_display_name,
    name_person,
    person_end,
    shorten_id,
)
from capi_bot.domain.events import EventType, find_event_type
from capi_bot.domain.events.audio import AudioEvent, RecordingEvent
from capi_bot.domain.events.calls import CallEvent, LegEvent
from capi_bot.domain.events.conversations import is_deleted
from capi_bot.domain.events.hangup_causes import hangup_status
from capi_bot.domain.events.membership import MembershipEvent
from capi_bot.domain.events.subject import EventContext, build_event_context
from capi_bot.domain.events.wording import VOICE_CHANNEL_TYPES
from capi_bot.domain.own_numbers import NO_NUMBERS, OwnNumbers
from capi_bot.domain.people import People


class ObservationKind(StrEnum):
    """The kind of an observation; SEEN: only that the leg exists."""

    SEEN = "seen"
    BEGAN = "began"
    RINGING = "ringing"
    ANSWERED = "answered"
    MACHINE = "machine"
    JOINED = "joined"
    LEFT = "left"
    ENDED = "ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class LegObservation:
    """One fact about a leg from one event, member or call."""

    leg_id: str = ""
    member_id: str = ""
    user_id: str = ""
    kind: ObservationKind = ObservationKind.SEEN
    at: datetime | None = None
    name: str = ""
    inbound: bool | None = None
    """None where the direction of the leg is not stated."""
    is_invited: bool = False
    """Whether there was an invitation, which is given to people who are called, and to some callers too."""
    channel: MemberChannel | None = None
    is_voice: bool = False
    """Whether it can only be of a call, not of a chat."""
    ending: str = ""


LEFT, HUNG_UP, ENDED = "left", "hung up", "ended"
"""Endings that are no status of the API."""

_VOICE_EVENTS = (CallEvent, LegEvent, AudioEvent, RecordingEvent)
_CHANGES = {"invited": ObservationKind.BEGAN, "joined": ObservationKind.JOINED, "left": ObservationKind.LEFT}
_STATES = {MemberState.INVITED: "invited", MemberState.JOINED: "joined", MemberState.LEFT: "left"}
_STATUSES = {
    "started": ObservationKind.BEGAN,
    "ringing": ObservationKind.RINGING,
    "answered": ObservationKind.ANSWERED,
    "machine": ObservationKind.MACHINE,
    **dict.fromkeys(("completed", "disconnected", "timeout", *NEVER_CONNECTED), ObservationKind.ENDED),
}


def observe_event(event: Event, members: Mapping[str, Member] | People) -> Iterator[LegObservation]:
    """Yield the observations in an event; in errors and what people write there are none."""
    kind = find_event_type(event.type)
    # Whom a deleted event was about is not known: the sender may be another member.
    if not isinstance(kind, (*_VOICE_EVENTS, MembershipEvent)) or kind is CallEvent.ERROR or is_deleted(event):
        return
    context = build_event_context(event, members)
    channel, body = context.channel, context.body
    user = body.user or BodyUser()
    leg_id, user_id = _leg_id(channel) or body.leg_id or "", user.id or user.user_id or ""
    stated = body.direction or context.members.directions.get(leg_id, "")
    is_voice = not isinstance(body, MembershipBody) or body.audio is True
    seen = LegObservation(
        leg_id=leg_id,
        member_id=_member_id(event, context, user_id),
        user_id=user_id,
        name="" if context.person == f"Leg {shorten_id(leg_id)}" else context.person,
        inbound=is_direction_inbound(stated),
        is_invited=bool(body.is_invited),
        channel=channel,
        is_voice=is_voice or _is_voice_only(channel),
    )
    yield seen
    for change in _changes(kind, event, body):
        yield replace(seen, kind=change.kind, at=change.at, ending=change.ending)


def observe_member(member: Member, own: OwnNumbers = NO_NUMBERS) -> Iterator[LegObservation]:
    """Yield the observations in a member: when they came and went, and their state even where it has no time."""
    seen = LegObservation(
        leg_id=_leg_id(member.channel),
        member_id=member.id,
        user_id=member.user_id,
        name=member_display_name(member, own),
        inbound=is_direction_inbound(member.channel.direction if member.channel else ""),
        is_invited=is_invited(member),
        channel=member.channel,
        is_voice=_is_voice_only(member.channel),
    )
    yield seen
    for name, at in {"invited": member.invited, "joined": member.joined, "left": member.left}.items():
        if at or name == _STATES.get(member.state):
            change = _member_change(name, at)
            yield replace(seen, kind=change.kind, at=change.at, ending=change.ending)


def observe_call(call: Call, own: OwnNumbers = NO_NUMBERS) -> Iterator[LegObservation]:
    """Yield the observations in a leg of the Voice API. It may have started unanswered: its status shows that."""
    channel, inbound = call_channel(call), is_direction_inbound(call.direction)
    name = name_person(ends=(person_end(channel, own),), own=own)
    seen = LegObservation(leg_id=call.id, name=name, inbound=inbound, channel=channel, is_voice=True)
    status = _status_change(call.status)
    yield replace(seen, kind=status.kind, ending=status.ending)
    if call.started:
        yield replace(seen, kind=ObservationKind.BEGAN, at=call.started)
    if call.ended:
        yield replace(seen, kind=ObservationKind.ENDED, at=call.ended, ending=status.ending or ENDED)


def is_direction_inbound(direction: str) -> bool | None:
    """Return whether a direction, as the API names it, is inbound; None where none is stated."""
    return direction.lower() in {"in", "inbound"} if direction else None


def _member_id(event: Event, context: EventContext, user_id: str) -> str:
    """Return the member that the body names; the sender only where the body names no member."""
    body = context.body
    history = (change.member_id for change in body.status_history)
    own = body.member_id or (body.user.member_id if body.user else None)
    if member_id := own or next(filter(None, history), None):
        return member_id
    of_user = [member.id for member in context.members.values() if user_id and member.user_id == user_id]
    if len(of_user) == 1 and of_user[0]:
        return of_user[0]
    has_no_subject = context.channel is None and body.user is None
    return event.from_member if has_no_subject and isinstance(find_event_type(event.type), MembershipEvent) else ""


def _changes(kind: EventType, event: Event, body: EventBody) -> Iterator[LegObservation]:
    match body:
        case MembershipBody():
            yield from _member_changes(kind, event)
        case CallBody():
            yield from _call_changes(kind, event, body)
        case LegStatusBody():
            yield _status_change(_status(body), event.timestamp)
            for change in body.status_history:
                if change.at:
                    yield _status_change(change.status or change.state or "", change.at)


def _call_changes(kind: EventType, event: Event, body: CallBody) -> Iterator[LegObservation]:
    match kind:
        case CallEvent.SIP_RINGING | CallEvent.RTC_RINGING:
            yield LegObservation(kind=ObservationKind.RINGING, at=event.timestamp)
        case CallEvent.SIP_ANSWERED | CallEvent.RTC_ANSWERED:
            yield LegObservation(kind=ObservationKind.ANSWERED, at=event.timestamp)
        case CallEvent.SIP_HANGUP | CallEvent.RTC_HANGUP:
            yield LegObservation(kind=ObservationKind.ENDED, at=event.timestamp, ending=hangup_status(body) or HUNG_UP)
        case CallEvent.SIP_MACHINE | CallEvent.SIP_AMD_MACHINE if body.answered_by != "human":
            yield LegObservation(kind=ObservationKind.MACHINE)
        case CallEvent.SIP_STATUS:
            yield _status_change(_status(body), body.end_time or event.timestamp)


def _member_changes(kind: EventType, event: Event) -> Iterator[LegObservation]:
    # The body repeats earlier changes: their own events may be on an older page.
    times = event.typed_body.times or BodyTimes()
    for name, at in {"invited": times.invited, "joined": times.joined, "left": times.left}.items():
        if at or kind == f"member:{name}":
            yield _member_change(name, at or event.timestamp)


def _member_change(name: str, at: datetime | None) -> LegObservation:
    return LegObservation(kind=_CHANGES[name], at=at, ending=LEFT if name == "left" else "")


def _status_change(status: str, at: datetime | None = None) -> LegObservation:
    """Return what a status shows; a status that the API has added since shows only that the leg exists."""
    status = status.lower()
    kind = _STATUSES.get(status, ObservationKind.SEEN)
    if kind is not ObservationKind.ENDED:
        return LegObservation(kind=kind, at=at)
    # A time-out and no answer are the same to a person.
    return LegObservation(kind=kind, at=at, ending="unanswered" if status == "timeout" else status)


def _status(body: CallBody | LegStatusBody) -> str:
    return body.status or body.state_name or (body.state.status if body.state else None) or ""


def _leg_id(channel: MemberChannel | None) -> str:
    return leg_id(channel) if channel else ""


def _is_voice_only(channel: MemberChannel | None) -> bool:
    """Return whether a channel carries nothing but voice: an app may be in a chat as well."""
    return channel is not None and channel.type.lower() in VOICE_CHANNEL_TYPES - {"app"}
