from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

import pytest

from capi_bot.domain.search.budget import Budget, Reads, SpentError
from capi_bot.domain.search.results import Source
from capi_bot.errors import (
    ForbiddenError,
    ProblemDetails,
    UnreachableError,
    UserError,
)
from tests.domain.search.worlds import here, still

K = TypeVar("K")
T = TypeVar("T")


def never(_read: Callable[[K], T], keys: Iterable[K], /) -> dict[K, Future[T]]:
    return {key: Future() for key in keys}


def cancelled(read: Callable[[K], T], keys: Iterable[K], /) -> dict[K, Future[T]]:
    futures = never(read, keys)
    for future in futures.values():
        future.cancel()
    return futures


def test_pages_are_counted_and_other_reads_of_one_are_not() -> None:
    reads = Reads(here, Budget(pages=1), still)
    assert reads.page(lambda: "page") == "page"
    assert [reads.one(lambda: 1) for _ in range(9)] == [1] * 9
    with pytest.raises(SpentError):
        reads.page(lambda: "page")


def test_what_exceeds_the_budget_is_not_begun_and_the_rest_is_given_first() -> None:
    left = iter([0, 1, 2])
    results = Reads(here, Budget(reads=2), still).several([lambda: next(left)] * 3)
    assert [next(results), next(results)] == [0, 1]
    with pytest.raises(SpentError):
        next(results)
    assert list(left) == [2]


def test_the_count_lasts_for_a_whole_run() -> None:
    reads = Reads(here, Budget(reads=3), still)
    assert list(reads.several([str, str])) == ["", ""]
    results = reads.several([str, str])
    assert next(results) == ""
    with pytest.raises(SpentError):
        next(results)


def test_nothing_is_begun_when_the_seconds_are_over() -> None:
    now = [100.0]
    reads = Reads(here, Budget(seconds=6), lambda: now[0])
    now[0] = 105.9
    assert reads.one(lambda: 1) == 1
    now[0] = 106.0
    with pytest.raises(SpentError):
        reads.one(lambda: pytest.fail("it is too late to read"))


def test_a_read_that_outlasts_the_seconds_is_left_and_what_has_not_begun_cancelled() -> None:
    ticks = iter([0.0, 0.0, 7.0])
    begun: list[Future[Any]] = []

    def each(read: Callable[[K], T], keys: Iterable[K], /) -> dict[K, Future[T]]:
        futures = never(read, keys)
        begun.extend(futures.values())
        return futures

    with pytest.raises(SpentError):
        Reads(each, Budget(seconds=6), lambda: next(ticks)).one(lambda: 1)
    assert [future.cancelled() for future in begun] == [True]


def test_what_came_in_time_is_taken_even_when_it_is_looked_at_late() -> None:
    ticks = iter([0.0, 0.0, 7.0])
    assert Reads(here, Budget(seconds=6), lambda: next(ticks)).one(lambda: 1) == 1


def test_threads_that_stop_are_nobodys_fault() -> None:
    with pytest.raises(UnreachableError, match="cut short"):
        Reads(cancelled, Budget(), still).one(lambda: 1)

    pool = ThreadPoolExecutor(1)
    pool.shutdown()
    closed = Reads(lambda read, keys: {key: pool.submit(read, key) for key in keys}, Budget(), still)
    with pytest.raises(UnreachableError, match="cut short"):
        closed.one(lambda: 1)


def test_what_only_helps_may_be_missing_and_that_is_noted() -> None:
    refused, reset = ForbiddenError(ProblemDetails(status=403)), UnreachableError("reset")

    def refuse(error: Exception) -> int:
        raise error

    reads = Reads(here, Budget(), still)

    assert reads.optional(Source.LOG, lambda: 1) == 1
    assert reads.optional(Source.CALLS, lambda: refuse(refused)) is None
    assert reads.optional(Source.USERS, lambda: refuse(reset)) is None
    assert reads.missed == {Source.CALLS: refused, Source.USERS: reset}


def test_what_is_asked_wrongly_is_not_hidden() -> None:
    def wrong() -> int:
        raise UserError("That is not an id.")

    with pytest.raises(UserError):
        Reads(here, Budget(), still).optional(Source.CALLS, wrong)
