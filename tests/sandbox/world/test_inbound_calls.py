from __future__ import annotations

import pytest

from capi_bot.sandbox.world import inbound_calls
from capi_bot.sandbox.world.records import Conversation, stamp
from capi_bot.sandbox.world.scenario_choice import Script
from tests.sandbox.world.cues import cue, ended, types
from tests.sandbox.world.pictures import BEGINS, after


def told(script: Script) -> Conversation:
    (play,) = script(cue())
    return ended(play)


@pytest.mark.parametrize(
    "script", [inbound_calls.enquiry, inbound_calls.on_hold, inbound_calls.recorded, inbound_calls.bad_line]
)
def test_a_customer_is_rung_through_to_an_agent_and_both_hang_up(script: Script) -> None:
    call = told(script)

    assert types(call)[:4] == ["member:invited", "leg:status:update", "sip:answered", "member:joined"]
    assert {"rtc:ringing", "rtc:answered", "sip:hangup", "rtc:hangup", "sip:status"} <= set(types(call))
    assert [leg.status for leg in call.calls] == ["completed", "completed"]
    assert [member.state for member in call.members] == ["LEFT", "LEFT"]
    assert call.state == "INACTIVE"


def test_on_hold_a_customer_neither_speaks_nor_hears_but_music_in_a_loop() -> None:
    (play,) = inbound_calls.on_hold(cue())
    begun = next(step for step in play.steps if step.type == "audio:play")
    progress = play.progress(BEGINS, after(begun.after))
    assert progress is not None

    caller = play.played(BEGINS, progress).members[0]

    assert begun.body["loop"] == 0
    assert caller.media["audio_settings"] == {"enabled": True, "muted": True, "earmuffed": True}
    assert ended(play).members[0].media["audio_settings"] == {"enabled": True, "muted": False, "earmuffed": False}


def test_an_order_is_recorded_and_its_conversation_is_kept() -> None:
    (play,) = inbound_calls.recorded(cue(7))
    order = ended(play)

    assert play.kept
    assert order.name == "order-4807"
    assert order.display_name.startswith("Order 4807: ")
    assert [name for name in types(order) if "record" in name] == [
        "audio:record",
        "audio:record:stop",
        "audio:record:done",
    ]
    started, stopped, done = (event for event in order.events if "record" in event.type)
    assert done.body["event_id"] == str(started.id)
    assert (done.body["start_time"], done.body["end_time"]) == (stamp(started.at), stamp(stopped.at))


def test_a_machine_asks_for_keys_and_no_agent_is_there() -> None:
    call = told(inbound_calls.menu)

    assert "audio:dtmf" in types(call)
    assert "custom:repair_looked_up" in types(call)
    assert len(call.members) == 1


def test_who_gives_up_leaves_a_leg_that_was_never_answered() -> None:
    call = told(inbound_calls.given_up)

    assert [leg.status for leg in call.calls] == ["completed", "cancelled"]
    assert "joined" not in call.members[1].timestamp


def test_a_bad_line_tells_why_it_broke() -> None:
    hangup = next(event for event in told(inbound_calls.bad_line).events if event.type == "sip:hangup")

    assert hangup.body["reason"] == {"code": "38", "text": "Network out of order", "sip_code": "503"}
    assert str(hangup.body["quality"]).startswith("{'mos_score': '2.3'")
