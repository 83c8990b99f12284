"""Cues for scenes, and what their plays come to."""

from __future__ import annotations

from capi_bot.sandbox.world.records import Conversation
from capi_bot.sandbox.world.schedule import Cue
from capi_bot.sandbox.world.seeded_choice import chance
from capi_bot.sandbox.world.steps import Play
from tests.sandbox.world.pictures import BEGINS


def cue(number: int = 0, seed: int = 0, speed: float = 1.0) -> Cue:
    return Cue(seed=seed, number=number, speed=speed, drawn=chance(seed, number))


def ended(play: Play) -> Conversation:
    return play.played(BEGINS, play.whole())


def types(told: Conversation) -> list[str]:
    return [event.type for event in told.events]
