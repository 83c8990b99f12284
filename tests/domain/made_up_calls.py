"""Made-up calls, as JSON of the API: who called whom is known, and each source may leave out what another has."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count

from hypothesis import strategies as st

from capi_bot.capi import wire
from capi_bot.capi.models import Call, Conversation, Event, Json, Member
from capi_bot.domain.own_numbers import OwnNumbers

CON = "CON-bc643220-2542-499a-892e-c982c4150c06"
HOTLINE = "442079460000"
BEGAN = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody in a call; `name` is the one that somebody chose, if any."""

    number: int
    calls: bool
    name: str
    leg: str
    has_invitation: bool
    medium: str
    sides: tuple[str, str]
    """The numbers at the `from` and the `to` of their leg."""

    @property
    def own_number(self) -> str:
        """Their own number: a caller's is the `from`."""
        return self.sides[0 if self.calls else 1]

    @property
    def member_id(self) -> str:
        return f"MEM-{self.number:08}-cba9-444f-88ae-0bfa630865a6"

    @property
    def user_id(self) -> str:
        return f"USR-{self.number:08}-d06b-42f6-a525-90d2859ab9f6"

    @property
    def direction(self) -> str:
        return "inbound" if self.calls else "outbound"

    @property
    def channel(self) -> Json:
        ends = [{"type": "phone", "number": side} for side in self.sides]
        return {"type": self.medium, "id": self.leg, "from": ends[0], "to": ends[1], "leg_ids": [self.leg]}


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeUpCall:
    """One call, with what the API tells of it."""

    people: Sequence[Person]
    conversation: Conversation
    members: tuple[Member, ...]
    events: tuple[Event, ...]
    calls: tuple[Call, ...]
    own: OwnNumbers

    @property
    def callers(self) -> set[str]:
        """The ids of the legs that are inbound in the list of calls."""
        return {person.leg for person in self.people if person.calls}


def _at(seconds: float) -> str:
    return (BEGAN + timedelta(seconds=seconds)).isoformat(timespec="milliseconds").replace("+00:00", "Z")


@st.composite
def people(draw: st.DrawFn) -> list[Person]:
    """Draw one to four people: the first one calls, or everybody is called from the hotline."""
    has_caller = draw(st.booleans())
    found = []
    for number in range(1, draw(st.integers(2, 4)) + 1):
        calls = has_caller and number == 1
        number_of = f"4477009002{number:02}"
        # Whoever passes on the caller's number has it at both ends of a call.
        from_ = draw(st.sampled_from([HOTLINE, HOTLINE, "Unknown"]))
        dashed = draw(st.booleans()) if calls else True
        leg = f"{number:08}-7ac9-4d03-910a-e9d69558263c" if dashed else f"{number:08}" + "a" * 24
        found.append(
            Person(
                number=number,
                calls=calls,
                name=draw(st.sampled_from(["", "", "Ada Lovelace", "Omar Aziz", "Ewa"])) and f"Person {number}",
                leg=leg,
                has_invitation=not calls or draw(st.booleans()),
                medium=draw(st.sampled_from(["phone", "phone", "sip"])),
                sides=(number_of, HOTLINE) if calls else (from_, number_of),
            )
        )
    return found


def _events_of(person: Person, draw: st.DrawFn, ids: Iterator[int]) -> Iterator[Json]:
    start = 2 * person.number
    user: Json = {"id": person.user_id, "name": person.name or f"vapi-user-{person.number}"}
    user = user | ({"display_name": person.name} if person.name and draw(st.booleans()) else {})

    def event(type_: str, after: float, body: Json) -> Json:
        return {"id": next(ids), "type": type_, "from": draw(senders), "timestamp": _at(after), "body": body}

    # In a call all events may come from the member who called.
    senders = st.sampled_from([person.member_id, "MEM-00000001-cba9-444f-88ae-0bfa630865a6"])
    if person.has_invitation:
        times = {"invited": _at(start)}
        yield event("member:invited", start, {"user": user, "channel": person.channel, "timestamp": times})
    yield event("leg:status:update", start + 0.1, {"leg_id": person.leg, "status": "ringing"})
    yield event("sip:ringing", start + 0.2, {"channel": person.channel})
    yield event("sip:answered", start + 3, {"channel": person.channel})
    times = {"joined": _at(start + 3.1)} | ({"invited": _at(start)} if person.has_invitation else {})
    yield event("member:joined", start + 3.1, {"user": user, "channel": person.channel, "timestamp": times})
    yield event("audio:mute:on", start + 9, {"rtc_id": person.leg})


@st.composite
def made_up_calls(draw: st.DrawFn) -> MadeUpCall:
    """Draw a call of which at least one source tells who called: a leg, the list of calls, or the own numbers."""
    who = draw(people())
    evidence = draw(st.sets(st.sampled_from(["legs", "sip", "calls", "own"]), min_size=1))
    ids = count(1)
    documents = [event for person in who for event in _events_of(person, draw, ids)]
    for event in documents:
        person = next(each for each in who if each.leg in str(event["body"]))
        is_stated = ("legs" in evidence and event["type"] == "leg:status:update") or (
            "sip" in evidence and event["type"] == "sip:answered"
        )
        if is_stated:
            event["body"] = {**event["body"], "direction": person.direction}
    members = [
        {
            "id": person.member_id,
            "state": "JOINED",
            "channel": person.channel if draw(st.booleans()) else None,
            "timestamp": {"invited": _at(1)} if person.has_invitation and draw(st.booleans()) else {},
            "_embedded": {"user": {"id": person.user_id, "name": person.name or f"vapi-user-{person.number}"}},
        }
        for person in who
    ]
    calls = [
        {
            "uuid": person.leg,
            "conversation_uuid": CON,
            "from": person.channel["from"],
            "to": person.channel["to"],
            "status": "answered",
            "direction": person.direction,
            "start_time": _at(2 * person.number),
        }
        for person in who
    ]
    return MadeUpCall(
        people=who,
        conversation=wire.parse_conversation({"id": CON, "state": "ACTIVE", "timestamp": {"created": _at(0)}}),
        members=tuple(wire.parse_member(document, CON) for document in members),
        events=tuple(wire.parse_event(document, CON) for document in documents),
        calls=tuple(map(wire.parse_call, calls)) if "calls" in evidence else (),
        own=OwnNumbers(names={HOTLINE: "Harbour Bikes"}) if "own" in evidence else OwnNumbers(),
    )
