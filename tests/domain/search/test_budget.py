from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

import pytest

from capi_bot.domain.search.budget import BudgetedReader, BudgetExhaustedError, SearchBudget
from capi_bot.domain.search.results import Source
from capi_bot.errors import (
    ForbiddenError,
    ProblemDetails,
    UnreachableError,
    UserError,
)
from tests.domain.search.worlds import stopped_clock
from tests.jobs import finish, submit_now

T = TypeVar("T")


def never(_: Callable[[], T], /) -> Future[T]:
    return Future()


def cancelled(read: Callable[[], T], /) -> Future[T]:
    future = never(read)
    future.cancel()
    return future


def test_pages_are_counted_and_other_single_reads_are_not() -> None:
    reader = BudgetedReader(submit_now, SearchBudget(pages=1), stopped_clock)
    assert finish(reader.page(lambda: "page")) == "page"
    assert [finish(reader.one(lambda: 1)) for _ in range(9)] == [1] * 9
    with pytest.raises(BudgetExhaustedError):
        finish(reader.page(lambda: "page"))


def test_reads_beyond_the_budget_are_not_begun_and_the_others_are_yielded_first() -> None:
    values = iter([0, 1, 2])
    results = BudgetedReader(submit_now, SearchBudget(reads=2), stopped_clock).many([lambda: next(values)] * 3)
    assert [finish(next(results)), finish(next(results))] == [0, 1]
    with pytest.raises(BudgetExhaustedError):
        next(results)
    assert list(values) == [2]


def test_reads_are_counted_over_a_whole_run() -> None:
    reader = BudgetedReader(submit_now, SearchBudget(reads=3), stopped_clock)
    assert [finish(steps) for steps in reader.many([str, str])] == ["", ""]
    results = reader.many([str, str])
    assert finish(next(results)) == ""
    with pytest.raises(BudgetExhaustedError):
        next(results)


def test_nothing_is_begun_when_the_seconds_are_over() -> None:
    now = [100.0]
    reader = BudgetedReader(submit_now, SearchBudget(seconds=6), lambda: now[0])
    now[0] = 105.9
    assert finish(reader.one(lambda: 1)) == 1
    now[0] = 106.0
    with pytest.raises(BudgetExhaustedError):
        finish(reader.one(lambda: pytest.fail("it is too late to read")))


def test_a_read_that_outlasts_the_seconds_is_abandoned_and_cancelled_if_it_has_not_started() -> None:
    ticks = iter([0.0, 0.0, 7.0])
    submitted: list[Future[Any]] = []

    def submit(read: Callable[[], T], /) -> Future[T]:
        future = never(read)
        submitted.append(future)
        return future

    with pytest.raises(BudgetExhaustedError):
        finish(BudgetedReader(submit, SearchBudget(seconds=6), lambda: next(ticks)).one(lambda: 1))
    assert [future.cancelled() for future in submitted] == [True]


def test_a_result_that_is_there_is_taken_even_after_the_seconds() -> None:
    ticks = iter([0.0, 0.0, 7.0])
    assert finish(BudgetedReader(submit_now, SearchBudget(seconds=6), lambda: next(ticks)).one(lambda: 1)) == 1


def test_an_executor_that_shuts_down_raises_unreachable_error() -> None:
    with pytest.raises(UnreachableError, match="cut short"):
        finish(BudgetedReader(cancelled, SearchBudget(), stopped_clock).one(lambda: 1))

    executor = ThreadPoolExecutor(1)
    executor.shutdown()
    with pytest.raises(UnreachableError, match="cut short"):
        finish(BudgetedReader(executor.submit, SearchBudget(), stopped_clock).one(lambda: 1))


def test_a_source_that_is_optional_may_fail_and_its_error_is_recorded() -> None:
    forbidden, reset = ForbiddenError(ProblemDetails(status=403)), UnreachableError("reset")

    def fail(error: Exception) -> int:
        raise error

    reader = BudgetedReader(submit_now, SearchBudget(), stopped_clock)

    assert finish(reader.optional(Source.LOG, lambda: 1)) == 1
    assert finish(reader.optional(Source.CALLS, lambda: fail(forbidden))) is None
    assert finish(reader.optional(Source.USERS, lambda: fail(reset))) is None
    assert reader.failed_sources == {Source.CALLS: forbidden, Source.USERS: reset}


def test_a_wrong_request_for_an_optional_source_is_raised() -> None:
    def fail() -> int:
        raise UserError("That is not an id.")

    with pytest.raises(UserError):
        finish(BudgetedReader(submit_now, SearchBudget(), stopped_clock).optional(Source.CALLS, fail))


def test_an_executor_that_shuts_down_during_an_optional_read_ends_the_search() -> None:
    reader = BudgetedReader(cancelled, SearchBudget(), stopped_clock)
    with pytest.raises(UnreachableError, match="cut short"):
        finish(reader.optional(Source.CALLS, lambda: 1))
    assert reader.failed_sources == {}
