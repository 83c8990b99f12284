from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event
from typing import TypeVar

import pytest

from capi_bot.domain.search import START, Scan, SearchBudget, SearchCursor, StopReason
from capi_bot.domain.search.budget import BudgetedReader
from capi_bot.domain.search.scan import Batch, Match, RunningScan, make_batch
from capi_bot.errors import UnreachableError
from tests.jobs import finish

T = TypeVar("T")
TIMEOUT = 10.0
"""Seconds after which a wait fails rather than hangs."""


def batch(hit: int) -> Batch[int]:
    return make_batch(
        [hit],
        lambda number: Match(hit=number),
        keys=[str(hit)],
        start=SearchCursor(),
        offset=0,
        following=SearchCursor(),
    )


def never_submit(_: Callable[[], T], /) -> Future[T]:
    pytest.fail("these scans read nothing")


def running(batches: Callable[[], Iterator[Batch[int]]]) -> RunningScan[int]:
    def begin() -> BudgetedReader:
        return BudgetedReader(never_submit, SearchBudget(), lambda: 0.0)

    return RunningScan(Scan(lambda _: batches(), begin, str, count=10, start=START))


def three() -> Iterator[Batch[int]]:
    yield from map(batch, (1, 2, 3))


def test_before_it_runs_nothing_is_known_but_where_it_starts() -> None:
    result = running(three).result
    assert (result.hits, result.scanned, result.stop, result.next) == ((), 0, None, START)


def test_nobody_waits_for_a_finished_scan() -> None:
    scan = running(three)
    finish(scan.run())
    assert scan.next_change(seen=99).done()
    result = scan.result
    assert (result.hits, result.stop) == ((1, 2, 3), StopReason.END)


def test_each_change_completes_once_there_are_more_hits_or_the_scan_has_finished() -> None:
    more = Event()

    def batches() -> Iterator[Batch[int]]:
        yield batch(1)
        more.wait(TIMEOUT)
        yield batch(2)

    scan = running(batches)
    first, second, third = (scan.next_change(seen) for seen in (0, 1, 2))
    with ThreadPoolExecutor(1) as pool:
        job = pool.submit(finish, scan.run())
        first.result(TIMEOUT)
        assert scan.result.hits == (1,)
        assert scan.next_change(seen=0).done()
        assert not second.done()
        assert not scan.result.finished

        more.set()
        second.result(TIMEOUT)
        assert scan.result.hits == (1, 2)
        third.result(TIMEOUT)
        assert scan.result.stop is StopReason.END
        job.result(TIMEOUT)


def test_a_cancelled_change_does_not_disturb_the_scan() -> None:
    scan = running(three)
    cancelled, other = scan.next_change(seen=0), scan.next_change(seen=0)
    assert cancelled.cancel()
    finish(scan.run())
    assert other.done()
    assert scan.result.stop is StopReason.END


def test_a_failure_is_a_result() -> None:
    reset = UnreachableError("reset")

    def batches() -> Iterator[Batch[int]]:
        yield batch(1)
        raise reset

    scan = running(batches)
    finish(scan.run())
    assert (scan.result.hits, scan.result.stop, scan.result.error) == ((1,), StopReason.FAILED, reset)


def test_a_bug_is_logged_and_ends_the_scan_for_those_who_wait(caplog: pytest.LogCaptureFixture) -> None:
    def batches() -> Iterator[Batch[int]]:
        yield batch(1)
        raise ZeroDivisionError

    scan = running(batches)
    change = scan.next_change(seen=99)
    finish(scan.run())

    assert change.done()
    assert (scan.result.hits, scan.result.stop, scan.result.error) == ((1,), StopReason.FAILED, None)
    assert "A search failed." in caplog.text


def test_a_scan_that_stops_early_ends_after_its_page() -> None:
    def batches() -> Iterator[Batch[int]]:
        yield batch(1)
        scan.stop_early()
        yield batch(2)
        pytest.fail("nobody waits for this page")

    scan = running(batches)
    finish(scan.run())
    assert (scan.result.hits, scan.result.stop) == ((1, 2), StopReason.BUDGET)
