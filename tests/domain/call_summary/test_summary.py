from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capi_bot.capi import wire
from capi_bot.capi.models import (
    Call,
    Conversation,
    ConversationState,
    Endpoint,
    Event,
    Json,
    Member,
    MemberChannel,
    MemberState,
)
from capi_bot.domain.call_summary import (
    CallSummary,
    LegTimeline,
    Stage,
    summarise_call,
)
from capi_bot.domain.events.catalogue import CATALOGUE
from capi_bot.slack.views.call_timeline import draw_bar, find_time_scale
from tests.domain.call_summary.readings import Read

NOW = datetime(2018, 10, 25, 9, 28, tzinfo=UTC)


@pytest.fixture(scope="module")
def documented(samples: Path) -> Read:
    """Read the vendor's sample call in beta's shape."""
    told = wire.conversation(json.loads((samples / "seed_conversation.json").read_text()))
    events = tuple(map(wire.event, json.loads((samples / "seed_events.json").read_text())))
    return Read(conversation=told, members=told.members or (), events=events, calls=(), now=NOW)


def of(read: Read, newest: int | None = None) -> CallSummary:
    events = read.events if newest is None else read.events[len(read.events) - newest :]
    return summarise_call(read.conversation, read.members, events, read.calls, now=read.now)


def drawn(told: CallSummary, now: datetime) -> list[str]:
    begin, end = find_time_scale(told.legs, now)
    return [draw_bar(leg, begin, end, 20) for leg in told.legs]


STORY = "447700000001 called 447700000002; 447700000003 answered after 6 s; 2 people on the call for 1 min"

CONFERENCE = (
    "447700900122 called 442079460000; Priya Raman answered; Jonas Lind answered after 8 s; "
    "3 people on the call for 6 min"
)


def test_the_documented_call_at_a_glance(documented: Read) -> None:
    told = of(documented)
    assert told.sentence == STORY
    assert [(leg.name, leg.address, leg.direction) for leg in told.legs] == [
        ("447700000001", "447700000001", "inbound"),
        ("447700000003", "447700000003", "outbound"),
    ]
    assert drawn(told, NOW) == ["░░██████████████████", "·░██████████████████"]


def test_the_documented_call_is_the_same_in_either_version(documented: Read, readings: Mapping[str, Read]) -> None:
    assert of(readings["NAM-1b2c4274-e3f2-494e-89c4-46856ee84a8b"]).sentence == of(documented).sentence


def test_the_documented_call_is_told_without_its_members(documented: Read) -> None:
    assert summarise_call(documented.conversation, (), documented.events, (), now=NOW).sentence == STORY


def test_a_call_of_which_only_the_calls_are_known(readings: Mapping[str, Read]) -> None:
    read = readings["NAM-1b2c4274-e3f2-494e-89c4-46856ee84a8b"]
    told = summarise_call(read.conversation, (), (), read.calls, now=read.now)
    assert told.sentence == "447700000001 called 447700000002; 447700000003 joined; 2 people on the call"


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("Order 4711: wrong saddle", CONFERENCE),
        (
            "Morning stand-up",
            "Mechanic 1 is invited; Mechanic 2, Mechanic 3 and 10 others joined; 7 people on the call for 27 min",
        ),
        ("sms-447700900133", "Nobody is in it; 3 messages, the last 23 Oct 2018"),
        ("first-test", "Nobody is in it, 1 invited"),
        ("payload", ""),
    ],
)
def test_the_contact_centre_at_a_glance(readings: Mapping[str, Read], name: str, sentence: str) -> None:
    assert of(readings[name]).sentence == sentence


def test_every_kind_of_end_is_told(readings: Mapping[str, Read]) -> None:
    ended = {leg.ending for read in readings.values() for leg in of(read).legs}
    assert ended == {"", "left", "hung up", "completed", "busy"}


CLAIMS = re.compile(r"after \d+ \w+|did not answer|got no answer|missed the call")


def assert_says_no_more(told: str, whole: str) -> None:
    assert set(CLAIMS.findall(told)) <= set(CLAIMS.findall(whole))
    counts = re.findall(r"\d+ (?:people|person) on the call", told)
    assert not counts or counts[0] in whole


def test_a_shorter_page_never_says_anything_else_only_less(readings: Mapping[str, Read]) -> None:
    for read in readings.values():
        for newest in range(len(read.events)):
            assert_says_no_more(of(read, newest).sentence, of(read).sentence)


@given(st.data())
def test_nor_do_pages_between_which_something_is_missing(readings: Mapping[str, Read], data: st.DataObject) -> None:
    read = data.draw(st.sampled_from([read for read in readings.values() if read.events]))
    first, last = sorted(data.draw(st.tuples(*[st.integers(0, len(read.events))] * 2)))
    older, newest = read.events[:first], read.events[last:]
    told = summarise_call(read.conversation, read.members, newest, read.calls, now=read.now, older=older)
    assert_says_no_more(told.sentence, of(read).sentence)


def in_room(*calls: tuple[str, int, int | None]) -> tuple[Event, ...]:
    """Write the events of calls to a room: who, and from which to which second."""
    told = [
        (second, kind, {"channel": {"type": "phone", "id": leg, "from": {"number": f"44770090000{leg}"}}})
        for leg, start, end in calls
        for second, kind in ((start, "sip:answered"), (end, "sip:hangup"))
        if second is not None
    ]
    ordered = enumerate(sorted(told, key=lambda each: each[0]), 1)
    return tuple(
        Event(id=number, type=kind, timestamp=NOW + timedelta(seconds=second - 10_000), body=body)
        for number, (second, kind, body) in ordered
    )


def test_of_a_room_that_is_used_again_the_newest_call_is_told() -> None:
    events = in_room(("1", 0, 300), ("2", 3600, 3660), ("3", 9900, None))
    told = summarise_call(Conversation(id="CON-1"), (), events, (), now=NOW)
    assert told.sentence == "447700900003 called; 1 person on the call for 1 min; earlier: 2 calls"
    assert [leg.id for leg in told.legs] == ["3"]
    assert find_time_scale(told.legs, NOW)[0] == NOW - timedelta(seconds=100)


def test_where_events_are_missing_earlier_calls_are_not_counted() -> None:
    events = in_room(("1", 0, 300), ("2", 3600, 3660), ("3", 9900, None))
    told = summarise_call(Conversation(id="CON-1"), (), events[4:], (), now=NOW, older=events[:2])
    assert told.sentence == "447700900003 called; 1 person on the call for 1 min; there were earlier calls"


def test_of_earlier_calls_alone_is_told_too() -> None:
    ghost = Member(id="MEM-1", channel=MemberChannel(type="phone", id="4"))
    told = summarise_call(Conversation(id="CON-1"), [ghost], in_room(("1", 0, 300), ("2", 3600, 3660)), (), now=NOW)
    assert told.sentence.endswith("; earlier: 1 call")


def test_a_call_that_never_connected_is_told_by_whom_it_was_for() -> None:
    to = {"type": "phone", "id": "30cecc87-7ac9-4d03-910a-e9d69558263c", "to": {"number": "447700900122"}}
    steps: tuple[tuple[str, Json], ...] = (("member:invited", {}), ("sip:hangup", {"reason": {"sip_code": "503"}}))
    events = [
        Event(id=n, type=kind, timestamp=NOW, body={"channel": to, **more}) for n, (kind, more) in enumerate(steps)
    ]
    told = summarise_call(Conversation(id="CON-1"), (), events, (), now=NOW)
    assert told.sentence == "447700900122 was called and could not be reached"


def test_legs_end_with_their_conversation_nobody_knows_when(documented: Read) -> None:
    times = {"updated": "2018-10-27T09:27:30Z", "destroyed": "2018-10-27T09:27:30Z"}
    over = wire.conversation({"id": "CON-1", "state": "INACTIVE", "timestamp": times})
    told = summarise_call(over, (), documented.events, (), now=NOW + timedelta(days=3))
    assert {(leg.stage, leg.ending, leg.ended) for leg in told.legs} == {(Stage.ENDED, "ended", None)}
    assert told.sentence.endswith("; 447700000003 answered after 6 s; the call has ended")


def test_legs_last_until_now(documented: Read) -> None:
    assert of(documented).until == NOW
    assert summarise_call(documented.conversation, (), (), (), now=NOW).until == NOW


def test_a_call_of_which_nothing_was_heard_for_more_than_a_day_is_drawn_until_what_was_heard_last(
    documented: Read,
) -> None:
    last = max(event.timestamp for event in documented.events if event.timestamp)
    much_later = replace(documented, now=NOW + timedelta(days=2949))
    told = of(much_later)

    assert told.until == last
    assert find_time_scale(told.legs, last)[1] == last
    assert of(replace(documented, now=last + timedelta(days=1))).until == last + timedelta(days=1)
    assert told.sentence.endswith("; 2 people on the call since 25 Oct 2018")


def test_two_members_of_a_list_without_ids_are_both_there() -> None:
    people = [Member(user_name=name, user_id=f"USR-{name}", state=MemberState.JOINED) for name in ("ann", "bob")]
    event = Event(id=1, type="sip:answered", body={"channel": {"type": "phone", "id": "leg"}, "user_id": "USR-bob"})
    assert summarise_call(Conversation(id="CON-1"), people, [event], (), now=NOW).legs[0].name == "bob"
    assert summarise_call(Conversation(id="CON-1"), people, (), (), now=NOW).sentence == "2 people are in it"


junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)
KEYS = (
    *("channel", "direction", "end_time", "from", "id", "invited", "joined", "left", "leg_id", "legs", "leg_ids"),
    *("member_id", "number", "reason", "sip_code", "state", "status", "statusHistory", "timestamp", "to", "type"),
    *("user", "date", "audio", "display_name"),
)
stamps = st.sampled_from(["2018-10-25T09:26:18.999Z", "2018-10-25", "0001-01-01T00:00:00+14:00", "9999-12-31", ""])
words = st.sampled_from(["phone", "app", "sms", "answered", "completed", "inbound", "MEM-1", "leg-1", "486"])
objects = st.dictionaries(st.sampled_from(KEYS), junk | stamps | words, max_size=5)
bodies = st.dictionaries(st.sampled_from(KEYS), junk | stamps | words | objects | st.lists(objects), max_size=6)
times = st.none() | st.datetimes(timezones=st.just(UTC))
names = st.text(max_size=10) | st.sampled_from(["MEM-1", "MEM-2", "leg-1"])
ends = st.none() | st.builds(Endpoint, type=names, address=names)
channels = st.none() | st.builds(MemberChannel, type=words | names, id=names, from_=ends, to=ends)
events = st.builds(
    Event,
    id=st.none() | st.integers(),
    type=st.sampled_from([*CATALOGUE, "custom:x", "new", ""]),
    from_member=names,
    from_user_name=names,
    timestamp=times,
    body=bodies,
)
members = st.builds(
    Member,
    id=names,
    user_id=names,
    user_display_name=names,
    state=st.sampled_from(MemberState),
    channel=channels,
    invited=times,
    joined=times,
    left=times,
)
calls = st.builds(Call, id=names, from_=ends, to=ends, status=words, direction=words, started=times, ended=times)
conversations = st.builds(
    Conversation, id=st.just("CON-1"), state=st.sampled_from(ConversationState), updated=times, destroyed=times
)


@given(
    conversations,
    st.lists(members, max_size=3),
    st.lists(events, max_size=5),
    st.lists(calls, max_size=2),
    st.datetimes(timezones=st.just(UTC)),
)
def test_nothing_whatever_makes_it_stumble(
    conversation: Conversation, people: list[Member], told: list[Event], legs: list[Call], now: datetime
) -> None:
    found = summarise_call(conversation, people, told, legs, now=now)
    assert found.sentence.replace("\u200c", "").replace("\u200d", "").isprintable()
    assert all(leg.name.strip() for leg in found.legs)
    assert all(bool(leg.ending) == (leg.stage is Stage.ENDED) for leg in found.legs)
    assert {len(line) for line in drawn(found, now)} <= {20}


@given(st.data())
def test_neither_order_nor_repetition_changes_what_is_told(readings: Mapping[str, Read], data: st.DataObject) -> None:
    read = data.draw(st.sampled_from(list(readings.values())))
    shuffled = data.draw(st.permutations((*read.events, *read.events[:3])))
    assert summarise_call(read.conversation, read.members, shuffled, read.calls, now=read.now) == of(read)


@given(st.sampled_from(["sdp", "password", "digits", "token"]), st.sampled_from(["channel", "user", "reason", ""]))
def test_secrets_are_never_told(key: str, inside: str) -> None:
    body: Json = {inside: {key: "s3cr3t", "type": "sip"}} if inside else {key: "s3cr3t"}
    told = [Event(id=1, type=kind, from_member="MEM-a", body=body) for kind in CATALOGUE]
    assert "s3cr3t" not in repr(summarise_call(Conversation(id="CON-1"), (), told, (), now=NOW))


def test_an_address_never_shows_its_password() -> None:
    dispatcher = {"type": "sip", "id": "leg", "to": {"type": "sip", "uri": "sip:ann:s3cr3t@pbx.example.com"}}
    ringing = Event(id=1, type="sip:ringing", timestamp=NOW, body={"channel": dispatcher})
    found = summarise_call(Conversation(id="CON-1"), (), [ringing], (), now=NOW)
    assert found.legs == (
        LegTimeline(
            id="leg",
            name="sip:ann@pbx.example.com",
            address="sip:ann@pbx.example.com",
            type="sip",
            inbound=False,
            stage=Stage.RINGING,
            began=NOW,
            ringing=NOW,
        ),
    )
