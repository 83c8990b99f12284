"""A short notation for conversations: who takes part, and what happens, step by step.

A plot is read once from top to bottom; members' states, media and times follow from its steps, so that a conversation
never contradicts its own events.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Literal, TypedDict, Unpack

from capi_bot.sandbox.world import leg_state
from capi_bot.sandbox.world.records import (
    Call,
    Conversation,
    Event,
    Json,
    Member,
    User,
    ident,
    stamp,
)

VOICE = frozenset({"phone", "sip", "app", "websocket", "vbc"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """Be someone in a conversation: a user on a channel.

    `call` is the status of their leg in the Voice API, `""` where that does not list it; the leg's own status then
    follows from the steps. A leg that `follows` is listed all the same, with that status.
    """

    key: str
    user: User
    channel: Json
    direction: Literal["inbound", "outbound"] = "outbound"
    call: str = ""
    follows: bool = False
    leg: str = ""
    """The label of a leg that was or will be in another conversation too."""
    onward: bool = False
    """Whether the leg goes on elsewhere when they leave."""


class After(float):
    """Be a time that a body tells: so many seconds after the conversation was created."""

    __slots__ = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Be one event to be; `after` is seconds since the conversation was created, `who` a party's key or nobody."""

    after: float
    type: str
    who: str = ""
    body: Json = field(default_factory=dict)

    def at_pace(self, speed: float) -> Step:
        """Return it happening so many times as early."""
        body = {key: After(told / speed) if isinstance(told, After) else told for key, told in self.body.items()}
        return replace(self, after=self.after / speed, body=body)

    def dated(self, created: datetime) -> Step:
        """Return it with the times in its body written down."""
        times = {key: told for key, told in self.body.items() if isinstance(told, After)}
        written = {key: stamp(created + timedelta(seconds=told)) for key, told in times.items()}
        return replace(self, body={**self.body, **written}) if times else self


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
    over: dict[str, datetime] = {}
    for happening in (told.dated(created) for told in steps):
        at = created + timedelta(seconds=happening.after)
        if who := happening.who:
            before, members[who] = members[who], _moved(members[who], happening, at, by_key[who])
            if leg_state.in_progress(before) and not leg_state.in_progress(members[who]):
                over[who] = at
        events.append(_event(len(events) + 1, happening, at, members, parties))
    given: Facts = {"name": ident("NAM", label), **_ended(created, lasted), **facts}
    told = Conversation(id=ident("CON", label), created=created, **given)
    if lasted is not None:
        members = {key: _over(member) for key, member in members.items()}
    told = replace(told, members=tuple(members.values()), events=_struck(events))
    listed = (party for party in parties if _listed(party, members[party.key]))
    return replace(told, calls=tuple(_call(told, members[party.key], party, over.get(party.key)) for party in listed))


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
    leg = ident("", party.leg or label)
    leg = leg.replace("-", "") if party.direction == "inbound" else leg
    return leg_state.leg(leg, party.call or "started")


def _moved(member: Member, happening: Step, at: datetime, party: Party) -> Member:
    """Let a step change the state and media of its member, and the leg where its status is not given."""
    changed = leg_state.acted(member, happening.type, happening.body, at)
    stays = party.call or (party.onward and changed.state == "LEFT")
    return changed if stays else leg_state.on_leg(changed, leg_state.told_by(happening.type, happening.body))


def _over(member: Member) -> Member:
    """End the leg of somebody whose leaving no step tells."""
    return leg_state.on_leg(member, "completed")


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
        case ["leg", *_]:
            return {"leg_id": member.channel["id"], "type": member.channel["type"], "direction": party.direction}
        case ["audio", "mute" | "earmuff", _]:
            return {"rtc_id": member.channel["id"]}
        case _:
            return {}


def _struck(events: Sequence[Event]) -> tuple[Event, ...]:
    deleted = {event.body.get("event_id") for event in events if event.type == "event:delete"}
    return tuple(replace(event, body={}, deleted=True) if event.id in deleted else event for event in events)


def _listed(party: Party, member: Member) -> bool:
    return bool(party.call) or (party.follows and not (party.onward and member.state == "LEFT"))


def _call(told: Conversation, member: Member, party: Party, over: datetime | None) -> Call:
    channel: Any = member.channel
    return Call(
        id=channel["id"],
        conversation_id=told.id,
        from_=channel["from"],
        to=channel["to"],
        status=leg_state.status(member),
        direction=party.direction,
        started=min(member.timestamp.values(), default=told.created),
        answered=leg_state.answered(told.events).get(channel["id"]),
        ended=over or told.destroyed,
    )
