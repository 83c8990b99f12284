"""What a scene is given to play with: who takes part, a number of its own, and its chance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random
from typing import TypeVar

from capi_bot.sandbox.world import participants
from capi_bot.sandbox.world.conversation_script import Facts
from capi_bot.sandbox.world.records import User
from capi_bot.sandbox.world.seeded_choice import chance

T = TypeVar("T")

ROUND = 12
"""Scenes of a round: each kind is played once in it."""
KEPT = 3 * 60 * 60
"""Seconds for which the API remembers what is over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """Give a scene its number, counted from 0. People come in turns, so that nobody is wanted in two places at once."""

    seed: int
    number: int
    speed: float = 1.0
    drawn: Random = field(compare=False)

    @property
    def label(self) -> str:
        """Name the scene, and with it all that happens in it."""
        return f"life/{self.seed}/{self.number}"

    @property
    def reference(self) -> int:
        """Tell the number that the shop writes on its papers."""
        return 4800 + self.number

    @property
    def round(self) -> int:
        """Count the rounds before this one."""
        return self.number // ROUND

    @property
    def caller(self) -> User:
        """Tell who rings, or is rung."""
        return self._turn(participants.CALLERS, self.number)

    @property
    def agent(self) -> User:
        """Tell whose turn it is at the desk."""
        return self._turn(participants.DESK, self.number)

    @property
    def riders(self) -> tuple[User, ...]:
        """Tell the four who meet in this round."""
        half = len(participants.RIDERS) // 2
        first = self.round % 2 * half
        return participants.RIDERS[first : first + half]

    def mechanic(self, turn: int) -> User:
        """Tell whom the workshop sends; two scenes of a round want one, 0 and 1."""
        return self._turn(participants.WORKSHOP, 2 * self.round + turn)

    def pick(self, *of: T) -> T:
        """Draw one of several things."""
        return self.drawn.choice(of)

    def seconds(self, least: float, most: float) -> float:
        """Draw how long something takes."""
        return round(self.drawn.uniform(least, most), 3)

    def named(self, name: str, display_name: str, **custom_data: object) -> Facts:
        """Name a conversation that is kept."""
        ttl = max(1, round(KEPT / self.speed))
        return {"name": name, "display_name": display_name, "ttl": ttl, "custom_data": custom_data}

    def _turn(self, people: Sequence[User], turn: int) -> User:
        shift = chance(self.seed, "turns").randrange(ROUND)
        return people[(turn + shift) % len(people)]
