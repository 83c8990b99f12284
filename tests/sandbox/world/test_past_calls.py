from __future__ import annotations

from capi_bot.sandbox.world.past_calls import archive

CALLS = archive()
EVENTS = tuple(event for call in CALLS for event in call.events)


def test_every_archived_call_is_over_and_everybody_has_left() -> None:
    assert all(call.state == "INACTIVE" and call.destroyed for call in CALLS)
    assert {member.state for call in CALLS for member in call.members} == {"LEFT"}


def test_one_call_has_forty_five_events() -> None:
    assert max(call.sequence_number for call in CALLS) == 45


def test_keys_were_pressed_and_a_hang_up_tells_its_reason() -> None:
    assert any(event.type == "audio:dtmf" and event.body["digits"] for event in EVENTS)
    reasons = [event.body["reason"] for event in EVENTS if event.type == "sip:hangup"]
    assert {"code": "17", "text": "User busy", "sip_code": "486"} in reasons
