"""In any view of one conversation each person has one name, and the caller of a story is one in the list of calls."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest
from hypothesis import given, settings

from capi_bot.capi import wire
from capi_bot.capi.models import Call, Conversation, Event, Json, Member, User, UserChannel
from capi_bot.domain.call_summary import summarise_call
from capi_bot.domain.conversation_summary import ConversationDetails, summarise_conversation
from capi_bot.domain.display_names import user_display_name
from capi_bot.domain.events import describe_event, know_people
from capi_bot.domain.events.folding import fold_events
from capi_bot.domain.own_numbers import OwnNumbers
from capi_bot.domain.phone_numbers import format_number
from tests.domain.made_up_calls import BEGAN, CON, HOTLINE, MadeUpCall, made_up_calls

NOW = BEGAN + timedelta(minutes=1)


def expected_names(call: MadeUpCall) -> dict[str, str]:
    """Return what each leg's person is called: their name, or their own number as people read it."""
    return {person.leg: person.name or format_number(person.own_number) for person in call.people}


@settings(max_examples=80, deadline=None)
@given(made_up_calls())
def test_each_person_has_one_name_in_all_views_and_callers_are_those_of_the_calls(call: MadeUpCall) -> None:
    names = expected_names(call)
    summary = summarise_call(call.conversation, call.members, call.events, call.calls, now=NOW, own=call.own)
    assert {leg.id: leg.name for leg in summary.legs} == names
    assert {leg.id for leg in summary.legs if leg.inbound} == call.callers

    people = know_people(call.members, call.events, call.calls, call.own)
    assert [people.name(member) for member in call.members] == list(names.values())
    assert {leg.member_id for leg in summary.legs if leg.inbound} == {
        member.id for member in people.values() if people.member_is_inbound(member)
    }
    for event in call.events:
        leg = next(leg for leg in names if leg in str(event.body))
        assert describe_event(event, people).who == names[leg]
    assert {entry.who for entry in fold_events(call.events, people) if entry.who} <= set(names.values())


@settings(max_examples=60, deadline=None)
@given(made_up_calls())
def test_a_story_begins_with_the_caller_and_the_row_is_called_by_both_ends(call: MadeUpCall) -> None:
    summary = summarise_call(call.conversation, call.members, call.events, call.calls, now=NOW, own=call.own)
    people = know_people(call.members, call.events, call.calls, call.own)
    details = ConversationDetails(conversation=call.conversation, members=tuple(people.values()))
    row = summarise_conversation(details, call.calls, call.own).name
    names, hotline = expected_names(call), "Harbour Bikes" if call.own.names else "+44 20 7946 0000"
    callers = [person for person in call.people if person.calls]
    if callers:
        (caller,) = callers
        assert summary.sentence.startswith(f"{names[caller.leg]} called {hotline}; ")
        assert row == f"{format_number(caller.own_number)} → {hotline}"
    else:
        assert " called " not in summary.sentence.replace("called from", "")
        assert f"→ {format_number(call.people[0].own_number)}" in row or row.startswith(("To ", hotline))


def _of_the_issue(**evidence: bool) -> tuple[Sequence[Member], Sequence[Event], Sequence[Call], OwnNumbers]:
    """Return what the API tells of the call 447700900209 → 442079460000: its caller has an invitation."""
    leg = "b1e7a1f2-7ac9-4d03-910a-e9d69558263c"
    channel: Json = {"type": "phone", "id": leg, "from": {"number": "447700900209"}, "to": {"number": HOTLINE}}
    user: Json = {"id": "USR-33a51f4d-d06b-42f6-a525-90d2859ab9f6", "name": "vapi-user-1"}
    times: Json = {"invited": "2026-12-01T09:00:00.000Z"}
    member = {"id": "MEM-1", "state": "JOINED", "channel": channel, "timestamp": times, "_embedded": {"user": user}}
    stated: Json = {"direction": "inbound"} if evidence.get("stated") else {}
    events = [
        {"type": "member:invited", "body": {"user": user, "channel": channel, "timestamp": times}},
        {"type": "leg:status:update", "body": {"leg_id": leg, "status": "ringing", **stated}},
        {"type": "sip:answered", "body": {"channel": channel, **stated}},
        {"type": "member:joined", "body": {"user": user, "channel": channel, "timestamp": times}},
    ]
    documents = [
        {"id": number, "from": "MEM-1", "timestamp": f"2026-12-01T09:00:0{number}.000Z", **event}
        for number, event in enumerate(events)
    ]
    call = {"uuid": leg, "direction": "inbound", "from": channel["from"], "to": channel["to"], "status": "answered"}
    own = OwnNumbers(learned=frozenset({HOTLINE})) if evidence.get("own") else OwnNumbers()
    calls = [wire.parse_call(call)] if evidence.get("calls") else []
    return [wire.parse_member(member, CON)], [wire.parse_event(each, CON) for each in documents], calls, own


@pytest.mark.parametrize("evidence", ["stated", "calls", "own"])
def test_the_caller_is_told_as_the_caller_though_the_api_invited_them(evidence: str) -> None:
    members, events, calls, own = _of_the_issue(**{evidence: True})
    summary = summarise_call(Conversation(id=CON), members, events, calls, now=NOW, own=own)
    assert summary.sentence.startswith("+44 7700 900209 called +44 20 7946 0000; 1 person on the call")
    people = know_people(members, events, calls, own)
    assert {describe_event(event, people).who for event in events} == {"+44 7700 900209"}
    user = User(id="USR-33a51f4d", name="vapi-user-1", channels=(UserChannel(type="pstn", address="447700900209"),))
    assert user_display_name(user, own) == people.name(members[0])
