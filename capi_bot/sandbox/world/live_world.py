"""The living contact centre: what the world is at an instant, and what has happened meanwhile."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import lru_cache
from typing import cast as typed

from capi_bot.sandbox.world import occurrences, participants, scenario_choice
from capi_bot.sandbox.world.occurrences import Occurrence
from capi_bot.sandbox.world.ordered_conversations import Beside, Known, Shelf
from capi_bot.sandbox.world.scenario import Scene, Shown, Stand
from capi_bot.sandbox.world.schedule import KEPT
from capi_bot.sandbox.world.snapshot import People, World

HISTORY = 15 * 60
"""Seconds of the programme that have been played when somebody looks for the first time."""


class Life:
    """Let the programme of a seed go on in a world, from `begins` on.

    All that it tells follows from the seed and the time alone. `speed` says how many times as fast everything
    happens; at 0 nothing does. What it keeps in memory is bounded, and it may be asked from several threads.
    """

    def __init__(self, base: World, *, begins: datetime, seed: int = 0, speed: float = 1.0) -> None:
        self._pace = speed or 1.0
        self._still = begins if speed == 0 else None
        self._base = typed("Shelf", base.conversations)
        self._users = People((*base.users, *participants.LIVELY))
        self._zero = begins - timedelta(seconds=HISTORY / self._pace)
        self._seed = seed
        self._scene = lru_cache(maxsize=256)(self._write)
        self._shown = lru_cache(maxsize=512)(self._show)
        self._ended = lru_cache(maxsize=1024)(self._end)
        self._finished = lru_cache(maxsize=4)(self._finish)
        self._occurred = lru_cache(maxsize=64)(self._occur)

    def at(self, now: datetime) -> World:
        """Tell what the world is at a time."""
        until = self._still or now
        forgotten, settled = self._turns(until, self._forgotten), self._turns(until, self._settled)
        playing = [self._at(number, until) for number in range(settled, self._turns(until, self._begins))]
        shelf = Beside(self._base, Beside(self._finished(forgotten, settled), _shelf(playing)))
        return World(now=now, users=self._users, conversations=shelf)

    def between(self, after: datetime, until: datetime) -> tuple[Occurrence, ...]:
        """Tell what happened after one time, until another and at it, in order."""
        if self._still:
            return ()
        playing = range(self._turns(after, self._settled), self._turns(until, self._begins))
        forgotten = range(self._turns(after, self._forgotten), self._turns(until, self._forgotten))
        numbers = sorted({*playing, *forgotten})
        told = (it for number in numbers for it in self._occurred(number) if after < it.at <= until)
        return tuple(sorted(told, key=lambda it: it.at))

    def _turns(self, now: datetime, time_of: Callable[[int], datetime]) -> int:
        """Count the turns for which a time has come, which comes for each later than for the one before."""
        most = max(0, int((now - self._zero) / timedelta(seconds=scenario_choice.GAP / self._pace)) + 1)
        return bisect_right(range(most), now, key=time_of)

    def _begins(self, number: int) -> datetime:
        return self._zero + timedelta(seconds=number * scenario_choice.GAP / self._pace)

    def _settled(self, number: int) -> datetime:
        """Tell when nothing of a turn will change any more."""
        return self._begins(number) + timedelta(seconds=scenario_choice.LONGEST / self._pace)

    def _forgotten(self, number: int) -> datetime:
        """Tell when nothing of a turn is kept any more."""
        return self._settled(number) + timedelta(seconds=KEPT / self._pace)

    def _at(self, number: int, now: datetime) -> Shown:
        return self._shown(number, self._scene(number).stand(self._zero, now))

    def _write(self, number: int) -> Scene:
        return scenario_choice.scene(self._seed, number, self._pace)

    def _show(self, number: int, stand: Stand) -> Shown:
        return self._scene(number).shown(self._zero, stand)

    def _end(self, number: int) -> Shown:
        scene = self._write(number)
        return scene.shown(self._zero, scene.whole())

    def _finish(self, first: int, end: int) -> Known:
        return _shelf([self._ended(number) for number in range(first, end)])

    def _occur(self, number: int) -> tuple[Occurrence, ...]:
        return occurrences.occurrences(self._scene(number), self._zero, self._forgotten(number))


def _shelf(shown: list[Shown]) -> Known:
    conversations = (told for each in shown for told in each.conversations)
    return Known(conversations, (leg for each in shown for leg in each.legs))
