from __future__ import annotations

import json
from typing import Literal

import pytest

from capi_bot.sandbox.world.recorded_call import recorded, seed_call
from tests.shared_files import shared


@pytest.mark.parametrize("name", ["seed_conversation", "seed_events"])
def test_the_packaged_replies_are_the_samples(name: Literal["seed_conversation", "seed_events"]) -> None:
    assert recorded(name) == json.loads(shared(f"samples/{name}.json").read_text(encoding="utf-8"))


def test_both_members_are_in_the_call_and_can_be_heard() -> None:
    conversation = seed_call().conversation
    assert [member.state for member in conversation.members] == ["JOINED", "JOINED"]
    settings = {"enabled": True, "earmuffed": False, "muted": False}
    assert all(member.media == {"audio": True, "audio_settings": settings} for member in conversation.members)


def test_both_legs_are_calls_in_progress() -> None:
    calls = {call.direction: call for call in seed_call().conversation.calls}
    inbound, outbound = calls["inbound"], calls["outbound"]
    assert (inbound.id, inbound.status) == ("797168e24c19a3c45e74e05b10fef2b5", "answered")
    assert (inbound.from_["number"], inbound.to["number"]) == ("447700000001", "447700000002")
    assert (outbound.id, outbound.status) == ("30cecc87-7ac9-4d03-910a-e9d69558263c", "answered")
    assert (outbound.from_["number"], outbound.to["number"]) == ("Unknown", "447700000003")


def test_the_users_numbers_are_integers_and_their_names_are_a_machines() -> None:
    alice, bob = seed_call().users
    assert (alice.name, alice.channels) == (alice.id, {"pstn": [{"number": 447700000001}]})
    assert (bob.name, bob.channels) == (
        "vapi-user-f59c1ff26c0543fdb6c02fd30617a1c0",
        {"pstn": [{"number": 447700000003}]},
    )
