"""A short notation for conversations: who takes part, and what happens, step by step.

A plot is read once from top to bottom; members' states, media and times follow from its steps, so that a conversation
never contradicts its own events.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Literal, TypedDict, Unpack

from capi_bot.sandbox.world import Call, Conversation, Event, Json, Member, User, ident, stamp

VOICE = frozenset({"phone", "sip", "app", "websocket", "vbc"})
IN_PROGRESS = frozenset({"started", "ringing", "answered"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """Be someone in a conversation: a user on a channel.

    `call` is the status of their leg in the Voice API, `""` where that does not list it; the leg's own status then
    follows from the steps.
    """

    key: str
    user: User
    channel: Json
    direction: Literal["inbound", "outbound"] = "outbound"
    call: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Be one event to be; `after` is seconds since the conversation was created, `who` a party's key or nobody."""

    after: float
    type: str
    who: str = ""
    body: Json = field(default_factory=dict)


def step(after: float, type_: str, who: str = "", /, **body: object) -> Step:
    """Write one step."""
    return Step(after=after, type=type_, who=who, body=body)


def phone(from_: str, to: str) -> Json:
    """Make a phone channel; numbers are E.164 without the plus sign."""
    return {"type": "phone", "from": {"type": "phone", "number": from_}, "to": {"type": "phone", "number": to}}


def app(user: User) -> Json:
    """Make a channel to a user's app."""
    return {"type": "app", "from": {"type": "app,sms"}, "to": {"type": "app", "user": user.id}}


def chat(type_: str, from_: str, to: str) -> Json:
    """Make a messaging channel: Viber and Messenger know ids, the others numbers."""
    key = "id" if type_ in {"viber", "messenger"} else "number"
    return {"type": type_, "from": {"type": type_, key: from_}, "to": {"type": type_, key: to}}


class Facts(TypedDict, total=False):
    """Name what may be said of a conversation beside its plot; the meanings are those of `Conversation`."""

    name: str
    display_name: str
    image_url: str
    state: Literal["ACTIVE", "INACTIVE", "DELETED"]
    updated: datetime
    destroyed: datetime
    ttl: int
    custom_data: Json
    fate: Literal["stays", "vanished", "forbidden"]


def conversation(
    label: str,
    created: datetime,
    parties: Sequence[Party] = (),
    steps: Sequence[Step] = (),
    *,
    lasted: float | None = None,
    **facts: Unpack[Facts],
) -> Conversation:
    """Play the steps and write down the conversation that they make.

    Its name is machine-made where not given; `lasted` is the seconds after which it ended.
    """
    by_key = {party.key: party for party in parties}
    members = {key: _stranger(label, party) for key, party in by_key.items()}
    events: list[Event] = []
    for happening in steps:
        at = created + timedelta(seconds=happening.after)
        if happening.who:
            members[happening.who] = _moved(members[happening.who], happening, at, by_key[happening.who])
        events.append(_event(len(events) + 1, happening, at, members, parties))
    given: Facts = {"name": ident("NAM", label), **_ended(created, lasted), **facts}
    told = Conversation(id=ident("CON", label), created=created, **given)
    calls = tuple(_call(told, members[party.key], party) for party in parties if party.call)
    people = tuple(members.values()) if lasted is None else tuple(map(_over, members.values()))
    return replace(told, members=people, events=_struck(events), calls=calls)


def _ended(created: datetime, lasted: float | None) -> Facts:
    if lasted is None:
        return {}
    at = created + timedelta(seconds=lasted)
    return {"state": "INACTIVE", "updated": at, "destroyed": at}


def _stranger(label: str, party: Party) -> Member:
    channel = (
        {**party.channel, **_leg(f"{label}/{party.key}", party)} if party.channel["type"] in VOICE else party.channel
    )
    return Member(id=ident("MEM", f"{label}/{party.key}"), user_id=party.user.id, state="INVITED", channel=channel)


def _leg(label: str, party: Party) -> Json:
    """Name the leg as Vonage does: 32 hexadecimal digits inbound, a dashed UUID outbound."""
    leg = ident("", label)
    leg = leg.replace("-", "") if party.direction == "inbound" else leg
    return {"id": leg, "legs": [{"leg_id": leg, "status": party.call or "started"}]}


def _moved(member: Member, happening: Step, at: datetime, party: Party) -> Member:
    """Let a step change the state and media of its member, and the leg where the Voice API does not tell its status."""
    changed = _acted(member, happening, at)
    status = "" if party.call else _status(happening)
    return _on_leg(changed, status) if status else changed


def _status(happening: Step) -> str:
    match happening.type.split(":"):
        case ["sip" | "rtc", "ringing"]:
            return "ringing"
        case ["member", "joined"] | ["sip" | "rtc", "answered"]:
            return "answered"
        case ["member", "left"] | ["sip" | "rtc", "hangup"]:
            return "completed"
        case ["leg", "status", "update"]:
            return str(happening.body.get("status", ""))
        case _:
            return ""


def _on_leg(member: Member, status: str) -> Member:
    legs: Any = member.channel.get("legs", ())
    return replace(
        member,
        channel={**member.channel, "legs": [{**leg, "status": status} for leg in legs]} if legs else member.channel,
    )


def _over(member: Member) -> Member:
    """End the leg of somebody whose leaving no step tells."""
    legs: Any = member.channel.get("legs", ())
    return _on_leg(member, "completed") if any(leg["status"] in IN_PROGRESS for leg in legs) else member


def _acted(member: Member, happening: Step, at: datetime) -> Member:
    match happening.type.split(":"):
        case ["member", ("invited" | "joined" | "left") as change]:
            return _changed(member, change, at, happening.body)
        case ["member", "media"]:
            return replace(member, media=_media(member, **happening.body))
        case ["audio", "mute", switch]:
            return replace(member, media=_media(member, muted=switch == "on"))
        case ["audio", "earmuff", switch]:
            return replace(member, media=_media(member, earmuffed=switch == "on"))
        case _:
            return member


def _changed(member: Member, change: str, at: datetime, body: Json) -> Member:
    states: Mapping[str, Literal["INVITED", "JOINED", "LEFT"]] = {
        "invited": "INVITED",
        "joined": "JOINED",
        "left": "LEFT",
    }
    return replace(
        member,
        state=states[change],
        timestamp={**member.timestamp, change: at},
        initiator={**member.initiator, change: {"isSystem": True}},
        invited_by=str(body.get("invited_by", member.invited_by)),
    )


def _media(member: Member, **changes: object) -> Json:
    before: Any = member.media or {"audio_settings": {"enabled": True, "earmuffed": False, "muted": False}}
    return {"audio": True, "audio_settings": {**before["audio_settings"], **changes}}


def _event(
    number: int, happening: Step, at: datetime, members: Mapping[str, Member], parties: Sequence[Party]
) -> Event:
    party = next((party for party in parties if party.key == happening.who), None)
    if party is None:
        return Event(id=number, type=happening.type, at=at, body=happening.body)
    member = members[party.key]
    said = {} if happening.type == "member:media" else happening.body
    body = {**_context(happening.type, member, party), **said}
    return Event(id=number, type=happening.type, at=at, from_member=member.id, body=body)


def _context(type_: str, member: Member, party: Party) -> Json:
    """Tell what every event of a family says of its member, besides what the step itself says."""
    match type_.split(":"):
        case ["member", "media"]:
            return {"audio": True, "media": member.media, "channel": member.channel}
        case ["member", _]:
            user = {"id": party.user.id, "member_id": member.id, "name": party.user.name}
            times = {key: stamp(at) for key, at in member.timestamp.items()}
            return {"user": user, "channel": member.channel, "timestamp": times, "initiator": member.initiator}
        case ["sip" | "rtc", _]:
            return {"direction": party.direction, "channel": member.channel}
        case _:
            return {}


def _struck(events: Sequence[Event]) -> tuple[Event, ...]:
    deleted = {event.body.get("event_id") for event in events if event.type == "event:delete"}
    return tuple(replace(event, body={}, deleted=True) if event.id in deleted else event for event in events)


def _call(told: Conversation, member: Member, party: Party) -> Call:
    channel: Any = member.channel
    return Call(
        id=channel["id"],
        conversation_id=told.id,
        from_=channel["from"],
        to=channel["to"],
        status=party.call,
        direction=party.direction,
        started=min(member.timestamp.values(), default=told.created),
        ended=told.destroyed,
    )
