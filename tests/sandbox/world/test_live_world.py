from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from capi_bot.sandbox.world import Life
from capi_bot.sandbox.world.records import stamp
from capi_bot.sandbox.world.scenario_choice import LONGEST
from capi_bot.sandbox.world.schedule import KEPT
from capi_bot.sandbox.world.snapshot import World
from tests.sandbox.world.pictures import (
    BEGINS,
    after,
    check,
    check_later,
    live,
    lived,
)

SEEDS = st.integers(0, 1000)
SECONDS = st.floats(-1000, 1500)
MEANWHILE = st.floats(0, 150)
SPEEDS = st.sampled_from((0.5, 1.0, 7.0))


@settings(max_examples=20, deadline=None)
@given(SEEDS, SPEEDS, st.lists(SECONDS, min_size=3, max_size=3))
def test_every_picture_is_one_that_the_real_api_could_give_and_time_only_goes_forward(
    seed: int, speed: float, times: list[float]
) -> None:
    life = lived(seed, speed)
    first, second, third = (life.at(after(seconds / speed)) for seconds in sorted(times))

    for world in (first, second, third):
        check(world)
    check_later(first, second)
    check_later(second, third)
    gone = {told.id for told in first.conversations if not second.conversation(told.id)}
    assert not any(third.conversation(told) for told in gone)


@settings(max_examples=8, deadline=None)
@given(SEEDS, st.floats(0, 600))
def test_pictures_from_second_to_second_go_forward_too(seed: int, begin: float) -> None:
    life = lived(seed)
    pictures = [life.at(after(begin + seconds)) for seconds in range(40)]

    for before, now in pairwise(pictures):
        check_later(before, now)


@settings(max_examples=4, deadline=None)
@given(SEEDS, st.floats(0, 200))
def test_the_same_seed_and_time_give_the_same_world_whoever_asked_before(seed: int, seconds: float) -> None:
    asked, other = lived(seed), Life(World(now=BEGINS), begins=BEGINS + timedelta(days=3), seed=seed)
    asked.at(after(900))

    mine = asked.at(after(seconds))
    assert mine == lived(seed).at(after(seconds))
    assert [told.id for told in mine.conversations] == [
        told.id for told in other.at(after(seconds) + timedelta(days=3)).conversations
    ]
    assert mine.conversations != lived(seed + 1).at(after(seconds)).conversations


def test_a_quarter_of_an_hour_has_been_lived_when_somebody_looks_first() -> None:
    world = lived().at(BEGINS)

    assert timedelta(minutes=14) < BEGINS - world.conversations[0].created < timedelta(minutes=16)
    assert {"answered", "completed"} <= {call.status for call in world.calls}
    assert {told.state for told in world.conversations} == {"ACTIVE", "INACTIVE"}
    assert len(lived().at(after(-15 * 60 - 1)).conversations) == 0


@pytest.mark.parametrize("seed", range(3))
def test_about_four_to_eight_calls_are_live_at_any_time(seed: int) -> None:
    life = lived(seed)
    counted = Counter(len(live(life.at(after(seconds)))) for seconds in range(0, 1800, 30))

    assert 2 <= min(counted) <= max(counted) <= 10
    assert sum(times for number, times in counted.items() if 4 <= number <= 8) > sum(counted.values()) * 0.8


def test_every_way_in_which_a_call_can_end_is_seen_within_half_an_hour() -> None:
    statuses = {call.status for call in lived().at(after(1800)).calls}

    assert statuses >= {
        "answered", "completed", "busy", "failed", "rejected", "timeout", "cancelled", "machine",
    }  # fmt: skip


def test_a_transient_conversation_is_gone_at_hang_up_and_its_legs_are_not() -> None:
    life = lived()
    before, now = life.at(BEGINS), life.at(after(300))
    gone = next(told for told in before.conversations if not told.display_name and told.calls)

    assert now.conversation(gone.id) is None
    assert [call.id for call in now.calls_of(conversation_id=gone.id)][:1] == [gone.calls[0].id]
    assert gone.id not in {told.id for told in now.conversations}


def test_a_kept_conversation_stays_for_as_long_as_its_time_to_live_says_and_no_longer() -> None:
    life = lived()
    kept = next(told for told in life.at(BEGINS).conversations if told.state == "INACTIVE")

    assert kept.ttl == KEPT
    assert life.at(after(KEPT - 900)).conversation(kept.id) == kept
    later = life.at(after(KEPT + 900))
    assert later.conversation(kept.id) is None
    assert not later.calls_of(conversation_id=kept.id)


def test_at_twice_the_speed_as_much_has_happened_in_half_the_time() -> None:
    usual, quick = lived(), lived(speed=2)

    for seconds in (0, 100, 1000):
        slow, fast = usual.at(after(seconds)), quick.at(after(seconds / 2))
        assert [told.id for told in slow.conversations] == [told.id for told in fast.conversations]
        assert [len(told.events) for told in slow.conversations] == [len(told.events) for told in fast.conversations]
    assert BEGINS - quick.at(BEGINS).conversations[0].created < timedelta(minutes=8)


def test_without_speed_nothing_ever_changes_but_the_time() -> None:
    life = lived(speed=0)

    assert life.at(after(500)).conversations == life.at(BEGINS).conversations == lived().at(BEGINS).conversations
    assert life.at(after(500)).now == after(500)
    assert life.between(BEGINS, after(500)) == ()


def test_what_is_held_in_memory_does_not_grow_with_the_days() -> None:
    life = lived(speed=60)

    sizes = [len(life.at(after(hours * 3600)).calls) for hours in (24, 48)]
    assert max(sizes) < 1.1 * min(sizes) < 3000


def test_several_threads_may_ask_at_once() -> None:
    life, times = lived(), [after(seconds) for seconds in range(0, 600, 10)] * 2

    with ThreadPoolExecutor(8) as threads:
        worlds = list(threads.map(life.at, times))

    alone = lived()
    assert worlds == [alone.at(at) for at in times]


@settings(max_examples=12, deadline=None)
@given(SEEDS, SPEEDS, SECONDS, MEANWHILE, MEANWHILE)
def test_what_happened_between_two_pictures_leads_from_one_to_the_other(
    seed: int, speed: float, begin: float, soon: float, later: float
) -> None:
    life = lived(seed, speed)
    first, second, third = (after(seconds / speed) for seconds in (begin, begin + soon, begin + soon + later))
    happened = life.between(first, third)
    here, there = life.at(first), life.at(third)

    assert life.between(first, second) + life.between(second, third) == happened
    assert [it.at for it in happened] == sorted(it.at for it in happened)
    assert all(first < it.at <= third for it in happened)
    ids = {told.id for told in here.conversations}
    for it in happened:
        ids = ids | {it.conversation.id} if it.what == "created" else ids
        ids = ids - {it.conversation.id} if it.what == "deleted" else ids
    assert ids == {told.id for told in there.conversations}
    heard = {(it.conversation.id, it.event.id) for it in happened if it.what == "event" and it.event}
    for told in there.conversations:
        known = here.conversation(told.id)
        assert {number for of, number in heard if of == told.id} == {
            event.id for event in told.events[len(known.events) if known else 0 :]
        }
    calls = {call.id: call for call in here.calls}
    calls |= {it.call.id: it.call for it in happened if it.call}
    assert all(calls[call.id].status == call.status for call in there.calls)


def test_what_was_kept_is_deleted_when_it_is_forgotten() -> None:
    life = lived()
    kept = next(told for told in life.at(BEGINS).conversations if told.state == "INACTIVE")

    until = kept.created + timedelta(seconds=KEPT + LONGEST)
    happened = life.between(until - timedelta(seconds=LONGEST), until)
    deleted = [it for it in happened if it.conversation.id == kept.id]

    (told,) = deleted
    assert (told.what, told.conversation.state, told.conversation.destroyed) == ("deleted", "DELETED", told.at)
    assert life.at(told.at - timedelta(seconds=1)).conversation(kept.id)
    assert life.at(told.at).conversation(kept.id) is None


@pytest.mark.parametrize("speed", [1.0, 60.0])
def test_what_a_leg_costs_is_the_same_in_events_and_in_the_list_of_calls(speed: float) -> None:
    life, billed = lived(2, speed), 0
    for told in life.between(BEGINS, after(900 / speed)):
        if told.event and told.event.type == "sip:status":
            (leg,) = (of.channel["id"] for of in told.conversation.members if of.id == told.event.from_member)
            (call,) = (call for call in life.at(told.at).calls if call.id == leg)
            assert told.event.body["duration"] == str(call.charged)
            assert (told.event.body["start_time"], told.event.body["end_time"]) == (
                stamp(call.answered or call.started),
                stamp(call.ended or told.at),
            )
            billed += 1
    assert billed > 20


def test_a_call_that_nobody_answered_costs_nothing() -> None:
    unanswered = [call for call in lived().at(after(900)).calls if call.status in {"busy", "failed", "cancelled"}]

    assert {(call.answered, call.charged) for call in unanswered} == {(None, 0)}
