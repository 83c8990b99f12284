from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from capi_bot.capi.models import Endpoint, Initiator, Leg, Media, Member, MemberChannel, MemberState
from capi_bot.capi.wire.members import parse_channel, parse_endpoint, parse_media, parse_member, parse_member_state

ALICE_DOCUMENT = {"type": "phone", "number": "447700900001"}
BOB_DOCUMENT = {"type": "phone", "number": "447700900002"}


def test_all_fields_of_a_member_of_v1_are_parsed() -> None:
    document = {
        "id": "MEM-1",
        "conversation_id": "CON-1",
        "state": "JOINED",
        "_embedded": {"user": {"id": "USR-1", "name": "ada", "display_name": "Ada", "_links": {}}},
        "timestamp": {"invited": "2020-01-01T14:00:00.00Z", "joined": "2020-01-01T14:00:01.00Z", "left": None},
        "initiator": {"joined": {"is_system": True, "user_id": "USR-2", "member_id": "MEM-2"}},
        "channel": {"type": "app", "from": {"type": "app,sms"}, "to": {"type": "app", "user": "USR-1"}},
        "media": {"audio_settings": {"enabled": True, "earmuffed": False, "muted": True}, "audio": True},
        "invited_by": "MEM-2",
    }
    read = parse_member(document)
    assert read == Member(
        id="MEM-1",
        conversation_id="CON-1",
        state=MemberState.JOINED,
        user_id="USR-1",
        user_name="ada",
        user_display_name="Ada",
        channel=MemberChannel(type="app", from_=Endpoint(type="app,sms"), to=Endpoint(type="app", address="USR-1")),
        media=Media(audio=True, muted=True, earmuffed=False),
        invited=datetime(2020, 1, 1, 14, tzinfo=UTC),
        joined=datetime(2020, 1, 1, 14, 0, 1, tzinfo=UTC),
        invited_by="MEM-2",
        initiators=(Initiator(action="joined", is_system=True, user_id="USR-2", member_id="MEM-2"),),
    )
    assert read.raw == document


def test_a_member_in_a_conversation_of_beta_is_parsed() -> None:
    document = {
        "member_id": "MEM-1",
        "user_id": "USR-1",
        "name": "vapi-user-1",
        "state": "joined",
        "initiator": {"invited": {"isSystem": True}, "joined": None, "met": {"isSystem": True}},
    }
    assert parse_member(document, "CON-1") == Member(
        id="MEM-1",
        conversation_id="CON-1",
        state=MemberState.JOINED,
        user_id="USR-1",
        user_name="vapi-user-1",
        initiators=(Initiator(action="invited", is_system=True),),
    )


def test_a_member_in_a_list_of_beta_has_no_id() -> None:
    document = {"user_id": "USR-1", "name": "tony", "user_name": "tony", "state": "JOINED"}
    assert parse_member(document) == Member(state=MemberState.JOINED, user_id="USR-1", user_name="tony")


def test_the_user_of_a_member_may_be_inline() -> None:
    document = {"id": "MEM-1", "user": {"user_id": "USR-1", "name": "ada"}}
    assert parse_member(document) == Member(id="MEM-1", user_id="USR-1", user_name="ada")


@pytest.mark.parametrize(
    ("value", "state"),
    [
        ("left", MemberState.LEFT),
        ("INVITED", MemberState.INVITED),
        ("KNOCKING", MemberState.UNKNOWN),
        (None, MemberState.UNKNOWN),
    ],
)
def test_a_state_is_parsed_in_any_case_and_a_new_one_is_unknown(value: object, state: MemberState) -> None:
    assert parse_member_state(value) is state


@pytest.mark.parametrize(
    ("legs", "expected"),
    [
        ({"leg_ids": ["a", "b"]}, (Leg(id="a"), Leg(id="b"))),
        ({"leg_ids": [{"leg_id": "a"}]}, (Leg(id="a"),)),
        ({"legs": [{"leg_id": "a", "status": "started"}]}, (Leg(id="a", status="started"),)),
        ({"legs": [None, {}, {"status": "started"}, []]}, ()),
        ({"legs": "a"}, ()),
    ],
)
def test_legs_are_parsed_in_every_form(legs: dict[str, object], expected: tuple[Leg, ...]) -> None:
    read = parse_channel({"type": "phone", **legs})
    assert read is not None
    assert read.legs == expected


@pytest.mark.parametrize("value", [None, {}, "phone", 7, []])
def test_a_value_that_is_not_a_channel_is_none(value: object) -> None:
    assert parse_channel(value) is None


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"type": "phone", "number": "447700000001"}, Endpoint(type="phone", address="447700000001")),
        ({"number": 447700000001}, Endpoint(address="447700000001")),
        (
            {"type": "sip", "uri": "sip:rita:pw@example.com", "password": "pw"},
            Endpoint(type="sip", address="sip:rita:pw@example.com"),
        ),
        ({"type": "app", "user": "ada"}, Endpoint(type="app", address="ada")),
        ({"type": "vbc", "extension": 123}, Endpoint(type="vbc", address="123")),
        ({"type": "viber", "id": "v1"}, Endpoint(type="viber", address="v1")),
        ({"type": "sip", "username": "rita"}, Endpoint(type="sip", address="rita")),
        ({"type": "phone"}, Endpoint(type="phone")),
        ("447700000001", Endpoint(address="447700000001")),
        (447700000001, Endpoint(address="447700000001")),
        ({}, None),
        (None, None),
        ([], None),
    ],
)
def test_an_endpoint_of_every_type_is_parsed(value: object, expected: Endpoint | None) -> None:
    assert parse_endpoint(value) == expected


ALICE, BOB = (Endpoint(type="phone", address=number) for number in ("447700900001", "447700900002"))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ([{"type": "phone", "number": "447700900001"}], ALICE),
        (({"type": "phone", "number": 447700900001},), ALICE),
        ([[{"type": "phone", "number": "447700900001"}]], ALICE),
        (["447700900001"], Endpoint(address="447700900001")),
        ([None, {}, [], True, "", {"type": "phone", "number": "447700900001"}], ALICE),
        ([{"type": "app"}, {"type": "phone", "number": "447700900001"}], ALICE),
        ([{"type": "app"}, {"type": "phone", "number": None}], Endpoint(type="app")),
        ({"type": "phone", "number": ["447700900001"]}, ALICE),
        ({"type": ["phone"], "number": [None, 447700900001]}, ALICE),
        ([ALICE_DOCUMENT, BOB_DOCUMENT, ALICE_DOCUMENT], replace(ALICE, others=(BOB,))),
        ({"type": "phone", "number": ["447700900001", "447700900002"]}, replace(ALICE, others=(BOB,))),
        ([{"type": "sip", "uri": "sip:a@b", "username": "a"}], Endpoint(type="sip", address="sip:a@b")),
        ([[], [[]]], None),
        ([{}], None),
        ([None, False], None),
    ],
)
def test_ends_that_are_listed_are_parsed_and_the_first_with_an_address_stands_for_them(
    value: object, expected: Endpoint | None
) -> None:
    assert parse_endpoint(value) == expected


def test_a_channel_may_be_listed_as_its_ends_are() -> None:
    document = {"type": "phone", "id": "1", "from": [ALICE_DOCUMENT], "to": [BOB_DOCUMENT]}
    expected = MemberChannel(type="phone", id="1", from_=ALICE, to=BOB)
    assert parse_channel(document) == parse_channel([None, document]) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"audio": True}, Media(audio=True)),
        (
            {"audio": {"enabled": True, "muted": True, "earmuffed": False}},
            Media(audio=True, muted=True, earmuffed=False),
        ),
        ({"audio_settings": {"enabled": False}}, Media(audio=False)),
        ({"audio": False, "audio_settings": {"enabled": True, "muted": False}}, Media(audio=False, muted=False)),
        ({"audio": "on", "audio_settings": "loud"}, None),
        ({}, None),
        (None, None),
    ],
)
def test_media_is_parsed_in_both_forms(value: object, expected: Media | None) -> None:
    assert parse_media(value) == expected


def test_credentials_of_a_channel_are_masked() -> None:
    document = {
        "channel": {
            "type": "sip",
            "to": {"uri": "sip:rita:hunter2@h", "password": "hunter2"},
            "headers": {"a": "hunter2"},
        }
    }
    read = parse_member(document)
    assert "hunter2" not in repr(read) + repr(read.raw)


@pytest.mark.parametrize(
    "inviter",
    [
        {"invited_by": {"member_id": "MEM-2", "user_id": "USR-2", "name": "ada"}},
        {"invited_by": {"id": "MEM-2"}},
        {"invited_by_member": {"member_id": "MEM-2", "name": "ada"}},
        {"invited_by_member": "MEM-2"},
        {"invited_by": None, "invited_by_member": {"user_id": "MEM-2"}},
    ],
)
def test_the_inviter_may_be_an_object(inviter: dict[str, object]) -> None:
    assert parse_member(inviter).invited_by == "MEM-2"
