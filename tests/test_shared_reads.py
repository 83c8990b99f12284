"""Identical reads of several people: one runs, and the others hold no thread."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Future
from contextlib import ExitStack
from threading import Event, Lock

import pytest

from capi_bot.concurrency import ExecutorFullError, Timer
from capi_bot.errors import DeadlineExceededError, NotFoundError, ProblemDetails, UnreachableError
from capi_bot.shared_reads import SharedReads
from tests.jobs import TIMEOUT

Pool = Callable[..., SharedReads]


@pytest.fixture
def pool() -> Iterator[Pool]:
    """Construct a pool; its threads end with the test."""
    with ExitStack() as stack:

        def make(threads: int = 2, *, per_key: int | None = None, seconds: float = TIMEOUT) -> SharedReads:
            timer = Timer()
            pool = SharedReads("test", threads=threads, per_key=per_key, timer=timer, seconds=seconds)
            stack.callback(timer.stop)
            stack.callback(pool.stop, finish=False)
            return pool

        yield make


class Api:
    """An API whose first calls wait, each until it is told how to end."""

    def __init__(self, *ends: Exception | None) -> None:
        self.calls: list[object] = []
        self.begun = [Event() for _ in ends]
        self.go_on = [Event() for _ in ends]
        self._ends = ends
        self._lock = Lock()

    def read(self, name: object, **_: object) -> list[object]:
        with self._lock:
            number = len(self.calls)
            self.calls.append(name)
        if number < len(self._ends):
            self.begun[number].set()
            assert self.go_on[number].wait(TIMEOUT)
            if error := self._ends[number]:
                raise error
        return [name, number]


def begin(pool: SharedReads, api: Api, *, people: int) -> list[Future[list[object]]]:
    """Let so many people begin the same read; return when all but the first pause."""
    reads = [pool.submit_for("Ada", api.read, "CON-1")]
    assert api.begun[0].wait(TIMEOUT)
    reads += [pool.submit_for(f"Bob {number}", api.read, "CON-1") for number in range(people - 1)]
    until_paused(pool, people - 1)
    return reads


def until_paused(pool: SharedReads, count: int) -> None:
    """Return when so many jobs pause: what is submitted last is done after they began to."""
    while len(pool._paused) < count:
        pool.submit(object).result(TIMEOUT)


def test_identical_reads_run_once_and_keep_no_thread_from_another_read(pool: Pool) -> None:
    reads, api = pool(threads=2), Api(None)
    same = begin(reads, api, people=10)

    assert reads.submit(api.read, "CON-2").result(TIMEOUT) == ["CON-2", 1]
    assert not any(read.done() for read in same)
    api.go_on[0].set()
    results = [read.result(TIMEOUT) for read in same]
    assert results == [["CON-1", 0]] * 10
    assert all(result is results[0] for result in results)
    assert api.calls == ["CON-1", "CON-2"]


@pytest.mark.parametrize(
    ("name", "more", "is_identical"),
    [("CON-1", {}, True), ("CON-1", {"size": 10}, False), ("CON-2", {}, False), (["CON-1"], {}, False)],
)
def test_only_the_same_function_with_equal_arguments_is_identical(
    pool: Pool, name: object, more: dict[str, object], *, is_identical: bool
) -> None:
    reads, api = pool(threads=2), Api(None)
    (first,) = begin(reads, api, people=1)
    other = reads.submit(api.read, name, **more)
    if is_identical:
        until_paused(reads, 1)
        api.go_on[0].set()
    assert other.result(TIMEOUT) == ([name, 0] if is_identical else [name, 1])
    api.go_on[0].set()
    assert first.result(TIMEOUT) == ["CON-1", 0]


def test_functions_made_in_place_and_arguments_that_cannot_be_compared_run_each_for_itself(pool: Pool) -> None:
    reads, api = pool(threads=2), Api(None, None)
    same = [reads.submit(lambda: api.read("CON-1")), reads.submit(lambda: api.read("CON-1"))]
    assert all(begun.wait(TIMEOUT) for begun in api.begun)
    for go_on in api.go_on:
        go_on.set()
    assert sorted(str(read.result(TIMEOUT)) for read in same) == ["['CON-1', 0]", "['CON-1', 1]"]


def test_a_keyword_that_cannot_be_compared_is_no_obstacle(pool: Pool) -> None:
    assert pool().submit(dict, names=["CON-1"]).result(TIMEOUT) == {"names": ["CON-1"]}


def test_nothing_is_kept_of_a_read_that_is_done(pool: Pool) -> None:
    reads, api = pool(), Api()
    assert reads.submit(api.read, "CON-1").result(TIMEOUT) == ["CON-1", 0]
    assert reads.submit(api.read, "CON-1").result(TIMEOUT) == ["CON-1", 1]
    reads.drain(TIMEOUT)
    assert reads._running == {}


def test_what_the_api_says_is_said_to_all_by_an_error_of_their_own(pool: Pool) -> None:
    error = NotFoundError(ProblemDetails(status=404, title="Not found"))
    reads, api = pool(), Api(error)
    same = begin(reads, api, people=3)
    api.go_on[0].set()
    errors = [read.exception(TIMEOUT) for read in same]
    assert [type(each) for each in errors] == [NotFoundError] * 3
    assert len({id(each) for each in errors}) == 3
    assert api.calls == ["CON-1"]


def test_where_no_answer_comes_one_of_those_who_waited_tries_again_for_all_of_them(pool: Pool) -> None:
    reads, api = pool(threads=2), Api(UnreachableError("reset"), None)
    first, *others = begin(reads, api, people=5)
    api.go_on[0].set()
    assert api.begun[1].wait(TIMEOUT)
    until_paused(reads, 3)
    api.go_on[1].set()
    assert isinstance(first.exception(TIMEOUT), UnreachableError)
    assert [read.result(TIMEOUT) for read in others] == [["CON-1", 1]] * 4


def test_those_who_waited_for_two_that_got_no_answer_are_told_and_not_kept_for_longer(pool: Pool) -> None:
    reads, api = pool(threads=2), Api(UnreachableError("reset"), UnreachableError("reset again"))
    same = begin(reads, api, people=5)
    api.go_on[0].set()
    assert api.begun[1].wait(TIMEOUT)
    until_paused(reads, 3)
    api.go_on[1].set()
    assert [str(read.exception(TIMEOUT)) for read in same] == ["reset", *["reset again"] * 4]
    assert len(api.calls) == 2


def test_nobody_waits_for_the_read_of_another_for_longer_than_a_read_may_take(pool: Pool) -> None:
    reads, api = pool(seconds=0.05), Api(None)
    (first,) = begin(reads, api, people=1)
    other = reads.submit(api.read, "CON-1")
    assert isinstance(other.exception(TIMEOUT), DeadlineExceededError)
    api.go_on[0].set()
    assert first.result(TIMEOUT) == ["CON-1", 0]


def test_what_is_cancelled_while_it_waits_for_another_disturbs_nobody(pool: Pool) -> None:
    reads, api = pool(), Api(None)
    first, cancelled, third = begin(reads, api, people=3)
    assert cancelled.cancel()
    api.go_on[0].set()
    assert [first.result(TIMEOUT), third.result(TIMEOUT)] == [["CON-1", 0]] * 2


def test_at_a_stop_those_who_wait_are_cancelled(pool: Pool) -> None:
    reads, api = pool(), Api(None)
    first, other = begin(reads, api, people=2)
    reads.stop(finish=False)
    with pytest.raises(CancelledError):
        other.result(TIMEOUT)
    api.go_on[0].set()
    assert first.result(TIMEOUT) == ["CON-1", 0]
    with pytest.raises(ExecutorFullError):
        reads.submit(api.read, "CON-1")
