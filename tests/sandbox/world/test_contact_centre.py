from __future__ import annotations

import json
from itertools import pairwise
from typing import Literal

import pytest

from capi_bot.sandbox.world import participants
from capi_bot.sandbox.world.contact_centre import with_older_conversations
from capi_bot.sandbox.world.past_conversations import past_calls
from capi_bot.sandbox.world.recorded_call import recorded_reply, sample_call
from capi_bot.sandbox.world.records import parse_time
from tests.contact_centre import contact_centre
from tests.shared_files import shared

WORLD = contact_centre()


def test_the_world_is_the_same_every_time() -> None:
    assert contact_centre() == WORLD


def test_the_sample_call_is_the_newest_of_enough_conversations_for_three_pages() -> None:
    created = [conversation.created for conversation in WORLD.conversations]
    assert created == sorted(created)
    assert created[0] >= parse_time("2018-10-10T00:00:00Z")
    assert WORLD.conversations[-1].id == "CON-bc643220-2542-499a-892e-c982c4150c06"
    assert WORLD.now == parse_time("2018-10-25T09:28:00Z")
    assert len(WORLD.conversations) == 26


def test_every_id_is_unique_and_every_reference_leads_somewhere() -> None:
    members = [member for conversation in WORLD.conversations for member in conversation.members]
    for ids in (
        [user.id for user in WORLD.users],
        [conversation.id for conversation in WORLD.conversations],
        [member.id for member in members],
        [call.id for call in WORLD.calls],
    ):
        assert len(set(ids)) == len(ids)
    assert all(WORLD.user(member.user_id) for member in members)
    for conversation in WORLD.conversations:
        senders = {event.from_member for event in conversation.events} - {""}
        assert senders <= {member.id for member in conversation.members}


def test_events_happen_in_order_within_their_conversation_and_none_in_the_future() -> None:
    for conversation in WORLD.conversations[:-1]:  # the sample call's own events are a few milliseconds out of order
        times = [event.at for event in conversation.events]
        assert all(before <= after for before, after in pairwise(times)), conversation.name
        assert all(conversation.created <= at <= WORLD.now for at in times), conversation.name


@pytest.mark.parametrize("name", ["seed_conversation", "seed_events"])
def test_the_packaged_replies_are_the_samples(name: Literal["seed_conversation", "seed_events"]) -> None:
    sample = shared(f"samples/{name}.json")
    assert recorded_reply(name) == json.loads(sample.read_text(encoding="utf-8"))


def test_both_members_are_in_the_call_and_can_be_heard() -> None:
    conversation, _ = sample_call()
    assert [member.state for member in conversation.members] == ["JOINED", "JOINED"]
    settings = {"enabled": True, "earmuffed": False, "muted": False}
    assert all(member.media == {"audio": True, "audio_settings": settings} for member in conversation.members)


def test_both_legs_are_calls_in_progress() -> None:
    calls = {call.direction: call for call in sample_call()[0].calls}
    inbound, outbound = calls["inbound"], calls["outbound"]
    assert (inbound.id, inbound.status) == ("797168e24c19a3c45e74e05b10fef2b5", "answered")
    assert (inbound.from_["number"], inbound.to["number"]) == ("447700000001", "447700000002")
    assert (outbound.id, outbound.status) == ("30cecc87-7ac9-4d03-910a-e9d69558263c", "answered")
    assert (outbound.from_["number"], outbound.to["number"]) == ("Unknown", "447700000003")


def test_the_users_numbers_are_integers_and_their_names_are_a_machines() -> None:
    _, (alice, bob) = sample_call()
    assert (alice.name, alice.channels) == (alice.id, {"pstn": [{"number": 447700000001}]})
    assert (bob.name, bob.channels) == (
        "vapi-user-f59c1ff26c0543fdb6c02fd30617a1c0",
        {"pstn": [{"number": 447700000003}]},
    )


CALLS = past_calls()


def test_every_past_call_is_over_and_everybody_has_left() -> None:
    assert all(call.state == "INACTIVE" and call.destroyed for call in CALLS)
    assert {member.state for call in CALLS for member in call.members} == {"LEFT"}


@pytest.mark.parametrize(
    "kind", ["pstn", "sip", "vbc", "websocket", "sms", "mms", "whatsapp", "viber", "messenger", "app"]
)
def test_every_kind_of_channel_belongs_to_somebody(kind: str) -> None:
    assert any(kind in user.channels for user in participants.EVERYBODY)


def test_somebody_is_online_twice_somebody_has_no_channel_and_somebody_has_custom_data() -> None:
    assert len(participants.MARY.sessions) == 2
    assert participants.NIGHT_SHIFT.channels == {}
    assert participants.PRIYA.custom_data["role"] == "supervisor"
    assert participants.PRIYA.channels["sip"] == [
        {"uri": "sip:priya@pbx.example.com", "username": "priya", "password": "not-for-slack"}
    ]


def test_older_conversations_are_before_all_others_and_change_none_of_them() -> None:
    more = with_older_conversations(WORLD, 500)

    assert len(more.conversations) == len(WORLD.conversations) + 500
    assert (more.conversations[500:], more.users, more.calls) == (tuple(WORLD.conversations), WORLD.users, WORLD.calls)
    older = more.conversations[:500]
    assert len({item.id for item in older}) == len({item.name for item in older}) == 500
    assert {member.user_id for item in older for member in item.members} == {user.id for user in participants.CREW}
    assert {item.state for item in older} == {"INACTIVE"}


def test_older_conversations_may_end_at_any_time() -> None:
    more = with_older_conversations(WORLD, 1000, until=parse_time("2018-10-25T12:00:00Z"))
    created = [item.created for item in more.conversations]

    assert created == sorted(created)
    assert 100 < created[::-1].index(WORLD.conversations[-1].created) < 1000


def test_the_same_seed_makes_the_same_older_conversations_however_many_there_are() -> None:
    few, many, others = (
        with_older_conversations(WORLD, count, seed=seed) for count, seed in ((20, 7), (30, 7), (20, 8))
    )

    assert few.conversations[:20] == many.conversations[10:30] != others.conversations[:20]
