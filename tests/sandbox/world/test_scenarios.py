"""Scenarios and their contexts."""

from __future__ import annotations

import pytest

from capi_bot.sandbox.world import call_steps, participants, scripts
from capi_bot.sandbox.world.conversation_script import Participant, app, step
from capi_bot.sandbox.world.records import Conversation, format_time, seeded_random
from capi_bot.sandbox.world.scenario import (
    RETENTION,
    ROUND,
    Scenario,
    ScenarioContext,
    Script,
    ScriptedConversation,
)
from tests.sandbox.world.invariants import BEGINS, after


def context(number: int = 0, seed: int = 0, speed: float = 1.0) -> ScenarioContext:
    return ScenarioContext(seed=seed, number=number, speed=speed, random=seeded_random(seed, number))


def ended(script: ScriptedConversation) -> Conversation:
    return script.conversation(BEGINS, script.final_progress())


def types(item: Conversation) -> list[str]:
    return [event.type for event in item.events]


def test_no_agent_is_needed_again_before_everybody_had_a_turn() -> None:
    agents = [context(number).agent.id for number in range(2 * ROUND)]

    assert set(agents[:ROUND]) == {user.id for user in participants.AGENTS_ON_DUTY}
    assert agents[:ROUND] == agents[ROUND:]
    assert len({context(number).caller.id for number in range(48)}) == 48


def test_the_workshop_sends_another_each_time_for_three_rounds() -> None:
    sent = [context(round_ * ROUND).mechanic(turn).id for round_ in range(3) for turn in (0, 1)]

    assert len(set(sent)) == 6


def test_the_riders_of_a_round_do_not_meet_in_the_next() -> None:
    first, second, third = ([user.id for user in context(round_ * ROUND).riders] for round_ in range(3))

    assert {*first, *second} == {user.id for user in participants.RIDERS}
    assert (len(first), len(second), first) == (4, 4, third)


def test_what_is_persistent_says_for_how_long_at_this_speed() -> None:
    assert context().persistent_fields("a", "A", b=1) == {
        "name": "a",
        "display_name": "A",
        "ttl": RETENTION,
        "custom_data": {"b": 1},
    }
    assert context(speed=2).persistent_fields("a", "A")["ttl"] == RETENTION // 2
    assert context(speed=1e9).persistent_fields("a", "A")["ttl"] == 1


SCRIPT = ScriptedConversation(
    label="script",
    participants=tuple(
        Participant(key=user.name, user=user, channel=app(user)) for user in (participants.MARY, participants.JONAS)
    ),
    steps=(step(1, "member:joined", "mary"), step(4, "member:joined", "jonas")),
    after=2,
    duration=10,
)


def test_a_script_comes_further_with_the_time() -> None:
    seconds = (-0.001, 0, 1, 3.9, 4, 9.9, 10, 99)
    progress = [SCRIPT.progress(BEGINS, after(at)) for at in seconds]

    assert [it and (it.steps, it.ended) for it in progress] == [
        None, (0, False), (1, False), (1, False), (2, False), (2, False), (2, True), (2, True),
    ]  # fmt: skip
    assert SCRIPT.final_progress() == progress[-1]


SCENARIO = Scenario(start=10, scripts=scripts.transfer(context()))
MOVED = 10 + SCENARIO.scripts[1].after


def test_before_its_start_a_scenario_shows_nothing() -> None:
    assert SCENARIO.visible(BEGINS, SCENARIO.progress(BEGINS, after(9))) == ((), ())


def test_while_a_call_is_transferred_its_leg_is_listed_exactly_once() -> None:
    (leg,) = (call.id for call in SCENARIO.visible(BEGINS, SCENARIO.progress(BEGINS, after(12)))[0][0].calls)
    started = set()
    for seconds in (12, MOVED - 0.01, MOVED, MOVED + 0.05, MOVED + 2, 1000):
        conversations, ended_calls = SCENARIO.visible(BEGINS, SCENARIO.progress(BEGINS, after(seconds)))
        calls = (*ended_calls, *(call for item in conversations for call in item.calls))
        (call,) = (call for call in calls if call.id == leg)
        started.add((call.started, call.answered))
    assert len(started) == 1


def test_what_is_over_and_not_kept_leaves_its_legs() -> None:
    conversations, ended_calls = SCENARIO.visible(BEGINS, SCENARIO.final_progress())

    assert [item.name for item in conversations] == ["repair-4800"]
    assert [call.direction for call in ended_calls] == ["outbound"]
    assert len(SCENARIO.conversations(BEGINS, SCENARIO.final_progress())) == 2


def item(script: Script) -> Conversation:
    (script,) = script(context())
    return ended(script)


@pytest.mark.parametrize("script", [scripts.on_hold, scripts.recorded])
def test_a_customer_is_connected_to_an_agent_and_both_hang_up(script: Script) -> None:
    call = item(script)

    assert types(call)[:3] == ["leg:status:update", "sip:answered", "member:joined"]
    assert "invited" not in call.members[0].timestamp
    assert {"rtc:ringing", "rtc:answered", "sip:hangup", "rtc:hangup", "sip:status"} <= set(types(call))
    assert [leg.status for leg in call.calls] == ["completed", "completed"]
    assert [member.state for member in call.members] == ["LEFT", "LEFT"]
    assert call.state == "INACTIVE"


def test_on_hold_a_customer_neither_speaks_nor_hears_but_music_in_a_loop() -> None:
    (script,) = scripts.on_hold(context())
    begun = next(step for step in script.steps if step.type == "audio:play")
    progress = script.progress(BEGINS, after(begun.after))
    assert progress is not None

    caller = script.conversation(BEGINS, progress).members[0]

    assert begun.body["loop"] == 0
    assert caller.media["audio_settings"] == {"enabled": True, "muted": True, "earmuffed": True}
    assert ended(script).members[0].media["audio_settings"] == {"enabled": True, "muted": False, "earmuffed": False}


def test_an_order_is_recorded_and_its_conversation_is_kept() -> None:
    (script,) = scripts.recorded(context(7))
    order = ended(script)

    assert script.persistent
    assert order.name == "order-4807"
    assert order.display_name.startswith("Order 4807: ")
    assert [name for name in types(order) if "record" in name] == [
        "audio:record",
        "audio:record:stop",
        "audio:record:done",
    ]
    started, stopped, done = (event for event in order.events if "record" in event.type)
    assert done.body["event_id"] == str(started.id)
    assert (done.body["start_time"], done.body["end_time"]) == (format_time(started.at), format_time(stopped.at))


def test_a_machine_asks_for_keys_and_no_agent_is_there() -> None:
    call = item(scripts.menu)

    assert "audio:dtmf" in types(call)
    assert "custom:repair_looked_up" in types(call)
    assert len(call.members) == 1


def test_each_call_fails_in_another_way_and_is_never_joined() -> None:
    calls = [ended(scripts.unsuccessful(context(number))[0]) for number in range(5)]

    assert [call.calls[0].status for call in calls] == ["busy", "failed", "rejected", "timeout", "cancelled"]
    assert ["sip:ringing" in types(call) for call in calls] == [False, False, True, True, True]
    assert {call.calls[0].direction for call in calls} == {"outbound"}
    assert not any("joined" in call.members[0].timestamp for call in calls)


def test_a_machine_answers_and_gets_a_message() -> None:
    (script,) = scripts.answering_machine(context())
    call = ended(script)

    assert {"sip:machine", "audio:say:done", "sip:status"} <= set(types(call))
    assert call.calls[0].status == "machine"


def test_a_transferred_call_goes_on_in_a_conversation_of_its_own() -> None:
    desk, workshop = scripts.transfer(context())
    left, came = ended(desk), ended(workshop)
    passed_on = came.events[0]

    assert (desk.persistent, workshop.persistent) == (False, True)
    assert passed_on.type == "rtc:transfer"
    assert (passed_on.body["transferred_from"], passed_on.body["was_member"]) == (left.id, left.members[0].id)
    assert [call.id for call in came.calls if call.direction == "inbound"] == [left.members[0].channel["id"]]
    assert left.members[0].channel["id"] not in {call.id for call in left.calls}
    assert workshop.after == next(step.after for step in desk.steps if step.body.get("reason") == scripts.TRANSFERRED)


def test_three_talk_at_once_and_one_is_muted_meanwhile() -> None:
    (script,) = scripts.conference(context())
    item = ended(script)

    assert [call.status for call in item.calls] == ["completed"] * 3
    assert types(item).count("member:joined") == types(item).count("member:left") == 3
    assert types(item).index("audio:mute:on") < types(item).index("audio:mute:off")


def test_riders_meet_in_a_room_that_stays() -> None:
    (script,) = scripts.room(context())
    item = ended(script)

    assert (item.state, item.destroyed, script.persistent) == ("ACTIVE", None, True)
    assert [member.state for member in item.members] == ["LEFT"] * 4
    assert "custom:tour_planned" in types(item)
    assert [step.after for step in script.steps] == sorted(step.after for step in script.steps)


def test_the_shop_rings_the_same_number_from_its_own() -> None:
    inbound, outbound = call_steps.caller(context()), call_steps.customer(context())
    assert (outbound.channel["from"], outbound.channel["to"]) == (inbound.channel["to"], inbound.channel["from"])
    assert (inbound.direction, outbound.direction) == ("inbound", "outbound")


def test_a_bill_counts_the_seconds_that_really_went_by() -> None:
    usual, quick = (call_steps.billing(context(speed=speed), "caller", 109, 9).body for speed in (1, 4))
    assert (usual["duration"], usual["price"]) == ("100", "0.04000")
    assert (quick["duration"], quick["price"]) == ("25", "0.01000")
