from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from capi_bot.sandbox.world import LiveWorld, live_world
from capi_bot.sandbox.world.contact_centre import contact_centre
from capi_bot.sandbox.world.live_world import INTERVAL, LONG, MAX_DURATION, SHORT, scenario, scripts_of_round, turn
from capi_bot.sandbox.world.records import format_time
from capi_bot.sandbox.world.scenario import RETENTION, ROUND
from capi_bot.sandbox.world.snapshot import World
from tests.sandbox.world.invariants import BEGINS, after, check, check_later, live, started

SEEDS = st.integers(0, 1000)
SECONDS = st.floats(-1000, 1500)
MEANWHILE = st.floats(0, 150)
SPEEDS = st.sampled_from((0.5, 1.0, 7.0))


@pytest.mark.slow
@settings(max_examples=20, deadline=None)
@given(SEEDS, SPEEDS, st.lists(SECONDS, min_size=3, max_size=3))
def test_every_snapshot_is_one_that_the_real_api_could_give_and_time_only_goes_forward(
    seed: int, speed: float, times: list[float]
) -> None:
    world_ = started(seed, speed)
    first, second, third = (world_.at(after(seconds / speed)) for seconds in sorted(times))

    for world in (first, second, third):
        check(world)
    check_later(first, second)
    check_later(second, third)
    gone = {item.id for item in first.conversations if not second.conversation(item.id)}
    assert not any(third.conversation(item) for item in gone)


@settings(max_examples=8, deadline=None)
@given(SEEDS, st.floats(0, 600))
def test_snapshots_from_second_to_second_go_forward_too(seed: int, begin: float) -> None:
    world_ = started(seed)
    snapshots = [world_.at(after(begin + seconds)) for seconds in range(40)]

    for before, now in pairwise(snapshots):
        check_later(before, now)


@settings(max_examples=4, deadline=None)
@given(SEEDS, st.floats(0, 200))
def test_the_same_seed_and_time_give_the_same_world_whoever_asked_before(seed: int, seconds: float) -> None:
    asked, other = started(seed), LiveWorld(World(now=BEGINS), begins=BEGINS + timedelta(days=3), seed=seed)
    asked.at(after(900))

    mine = asked.at(after(seconds))
    assert mine == started(seed).at(after(seconds))
    assert [item.id for item in mine.conversations] == [
        item.id for item in other.at(after(seconds) + timedelta(days=3)).conversations
    ]
    assert mine.conversations != started(seed + 1).at(after(seconds)).conversations


def test_half_an_hour_is_over_when_the_world_begins() -> None:
    world = started().at(BEGINS)

    assert timedelta(minutes=28) < BEGINS - world.conversations[0].created < timedelta(minutes=31)
    assert "completed" in {call.status for call in world.calls}
    assert len(started().at(after(-30 * 60 - 1)).conversations) == 0


@pytest.mark.parametrize("seed", range(5))
def test_what_is_live_at_the_opening_and_what_connects_later_lives_for_five_minutes(seed: int) -> None:
    opened = live_world(BEGINS, seed=seed)
    assert live(opened.at(BEGINS)) == live(opened.at(after(300))) & live(opened.at(BEGINS)) != set()
    for number in range(10 * ROUND):
        first = scenario(seed, number).scripts[0]
        joins = any(step.type == "member:joined" and step.participant != "customer" for step in first.steps)
        assert not joins or (first.duration or first.steps[-1].after) > 300


@pytest.mark.parametrize("seed", range(3))
def test_about_four_to_eight_calls_are_live_at_any_time(seed: int) -> None:
    world_ = started(seed)
    counted = Counter(len(live(world_.at(after(seconds)))) for seconds in range(300, 2100, 30))

    assert 2 <= min(counted) <= max(counted) <= 10
    assert sum(times for number, times in counted.items() if 4 <= number <= 8) > sum(counted.values()) * 0.8


def test_every_way_in_which_a_call_can_end_is_seen_within_half_an_hour() -> None:
    statuses = {call.status for call in started().at(after(1800)).calls}

    assert statuses >= {
        "answered", "completed", "busy", "failed", "rejected", "timeout", "cancelled", "machine",
    }  # fmt: skip


def test_a_transient_conversation_is_gone_at_hang_up_and_its_legs_are_not() -> None:
    world_ = started()
    before, now = world_.at(after(300)), world_.at(after(900))
    gone = next(item for item in before.conversations if not item.display_name and item.calls)

    assert now.conversation(gone.id) is None
    assert {call.id for call in gone.calls} <= {call.id for call in now.calls}
    assert gone.id not in {item.id for item in now.conversations}


def test_a_persistent_conversation_stays_for_as_long_as_its_time_to_live_says_and_no_longer() -> None:
    world_ = started()
    kept = next(item for item in world_.at(BEGINS).conversations if item.state == "INACTIVE")

    assert kept.ttl == RETENTION
    assert world_.at(after(RETENTION - 1500)).conversation(kept.id) == kept
    later = world_.at(after(RETENTION + 900))
    assert later.conversation(kept.id) is None
    assert not later.calls_of(conversation_id=kept.id)


def test_at_twice_the_speed_as_much_has_happened_in_half_the_time() -> None:
    usual, quick = started(), started(speed=2)

    for seconds in (0, 100, 1000):
        slow, fast = usual.at(after(seconds)), quick.at(after(seconds / 2))
        assert [item.id for item in slow.conversations] == [item.id for item in fast.conversations]
        assert [len(item.events) for item in slow.conversations] == [len(item.events) for item in fast.conversations]
    assert BEGINS - quick.at(BEGINS).conversations[0].created < timedelta(minutes=16)


def test_without_speed_nothing_ever_changes_but_the_time() -> None:
    world_ = started(speed=0)

    assert world_.at(after(500)).conversations == world_.at(BEGINS).conversations == started().at(BEGINS).conversations
    assert world_.at(after(500)).now == after(500)
    assert world_.occurrences(BEGINS, after(500)) == ()


def test_what_is_held_in_memory_does_not_grow_with_the_days() -> None:
    world_ = started(speed=60)

    sizes = [len(world_.at(after(hours * 3600)).calls) for hours in (24, 48)]
    assert max(sizes) < 1.1 * min(sizes) < 3000


def test_several_threads_may_ask_at_once() -> None:
    world_, times = started(), [after(seconds) for seconds in range(0, 600, 10)] * 2

    with ThreadPoolExecutor(8) as threads:
        worlds = list(threads.map(world_.at, times))

    alone = started()
    assert worlds == [alone.at(at) for at in times]


@pytest.mark.slow
@settings(max_examples=12, deadline=None)
@given(SEEDS, SPEEDS, SECONDS, MEANWHILE, MEANWHILE)
def test_what_happened_between_two_snapshots_leads_from_one_to_the_other(
    seed: int, speed: float, begin: float, soon: float, later: float
) -> None:
    world_ = started(seed, speed)
    first, second, third = (after(seconds / speed) for seconds in (begin, begin + soon, begin + soon + later))
    happened = world_.occurrences(first, third)
    here, there = world_.at(first), world_.at(third)

    assert world_.occurrences(first, second) + world_.occurrences(second, third) == happened
    assert [occurrence.at for occurrence in happened] == sorted(occurrence.at for occurrence in happened)
    assert all(first < occurrence.at <= third for occurrence in happened)
    ids = {item.id for item in here.conversations}
    for occurrence in happened:
        ids = ids | {occurrence.conversation.id} if occurrence.kind == "created" else ids
        ids = ids - {occurrence.conversation.id} if occurrence.kind == "deleted" else ids
    assert ids == {item.id for item in there.conversations}
    heard = {
        (occurrence.conversation.id, occurrence.event.id)
        for occurrence in happened
        if occurrence.kind == "event" and occurrence.event
    }
    for item in there.conversations:
        known = here.conversation(item.id)
        assert {number for of, number in heard if of == item.id} == {
            event.id for event in item.events[len(known.events) if known else 0 :]
        }
    calls = {call.id: call for call in here.calls}
    calls |= {occurrence.call.id: occurrence.call for occurrence in happened if occurrence.call}
    assert all(calls[call.id].status == call.status for call in there.calls)


def test_what_was_persistent_is_deleted_when_it_is_forgotten() -> None:
    world_ = started()
    kept = next(item for item in world_.at(BEGINS).conversations if item.state == "INACTIVE")

    until = kept.created + timedelta(seconds=RETENTION + MAX_DURATION)
    happened = world_.occurrences(until - timedelta(seconds=MAX_DURATION), until)
    deleted = [occurrence for occurrence in happened if occurrence.conversation.id == kept.id]

    (item,) = deleted
    assert (item.kind, item.conversation.state, item.conversation.destroyed) == ("deleted", "DELETED", item.at)
    assert world_.at(item.at - timedelta(seconds=1)).conversation(kept.id)
    assert world_.at(item.at).conversation(kept.id) is None


@pytest.mark.parametrize("speed", [1.0, 60.0])
def test_what_a_leg_costs_is_the_same_in_events_and_in_the_list_of_calls(speed: float) -> None:
    world_, billed = started(2, speed), 0
    for item in world_.occurrences(BEGINS, after(1800 / speed)):
        if item.event and item.event.type == "sip:status":
            (leg,) = (of.channel["id"] for of in item.conversation.members if of.id == item.event.from_member)
            (call,) = (call for call in world_.at(item.at).calls if call.id == leg)
            assert item.event.body["duration"] == str(call.billed_seconds)
            assert (item.event.body["start_time"], item.event.body["end_time"]) == (
                format_time(call.answered or call.started),
                format_time(call.ended or item.at),
            )
            billed += 1
    assert billed > 20


def test_a_call_that_nobody_answered_costs_nothing() -> None:
    unanswered = [call for call in started().at(after(900)).calls if call.status in {"busy", "failed", "cancelled"}]

    assert {(call.answered, call.billed_seconds) for call in unanswered} == {(None, 0)}


@pytest.mark.parametrize("seed", range(5))
def test_a_round_runs_every_kind_in_an_order_of_its_own(seed: int) -> None:
    assert all(sorted(map(id, scripts_of_round(seed, n))) == sorted(map(id, (*LONG, *SHORT))) for n in range(5))
    assert len({scripts_of_round(seed, n) for n in range(5)}) == 5
    assert len(scripts_of_round(seed, 0)) == ROUND


@pytest.mark.parametrize("seed", range(5))
def test_no_scenario_begins_before_its_turn_nor_goes_on_for_longer_than_the_longest(seed: int) -> None:
    for number in range(10 * ROUND):
        item = scenario(seed, number)
        ends = max(script.after + (script.duration or script.steps[-1].after) for script in item.scripts)
        assert turn(number) <= item.start < turn(number) + INTERVAL
        assert item.start + ends < turn(number) + MAX_DURATION


@pytest.mark.parametrize("seed", range(5))
def test_steps_are_in_order_and_done_when_their_script_is_over(seed: int) -> None:
    for script in (item for number in range(10 * ROUND) for item in scenario(seed, number).scripts):
        times = [step.after for step in script.steps]
        assert times == sorted(times)
        assert script.duration is None or times[-1] < script.duration


def test_nobody_is_needed_again_while_the_longest_scenario_goes_on() -> None:
    assert MAX_DURATION <= ROUND * INTERVAL


def test_a_scenario_at_twice_the_speed_takes_half_the_time() -> None:
    usual, quick = scenario(1, 9), scenario(1, 9, 2)

    assert quick.start == usual.start / 2
    assert [script.duration and 2 * script.duration for script in quick.scripts] == [
        script.duration for script in usual.scripts
    ]


SAMPLE = "CON-bc643220-2542-499a-892e-c982c4150c06"


def test_the_sample_call_began_two_minutes_ago_and_goes_on() -> None:
    world_ = live_world(BEGINS)

    for seconds in (0, 10_000):
        world = world_.at(after(seconds))
        item = world.conversation(SAMPLE)
        assert item is not None
        assert timedelta(seconds=100) < BEGINS - item.created < timedelta(seconds=120)
        assert {call.status for call in world.calls_of(conversation_id=SAMPLE)} == {"answered"}


def test_the_morning_the_older_conversations_and_the_live_day_are_one_world() -> None:
    world = live_world(BEGINS, seed=4, conversations=10_000).at(after(60))

    morning, day = contact_centre().conversations, started(4).at(after(60)).conversations
    assert len(world.conversations) == 10_000 + len(morning) + len(day)
    newest = world.conversations[-60:]
    assert [item.created for item in newest] == sorted(item.created for item in newest)
    assert {item.id for item in day} <= {item.id for item in newest}
    assert all(world.user(member.user_id) for item in newest for member in item.members)
    assert world.conversation(world.conversations[0].id) == world.conversations[0]


def test_everybody_has_a_name_of_their_own() -> None:
    users = live_world(BEGINS).at(BEGINS).users
    assert len({user.name for user in users}) == len({user.id for user in users}) == len(users)


def test_every_conversation_has_a_name_of_its_own() -> None:
    item = live_world(BEGINS, conversations=500).at(after(600)).conversations
    assert len({occurrence.name for occurrence in item}) == len(item)
