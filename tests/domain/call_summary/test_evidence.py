from __future__ import annotations

from datetime import UTC, datetime

import pytest

from capi_bot.capi.models import Call, Endpoint, Event, Json, Leg, Member, MemberChannel, MemberState
from capi_bot.domain.call_summary.evidence import (
    LegObservation,
    ObservationKind,
    of_call,
    of_event,
    of_member,
)

AT = datetime(2026, 1, 1, 9, 0, tzinfo=UTC)
EARLIER = datetime(2026, 1, 1, 8, 59, tzinfo=UTC)
LEG = "30cecc87-7ac9-4d03-910a-e9d69558263c"
PHONE: Json = {"type": "phone", "id": LEG, "from": {"number": "447700000002"}, "to": {"number": 447700000003}}
APP: Json = {"type": "app", "id": LEG, "to": {"user": "ann"}}
ANN = Member(id="MEM-a", user_id="USR-a", user_display_name="Ann")
BOB = Member(id="MEM-b", user_id="USR-b", user_display_name="Bob")
MEMBERS = {"MEM-a": ANN, "MEM-b": BOB}


def read(kind: str, body: Json, *, sender: str = "MEM-a") -> tuple[LegObservation, ...]:
    return tuple(of_event(Event(id=1, type=kind, from_member=sender, timestamp=AT, body=body), MEMBERS))


def marks(kind: str, body: Json) -> list[tuple[ObservationKind, datetime | None, str]]:
    return [(sign.mark, sign.at, sign.ending) for sign in read(kind, body)[1:]]


@pytest.mark.parametrize(
    ("kind", "body", "mark"),
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
def test_each_step_of_a_leg_leaves_its_mark(kind: str, body: Json, mark: ObservationKind) -> None:
    assert marks(kind, {"channel": PHONE, **body}) == [(mark, AT, "")]


@pytest.mark.parametrize(
    ("kind", "body", "ending"),
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
def test_an_end_is_told_in_the_apis_words(kind: str, body: Json, ending: str) -> None:
    assert marks(kind, {"channel": PHONE, **body}) == [(ObservationKind.ENDED, AT, ending)]


def test_leaving_repeats_when_the_member_came() -> None:
    times = {"invited": "2026-01-01T08:59:00Z", "joined": "2026-01-01T08:59:00Z", "left": None}
    assert marks("member:left", {"channel": PHONE, "timestamp": times}) == [
        (ObservationKind.BEGAN, EARLIER, ""),
        (ObservationKind.JOINED, EARLIER, ""),
        (ObservationKind.LEFT, AT, "left"),
    ]


def test_a_bill_knows_better_when_the_call_ended() -> None:
    body = {"channel": PHONE, "status": "completed", "end_time": "2026-01-01T08:59:00Z"}
    assert marks("sip:status", body) == [(ObservationKind.ENDED, EARLIER, "completed")]


def test_the_history_of_a_leg_tells_what_older_pages_would() -> None:
    history = [{"status": "started", "date": "2026-01-01T08:59:00Z"}, {"status": "ringing", "date": ""}, None]
    body = {"leg_id": LEG, "status": "answered", "statusHistory": history}
    assert marks("leg:status:update", body) == [
        (ObservationKind.ANSWERED, AT, ""),
        (ObservationKind.BEGAN, EARLIER, ""),
    ]


def test_a_machine_is_marked_and_a_person_is_not() -> None:
    assert marks("sip:machine", {"channel": PHONE, "type": "machine"}) == [(ObservationKind.MACHINE, None, "")]
    assert marks("sip:amd_machine", {"channel": PHONE, "type": "beep_start"}) == [(ObservationKind.MACHINE, None, "")]
    assert marks("sip:machine", {"channel": PHONE, "type": "human"}) == []


@pytest.mark.parametrize("kind", ["message", "text", "custom:sip:answered", "conversation:updated", "hologram", ""])
def test_what_people_write_is_no_sign_of_a_leg(kind: str) -> None:
    assert read(kind, {"channel": PHONE, "status": "answered"}) == ()


def test_a_sign_names_leg_person_and_direction() -> None:
    seen = read("sip:answered", {"channel": PHONE, "direction": "outbound"})[0]
    assert (seen.leg, seen.name, seen.inbound) == (LEG, "447700000003", False)
    assert read("sip:ringing", {"channel": PHONE})[0].inbound is None
    assert read("leg:status:update", {"leg_id": LEG, "direction": "inbound"})[0].inbound is True


def test_a_leg_is_no_name() -> None:
    stranger = Event(type="leg:status:update", timestamp=AT, body={"leg_id": LEG, "status": "ringing"})
    assert next(of_event(stranger, {})).name == ""


@pytest.mark.parametrize(
    ("kind", "body", "member"),
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
def test_the_body_points_at_the_member_before_the_sender_does(kind: str, body: Json, member: str) -> None:
    assert read(kind, body)[0].member == member


def test_a_user_with_two_memberships_points_at_neither() -> None:
    twice = {"MEM-1": Member(id="MEM-1", user_id="USR-a"), "MEM-2": Member(id="MEM-2", user_id="USR-a")}
    event = Event(type="member:joined", body={"user": {"id": "USR-a"}})
    assert next(of_event(event, twice)).member == ""


@pytest.mark.parametrize(
    ("kind", "body", "spoken"),
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
def test_an_app_may_be_in_a_chat_and_a_phone_may_not(kind: str, body: Json, *, spoken: bool) -> None:
    assert {sign.spoken for sign in read(kind, body)} == {spoken}


def test_a_member_tells_of_all_its_changes() -> None:
    channel = MemberChannel(type="phone", legs=(Leg(id=LEG),), to=Endpoint(address="447700000003"))
    member = Member(id="MEM-b", user_id="USR-b", state=MemberState.LEFT, channel=channel, invited=EARLIER, joined=AT)
    seen, *changes = of_member(member)
    assert (seen.leg, seen.member, seen.user, seen.name) == (LEG, "MEM-b", "USR-b", "447700000003")
    assert (seen.inbound, seen.spoken) == (False, True)
    assert [(sign.mark, sign.at) for sign in changes] == [
        (ObservationKind.BEGAN, EARLIER),
        (ObservationKind.JOINED, AT),
        (ObservationKind.LEFT, None),
    ]


def test_a_member_of_a_list_tells_only_what_it_is_now() -> None:
    signs = tuple(of_member(Member(id="MEM-b", state=MemberState.JOINED)))
    assert [(sign.mark, sign.at, sign.leg) for sign in signs] == [
        (ObservationKind.SEEN, None, ""),
        (ObservationKind.JOINED, None, ""),
    ]
    assert len(tuple(of_member(Member(id="MEM-b")))) == 1


def test_a_call_in_progress_tells_its_status_and_since_when_it_is_there() -> None:
    call = Call(
        id=LEG,
        from_=Endpoint(address="447700000002"),
        to=Endpoint(type="phone", address="447700000003"),
        status="answered",
        direction="outbound",
        started=AT,
    )
    signs = tuple(of_call(call))
    assert [(sign.mark, sign.at) for sign in signs] == [(ObservationKind.ANSWERED, None), (ObservationKind.BEGAN, AT)]
    assert {(sign.name, sign.inbound, sign.spoken) for sign in signs} == {("447700000003", False, True)}


@pytest.mark.parametrize(("status", "ending"), [("completed", "completed"), ("busy", "busy"), ("machine", "ended")])
def test_a_call_that_ended_tells_how_and_when(status: str, ending: str) -> None:
    last = tuple(of_call(Call(id=LEG, status=status, ended=AT)))[-1]
    assert (last.mark, last.at, last.ending, last.inbound) == (ObservationKind.ENDED, AT, ending, None)


def test_a_call_of_which_nothing_is_known_is_still_there() -> None:
    assert [sign.mark for sign in of_call(Call(id=LEG))] == [ObservationKind.SEEN]
