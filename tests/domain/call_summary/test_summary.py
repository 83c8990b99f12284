from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
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
from tests.domain.call_summary.readings import Reading

NOW = datetime(2018, 10, 25, 9, 28, tzinfo=UTC)


@pytest.fixture(scope="module")
def documented(samples: Path) -> Reading:
    """Read the vendor's sample call in beta's shape."""
    conversation = wire.parse_conversation(json.loads((samples / "seed_conversation.json").read_text()))
    events = tuple(map(wire.parse_event, json.loads((samples / "seed_events.json").read_text())))
    return Reading(conversation=conversation, members=conversation.members or (), events=events, calls=(), now=NOW)


def summarise(reading: Reading, newest: int | None = None) -> CallSummary:
    """Summarise a reading, or one with only the newest of its events."""
    events = reading.events if newest is None else reading.events[len(reading.events) - newest :]
    return summarise_call(reading.conversation, reading.members, events, reading.calls, now=reading.now)


STORY = "+44 7700 000001 called +44 7700 000002; +44 7700 000003 answered after 6 s; 2 people on the call for 1 min"

CONFERENCE = (
    "+44 7700 900122 called +44 20 7946 0000; Priya Raman answered; Jonas Lind answered after 8 s; "
    "3 people on the call for 6 min"
)


def with_ends(value: object, change: Callable[[object], object]) -> object:
    """Return JSON with each end of a call or channel changed."""
    if isinstance(value, list):
        return [with_ends(item, change) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        key: change(child) if key in {"from", "to"} and isinstance(child, dict) else with_ends(child, change)
        for key, child in value.items()
    }


def read_with_ends(samples: Path, change: Callable[[object], object]) -> Reading:
    def read(name: str) -> object:
        return with_ends(json.loads((samples / f"seed_{name}.json").read_text()), change)

    conversation, events = wire.parse_conversation(read("conversation")), read("events")
    assert isinstance(events, list)
    parsed = tuple(map(wire.parse_event, events))
    return Reading(conversation=conversation, members=conversation.members or (), events=parsed, calls=(), now=NOW)


@pytest.mark.parametrize("before", [[], [None, {}, "", []], [[]]])
def test_the_story_is_the_same_where_the_ends_are_listed(samples: Path, before: list[object]) -> None:
    assert summarise(read_with_ends(samples, lambda end: [*before, end])).sentence == STORY


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ('"Ada" <sip:447700000001@pbx.example;user=phone>', "Ada"),
        ("sip:+447700000001@pbx.example:5060", "+44 7700 000001"),
        ("anonymous@anonymous.invalid", "Withheld number"),
        ("withheld", "Withheld number"),
    ],
)
def test_the_story_names_a_caller_by_what_the_network_tells(samples: Path, address: str, name: str) -> None:
    def change(end: object) -> object:
        return {"type": "sip", "uri": address} if "447700000001" in str(end) else end

    summary = summarise(read_with_ends(samples, change))
    assert summary.sentence == STORY.replace("+44 7700 000001", name)
    (caller,) = [leg for leg in summary.legs if leg.inbound]
    assert caller.address == ("" if "invalid" in address or address == "withheld" else "447700000001")


def test_the_summary_of_the_documented_call(documented: Reading) -> None:
    summary = summarise(documented)
    assert summary.sentence == STORY
    caller, called = summary.legs
    assert (caller.name, caller.address, caller.direction) == ("+44 7700 000001", "447700000001", "inbound")
    assert (called.name, called.address, called.direction) == ("+44 7700 000003", "447700000003", "outbound")
    times = (caller.began, caller.ringing, caller.connected, called.ringing, called.connected)
    assert [time and f"{time:%H:%M:%S}" for time in times] == ["09:26:19", None, "09:26:30", "09:26:24", "09:26:30"]


@pytest.mark.parametrize("has_members", [True, False])
def test_the_documented_call_is_the_same_in_v1_and_without_its_members(
    documented: Reading, readings: Mapping[str, Reading], *, has_members: bool
) -> None:
    in_v1 = readings["NAM-1b2c4274-e3f2-494e-89c4-46856ee84a8b"]
    for reading in (documented, in_v1):
        members = reading.members if has_members else ()
        assert summarise(replace(reading, members=members)).sentence == STORY


def test_a_call_of_which_only_the_calls_are_known(readings: Mapping[str, Reading]) -> None:
    in_v1 = readings["NAM-1b2c4274-e3f2-494e-89c4-46856ee84a8b"]
    summary = summarise(replace(in_v1, members=(), events=()))
    assert summary.sentence == "+44 7700 000001 called +44 7700 000002; +44 7700 000003 joined; 2 people on the call"


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("Order 4711: wrong saddle", CONFERENCE),
        (
            "Morning stand-up",
            "Mechanic 1 is invited; Mechanic 2, Mechanic 3 and 10 others joined; 7 people on the call for 27 min",
        ),
        ("sms-447700900133", "Nobody is in it; 3 messages, the last 23 Oct 2018; 1 more was deleted 23 Oct 2018"),
        ("first-test", "Nobody is in it, 1 invited"),
        ("payload", ""),
    ],
)
def test_the_sentences_of_the_contact_centre(readings: Mapping[str, Reading], name: str, sentence: str) -> None:
    assert summarise(readings[name]).sentence == sentence


def test_every_kind_of_ending_occurs(readings: Mapping[str, Reading]) -> None:
    endings = {leg.ending for reading in readings.values() for leg in summarise(reading).legs}
    assert endings == {"", "left", "hung up", "completed", "busy"}


CLAIMS = re.compile(r"after \d+ \w+|did not answer|got no answer|missed the call")


def assert_claims_no_more(sentence: str, whole: str) -> None:
    assert set(CLAIMS.findall(sentence)) <= set(CLAIMS.findall(whole))
    counts = re.findall(r"\d+ (?:people|person) on the call", sentence)
    assert not counts or counts[0] in whole


def test_a_shorter_page_of_events_makes_the_sentence_say_less_but_nothing_else(
    readings: Mapping[str, Reading],
) -> None:
    for reading in readings.values():
        whole = summarise(reading).sentence
        for newest in range(len(reading.events)):
            assert_claims_no_more(summarise(reading, newest).sentence, whole)


@given(st.integers(0), st.integers(0), st.integers(0))
def test_missing_events_between_pages_make_the_sentence_say_less_but_nothing_else(
    readings: Mapping[str, Reading], which: int, first: int, last: int
) -> None:
    with_events = [reading for reading in readings.values() if reading.events]
    reading = with_events[which % len(with_events)]
    first, last = sorted(cut % (len(reading.events) + 1) for cut in (first, last))
    older, newest = reading.events[:first], reading.events[last:]
    summary = summarise_call(reading.conversation, reading.members, newest, reading.calls, now=reading.now, older=older)
    assert_claims_no_more(summary.sentence, summarise(reading).sentence)


def events_of_calls(*calls: tuple[str, int, int | None]) -> tuple[Event, ...]:
    """Return the events of calls in one conversation: the leg's id, and its first and last second."""
    changes = [
        (second, event_type, {"channel": {"type": "phone", "id": leg, "from": {"number": f"44770090000{leg}"}}})
        for leg, start, end in calls
        for second, event_type in ((start, "sip:answered"), (end, "sip:hangup"))
        if second is not None
    ]
    changes.sort(key=lambda change: change[0])
    return tuple(
        Event(id=number, type=event_type, timestamp=NOW + timedelta(seconds=second - 10_000), body=body)
        for number, (second, event_type, body) in enumerate(changes, 1)
    )


THREE_CALLS = events_of_calls(("1", 0, 300), ("2", 3600, 3660), ("3", 9900, None))


def test_of_several_calls_the_newest_is_described_and_the_others_are_counted() -> None:
    summary = summarise_call(Conversation(id="CON-1"), (), THREE_CALLS, (), now=NOW)
    assert summary.sentence == "+44 7700 900003 called; 1 person on the call for 1 min; earlier: 2 calls"
    assert [leg.id for leg in summary.legs] == ["3"]
    assert summary.legs[0].began == NOW - timedelta(seconds=100)


def test_where_events_are_missing_earlier_calls_are_not_counted() -> None:
    summary = summarise_call(Conversation(id="CON-1"), (), THREE_CALLS[4:], (), now=NOW, older=THREE_CALLS[:2])
    assert summary.sentence == "+44 7700 900003 called; 1 person on the call for 1 min; there were earlier calls"


def test_earlier_calls_alone_are_mentioned_too() -> None:
    former_member = Member(id="MEM-1", channel=MemberChannel(type="phone", id="4"))
    summary = summarise_call(
        Conversation(id="CON-1"), [former_member], events_of_calls(("1", 0, 300), ("2", 3600, 3660)), (), now=NOW
    )
    assert summary.sentence.endswith("; earlier: 1 call")


def test_a_call_that_never_connected_names_its_callee() -> None:
    to = {"type": "phone", "id": "30cecc87-7ac9-4d03-910a-e9d69558263c", "to": {"number": "447700900122"}}
    bodies: dict[str, Json] = {"member:invited": {}, "sip:hangup": {"reason": {"sip_code": "503"}}}
    events = [
        Event(id=number, type=event_type, timestamp=NOW, body={"channel": to, **body})
        for number, (event_type, body) in enumerate(bodies.items())
    ]
    summary = summarise_call(Conversation(id="CON-1"), (), events, (), now=NOW)
    assert summary.sentence == "+44 7700 900122 was called and could not be reached"


def test_legs_end_with_their_conversation_at_an_unknown_time(documented: Reading) -> None:
    times = {"updated": "2018-10-27T09:27:30Z", "destroyed": "2018-10-27T09:27:30Z"}
    ended = wire.parse_conversation({"id": "CON-1", "state": "INACTIVE", "timestamp": times})
    summary = summarise_call(ended, (), documented.events, (), now=NOW + timedelta(days=3))
    assert {(leg.stage, leg.ending, leg.ended) for leg in summary.legs} == {(Stage.ENDED, "ended", None)}
    assert summary.sentence.endswith("; +44 7700 000003 answered after 6 s; the call has ended")


def test_legs_last_until_now(documented: Reading) -> None:
    assert summarise(documented).until == NOW
    assert summarise_call(documented.conversation, (), (), (), now=NOW).until == NOW


def test_legs_without_events_for_more_than_a_day_last_until_the_last_event(
    documented: Reading,
) -> None:
    last = max(event.timestamp for event in documented.events if event.timestamp)
    much_later = summarise(replace(documented, now=NOW + timedelta(days=2949)))

    assert much_later.until == last
    assert much_later.sentence.endswith("; 2 people on the call since 25 Oct 2018")
    assert summarise(replace(documented, now=last + timedelta(days=1))).until == last + timedelta(days=1)


def test_two_members_of_a_list_without_ids_both_count() -> None:
    people = [Member(user_name=name, user_id=f"USR-{name}", state=MemberState.JOINED) for name in ("ann", "bob")]
    event = Event(id=1, type="sip:answered", body={"channel": {"type": "phone", "id": "leg"}, "user_id": "USR-bob"})
    assert summarise_call(Conversation(id="CON-1"), people, [event], (), now=NOW).legs[0].name == "bob"
    assert summarise_call(Conversation(id="CON-1"), people, (), (), now=NOW).sentence == "2 people are in it"


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)
KEYS = (
    *("channel", "direction", "end_time", "from", "id", "invited", "joined", "left", "leg_id", "legs", "leg_ids"),
    *("member_id", "number", "reason", "sip_code", "state", "status", "statusHistory", "timestamp", "to", "type"),
    *("user", "date", "audio", "display_name"),
)
timestamps = st.sampled_from(["2018-10-25T09:26:18.999Z", "2018-10-25", "0001-01-01T00:00:00+14:00", "9999-12-31", ""])
words = st.sampled_from(["phone", "app", "sms", "answered", "completed", "inbound", "MEM-1", "leg-1", "486"])
objects = st.dictionaries(st.sampled_from(KEYS), json_values | timestamps | words, max_size=5)
bodies = st.dictionaries(
    st.sampled_from(KEYS), json_values | timestamps | words | objects | st.lists(objects, max_size=2), max_size=6
)
EXTREME_TIMES = [datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC), NOW, NOW - timedelta(seconds=1)]
times = st.none() | st.sampled_from(EXTREME_TIMES) | st.datetimes(timezones=st.just(UTC))
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
def test_any_values_can_be_summarised(
    conversation: Conversation, members: list[Member], events: list[Event], calls: list[Call], now: datetime
) -> None:
    summary = summarise_call(conversation, members, events, calls, now=now)
    assert summary.sentence.replace("\u200c", "").replace("\u200d", "").isprintable()
    assert all(leg.name.strip() for leg in summary.legs)
    assert all(bool(leg.ending) == (leg.stage is Stage.ENDED) for leg in summary.legs)


@given(st.integers(0), st.permutations(range(48)))
def test_neither_the_order_nor_the_repetition_of_events_changes_the_summary(
    readings: Mapping[str, Reading], which: int, ranks: list[int]
) -> None:
    reading = list(readings.values())[which % len(readings)]
    repeated = [*reading.events, *reading.events[:3]]
    shuffled = [event for _, event in sorted(zip(ranks, repeated, strict=False), key=lambda pair: pair[0])]
    assert len(shuffled) == len(repeated)
    assert summarise(replace(reading, events=tuple(shuffled))) == summarise(reading)


@given(st.sampled_from(["sdp", "password", "digits", "token"]), st.sampled_from(["channel", "user", "reason", ""]))
def test_a_summary_has_no_secrets(key: str, inside: str) -> None:
    body: Json = {inside: {key: "s3cr3t", "type": "sip"}} if inside else {key: "s3cr3t"}
    events = [Event(id=1, type=event_type, from_member="MEM-a", body=body) for event_type in CATALOGUE]
    assert "s3cr3t" not in repr(summarise_call(Conversation(id="CON-1"), (), events, (), now=NOW))


def test_an_address_has_no_password() -> None:
    channel = {"type": "sip", "id": "leg", "to": {"type": "sip", "uri": "sip:ann:s3cr3t@pbx.example.com"}}
    ringing = Event(id=1, type="sip:ringing", timestamp=NOW, body={"channel": channel})
    summary = summarise_call(Conversation(id="CON-1"), (), [ringing], (), now=NOW)
    assert summary.legs == (
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
