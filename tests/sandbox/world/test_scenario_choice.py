from __future__ import annotations

import pytest

from capi_bot.sandbox.world.scenario_choice import (
    GAP,
    LONG,
    LONGEST,
    SHORT,
    order,
    scene,
)
from capi_bot.sandbox.world.schedule import ROUND

SEEDS = range(5)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_round_plays_every_kind_once_in_an_order_of_its_own(seed: int) -> None:
    assert all(sorted(map(id, order(seed, n))) == sorted(map(id, (*LONG, *SHORT))) for n in range(5))
    assert len({order(seed, n) for n in range(5)}) == 5
    assert len(order(seed, 0)) == ROUND


@pytest.mark.parametrize("seed", SEEDS)
def test_no_scene_begins_before_its_turn_nor_goes_on_for_longer_than_the_longest(seed: int) -> None:
    for number in range(10 * ROUND):
        told = scene(seed, number)
        ends = max(play.after + (play.lasted or play.steps[-1].after) for play in told.plays)
        assert number * GAP <= told.start < (number + 1) * GAP
        assert told.start + ends < number * GAP + LONGEST


@pytest.mark.parametrize("seed", SEEDS)
def test_steps_are_in_order_and_done_when_their_play_is_over(seed: int) -> None:
    for play in (play for number in range(10 * ROUND) for play in scene(seed, number).plays):
        times = [step.after for step in play.steps]
        assert times == sorted(times)
        assert play.lasted is None or times[-1] < play.lasted


def test_nobody_is_wanted_again_while_the_longest_scene_goes_on() -> None:
    assert LONGEST <= ROUND * GAP


def test_a_scene_at_twice_the_speed_takes_half_the_time() -> None:
    usual, quick = scene(1, 9), scene(1, 9, 2)

    assert quick.start == usual.start / 2
    assert [play.lasted and 2 * play.lasted for play in quick.plays] == [play.lasted for play in usual.plays]
