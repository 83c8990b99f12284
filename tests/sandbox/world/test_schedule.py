from __future__ import annotations

from capi_bot.sandbox.world import participants
from capi_bot.sandbox.world.schedule import KEPT, ROUND
from tests.sandbox.world.cues import cue


def test_nobody_of_the_desk_is_wanted_again_before_everybody_had_a_turn() -> None:
    agents = [cue(number).agent.id for number in range(2 * ROUND)]

    assert set(agents[:ROUND]) == {user.id for user in participants.DESK}
    assert agents[:ROUND] == agents[ROUND:]
    assert len({cue(number).caller.id for number in range(48)}) == 48


def test_the_workshop_sends_another_each_time_for_three_rounds() -> None:
    sent = [cue(round_ * ROUND).mechanic(turn).id for round_ in range(3) for turn in (0, 1)]

    assert len(set(sent)) == 6


def test_the_riders_of_a_round_do_not_meet_in_the_next() -> None:
    first, second, third = ([user.id for user in cue(round_ * ROUND).riders] for round_ in range(3))

    assert {*first, *second} == {user.id for user in participants.RIDERS}
    assert (len(first), len(second), first) == (4, 4, third)


def test_another_seed_begins_with_somebody_else() -> None:
    assert len({cue(seed=seed).agent.id for seed in range(40)}) > 6


def test_what_is_kept_says_for_how_long_at_this_speed() -> None:
    assert cue().named("a", "A", b=1) == {"name": "a", "display_name": "A", "ttl": KEPT, "custom_data": {"b": 1}}
    assert cue(speed=2).named("a", "A")["ttl"] == KEPT // 2
    assert cue(speed=1e9).named("a", "A")["ttl"] == 1
