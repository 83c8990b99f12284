from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from capi_bot.capi.models import Call, Conversation, ConversationState, Endpoint, Event, Leg, Membership, MemberState
from capi_bot.capi.wire.conversations import parse_call, parse_conversation, parse_event, parse_membership
from tests.shared_files import shared


def test_all_fields_of_a_conversation_of_v1_are_parsed() -> None:
    document = {
        "id": "CON-1",
        "name": "customer_chat",
        "display_name": "Customer Chat",
        "image_url": "https://example.com/image.png",
        "state": "ACTIVE",
        "sequence_number": 3,
        "timestamp": {
            "created": "2019-09-03T18:40:24.324Z",
            "updated": "2019-09-03T18:40:25Z",
            "destroyed": "2019-09-03T18:40:26Z",
        },
        "properties": {"ttl": 60, "type": "quick_chat", "custom_sort_key": "CSK_1", "custom_data": {"k": "v"}},
    }
    read = parse_conversation(document)
    assert read == Conversation(
        id="CON-1",
        name="customer_chat",
        display_name="Customer Chat",
        image_url="https://example.com/image.png",
        state=ConversationState.ACTIVE,
        created=datetime(2019, 9, 3, 18, 40, 24, 324_000, tzinfo=UTC),
        updated=datetime(2019, 9, 3, 18, 40, 25, tzinfo=UTC),
        destroyed=datetime(2019, 9, 3, 18, 40, 26, tzinfo=UTC),
        sequence_number=3,
        ttl=60,
        type="quick_chat",
        custom_data={"k": "v"},
    )
    assert read.raw == document


def test_the_sample_conversation_is_parsed(samples: Path) -> None:
    read = parse_conversation(json.loads((samples / "seed_conversation.json").read_text()))
    assert read.id == "CON-bc643220-2542-499a-892e-c982c4150c06"
    assert (read.state, read.sequence_number, read.ttl) == (ConversationState.UNKNOWN, 8, 172_800)
    assert read.created == datetime(2018, 10, 25, 9, 26, 18, 999_000, tzinfo=UTC)
    assert read.members is not None
    alice, bob = read.members
    assert alice.conversation_id == bob.conversation_id == read.id
    assert (alice.user_id, alice.user_name) == ("USR-33a51f4d-d06b-42f6-a525-90d2859ab9f6",) * 2
    assert (bob.state, bob.invited_by) == (MemberState.JOINED, "USR-b9948493-be4a-4b36-bb4d-c96bcc2af85b")
    assert bob.initiators[0].is_system is True
    assert bob.channel is not None
    assert bob.channel.from_ == Endpoint(type="phone", address="Unknown")
    assert bob.channel.to == Endpoint(type="phone", address="447700000001")
    assert bob.channel.legs == (Leg(id="30cecc87-7ac9-4d03-910a-e9d69558263c"),)


@pytest.mark.parametrize("name", ["seed_conversation.json", "seed_events.json"])
def test_the_samples_equal_those_of_the_shared_folder(samples: Path, name: str) -> None:
    assert json.loads((samples / name).read_text()) == json.loads(shared(f"samples/{name}").read_text())


def test_nulls_and_values_of_the_wrong_type_are_empty() -> None:
    document: dict[str, object] = {
        "id": "CON-1",
        "display_name": None,
        "timestamp": "now",
        "properties": [],
        "members": {},
        "state": "NEW",
    }
    assert parse_conversation(document) == Conversation(id="CON-1")


def test_a_conversation_without_an_id_has_the_one_of_the_request() -> None:
    assert parse_conversation({}, "CON-1").id == "CON-1"


def test_members_that_are_not_objects_are_left_out() -> None:
    members = parse_conversation({"members": [None, {}, "x", {"member_id": "MEM-1"}]}).members
    assert members is not None
    assert [member.id for member in members] == ["MEM-1"]


def test_a_response_without_members_differs_from_one_with_an_empty_list() -> None:
    assert parse_conversation({}).members is None
    assert parse_conversation({"members": []}).members == ()


def test_a_membership_of_v1_is_embedded_in_the_conversation() -> None:
    document = {"id": "CON-1", "state": "ACTIVE", "_embedded": {"id": "MEM-1", "state": "LEFT"}}
    assert parse_membership(document) == Membership(
        conversation=Conversation(id="CON-1", state=ConversationState.ACTIVE), member_id="MEM-1", state=MemberState.LEFT
    )


def test_the_state_of_a_membership_of_beta_is_the_members() -> None:
    document = {"id": "CON-1", "name": "mega_chat", "display_name": "Mega", "state": "JOINED", "member_id": "MEM-1"}
    assert parse_membership(document) == Membership(
        conversation=Conversation(id="CON-1", name="mega_chat", display_name="Mega"),
        member_id="MEM-1",
        state=MemberState.JOINED,
    )


def test_all_fields_of_an_event_of_v1_are_parsed() -> None:
    document = {
        "id": 4433,
        "type": "message",
        "from": "MEM-1",
        "body": {"message_type": "text", "text": "hello"},
        "timestamp": "2020-01-01T14:00:00.00Z",
        "_embedded": {
            "from_user": {"id": "USR-1", "name": "ada", "display_name": "Ada"},
            "from_member": {"id": "MEM-2"},
        },
    }
    read = parse_event(document, "CON-1")
    assert read == Event(
        id=4433,
        type="message",
        conversation_id="CON-1",
        from_member="MEM-1",
        from_user_id="USR-1",
        from_user_name="ada",
        from_user_display_name="Ada",
        timestamp=datetime(2020, 1, 1, 14, tzinfo=UTC),
        body={"message_type": "text", "text": "hello"},
    )
    assert read.raw == document


def test_the_sample_events_are_parsed(samples: Path) -> None:
    events = [parse_event(document, "CON-1") for document in json.loads((samples / "seed_events.json").read_text())]
    assert [event.id for event in events] == [1, 2, 3, 4, 5, 6, 7, 8]
    assert [event.type for event in events][:3] == ["member:joined", "sip:ringing", "sip:answered"]
    assert events[4].body["audio"] is True
    assert events[7].timestamp == datetime(2018, 10, 25, 9, 26, 30, 337_000, tzinfo=UTC)


def test_the_sender_may_be_embedded_only() -> None:
    assert parse_event({"from": "", "_embedded": {"from_member": {"id": "MEM-1"}}}).from_member == "MEM-1"


def test_an_event_of_a_webhook_names_its_conversation() -> None:
    assert parse_event({"cid": "CON-2"}, "CON-1").conversation_id == "CON-2"


def test_a_deleted_event_may_have_only_an_id() -> None:
    assert parse_event({"id": "7", "body": None, "timestamp": ""}) == Event(id=7)


def test_an_event_of_an_unknown_type_keeps_its_body() -> None:
    read = parse_event({"type": "custom:stripe_payment", "body": {"amount": 5, "nested": [{"a": None}]}})
    assert (read.type, read.body) == ("custom:stripe_payment", {"amount": 5, "nested": [{"a": None}]})


def test_credentials_in_the_body_are_masked() -> None:
    body = {
        "sdp": "v=0 hunter2",
        "channel": {
            "headers": {"X-Key": "hush", "x": "hunter2", "y": "z"},
            "to": {"password": "hunter2", "user": "ada"},
        },
    }
    read = parse_event({"type": "rtc:answer", "body": body | {"answer": "v=0\r\nhunter2"}})
    channel = {"headers": {"X-Key": "••••", "x": "••••", "y": "z"}, "to": {"password": "••••", "user": "ada"}}
    assert read.body == {"sdp": "••••", "channel": channel, "answer": "••••"}
    assert "hunter2" not in repr(read) + repr(read.raw)


@pytest.mark.parametrize("body", ["Good morning", ["a", {"b": 1}], 42, 1.5, True, False, 0])
def test_a_body_that_is_no_object_is_kept_beside_it(body: object) -> None:
    event = parse_event({"type": "custom:order", "body": body})
    assert (event.body, event.other_body) == ({}, body)


@pytest.mark.parametrize("body", [None, "", [], {}, {"a": 1}])
def test_an_object_or_nothing_is_no_other_body(body: object) -> None:
    assert parse_event({"type": "custom:order", "body": body}).other_body is None


@pytest.mark.parametrize("body", ["1234", ["1", "2"], 1234])
def test_keypad_digits_are_masked_in_any_body(body: object) -> None:
    event = parse_event({"type": "audio:dtmf", "body": body})
    assert (event.other_body, event.raw["body"]) == ("••••", "••••")


CANDIDATE = "candidate:842163049 1 udp 1677729535 {ip} 46154 typ srflx raddr {ip} rport 0 generation 0"


@pytest.mark.parametrize("ip", ["192.168.1.5", "10.0.0.7", "fe80::1c2d:3e4f", "2001:db8::8a2e:370:7334"])
@pytest.mark.parametrize(
    "shape",
    [
        lambda ip: CANDIDATE.format(ip=ip),
        lambda ip: [CANDIDATE.format(ip=ip)],
        lambda ip: {"candidate": CANDIDATE.format(ip=ip), "sdpMid": "0"},
        lambda ip: {"candidate": {"candidate": f"a={CANDIDATE.format(ip=ip)}"}},
        lambda ip: {"address": ip, "port": 46154, "relatedAddress": ip},
        lambda ip: {"ice": [{"ip": f"[{ip}]:46154"}, f"{ip},udp"]},
    ],
)
@pytest.mark.parametrize("event_type", ["rtc:ice", "rtc:offer", "rtc:new", "rtc:answer", "rtc:renegotiate"])
def test_network_addresses_are_masked_while_media_is_negotiated(
    event_type: str, shape: Callable[[str], object], ip: str
) -> None:
    event = parse_event({"type": event_type, "body": shape(ip)})
    assert ip not in repr((event.body, event.other_body, event.raw))


def test_a_channel_keeps_its_addresses_while_media_is_negotiated() -> None:
    channel = {"type": "sip", "to": {"type": "sip", "uri": "sip:ada@192.0.2.7"}}
    assert parse_event({"type": "rtc:answered", "body": {"channel": channel}}).body == {"channel": channel}


def test_an_object_may_name_the_sender() -> None:
    assert parse_event({"from": {"member_id": "MEM-1", "name": "ada"}}).from_member == "MEM-1"


def test_all_fields_of_a_call_are_parsed() -> None:
    document = {
        "uuid": "leg-1",
        "conversation_uuid": "CON-1",
        "to": {"type": "phone", "number": "447700000003"},
        "from": {"type": "phone", "number": "447700000002"},
        "status": "completed",
        "direction": "outbound",
        "rate": "0.39",
        "price": "23.40",
        "duration": "60",
        "start_time": "2020-01-01T12:00:00.000Z",
        "end_time": "2020-01-01T12:01:00.000Z",
        "network": "65512",
    }
    read = parse_call(document)
    assert read == Call(
        id="leg-1",
        conversation_id="CON-1",
        from_=Endpoint(type="phone", address="447700000002"),
        to=Endpoint(type="phone", address="447700000003"),
        status="completed",
        direction="outbound",
        started=datetime(2020, 1, 1, 12, tzinfo=UTC),
        ended=datetime(2020, 1, 1, 12, 1, tzinfo=UTC),
        duration=60,
        price="23.40",
        rate="0.39",
        network="65512",
    )
    assert read.raw == document


def test_a_call_in_progress_has_no_end_and_its_endpoint_may_be_a_bare_number() -> None:
    document = {
        "uuid": "leg-1",
        "to": "447700000003",
        "status": "RINGING",
        "end_time": None,
        "duration": None,
        "price": 0.5,
    }
    assert parse_call(document) == Call(id="leg-1", to=Endpoint(address="447700000003"), status="ringing", price="0.5")


def test_the_ends_of_a_call_may_be_listed() -> None:
    document = {
        "uuid": "1",
        "from": [{"type": "phone", "number": "447700900001"}],
        "to": [{"type": "app"}, {"type": "phone", "number": "447700900002"}],
        "start_time": "2020-01-01 12:00:00",
    }
    read = parse_call(document)
    assert read.from_ == Endpoint(type="phone", address="447700900001")
    assert read.to == Endpoint(type="phone", address="447700900002")
    assert read.started == datetime(2020, 1, 1, 12, tzinfo=UTC)
