"""The live world: calls come, go on and end by a schedule that follows from a seed alone."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from functools import lru_cache

from capi_bot.sandbox.world import participants, scripts
from capi_bot.sandbox.world.contact_centre import contact_centre, with_older_conversations
from capi_bot.sandbox.world.records import seeded_random
from capi_bot.sandbox.world.scenario import (
    RETENTION,
    ROUND,
    Occurrence,
    Scenario,
    ScenarioContext,
    Script,
    Visible,
    occurrences,
)
from capi_bot.sandbox.world.snapshot import ConversationIndex, World, shifted

HISTORY = 30 * 60
"""Seconds of the schedule that are over when the world begins."""
INTERVAL = 45.0
"""Seconds from the turn of one scenario to the turn of the next."""
MAX_DURATION = 540.0
"""Seconds after its turn within which every scenario is over."""
EARLIER = int((HISTORY - MAX_DURATION) / INTERVAL)
"""Turns that are over when the world begins; the next is then, so that what is live at first lives for minutes."""

LONG: tuple[Script, ...] = (
    *(scripts.on_hold, scripts.recorded) * 2,
    *(scripts.menu, scripts.menu, scripts.transfer, scripts.conference, scripts.room),
)
"""Each lasts for five minutes at least."""
SHORT: tuple[Script, ...] = (scripts.unsuccessful, scripts.unsuccessful, scripts.answering_machine)


def turn(number: int) -> float:
    """Return when the turn of a scenario is, in seconds since the schedule began."""
    return number * INTERVAL if number < EARLIER else HISTORY + (number - EARLIER) * INTERVAL


def scenario(seed: int, number: int, speed: float = 1.0) -> Scenario:
    """Write the scenario of a turn, counted from 0."""
    random = seeded_random(seed, "scenario", number)
    start = turn(number) + random.uniform(0, 0.8 * INTERVAL)
    context = ScenarioContext(seed=seed, number=number, speed=speed, random=random)
    script = scripts_of_round(seed, context.round)[number % ROUND]
    return Scenario(start=start / speed, scripts=tuple(item.at_speed(speed) for item in script(context)))


@lru_cache(maxsize=64)
def scripts_of_round(seed: int, number: int) -> tuple[Script, ...]:
    """Return the kinds of scenario in the order of a round.

    Long and short ones alternate, so that about as much happens at any time.
    """
    random = seeded_random(seed, "round", number)
    long, short = random.sample(LONG, len(LONG)), random.sample(SHORT, len(SHORT))
    pairs = zip(long, short, strict=False)
    return (*(script for pair in pairs for script in pair), *long[len(short) :])


class LiveWorld:
    """A world in which the schedule of a seed runs from `begins` on.

    Its state is a pure function of seed and time. `speed` is how many times as fast everything happens; at 0 nothing
    does. Its caches are bounded, and it may be used from several threads.
    """

    def __init__(self, initial: World, *, begins: datetime, seed: int = 0, speed: float = 1.0) -> None:
        self._initial = initial
        self._seed = seed
        self._speed = speed or 1.0
        self._stopped_at = begins if speed == 0 else None
        self._users = (*initial.users, *participants.LIVE_USERS)
        self._origin = begins - timedelta(seconds=HISTORY / self._speed)
        self._scenario = lru_cache(maxsize=256)(lambda number: scenario(seed, number, self._speed))
        self._visible = lru_cache(maxsize=512)(
            lambda number, progress: self._scenario(number).visible(self._origin, progress)
        )
        self._final = lru_cache(maxsize=1024)(self._show_finished_scenario)
        self._finished = lru_cache(maxsize=4)(self._index_finished)
        self._occurrences = lru_cache(maxsize=64)(
            lambda number: occurrences(self._scenario(number), self._origin, self._forgotten(number))
        )

    def at(self, now: datetime) -> World:
        until = self._stopped_at or now
        forgotten, finished = self._count(until, self._forgotten), self._count(until, self._over)
        running = (
            self._visible(number, self._scenario(number).progress(self._origin, until))
            for number in range(finished, self._count(until, self._begins))
        )
        index = _index(running, earlier=self._finished(forgotten, finished))
        return World(now=now, users=self._users, conversations=index)

    def occurrences(self, after: datetime, until: datetime) -> tuple[Occurrence, ...]:
        """List what happened after one instant and up to another, in order."""
        if self._stopped_at:
            return ()
        running = range(self._count(after, self._over), self._count(until, self._begins))
        forgotten = range(self._count(after, self._forgotten), self._count(until, self._forgotten))
        numbers = sorted({*running, *forgotten})
        happened = (item for number in numbers for item in self._occurrences(number) if after < item.at <= until)
        return tuple(sorted(happened, key=lambda item: item.at))

    def _count(self, now: datetime, time_of: Callable[[int], datetime]) -> int:
        """Count the scenarios whose time has come; times rise with the scenarios' numbers."""
        most = max(0, int((now - self._origin) / timedelta(seconds=INTERVAL / self._speed)) + 1)
        return bisect_right(range(most), now, key=time_of)

    def _begins(self, number: int) -> datetime:
        return self._origin + timedelta(seconds=turn(number) / self._speed)

    def _over(self, number: int) -> datetime:
        return self._begins(number) + timedelta(seconds=MAX_DURATION / self._speed)

    def _forgotten(self, number: int) -> datetime:
        return self._over(number) + timedelta(seconds=RETENTION / self._speed)

    def _show_finished_scenario(self, number: int) -> Visible:
        finished = scenario(self._seed, number, self._speed)
        return finished.visible(self._origin, finished.final_progress())

    def _index_finished(self, first: int, end: int) -> ConversationIndex:
        return _index((self._final(number) for number in range(first, end)), earlier=self._initial.index)


def _index(scenarios: Iterable[Visible], *, earlier: ConversationIndex) -> ConversationIndex:
    parts = tuple(scenarios)
    conversations = (conversation for part, _ in parts for conversation in part)
    return ConversationIndex(conversations, (call for _, part in parts for call in part), earlier=earlier)


def live_world(begins: datetime, *, seed: int = 0, speed: float = 1.0, conversations: int = 0) -> LiveWorld:
    """Make the live contact centre; `conversations` is how many more there are that are long over.

    Vonage's sample call began two minutes before `begins` and is in progress at any time.
    """
    initial = with_older_conversations(shifted(contact_centre(), begins), conversations, seed=seed)
    return LiveWorld(initial, begins=begins, seed=seed, speed=speed)
