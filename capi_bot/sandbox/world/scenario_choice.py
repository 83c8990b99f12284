"""The programme of a living day: which scene is played when.

Every round plays every kind of scene once, in an order of its own; long scenes and short ones alternate, so that about
as much happens at any time.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from capi_bot.sandbox.world import conferences, inbound_calls, outbound_calls
from capi_bot.sandbox.world.scenario import Scene
from capi_bot.sandbox.world.schedule import ROUND, Cue
from capi_bot.sandbox.world.seeded_choice import chance
from capi_bot.sandbox.world.steps import Play

Script = Callable[[Cue], tuple[Play, ...]]

GAP = 18.0
"""Seconds from one scene's turn to the next one's."""
LONGEST = 215.0
"""Seconds that no scene goes on for, counted from its turn."""

LONG: tuple[Script, ...] = (
    inbound_calls.enquiry,
    inbound_calls.on_hold,
    inbound_calls.recorded,
    inbound_calls.bad_line,
    conferences.transfer,
    conferences.conference,
    conferences.room,
)
SHORT: tuple[Script, ...] = (
    inbound_calls.menu,
    inbound_calls.given_up,
    outbound_calls.busy,
    outbound_calls.unlucky,
    outbound_calls.machine,
)


def scene(seed: int, number: int, speed: float = 1.0) -> Scene:
    """Write the scene of a turn, counted from 0."""
    drawn = chance(seed, "scene", number)
    start = number * GAP + drawn.uniform(0, 0.8 * GAP)
    cue = Cue(seed=seed, number=number, speed=speed, drawn=drawn)
    script = order(seed, cue.round)[number % ROUND]
    return Scene(number=number, start=start / speed, plays=tuple(play.at_pace(speed) for play in script(cue)))


@lru_cache(maxsize=64)
def order(seed: int, round_: int) -> tuple[Script, ...]:
    """Tell in which order a round plays its kinds of scene."""
    drawn = chance(seed, "round", round_)
    long, short = drawn.sample(LONG, len(LONG)), drawn.sample(SHORT, len(SHORT))
    pairs = zip(long, short, strict=False)
    return (*(script for pair in pairs for script in pair), *long[len(short) :])
