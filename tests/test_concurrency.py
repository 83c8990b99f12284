from __future__ import annotations

import gc
import logging
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import ExitStack
from threading import Barrier, Event, current_thread
from weakref import ref

import pytest

from capi_bot.concurrency import BoundedExecutor, ExecutorFullError, Steps, Timer, Wait
from tests.jobs import TIMEOUT, AwaitedFuture, done, pause, run, wait_for_jobs, wait_until_finished

Executor = Callable[..., BoundedExecutor]


@pytest.fixture
def clock() -> list[float]:
    return [0.0]


@pytest.fixture
def timer(clock: list[float]) -> Iterator[Timer]:
    timer = Timer(lambda: clock[0])
    yield timer
    timer.stop()


@pytest.fixture
def executor(timer: Timer) -> Iterator[Executor]:
    """Construct an executor; its threads end with the test."""
    with ExitStack() as stack:

        def make(threads: int = 1, queue: int | None = None) -> BoundedExecutor:
            executor = BoundedExecutor("test", threads=threads, queue=queue, timer=timer)
            stack.callback(executor.stop, finish=False)
            return executor

        yield make


def advance(timer: Timer, clock: list[float], seconds: float) -> None:
    """Advance the clock, and return once the timer has made the calls that are due."""
    clock[0] += seconds
    is_done = Event()
    timer.call_later(0, is_done.set)
    assert is_done.wait(TIMEOUT)


def test_a_timer_calls_in_order_of_time_and_never_early(timer: Timer, clock: list[float]) -> None:
    order: list[str] = []
    for seconds, name in ((30, "third"), (10, "first"), (20, "second"), (10, "also first")):
        timer.call_later(seconds, lambda name=name: order.append(name))  # type: ignore[misc]

    advance(timer, clock, 9)
    assert order == []
    advance(timer, clock, 11)
    assert order == ["first", "also first", "second"]
    advance(timer, clock, 10)
    assert order == ["first", "also first", "second", "third"]


def test_a_timed_call_that_fails_is_logged_and_the_next_one_is_made(
    timer: Timer, clock: list[float], caplog: pytest.LogCaptureFixture
) -> None:
    timer.call_later(1, lambda: 1 // 0)
    advance(timer, clock, 1)

    assert [record.exc_info[0] for record in caplog.records if record.exc_info] == [ZeroDivisionError]


def test_a_timer_that_is_stopped_makes_no_more_calls(timer: Timer, clock: list[float]) -> None:
    order: list[str] = []
    timer.call_later(1, lambda: order.append("before"))
    timer.stop()
    clock[0] = 5
    timer.call_later(0, lambda: order.append("after"))
    timer.stop()

    assert (order, timer._calls) == ([], [])
    assert timer._thread is not None
    assert not timer._thread.is_alive()


def test_a_timer_without_calls_has_no_thread() -> None:
    timer = Timer()
    timer.stop()

    assert timer._thread is None


def test_a_wait_is_over_when_all_futures_are_done_or_there_is_no_time_to_wait() -> None:
    pending: Future[None] = Future()

    assert Wait(futures=()).is_over
    assert Wait(futures=(done(), done())).is_over
    assert Wait(futures=(pending,), timeout=0).is_over
    assert not Wait(futures=(done(), pending)).is_over
    assert not Wait(futures=(pending,), timeout=0.1).is_over


def test_jobs_run_in_parallel_in_threads_that_are_named_like_their_executor(executor: Executor) -> None:
    both, two = Barrier(2), executor(threads=2)

    def job() -> str:
        both.wait(TIMEOUT)
        return current_thread().name

    names = {read.result(TIMEOUT) for read in [two.submit(job), two.submit(job)]}
    assert [name.startswith("test") for name in names] == [True, True]


def test_no_more_jobs_run_at_once_than_there_are_threads(executor: Executor) -> None:
    third, go_on = Event(), Event()
    reads = executor(threads=2).submit_each(lambda key: third.set() if key == "c" else go_on.wait(TIMEOUT), "abc")

    assert not third.is_set()
    assert not reads["c"].done()
    go_on.set()
    assert {key: read.result(TIMEOUT) for key, read in reads.items()} == {"a": True, "b": True, "c": None}
    assert third.is_set()


def test_a_failed_job_sets_its_futures_exception_and_releases_its_capacity(executor: Executor) -> None:
    one = executor(queue=0)
    read = one.submit(lambda: 1 // 0)

    assert isinstance(read.exception(TIMEOUT), ZeroDivisionError)
    wait_for_jobs(one, 0)
    assert one.submit(lambda: "next").result(TIMEOUT) == "next"


def test_a_failed_read_is_freed_with_all_that_it_held_and_waits_for_no_garbage_collection(executor: Executor) -> None:
    def fail() -> None:
        raise KeyError

    reads = executor()
    gc.disable()
    try:
        read = reads.submit(fail)
        assert isinstance(read.exception(TIMEOUT), KeyError)
        wait_until_finished(reads)
        reads.submit(object).result(TIMEOUT)  # the thread holds the job no more
        freed = ref(read)
        del read
        assert freed() is None
    finally:
        gc.enable()


def test_a_full_executor_rejects_jobs_and_accepts_them_again_later(executor: Executor) -> None:
    one, started, go_on = executor(queue=1), Event(), Event()

    def job() -> None:
        started.set()
        go_on.wait(TIMEOUT)

    one.submit(job)
    assert started.wait(TIMEOUT)
    queued = one.submit(lambda: "queued")
    with pytest.raises(ExecutorFullError, match="test has 2 jobs"):
        one.submit(job)
    with pytest.raises(ExecutorFullError, match="test has 2 jobs"):
        one.submit_steps(run(job))
    go_on.set()
    assert queued.result(TIMEOUT) == "queued"
    wait_for_jobs(one, 0)
    assert one.submit(lambda: "later").result(TIMEOUT) == "later"


def test_a_job_without_a_pause_runs_to_its_end(executor: Executor) -> None:
    is_done = Event()
    executor().submit_steps(run(is_done.set))

    assert is_done.wait(TIMEOUT)


def test_a_pause_occupies_no_thread_but_counts_as_capacity(executor: Executor) -> None:
    one, pending, order = executor(queue=50), AwaitedFuture(), list[str]()
    for number in range(50):
        one.submit_steps(pause(order, str(number), pending))
        pending.wait_until_awaited()

    assert one.submit(lambda: "read").result(TIMEOUT) == "read"
    wait_for_jobs(one, 50)
    one.submit_steps(pause(order, "last", done()))
    wait_for_jobs(one, 50)
    assert order == [*(f"{number} begins" for number in range(50)), "last begins", "last goes on"]
    pending.set_result(None)
    wait_until_finished(one)
    assert sorted(order[52:]) == sorted(f"{number} goes on" for number in range(50))


def test_a_job_continues_when_all_its_futures_are_done_whether_they_failed_or_not(executor: Executor) -> None:
    one, order = executor(), list[str]()
    first, failed, cancelled = Future[None](), Future[None](), Future[None]()
    one.submit_steps(pause(order, "job", first, failed, cancelled))

    first.set_result(None)
    failed.set_exception(ZeroDivisionError())
    one.submit(lambda: None).result(TIMEOUT)
    assert order == ["job begins"]
    cancelled.cancel()
    wait_until_finished(one)
    assert order == ["job begins", "job goes on"]


def test_a_job_continues_after_its_timeout(executor: Executor, timer: Timer, clock: list[float]) -> None:
    one, never, order = executor(), AwaitedFuture(), list[str]()
    one.submit_steps(pause(order, "job", never, timeout=8))
    never.wait_until_awaited()
    one.submit(lambda: None).result(TIMEOUT)

    advance(timer, clock, 7)
    one.submit(lambda: None).result(TIMEOUT)
    assert order == ["job begins"]
    advance(timer, clock, 1)
    wait_until_finished(one)
    assert order == ["job begins", "job goes on"]
    assert not never.done()


def test_a_job_continues_once_though_its_timeout_ends_after_its_futures_are_done(
    executor: Executor, timer: Timer, clock: list[float], caplog: pytest.LogCaptureFixture
) -> None:
    one, first, second, order = executor(), AwaitedFuture(), AwaitedFuture(), list[str]()

    def job() -> Steps[None]:
        yield Wait(futures=(first,), timeout=8)
        order.append("first")
        yield Wait(futures=(second,))
        order.append("second")

    one.submit_steps(job())
    first.wait_until_awaited()
    one.submit(lambda: None).result(TIMEOUT)
    first.set_result(None)
    second.wait_until_awaited()
    advance(timer, clock, 8)
    one.submit(lambda: None).result(TIMEOUT)
    assert order == ["first"]
    second.set_result(None)
    wait_until_finished(one)
    assert (order, caplog.records) == (["first", "second"], [])


def test_jobs_begin_in_order_and_one_that_has_paused_continues_before_those_that_are_queued(executor: Executor) -> None:
    one, pending, go_on, order = executor(), AwaitedFuture(), Event(), list[str]()

    def first() -> None:
        go_on.wait(TIMEOUT)
        pending.set_result(None)

    one.submit_steps(pause(order, "a", pending))
    pending.wait_until_awaited()
    one.submit(first)
    one.submit_steps(run(lambda: order.append("b")))
    go_on.set()
    wait_until_finished(one)
    assert order == ["a begins", "a goes on", "b"]


def test_a_finished_wait_does_not_pause_a_job(executor: Executor) -> None:
    one, started, go_on, order = executor(), Event(), Event(), list[str]()

    def hold() -> None:
        started.set()
        go_on.wait(TIMEOUT)

    one.submit(hold)
    assert started.wait(TIMEOUT)
    one.submit_steps(pause(order, "a", done()))
    one.submit_steps(pause(order, "b", Future(), timeout=0))
    one.submit_steps(run(lambda: order.append("c")))
    go_on.set()
    wait_until_finished(one)
    assert order == ["a begins", "a goes on", "b begins", "b goes on", "c"]


def test_a_paused_job_is_not_rejected_when_it_continues_in_a_full_executor(executor: Executor) -> None:
    one, pending, go_on, order = executor(queue=1), AwaitedFuture(), Event(), list[str]()
    one.submit_steps(pause(order, "job", pending))
    pending.wait_until_awaited()
    one.submit(go_on.wait, TIMEOUT)
    pending.set_result(None)
    wait_for_jobs(one, 2)
    with pytest.raises(ExecutorFullError):
        one.submit(lambda: None)
    go_on.set()
    wait_until_finished(one)
    assert order == ["job begins", "job goes on"]


@pytest.mark.parametrize("pauses", [0, 1])
def test_a_failed_job_is_logged_with_its_traceback_and_releases_its_capacity(
    executor: Executor, caplog: pytest.LogCaptureFixture, pauses: int
) -> None:
    one, pending = executor(queue=0), AwaitedFuture()

    def broken() -> Steps[None]:
        for _ in range(pauses):
            yield Wait(futures=(pending,))
        raise ZeroDivisionError("of a job")

    one.submit_steps(broken())
    for _ in range(pauses):
        pending.wait_until_awaited()
    pending.set_result(None)
    wait_until_finished(one)
    assert one.submit(lambda: "next").result(TIMEOUT) == "next"
    (record,) = caplog.records
    assert (record.levelno, record.exc_info is not None) == (logging.ERROR, True)
    assert "A job of test failed." in caplog.text
    assert "ZeroDivisionError: of a job" in caplog.text


def test_a_timeout_in_an_executor_without_a_timer_is_a_bug_that_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    executor, order = BoundedExecutor("test", threads=1), list[str]()
    executor.submit_steps(pause(order, "job", Future(), timeout=1))
    executor.stop()

    assert order == ["job begins"]
    assert "An executor without a timer has no timeouts." in caplog.text
