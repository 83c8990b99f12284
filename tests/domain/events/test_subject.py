from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from capi_bot.capi.models import Endpoint, Event, Json, Leg, Member, MemberChannel
from capi_bot.capi.wire import parse_event
from capi_bot.domain.events import describe_event
from capi_bot.domain.events.subject import build_event_context, display_name_by_id

ALICE_LEG, BOB_LEG = "797168e24c19a3c45e74e05b10fef2b5", "30cecc87-7ac9-4d03-910a-e9d69558263c"
ALICE, BOB = "MEM-f44c872e-cba9-444f-88ae-0bfa630865a6", "MEM-25ccda92-839d-4ac6-a7b2-de310224878b"
ALICE_USER, BOB_USER = "USR-33a51f4d-d06b-42f6-a525-90d2859ab9f6", "USR-b9948493-be4a-4b36-bb4d-c96bcc2af85b"


def phone(from_: str, to: str, leg: str) -> MemberChannel:
    return MemberChannel(
        type="phone", id=leg, from_=Endpoint(address=from_), to=Endpoint(address=to), legs=(Leg(id=leg),)
    )


# The documented call: Alice calls a Vonage number, which calls Bob. Its member list gives Bob Alice's number.
CALL_MEMBERS = {
    ALICE: Member(id=ALICE, user_id=ALICE_USER, channel=phone("447700000001", "447700000002", ALICE_LEG)),
    BOB: Member(
        id=BOB, user_id=BOB_USER, user_name="vapi-user-f59c1ff2", channel=phone("Unknown", "447700000001", BOB_LEG)
    ),
}
ALICE_CHANNEL: Json = {
    "type": "phone",
    "id": ALICE_LEG,
    "from": {"type": "phone", "number": "447700000001"},
    "to": {"type": "phone", "number": "447700000002"},
    "leg_ids": [ALICE_LEG],
}
BOB_CHANNEL: Json = {
    "type": "phone",
    "id": BOB_LEG,
    "from": {"type": "phone", "number": "Unknown"},
    "to": {"type": "phone", "number": "447700000003"},
    "leg_ids": [BOB_LEG],
}
SOUND: Json = {"audio": True, "media": {"audio_settings": {"enabled": True, "earmuffed": False, "muted": False}}}
CALL: tuple[tuple[str, Json, str], ...] = (
    (
        "member:joined",
        {"user": {"id": ALICE_USER}, "channel": ALICE_CHANNEL, "timestamp": {"joined": "2018-10-25T09:26:19.204Z"}},
        "+44 7700 000001 joined by phone (calling +44 7700 000002)",
    ),
    ("sip:ringing", {"channel": BOB_CHANNEL}, "+44 7700 000003 is ringing"),
    ("sip:answered", {"channel": BOB_CHANNEL, "direction": "outbound"}, "+44 7700 000003 answered"),
    (
        "member:joined",
        {"user": {"id": BOB_USER}, "channel": BOB_CHANNEL, "timestamp": {"invited": "2018-10-25T09:26:19.385Z"}},
        "+44 7700 000003 joined by phone",
    ),
    ("member:media", {**SOUND, "channel": BOB_CHANNEL}, "+44 7700 000003 has audio on"),
    (
        "sip:answered",
        {"channel": ALICE_CHANNEL, "direction": "inbound"},
        "+44 7700 000001 was connected (inbound call answered)",
    ),
    (
        "member:joined",
        {"user": {"id": ALICE_USER}, "channel": ALICE_CHANNEL, "timestamp": {"joined": "2018-10-25T09:26:30.334Z"}},
        "+44 7700 000001 joined by phone (calling +44 7700 000002)",
    ),
    ("member:media", {**SOUND, "channel": ALICE_CHANNEL}, "+44 7700 000001 has audio on"),
)


@pytest.mark.parametrize("members", [CALL_MEMBERS, {}], ids=["with members", "without members"])
def test_the_documented_call_has_the_right_subjects_though_alice_sends_all_events(
    members: Mapping[str, Member],
) -> None:
    texts = [describe_event(Event(type=kind, from_member=ALICE, body=body), members).text for kind, body, _ in CALL]
    assert texts == [line for _, _, line in CALL]


def test_the_recorded_call_has_the_same_descriptions(samples: Path) -> None:
    events = [parse_event(document) for document in json.loads((samples / "seed_events.json").read_text())]
    assert [describe_event(event, CALL_MEMBERS).text for event in events] == [line for _, _, line in CALL]


def test_the_name_in_the_body_comes_first() -> None:
    body = {"user": {"id": BOB_USER, "name": "vapi-user-1", "display_name": "Bob"}, "channel": BOB_CHANNEL}
    event = Event(type="member:joined", from_member=ALICE, from_user_display_name="Alice", body=body)
    assert describe_event(event, CALL_MEMBERS).text == "Bob joined by phone (+44 7700 000003)"


@pytest.mark.parametrize(
    ("user", "listed", "person"),
    [
        ({"name": "bob", "display_name": "Bob B"}, {"user_name": "b", "user_display_name": "Bobby"}, "Bob B"),
        ({"name": "bob"}, {"user_name": "b", "user_display_name": "Bobby"}, "Bobby"),
        ({"display_name": "Bob B"}, {"user_name": "b"}, "Bob B"),
        ({"name": "bob"}, {"user_name": "b"}, "bob"),
        ({"name": "vapi-user-1"}, {"user_name": "b"}, "b"),
        ({"name": "bob", "display_name": BOB_USER}, {"user_display_name": "Bobby"}, "Bobby"),
    ],
)
def test_a_display_name_comes_before_a_name_wherever_they_are(
    user: Json, listed: Mapping[str, str], person: str
) -> None:
    members = {BOB: Member(id=BOB, user_id=BOB_USER, **listed)}
    event = Event(type="member:joined", from_member=ALICE, body={"user": {**user, "id": BOB_USER}})

    assert build_event_context(event, members).person == person


def test_the_senders_name_is_used_where_the_body_identifies_no_other_person() -> None:
    event = Event(type="sip:answered", from_user_display_name="Alice Doe")
    assert build_event_context(event, {}).person == "Alice Doe"


@pytest.mark.parametrize(
    "event",
    [
        Event(from_user_id="USR-1", from_user_name="ada", body={"user": {"id": "USR-1"}, "channel": BOB_CHANNEL}),
        Event(from_member="MEM-1", from_user_name="ada", body={"member_id": "MEM-1", "channel": BOB_CHANNEL}),
        Event(from_user_name="ada", body={"channel": {"type": "app", "from": {"user": "ada"}}}),
        Event(from_user_id="USR-1", from_user_name="ada", body={"channel": {"type": "app", "to": {"user": "USR-1"}}}),
    ],
)
def test_the_senders_name_comes_before_a_number_where_the_body_identifies_the_sender(event: Event) -> None:
    assert build_event_context(event, {}).person == "ada"


@pytest.mark.parametrize(
    ("body", "person"),
    [
        ({"user": {"id": BOB_USER}}, "USR-b994…"),
        ({"member_id": BOB}, "MEM-25cc…"),
        ({"channel": BOB_CHANNEL}, "+44 7700 000003"),
    ],
)
def test_the_senders_name_is_not_given_to_another_person(body: Json, person: str) -> None:
    event = Event(from_member=ALICE, from_user_id=ALICE_USER, from_user_display_name="Alice", body=body)
    assert build_event_context(event, {ALICE: CALL_MEMBERS[ALICE]}).person == person


def test_a_leg_without_a_known_member_is_named_by_its_id() -> None:
    event = Event(type="leg:status:update", from_member=ALICE, body={"leg_id": BOB_LEG, "status": "busy"})
    assert describe_event(event, {ALICE: CALL_MEMBERS[ALICE]}).text == "Leg 30ce… was busy"


@pytest.mark.parametrize("members", [{}, {ALICE: Member(id=ALICE, user_id=ALICE_USER)}], ids=["nobody", "v1's list"])
def test_a_leg_is_not_assigned_to_a_sender_without_known_legs(
    members: Mapping[str, Member],
) -> None:
    body = {"leg_id": BOB_LEG, "direction": "outbound", "status": "rejected"}
    event = Event(type="leg:status:update", from_member=ALICE, from_user_display_name="Alice", body=body)

    assert describe_event(event, members).text == "Leg 30ce… declined the call (outbound leg)"


def test_a_legs_history_identifies_its_member() -> None:
    body = {"leg_id": "other", "statusHistory": [{"member_id": BOB, "status": "ringing"}]}
    assert build_event_context(Event(from_member=ALICE, body=body), CALL_MEMBERS).person == "+44 7700 000001"


def test_a_leg_identifies_one_of_two_members_of_the_same_user() -> None:
    twice = {
        "MEM-1": Member(id="MEM-1", user_id="USR-1", user_name="at the desk", channel=phone("1", "2", "desk")),
        "MEM-2": Member(id="MEM-2", user_id="USR-1", user_name="on the road", channel=phone("3", "2", "road")),
    }
    assert build_event_context(Event(body={"user": {"id": "USR-1"}, "leg_id": "road"}), twice).person == "on the road"


def test_beta_members_without_member_ids_are_found_by_user() -> None:
    members = {"": Member(user_id="USR-1", user_name="ada")}
    assert display_name_by_id("USR-1", members) == "ada"
    assert display_name_by_id("USR-33a51f4d-d06b", members) == "USR-33a5…"
    assert display_name_by_id("", members) == ""


def test_an_event_of_the_system_has_no_sender() -> None:
    context = build_event_context(Event(), CALL_MEMBERS)
    assert (context.sender, context.person, context.inbound) == ("", "", False)
