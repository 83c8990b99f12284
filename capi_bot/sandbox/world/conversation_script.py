"""A notation for conversations: who takes part, and what happens, step by step.

Steps are read once from top to bottom; members' states, media, legs and times follow from them, so that a conversation
never contradicts its own events.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Literal

from capi_bot.sandbox.world.records import Call, Conversation, Event, Json, Member, User, as_deleted, format_time, ident

VOICE_CHANNELS = frozenset({"phone", "sip", "app", "websocket", "vbc"})
IN_PROGRESS = frozenset({"started", "ringing", "answered"})
"""Statuses of a leg that is not over."""

_STATES: Mapping[str, Literal["INVITED", "JOINED", "LEFT"]] = {"invited": "INVITED", "joined": "JOINED", "left": "LEFT"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Participant:
    """A user on a channel in a conversation.

    `call_status` is the status of their leg in the Voice API, whatever the steps say. Without one the leg's status
    follows from the steps, and the Voice API lists it where `in_call_list` is set.
    """

    key: str
    user: User
    channel: Json
    direction: Literal["inbound", "outbound"] = "outbound"
    call_status: str = ""
    in_call_list: bool = False
    leg_label: str = ""
    """The label of a leg that was or will be in another conversation too."""
    transferred: bool = False
    """Whether the leg goes on in another conversation when they leave."""


class SecondsAfterCreation(float):
    """A time in an event's body, in seconds after the conversation was created."""

    __slots__ = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A coming event; `after` is seconds since the conversation was created, `participant` a key, or empty."""

    after: float
    type: str
    participant: str = ""
    body: Json = field(default_factory=dict)

    def at_speed(self, speed: float) -> Step:
        """Return it happening so many times as early."""
        body = {
            key: SecondsAfterCreation(value / speed) if isinstance(value, SecondsAfterCreation) else value
            for key, value in self.body.items()
        }
        return replace(self, after=self.after / speed, body=body)

    def dated(self, created: datetime) -> Step:
        """Return it with the times in its body formatted."""
        times = {
            key: format_time(created + timedelta(seconds=value))
            for key, value in self.body.items()
            if isinstance(value, SecondsAfterCreation)
        }
        return replace(self, body={**self.body, **times}) if times else self


def step(after: float, type_: str, participant: str = "", /, **body: object) -> Step:
    return Step(after=after, type=type_, participant=participant, body=body)


def participant(key: str, user: User, channel: Json, call_status: str = "", *, inbound: bool = False) -> Participant:
    """Make a participant whose leg does not go on elsewhere."""
    direction: Literal["inbound", "outbound"] = "inbound" if inbound else "outbound"
    return Participant(key=key, user=user, channel=channel, direction=direction, call_status=call_status)


def phone(from_: str, to: str) -> Json:
    """Make a phone channel; numbers are E.164 without the plus sign."""
    return {"type": "phone", "from": {"type": "phone", "number": from_}, "to": {"type": "phone", "number": to}}


def app(user: User) -> Json:
    """Make a channel to a user's app."""
    return {"type": "app", "from": {"type": "app,sms"}, "to": {"type": "app", "user": user.id}}


def chat(type_: str, from_: str, to: str) -> Json:
    """Make a messaging channel: Viber and Messenger have ids, the others numbers."""
    key = "id" if type_ in {"viber", "messenger"} else "number"
    return {"type": type_, "from": {"type": type_, key: from_}, "to": {"type": type_, key: to}}


def build_conversation(
    label: str,
    created: datetime,
    participants: Sequence[Participant] = (),
    steps: Sequence[Step] = (),
    *,
    duration: float | None = None,
    **fields: Any,  # noqa: ANN401 - the fields of Conversation that do not follow from its steps
) -> Conversation:
    """Build the conversation that the steps make; it ended after `duration` seconds where given.

    Its ids are made from the label, and its name too where none is given.
    """
    by_key = {participant.key: participant for participant in participants}
    members = {key: _new_member(label, participant) for key, participant in by_key.items()}
    events: list[Event] = []
    leg_ends: dict[str, datetime] = {}
    for item in (step.dated(created) for step in steps):
        at = created + timedelta(seconds=item.after)
        participant = by_key[item.participant] if item.participant else None
        if participant:
            before = members[participant.key]
            member = members[participant.key] = _after_step(before, item, at, participant)
            if leg_status(before) in IN_PROGRESS and leg_status(member) not in IN_PROGRESS:
                leg_ends[participant.key] = at
        member_of_event = members[participant.key] if participant else None
        events.append(_event(len(events) + 1, item, at, participant, member_of_event))
    ended = None if duration is None else created + timedelta(seconds=duration)
    given: dict[str, Any] = {"name": ident("NAM", label)}
    if ended is not None:
        given |= {"state": "INACTIVE", "updated": ended, "destroyed": ended}
        members = {key: with_leg_status(member, "completed") for key, member in members.items()}
    given |= fields
    conversation = Conversation(
        id=ident("CON", label),
        created=created,
        members=tuple(members.values()),
        events=_without_deleted_bodies(events),
        **given,
    )
    calls = tuple(
        _call(conversation, members[participant.key], participant, leg_ends.get(participant.key))
        for participant in participants
        if _in_call_list(participant, members[participant.key])
    )
    return replace(conversation, calls=calls)


def _new_member(label: str, participant: Participant) -> Member:
    label = f"{label}/{participant.key}"
    channel = dict(participant.channel)
    if channel["type"] in VOICE_CHANNELS:
        # As Vonage's ids are: 32 hexadecimal digits inbound, a UUID with dashes outbound.
        leg_id = ident("", participant.leg_label or label)
        leg_id = leg_id.replace("-", "") if participant.direction == "inbound" else leg_id
        channel |= {"id": leg_id, "legs": [{"leg_id": leg_id, "status": participant.call_status or "started"}]}
    return Member(id=ident("MEM", label), user_id=participant.user.id, state="INVITED", channel=channel)


def _after_step(member: Member, item: Step, at: datetime, participant: Participant) -> Member:
    """Apply a step to its member's state and media, and to the leg where its status is not given."""
    match item.type.split(":"):
        case ["member", ("invited" | "joined" | "left") as change]:
            member = replace(
                member,
                state=_STATES[change],
                timestamp={**member.timestamp, change: at},
                initiator={**member.initiator, change: {"isSystem": True}},
                invited_by=str(item.body.get("invited_by", member.invited_by)),
            )
        case ["member", "media"]:
            member = replace(member, media=_media(member, **item.body))
        case ["audio", "mute", switch]:
            member = replace(member, media=_media(member, muted=switch == "on"))
        case ["audio", "earmuff", switch]:
            member = replace(member, media=_media(member, earmuffed=switch == "on"))
    if participant.call_status or (participant.transferred and member.state == "LEFT"):
        return member
    return with_leg_status(member, _reported_leg_status(item.type, item.body))


def _media(member: Member, **changes: object) -> Json:
    before: Any = member.media or {"audio_settings": {"enabled": True, "earmuffed": False, "muted": False}}
    return {"audio": True, "audio_settings": {**before["audio_settings"], **changes}}


def leg_status(member: Member) -> str:
    """Return the status of a member's leg; `""` without a leg."""
    legs: Any = member.channel.get("legs", ())
    return str(legs[0]["status"]) if legs else ""


def with_leg_status(member: Member, status: str) -> Member:
    """Change the status of a member's leg; one that is over stays as it ended."""
    if not status or leg_status(member) not in IN_PROGRESS:
        return member
    legs: Any = member.channel["legs"]
    return replace(member, channel={**member.channel, "legs": [{**leg, "status": status} for leg in legs]})


def _reported_leg_status(type_: str, body: Json) -> str:
    """Return the status of a leg that an event reports, `""` where it reports none."""
    match type_.split(":"):
        case ["sip" | "rtc", "ringing"]:
            return "ringing"
        case ["member", "joined"] | ["sip" | "rtc", "answered"] | ["rtc", "transfer"]:
            return "answered"
        case ["member", "left"] | ["sip" | "rtc", "hangup"]:
            return "completed"
        case ["leg", "status", "update"]:
            return str(body.get("status", ""))
        case _:
            return ""


def leg_start(conversation: Conversation, member: Member) -> datetime:
    """Return when a member's leg started: with their first event. Who calls is not invited."""
    own = (event for event in conversation.events if event.from_member == member.id)
    return min((event.at for event in own if event.type.startswith(("leg:", "member:"))), default=conversation.created)


def answer_times(events: Iterable[Event]) -> Mapping[str, datetime]:
    """Return when each leg was answered, by its id, as the events report it."""
    times: dict[str, datetime] = {}
    for event in events:
        channel: Any = event.body.get("channel")
        if channel and _reported_leg_status(event.type, event.body) == "answered":
            times.setdefault(channel.get("id", ""), event.at)
    return times


def _event(number: int, item: Step, at: datetime, participant: Participant | None, member: Member | None) -> Event:
    if participant is None or member is None:
        return Event(id=number, type=item.type, at=at, body=item.body)
    body = {} if item.type == "member:media" else item.body
    body = {**_member_fields(item.type, member, participant), **body}
    return Event(id=number, type=item.type, at=at, from_member=member.id, body=body)


def _member_fields(type_: str, member: Member, participant: Participant) -> Json:
    """Return what every event of a type says of its member in its body."""
    match type_.split(":"):
        case ["member", "media"]:
            return {"audio": True, "media": member.media, "channel": member.channel}
        case ["member", _]:
            user = {"id": participant.user.id, "member_id": member.id, "name": participant.user.name}
            times = {key: format_time(at) for key, at in member.timestamp.items()}
            return {"user": user, "channel": member.channel, "timestamp": times, "initiator": member.initiator}
        case ["sip" | "rtc", _]:
            return {"direction": participant.direction, "channel": member.channel}
        case ["leg", *_]:
            channel = member.channel
            return {"leg_id": channel["id"], "type": channel["type"], "direction": participant.direction}
        case ["audio", "mute" | "earmuff", _]:
            return {"rtc_id": member.channel["id"]}
        case _:
            return {}


def _without_deleted_bodies(events: Sequence[Event]) -> tuple[Event, ...]:
    deleted = {event.body.get("event_id"): event.at for event in events if event.type == "event:delete"}
    return tuple(as_deleted(event, deleted[event.id]) if event.id in deleted else event for event in events)


def _in_call_list(participant: Participant, member: Member) -> bool:
    gone = participant.transferred and member.state == "LEFT"
    return bool(participant.call_status) or (participant.in_call_list and not gone)


def _call(conversation: Conversation, member: Member, participant: Participant, leg_end: datetime | None) -> Call:
    channel: Any = member.channel
    return Call(
        id=channel["id"],
        conversation_id=conversation.id,
        from_=channel["from"],
        to=channel["to"],
        status=leg_status(member),
        direction=participant.direction,
        started=leg_start(conversation, member),
        answered=answer_times(conversation.events).get(channel["id"]),
        ended=leg_end or conversation.destroyed,
    )
