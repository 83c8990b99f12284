"""The people of a conversation: channels, names and directions as events and calls show them."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from capi_bot.capi import wire
from capi_bot.capi.models import Call, Endpoint, Event, Json, Member, MemberChannel
from capi_bot.domain.events import describe_event, know_people
from capi_bot.domain.own_numbers import OwnNumbers
from capi_bot.domain.people import People

OWN = OwnNumbers(names={"442079460000": "Harbour Bikes"})
LEG = "leg-1"
"""An id of a form that says nothing of the direction."""
PHONE: Json = {"type": "phone", "id": LEG, "from": {"number": "447700900209"}, "to": {"number": "442079460000"}}
CHANNEL = MemberChannel(
    type="phone", id=LEG, from_=Endpoint(address="447700900209"), to=Endpoint(address="442079460000")
)
MEMBER = Member(id="MEM-1", user_id="USR-1", user_name="vapi-user-1", channel=CHANNEL)
INVITATION = {"timestamp": {"invited": "2026-12-01T09:00:00.000Z"}, "channel": PHONE, "user": {"id": "USR-1"}}
INVITED = Event(id=1, type="member:invited", from_member="MEM-1", body=INVITATION)


def _stated(event_type: str, direction: str) -> Event:
    channel: Json = {"leg_id": LEG} if event_type == "leg:status:update" else {"channel": PHONE}
    return Event(id=2, type=event_type, from_member="MEM-1", body={**channel, "direction": direction})


@pytest.mark.parametrize("evidence", ["leg:status:update", "sip:answered", "call"])
@pytest.mark.parametrize(
    ("direction", "caller", "name"),
    [("inbound", True, "+44 7700 900209"), ("outbound", False, "+44 20 7946 0000")],
)
def test_a_direction_that_is_stated_counts_more_than_an_invitation(
    evidence: str, direction: str, name: str, *, caller: bool
) -> None:
    calls = [Call(id=LEG, direction=direction)] if evidence == "call" else []
    events = [INVITED] if calls else [INVITED, _stated(evidence, direction)]
    people = know_people([MEMBER], events, calls)
    assert people.member_is_inbound(MEMBER) is caller
    assert people.name(MEMBER) == name
    assert {describe_event(event, people).who for event in events} == {name}


def test_the_legs_own_event_counts_more_than_the_list_of_calls_and_that_more_than_another_event() -> None:
    of_leg, of_sip, call = _stated("leg:status:update", "inbound"), _stated("sip:answered", "outbound"), Call(id=LEG)
    outbound, inbound = replace(call, direction="outbound"), replace(call, direction="inbound")
    assert know_people([MEMBER], [of_leg, of_sip], [outbound]).member_is_inbound(MEMBER)
    assert know_people([MEMBER], [of_sip], [inbound]).member_is_inbound(MEMBER)


def test_an_own_number_counts_more_than_an_invitation() -> None:
    assert describe_event(INVITED, know_people([MEMBER], [INVITED])).who == "+44 20 7946 0000"
    people = know_people([MEMBER], [INVITED], own=OWN)
    assert describe_event(INVITED, people).text == "+44 7700 900209 was invited (by phone)"
    joined = replace(INVITED, type="member:joined")
    assert describe_event(joined, people).text == "+44 7700 900209 joined by phone (calling Harbour Bikes)"


def test_what_is_known_of_people_stays_when_more_becomes_known() -> None:
    people = know_people(know_people([MEMBER], [_stated("leg:status:update", "inbound")], own=OWN), [INVITED])
    assert people.own == OWN
    assert people.member_is_inbound(MEMBER)


NAMED = {
    "user": {"id": "USR-2", "name": "samuel", "display_name": "Samuel Osei"},
    "channel": {"type": "app", "id": "2"},
}


def test_a_name_in_one_event_is_the_name_in_all() -> None:
    nameless = Member(id="MEM-2", user_id="USR-2")
    events = [
        Event(id=1, type="member:invited", body=NAMED),
        Event(id=2, type="rtc:ringing", body={"channel": {"type": "app", "id": "2", "to": {"user": "USR-2"}}}),
        Event(id=3, type="member:joined", body={**NAMED, "user": {"id": "USR-2", "name": "renamed"}}),
        Event(id=4, type="audio:mute:on", body={"rtc_id": "2"}),
    ]
    for seen in (events, events[::-1]):
        people = know_people([nameless], seen)
        assert {describe_event(event, people).who for event in seen} == {"Samuel Osei"}
    sender = Event(id=5, type="message", from_member="MEM-2", from_user_display_name="Samuel Osei")
    assert know_people([nameless], [sender]).name(nameless) == "Samuel Osei"


def test_members_have_the_channels_of_the_events_of_their_legs(samples: Path) -> None:
    call = wire.parse_conversation(json.loads((samples / "seed_conversation.json").read_text()))
    events = map(wire.parse_event, json.loads((samples / "seed_events.json").read_text()))
    channels = [member.channel for member in know_people(call.members or (), events).values()]
    assert [channel.to.address for channel in channels if channel and channel.to] == ["447700000002", "447700000003"]


def test_an_end_that_an_event_does_not_know_stays_as_it_is_listed() -> None:
    body = {"channel": {"id": LEG, "from": {"number": "Unknown"}, "to": {"number": "3"}}}
    people = know_people([MEMBER], [Event(id=5, type="sip:ringing", body=body)])
    assert people["MEM-1"].channel == replace(CHANNEL, to=Endpoint(address="3"))


def test_without_events_people_are_as_they_are_listed_and_beta_gives_them_no_ids() -> None:
    nobody, other = Member(user_id="USR-x"), Member(user_id="USR-y")
    people = know_people([MEMBER, nobody, other])
    assert tuple(people.values()) == (MEMBER, nobody, other)
    assert People.of(people) is people
    assert People.of({"MEM-1": MEMBER}) == {"MEM-1": MEMBER}
