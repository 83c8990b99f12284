from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from threading import Event

import pytest
from capi_bot.domain.search.batches import Answer, Batch, batch
from capi_bot.domain.search.cursor import START, SearchCursor

from capi_bot.domain.search.budget import Budget, Reads, SpentError
from capi_bot.domain.search.results import Source, StopReason
from capi_bot.domain.search.scan import BATCH, Scan
from capi_bot.errors import DeadlineExceededError, UnreachableError
from tests.domain.search.worlds import here, still

SECOND = SearchCursor(cursor="second")


def part(*answers: Answer[int] | None, after: SearchCursor | None = None, suffices: bool = False) -> Batch[int]:
    keys = [str(number) for number in range(len(answers))]
    return batch(
        answers, lambda each: each, keys=keys, at=SearchCursor(), behind=0, after=after, counted=True, suffices=suffices
    )


def sure(hit: int) -> Answer[int]:
    return Answer(hit=hit)


def looked_into(read: Callable[[], int | None]) -> Answer[int]:
    return Answer(read=read)


def unreachable() -> int:
    raise UnreachableError("reset")


def walk(*parts: Batch[int], count: int = 10, reads: int = 100) -> Scan[int]:
    return Scan(lambda _: iter(parts), lambda: Reads(here, Budget(reads=reads), still), str, count=count, start=START)


def test_before_it_runs_nothing_is_known_but_where_it_starts() -> None:
    found = walk().so_far()
    assert (found.hits, found.looked, found.stop, found.next) == ((), 0, None, START)


def test_hits_are_in_order_whether_they_are_read_or_not() -> None:
    walking = walk(
        part(sure(1), looked_into(lambda: 2), None, looked_into(lambda: None), sure(5), after=SECOND), part(sure(6))
    )
    walking.run()
    found = walking.so_far()
    assert (found.hits, found.looked, found.stop, found.next) == ((1, 2, 5, 6), 6, StopReason.END, None)
    assert walking.wait(3600, seen=99) is found, "nobody waits for what is finished"


def test_it_stops_at_as_many_hits_as_are_wanted() -> None:
    walking = walk(part(sure(1), sure(2), sure(3), after=SECOND), part(sure(4)), count=2)
    walking.run()
    found = walking.so_far()
    assert (found.hits, found.looked, found.stop) == ((1, 2), 2, StopReason.ENOUGH)
    assert found.next == SearchCursor(offset=2, behind="1")


def test_enough_at_the_very_end_is_the_end() -> None:
    walking = walk(part(sure(1), None), count=1)
    walking.run()
    assert (walking.so_far().stop, walking.so_far().next) == (StopReason.END, None)


def test_a_stretch_that_suffices_ends_the_walk_unless_it_had_nothing() -> None:
    walking = walk(part(None, after=SECOND, suffices=True), part(sure(1), after=START, suffices=True), part(sure(2)))
    walking.run()
    assert (walking.so_far().hits, walking.so_far().stop, walking.so_far().next) == ((1,), StopReason.KNOWN, START)


def test_it_tells_what_it_looked_at_and_what_could_not_be_read() -> None:
    reset = UnreachableError("reset")

    def parts(reads: Reads) -> Iterator[Batch[int]]:
        yield replace(part(sure(1), after=SECOND), source=Source.CALLS)
        reads.optional(Source.LOG, unreachable)
        yield part(sure(2), after=SECOND)
        raise reset

    walking = Scan(parts, lambda: Reads(here, Budget(), still), str, count=10, start=START)
    walking.run()
    found = walking.so_far()
    assert (found.sources, found.stop, found.error) == ({Source.CALLS}, StopReason.FAILED, reset)
    assert {source: str(error) for source, error in found.missed.items()} == {Source.LOG: "reset"}


def test_a_budget_that_was_spent_on_nothing_at_all_is_a_failure_to_try_again() -> None:
    def parts(_: Reads) -> Iterator[Batch[int]]:
        raise SpentError
        yield part()

    walking = Scan(parts, lambda: Reads(here, Budget(), still), str, count=10, start=START)
    walking.run()
    found = walking.so_far()
    assert (found.stop, found.next, type(found.error)) == (StopReason.FAILED, START, DeadlineExceededError)


def test_a_thing_that_the_list_repeats_is_one_hit() -> None:
    walking = walk(part(sure(1), sure(2), after=SECOND), part(sure(2), sure(3)))
    walking.run()
    assert walking.so_far().hits == (1, 2, 3)


def test_a_budget_that_is_used_up_keeps_what_was_found_and_where() -> None:
    walking = walk(part(looked_into(lambda: 1), looked_into(lambda: 2), sure(3)), reads=1)
    walking.run()
    found = walking.so_far()
    assert (found.hits, found.looked, found.stop) == ((1,), 1, StopReason.BUDGET)
    assert found.next == SearchCursor(offset=1, behind="0")


def test_a_failure_keeps_what_was_found_and_where_and_why() -> None:
    walking = walk(part(looked_into(lambda: 1), looked_into(unreachable), sure(3)))
    walking.run()
    found = walking.so_far()
    assert (found.hits, found.looked, found.stop) == ((1,), 1, StopReason.FAILED)
    assert found.next == SearchCursor(offset=1, behind="0")
    assert str(found.error) == "reset"


def test_a_bug_ends_the_walk_for_those_who_wait_and_is_raised() -> None:
    walking = walk(part(sure(1), looked_into(lambda: 1 // 0)))
    with pytest.raises(ZeroDivisionError):
        walking.run()
    found = walking.wait(0, seen=99)
    assert (found.hits, found.stop, found.error) == ((1,), StopReason.FAILED, None)


def test_reads_are_done_a_batch_at_a_time() -> None:
    begun: list[int] = []

    def read(number: int) -> int:
        begun.append(number)
        return number

    steps = [looked_into(partial(read, number)) for number in range(BATCH + 5)]
    walking = walk(part(*steps), count=1)
    walking.run()
    assert begun == list(range(BATCH))


def test_a_walk_that_is_left_reads_no_further_page() -> None:
    def parts(_: Reads) -> Iterator[Batch[int]]:
        yield part(sure(1), after=SECOND)
        walking.leave()
        yield part(sure(2), after=START)
        pytest.fail("nobody waits for this page")

    walking = Scan(parts, lambda: Reads(here, Budget(), still), str, count=10, start=START)
    walking.run()
    assert (walking.so_far().hits, walking.so_far().stop, walking.so_far().next) == ((1, 2), StopReason.BUDGET, START)


def test_who_waits_is_told_of_each_hit_and_of_the_end() -> None:
    more = Event()

    def parts(_: Reads) -> Iterator[Batch[int]]:
        yield part(sure(1), after=SECOND)
        more.wait(10)
        yield part(sure(2))

    walking = Scan(parts, lambda: Reads(here, Budget(), still), str, count=10, start=START)
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(walking.run)
        assert walking.wait(10, seen=0).hits == (1,)
        assert not walking.wait(0, seen=1).finished
        more.set()
        assert walking.wait(10, seen=1).hits == (1, 2)
        assert walking.wait(10, seen=2).stop is StopReason.END
        running.result()
