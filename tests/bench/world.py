"""Measure what the size of the sandbox's world costs: `python -m tests.bench.world`.

Prints what 100 and 10,000 conversations cost at best, and the ratios between them: those near 1 do not depend on size.
"""

from __future__ import annotations

import sys
import tracemalloc
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from time import perf_counter

from capi_bot.sandbox.world import LiveWorld, live_world

BEGINS = datetime(2026, 5, 1, 12, tzinfo=UTC)
SMALL, LARGE = 100, 10_000
ROUNDS = 200


def main() -> None:
    """Measure both sizes and print a table."""
    small, large = measured(SMALL), measured(LARGE)
    sys.stdout.write(f"{'':24}{SMALL:>12,}{LARGE:>12,}{'ratio':>9}\n")
    for what, cost in small.items():
        sys.stdout.write(f"{what:24}{cost:12.3f}{large[what]:12.3f}{large[what] / cost:9.2f}\n")


def measured(conversations: int) -> Mapping[str, float]:
    """Measure one size."""
    life = live_world(BEGINS, conversations=conversations)
    life.at(BEGINS)
    world = life.at(BEGINS)
    middle = world.conversations[len(world.conversations) // 2]
    member = middle.members[0].user_id if middle.members else world.users[0].id
    return {
        "ready, ms": timed(lambda _: live_world(BEGINS, conversations=conversations).at(BEGINS), rounds=5),
        "the newest page, ms": timed(lambda _: [item.id for item in world.conversations[-10:]]),
        "a page in the middle, ms": timed(lambda n: page(life, BEGINS, n)),
        "found by id, ms": timed(lambda _: world.conversation(middle.id)),
        "somebody's latest, ms": timed(lambda _: list(world.memberships(member)[-10:])),
        "calls answered, ms": timed(lambda _: world.calls_of(status="answered")),
        "the next second, ms": timed(lambda n: life.at(BEGINS + timedelta(seconds=n))),
        "peak memory, MB": peak(conversations),
    }


def page(life: LiveWorld, now: datetime, turn: int) -> list[str]:
    """Return ten from about the middle, from another place each time."""
    there = life.at(now).conversations
    begin = len(there) // 2 + turn % 20
    return [item.id for item in there[begin : begin + 10]]


def timed(look: Callable[[int], object], *, rounds: int = ROUNDS) -> float:
    """Return the shortest of some rounds in milliseconds: the others were disturbed."""

    def one(turn: int) -> float:
        began = perf_counter()
        look(turn)
        return (perf_counter() - began) * 1000

    return min(map(one, range(rounds)))


def peak(conversations: int) -> float:
    """Return the peak memory of a world from its making to a first page and a minute later, in megabytes."""
    tracemalloc.start()
    life = live_world(BEGINS, conversations=conversations)
    for seconds in range(60):
        page(life, BEGINS + timedelta(seconds=seconds), seconds)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most / 1e6


if __name__ == "__main__":
    main()
