from __future__ import annotations

from datetime import UTC, datetime

import pytest

from capi_bot.capi.models import Call, Endpoint, Event, Json, Leg, Member, MemberChannel, MemberState
from capi_bot.domain.call_summary.evidence import (
    LegObservation,
    ObservationKind,
    observe_call,
    observe_event,
    observe_member,
)

AT = datetime(2026, 1, 1, 9, 0, tzinfo=UTC)
EARLIER = datetime(2026, 1, 1, 8, 59, tzinfo=UTC)
LEG = "30cecc87-7ac9-4d03-910a-e9d69558263c"
PHONE: Json = {"type": "phone", "id": LEG, "from": {"number": "447700000002"}, "to": {"number": 447700000003}}
APP: Json = {"type": "app", "id": LEG, "to": {"user": "ann"}}
ANN = Member(id="MEM-a", user_id="USR-a", user_display_name="Ann")
BOB = Member(id="MEM-b", user_id="USR-b", user_display_name="Bob")
MEMBERS = {"MEM-a": ANN, "MEM-b": BOB}


def observed(event_type: str, body: Json, *, sender: str = "MEM-a") -> tuple[LegObservation, ...]:
    return tuple(observe_event(Event(id=1, type=event_type, from_member=sender, timestamp=AT, body=body), MEMBERS))


def changes(event_type: str, body: Json) -> list[tuple[ObservationKind, datetime | None, str]]:
    return [(observation.kind, observation.at, observation.ending) for observation in observed(event_type, body)[1:]]


@pytest.mark.parametrize(
    ("event_type", "body", "kind"),
    [
        ("member:invited", {}, ObservationKind.BEGAN),
        ("member:joined", {}, ObservationKind.JOINED),
        ("sip:ringing", {}, ObservationKind.RINGING),
        ("rtc:ringing", {}, ObservationKind.RINGING),
        ("sip:answered", {}, ObservationKind.ANSWERED),
        ("rtc:answered", {}, ObservationKind.ANSWERED),
        ("leg:status:update", {"status": "started"}, ObservationKind.BEGAN),
        ("leg:status:update", {"status": "RINGING"}, ObservationKind.RINGING),
        ("leg:status:update", {"state": {"status": "answered"}}, ObservationKind.ANSWERED),
        ("leg:status:update", {"status": "machine"}, ObservationKind.MACHINE),
        ("leg:status:update", {"status": "levitating"}, ObservationKind.SEEN),
    ],
)
def test_each_change_of_a_leg_is_observed(event_type: str, body: Json, kind: ObservationKind) -> None:
    assert changes(event_type, {"channel": PHONE, **body}) == [(kind, AT, "")]


@pytest.mark.parametrize(
    ("event_type", "body", "ending"),
    [
        ("sip:hangup", {}, "hung up"),
        ("rtc:hangup", {"reason": {"sip_code": 200}}, "hung up"),
        ("sip:hangup", {"reason": {"sip_code": "486"}}, "busy"),
        ("sip:hangup", {"reason": {"sip_code": 480}}, "unanswered"),
        ("sip:hangup", {"reason": {"sip_code": 404}}, "failed"),
        ("sip:hangup", {"reason": {"sip_code": 487}}, "cancelled"),
        ("sip:hangup", {"reason": {"sip_code": 603}}, "rejected"),
        ("sip:status", {"status": "completed"}, "completed"),
        ("leg:status:update", {"status": "timeout"}, "unanswered"),
        ("leg:status:update", {"status": "disconnected"}, "disconnected"),
    ],
)
def test_an_ending_is_named_as_the_api_names_it(event_type: str, body: Json, ending: str) -> None:
    assert changes(event_type, {"channel": PHONE, **body}) == [(ObservationKind.ENDED, AT, ending)]


def test_leaving_repeats_when_the_member_came() -> None:
    times = {"invited": "2026-01-01T08:59:00Z", "joined": "2026-01-01T08:59:00Z", "left": None}
    assert changes("member:left", {"channel": PHONE, "timestamp": times}) == [
        (ObservationKind.BEGAN, EARLIER, ""),
        (ObservationKind.JOINED, EARLIER, ""),
        (ObservationKind.LEFT, AT, "left"),
    ]


def test_the_end_time_of_a_status_is_preferred_to_the_time_of_its_event() -> None:
    body = {"channel": PHONE, "status": "completed", "end_time": "2026-01-01T08:59:00Z"}
    assert changes("sip:status", body) == [(ObservationKind.ENDED, EARLIER, "completed")]


def test_the_status_history_of_a_leg_replaces_older_pages() -> None:
    history = [{"status": "started", "date": "2026-01-01T08:59:00Z"}, {"status": "ringing", "date": ""}, None]
    body = {"leg_id": LEG, "status": "answered", "statusHistory": history}
    assert changes("leg:status:update", body) == [
        (ObservationKind.ANSWERED, AT, ""),
        (ObservationKind.BEGAN, EARLIER, ""),
    ]


@pytest.mark.parametrize("state", ["ringing", {"status": "ringing"}])
def test_a_status_in_the_history_of_a_leg_may_be_its_state(state: object) -> None:
    body = {"leg_id": LEG, "status": "answered", "statusHistory": [{"state": state, "date": "2026-01-01T08:59:00Z"}]}
    assert changes("leg:status:update", body)[1:] == [(ObservationKind.RINGING, EARLIER, "")]


def test_a_machine_is_observed_and_a_person_is_not() -> None:
    assert changes("sip:machine", {"channel": PHONE, "type": "machine"}) == [(ObservationKind.MACHINE, None, "")]
    assert changes("sip:amd_machine", {"channel": PHONE, "type": "beep_start"}) == [(ObservationKind.MACHINE, None, "")]
    assert changes("sip:machine", {"channel": PHONE, "type": "human"}) == []


@pytest.mark.parametrize(
    "event_type", ["message", "text", "custom:sip:answered", "conversation:updated", "hologram", ""]
)
def test_what_people_write_is_no_observation_of_a_leg(event_type: str) -> None:
    assert observed(event_type, {"channel": PHONE, "status": "answered"}) == ()


@pytest.mark.parametrize("event_type", ["member:joined", "member:left", "sip:hangup", "leg:status:update"])
def test_a_deleted_event_is_no_observation_as_nobody_knows_whose_it_was(event_type: str) -> None:
    assert observed(event_type, {"timestamp": {"deleted": "2026-01-01T10:00:00Z"}}) == ()


def test_an_error_is_no_observation_of_a_leg() -> None:
    assert observed("event:error", {"user": {"id": "USR-a"}}) == ()


def test_an_observation_has_leg_person_and_direction() -> None:
    seen = observed("sip:answered", {"channel": PHONE, "direction": "outbound"})[0]
    assert (seen.leg_id, seen.name, seen.inbound) == (LEG, "+44 7700 000003", False)
    assert observed("sip:ringing", {"channel": PHONE})[0].inbound is None
    assert observed("leg:status:update", {"leg_id": LEG, "direction": "inbound"})[0].inbound is True


def test_the_id_of_a_leg_is_no_name() -> None:
    stranger = Event(type="leg:status:update", timestamp=AT, body={"leg_id": LEG, "status": "ringing"})
    assert next(observe_event(stranger, {})).name == ""


@pytest.mark.parametrize(
    ("event_type", "body", "member_id"),
    [
        ("member:joined", {"member_id": "MEM-x", "user": {"member_id": "MEM-y"}}, "MEM-x"),
        ("member:joined", {"user": {"member_id": "MEM-y", "id": "USR-b"}}, "MEM-y"),
        ("leg:status:update", {"statusHistory": [{"date": "x"}, {"member_id": "MEM-z"}]}, "MEM-z"),
        ("member:joined", {"user": {"id": "USR-b"}}, "MEM-b"),
        ("member:joined", {"user": {"user_id": "USR-stranger"}}, ""),
        ("member:joined", {}, "MEM-a"),
        ("member:joined", {"channel": PHONE}, ""),
        ("sip:answered", {}, ""),
    ],
)
def test_the_member_in_the_body_is_preferred_to_the_sender(event_type: str, body: Json, member_id: str) -> None:
    assert observed(event_type, body)[0].member_id == member_id


def test_a_user_with_two_memberships_identifies_neither() -> None:
    twice = {"MEM-1": Member(id="MEM-1", user_id="USR-a"), "MEM-2": Member(id="MEM-2", user_id="USR-a")}
    event = Event(type="member:joined", body={"user": {"id": "USR-a"}})
    assert next(observe_event(event, twice)).member_id == ""


@pytest.mark.parametrize(
    ("event_type", "body", "is_voice"),
    [
        ("rtc:answered", {"channel": APP}, True),
        ("audio:say", {"text": "Welcome"}, True),
        ("audio:record:done", {}, True),
        ("member:media", {"audio": True}, True),
        ("member:media", {"audio": False}, False),
        ("member:joined", {"channel": PHONE}, True),
        ("member:joined", {"channel": APP}, False),
        ("member:joined", {"channel": {"type": "sms", "from": {"number": "447700900133"}}}, False),
    ],
)
def test_voice_is_observed_where_there_can_be_no_chat(event_type: str, body: Json, *, is_voice: bool) -> None:
    assert {observation.is_voice for observation in observed(event_type, body)} == {is_voice}


def test_a_member_shows_all_its_changes() -> None:
    channel = MemberChannel(type="phone", legs=(Leg(id=LEG),), to=Endpoint(address="447700000003"))
    member = Member(id="MEM-b", user_id="USR-b", state=MemberState.LEFT, channel=channel, invited=EARLIER, joined=AT)
    seen, *changes = observe_member(member)
    assert (seen.leg_id, seen.member_id, seen.user_id, seen.name) == (LEG, "MEM-b", "USR-b", "+44 7700 000003")
    assert (seen.inbound, seen.is_invited, seen.is_voice) == (None, True, True)
    assert [(observation.kind, observation.at) for observation in changes] == [
        (ObservationKind.BEGAN, EARLIER),
        (ObservationKind.JOINED, AT),
        (ObservationKind.LEFT, None),
    ]


def test_a_member_of_a_list_shows_only_its_state() -> None:
    observations = tuple(observe_member(Member(id="MEM-b", state=MemberState.JOINED)))
    assert [(observation.kind, observation.at, observation.leg_id) for observation in observations] == [
        (ObservationKind.SEEN, None, ""),
        (ObservationKind.JOINED, None, ""),
    ]
    assert len(tuple(observe_member(Member(id="MEM-b")))) == 1


def test_a_call_in_progress_shows_its_status_and_start() -> None:
    call = Call(
        id=LEG,
        from_=Endpoint(address="447700000002"),
        to=Endpoint(type="phone", address="447700000003"),
        status="answered",
        direction="outbound",
        started=AT,
    )
    observations = tuple(observe_call(call))
    assert [(observation.kind, observation.at) for observation in observations] == [
        (ObservationKind.ANSWERED, None),
        (ObservationKind.BEGAN, AT),
    ]
    assert {(observation.name, observation.inbound, observation.is_voice) for observation in observations} == {
        ("+44 7700 000003", False, True)
    }


@pytest.mark.parametrize(("status", "ending"), [("completed", "completed"), ("busy", "busy"), ("machine", "ended")])
def test_a_call_that_ended_shows_how_and_when(status: str, ending: str) -> None:
    last = tuple(observe_call(Call(id=LEG, status=status, ended=AT)))[-1]
    assert (last.kind, last.at, last.ending, last.inbound) == (ObservationKind.ENDED, AT, ending, None)


def test_a_call_without_any_details_is_still_observed() -> None:
    assert [observation.kind for observation in observe_call(Call(id=LEG))] == [ObservationKind.SEEN]
