from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from capi_bot.capi.models import Conversation, ConversationState, Endpoint, Leg, Membership, MemberState
from capi_bot.capi.wire.conversations import conversation, membership
from tests.shared_files import shared


def test_a_conversation_of_v1_is_read_whole() -> None:
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
    read = conversation(document)
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


def test_the_seeds_conversation_is_read(samples: Path) -> None:
    read = conversation(json.loads((samples / "seed_conversation.json").read_text()))
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
def test_our_samples_are_the_seeds(samples: Path, name: str) -> None:
    assert json.loads((samples / name).read_text()) == json.loads(shared(f"samples/{name}").read_text())


def test_nulls_and_nonsense_are_empty_values() -> None:
    document: dict[str, object] = {
        "id": "CON-1",
        "display_name": None,
        "timestamp": "now",
        "properties": [],
        "members": {},
        "state": "NEW",
    }
    assert conversation(document) == Conversation(id="CON-1")


def test_an_id_that_the_reply_leaves_out_is_the_one_asked_for() -> None:
    assert conversation({}, "CON-1").id == "CON-1"


def test_members_that_are_no_objects_are_left_out() -> None:
    members = conversation({"members": [None, {}, "x", {"member_id": "MEM-1"}]}).members
    assert members is not None
    assert [member.id for member in members] == ["MEM-1"]


def test_no_inline_members_is_not_the_same_as_none_there() -> None:
    assert conversation({}).members is None
    assert conversation({"members": []}).members == ()


def test_a_users_conversation_in_v1_embeds_the_membership() -> None:
    document = {"id": "CON-1", "state": "ACTIVE", "_embedded": {"id": "MEM-1", "state": "LEFT"}}
    assert membership(document) == Membership(
        conversation=Conversation(id="CON-1", state=ConversationState.ACTIVE), member_id="MEM-1", state=MemberState.LEFT
    )


def test_a_users_conversation_in_beta_gives_the_members_state_not_its_own() -> None:
    document = {"id": "CON-1", "name": "mega_chat", "display_name": "Mega", "state": "JOINED", "member_id": "MEM-1"}
    assert membership(document) == Membership(
        conversation=Conversation(id="CON-1", name="mega_chat", display_name="Mega"),
        member_id="MEM-1",
        state=MemberState.JOINED,
    )
