from __future__ import annotations

from capi_bot.sandbox.world import outbound_calls
from capi_bot.sandbox.world.schedule import ROUND
from tests.sandbox.world.cues import cue, ended, types


def test_a_busy_customer_is_never_in_the_conversation() -> None:
    (play,) = outbound_calls.busy(cue())
    call = ended(play)

    assert call.calls[0].status == "busy"
    assert call.calls[0].direction == "outbound"
    assert call.calls[0].ended == call.events[2].at
    assert "joined" not in call.members[0].timestamp


def test_each_round_another_call_fails_in_another_way() -> None:
    calls = [ended(outbound_calls.unlucky(cue(round_ * ROUND))[0]) for round_ in range(4)]

    assert [call.calls[0].status for call in calls] == ["failed", "rejected", "timeout", "cancelled"]
    assert ["sip:ringing" in types(call) for call in calls] == [False, True, True, True]


def test_a_machine_answers_and_gets_a_message() -> None:
    (play,) = outbound_calls.machine(cue())
    call = ended(play)

    assert {"sip:machine", "audio:say:done", "sip:status"} <= set(types(call))
    assert call.calls[0].status == "machine"
