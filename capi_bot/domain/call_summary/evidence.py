"""Bring what events, members and calls tell of legs to one form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from capi_bot.capi.models import Call, Event, Member, MemberChannel, MemberState
from capi_bot.capi.wire.fields import moment
from capi_bot.domain.call_summary.leg_history import NEVER_CONNECTED
from capi_bot.domain.display_names import member_display_name, person_address, shorten_id
from capi_bot.domain.events import EventType, find_event_type
from capi_bot.domain.events.audio import AudioEvent, RecordingEvent
from capi_bot.domain.events.body import read_first_text, read_flag, read_mapping, read_sequence, read_text, read_value
from capi_bot.domain.events.calls import CallEvent
from capi_bot.domain.events.hangup_causes import hangup_status
from capi_bot.domain.events.legs import LegEvent
from capi_bot.domain.events.membership import MembershipEvent
from capi_bot.domain.events.subject import EventContext, build_event_context
from capi_bot.domain.events.wording import VOICE_CHANNEL_TYPES


class ObservationKind(StrEnum):
    """Name what a sign says of a leg."""

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
    """Be one thing that one source tells of a leg."""

    leg: str = ""
    member: str = ""
    user: str = ""
    mark: ObservationKind = ObservationKind.SEEN
    at: datetime | None = None
    name: str = ""
    inbound: bool | None = None
    """None where the source does not say it outright."""
    channel: MemberChannel | None = None
    spoken: bool = False
    """Whether this can only be of a call, not of a chat."""
    ending: str = ""


SOUND = (CallEvent, LegEvent, AudioEvent, RecordingEvent)
CHANGES = {"invited": ObservationKind.BEGAN, "joined": ObservationKind.JOINED, "left": ObservationKind.LEFT}
STATUSES = {
    "started": ObservationKind.BEGAN,
    "ringing": ObservationKind.RINGING,
    "answered": ObservationKind.ANSWERED,
    "machine": ObservationKind.MACHINE,
    **dict.fromkeys(("completed", "disconnected", "timeout", *NEVER_CONNECTED), ObservationKind.ENDED),
}
LEFT, HUNG_UP, ENDED = "left", "hung up", "ended"


def of_event(event: Event, members: Mapping[str, Member]) -> Iterator[LegObservation]:
    """Read the signs in an event; what people write themselves (messages, custom events) is none."""
    kind = find_event_type(event.type)
    if not isinstance(kind, (*SOUND, MembershipEvent)):
        return
    about = build_event_context(event, members)
    seen = _seen(event, about, spoken=isinstance(kind, SOUND) or read_flag(event.body, "audio") is True)
    yield seen
    for change in _told(kind, event):
        yield replace(seen, mark=change.mark, at=change.at, ending=change.ending)


def of_member(member: Member) -> Iterator[LegObservation]:
    """Read the signs in a member: when they came and went, and what they are now even where no time is told."""
    channel = member.channel
    seen = LegObservation(
        leg=_leg(channel),
        member=member.id,
        user=member.user_id,
        name=member_display_name(member),
        inbound=False if member.invited else None,
        channel=channel,
        spoken=_speaks(channel),
    )
    yield seen
    times = {"invited": member.invited, "joined": member.joined, "left": member.left}
    for change, at in times.items():
        if at or change == _NOW.get(member.state):
            told = _change(change, at)
            yield replace(seen, mark=told.mark, at=told.at, ending=told.ending)


def of_call(call: Call) -> Iterator[LegObservation]:
    """Read the signs in a leg of the Voice API. It may have started before it was answered: the status tells that."""
    channel = MemberChannel(type=call.to.type if call.to else "", id=call.id, from_=call.from_, to=call.to)
    inbound = call.direction == "inbound" if call.direction else None
    name = person_address(channel, call.direction)
    seen = LegObservation(leg=call.id, name=name, inbound=inbound, channel=channel, spoken=True)
    now = _by_status(call.status)
    yield replace(seen, mark=now.mark, ending=now.ending)
    if call.started:
        yield replace(seen, mark=ObservationKind.BEGAN, at=call.started)
    if call.ended:
        yield replace(seen, mark=ObservationKind.ENDED, at=call.ended, ending=now.ending or ENDED)


def _seen(event: Event, about: EventContext, *, spoken: bool) -> LegObservation:
    leg = _leg(about.channel) or read_text(event.body, "leg_id")
    user = read_first_text(read_mapping(event.body, "user"), "id", "user_id")
    given = read_text(event.body, "direction") or read_value(event.body, "timestamp", "invited")
    return LegObservation(
        leg=leg,
        member=_member(event, about, user),
        user=user,
        name="" if about.person == f"Leg {shorten_id(leg)}" else about.person,
        inbound=about.inbound if given else None,
        channel=about.channel,
        spoken=spoken or _speaks(about.channel),
    )


def _member(event: Event, about: EventContext, user: str) -> str:
    """Name the member by the body; its sender only where the body points at nobody."""
    history = (read_text(entry, "member_id") for entry in read_sequence(event.body, "statusHistory"))
    own = read_text(event.body, "member_id") or read_text(event.body, "user", "member_id")
    return own or next(filter(None, history), "") or _only_member(user, about) or _sender(event, about)


def _only_member(user_id: str, about: EventContext) -> str:
    found = [member.id for member in about.members.values() if user_id and member.user_id == user_id]
    return found[0] if len(found) == 1 else ""


def _sender(event: Event, about: EventContext) -> str:
    silent = about.channel is None and not read_mapping(event.body, "user")
    return event.from_member if silent and isinstance(find_event_type(event.type), MembershipEvent) else ""


def _told(kind: EventType, event: Event) -> Iterator[LegObservation]:
    match kind:
        case MembershipEvent():
            yield from _membership(kind, event)
        case CallEvent.SIP_RINGING | CallEvent.RTC_RINGING:
            yield LegObservation(mark=ObservationKind.RINGING, at=event.timestamp)
        case CallEvent.SIP_ANSWERED | CallEvent.RTC_ANSWERED:
            yield LegObservation(mark=ObservationKind.ANSWERED, at=event.timestamp)
        case CallEvent.SIP_HANGUP | CallEvent.RTC_HANGUP:
            yield LegObservation(
                mark=ObservationKind.ENDED, at=event.timestamp, ending=hangup_status(event.body) or HUNG_UP
            )
        case CallEvent.SIP_MACHINE | CallEvent.SIP_AMD_MACHINE if read_text(event.body, "type") != "human":
            yield LegObservation(mark=ObservationKind.MACHINE)
        case CallEvent.SIP_STATUS:
            yield _by_status(_status(event.body), moment(event.body.get("end_time")) or event.timestamp)
        case LegEvent.STATUS:
            yield from _history(event)


def _membership(kind: MembershipEvent, event: Event) -> Iterator[LegObservation]:
    """Tell this change and the earlier ones that the body repeats: their own events may be on an older page."""
    for change in CHANGES:
        at, is_this = moment(read_value(event.body, "timestamp", change)), kind == f"member:{change}"
        if at or is_this:
            yield _change(change, at or event.timestamp)


def _change(change: str, at: datetime | None) -> LegObservation:
    return LegObservation(mark=CHANGES[change], at=at, ending=LEFT if change == "left" else "")


def _history(event: Event) -> Iterator[LegObservation]:
    yield _by_status(_status(event.body), event.timestamp)
    for entry in read_sequence(event.body, "statusHistory"):
        at = moment(read_value(entry, "date"))
        if at:
            yield _by_status(_status(entry), at)


def _by_status(status: str, at: datetime | None = None) -> LegObservation:
    """Take a status's mark; one that the API invented since only shows that the leg is there."""
    known = status.lower()
    mark = STATUSES.get(known, ObservationKind.SEEN)
    # A time-out and no answer are the same to a person.
    ending = "unanswered" if known == "timeout" else known
    return LegObservation(mark=mark, at=at, ending=ending if mark is ObservationKind.ENDED else "")


def _status(body: object) -> str:
    return read_first_text(body, "status", "state") or read_text(body, "state", "status")


def _leg(channel: MemberChannel | None) -> str:
    if channel is None:
        return ""
    return channel.id or next((leg.id for leg in channel.legs), "")


def _speaks(channel: MemberChannel | None) -> bool:
    """Tell whether a channel carries nothing but speech: an app may be in a chat as well."""
    return channel is not None and channel.type.lower() in VOICE_CHANNEL_TYPES - {"app"}


_NOW = {MemberState.INVITED: "invited", MemberState.JOINED: "joined", MemberState.LEFT: "left"}
