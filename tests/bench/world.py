"""Benchmark of the sandbox's world by its size: `python -m tests.bench.world`.

Prints the best times for 100 and 10,000 conversations and their ratios; a time with a ratio near 1 does not depend on
the size.
"""

from __future__ import annotations

import sys
import tracemalloc
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from time import perf_counter

from capi_bot.sandbox.world import LiveWorld, live_world

START = datetime(2026, 5, 1, 12, tzinfo=UTC)
SMALL, LARGE = 100, 10_000
ROUNDS = 200


def main() -> None:
    """Measure both sizes and print a table."""
    small, large = measure(SMALL), measure(LARGE)
    sys.stdout.write(f"{'':24}{SMALL:>12,}{LARGE:>12,}{'ratio':>9}\n")
    for name, cost in small.items():
        sys.stdout.write(f"{name:24}{cost:12.3f}{large[name]:12.3f}{large[name] / cost:9.2f}\n")


def measure(conversations: int) -> Mapping[str, float]:
    """Measure one size."""
    world_source = live_world(START, conversations=conversations)
    world_source.at(START)
    world = world_source.at(START)
    middle = world.conversations[len(world.conversations) // 2]
    member = middle.members[0].user_id if middle.members else world.users[0].id
    return {
        "ready, ms": measure_time(lambda _: live_world(START, conversations=conversations).at(START), rounds=5),
        "the newest page, ms": measure_time(lambda _: [item.id for item in world.conversations[-10:]]),
        "a page in the middle, ms": measure_time(lambda n: read_page(world_source, START, n)),
        "found by id, ms": measure_time(lambda _: world.conversation(middle.id)),
        "latest of a member, ms": measure_time(lambda _: list(world.memberships(member)[-10:])),
        "calls answered, ms": measure_time(lambda _: world.calls_of(status="answered")),
        "the next second, ms": measure_time(lambda n: world_source.at(START + timedelta(seconds=n))),
        "peak memory, MB": measure_peak_memory(conversations),
    }


def read_page(world_source: LiveWorld, now: datetime, number: int) -> list[str]:
    """Return ten conversations from about the middle, at an offset that depends on the number of the round."""
    conversations = world_source.at(now).conversations
    begin = len(conversations) // 2 + number % 20
    return [conversation.id for conversation in conversations[begin : begin + 10]]


def measure_time(function: Callable[[int], object], *, rounds: int = ROUNDS) -> float:
    """Return the shortest time of some rounds in milliseconds: other processes make the others longer."""

    def measure_round(number: int) -> float:
        start = perf_counter()
        function(number)
        return (perf_counter() - start) * 1000

    return min(map(measure_round, range(rounds)))


def measure_peak_memory(conversations: int) -> float:
    """Return the peak memory in megabytes of building a world and reading a page in each second of its first minute."""
    tracemalloc.start()
    world_source = live_world(START, conversations=conversations)
    for seconds in range(60):
        read_page(world_source, START + timedelta(seconds=seconds), seconds)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak / 1e6


if __name__ == "__main__":
    main()
