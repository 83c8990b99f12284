"""Jobs of several people in one executor: whose turn it is, how many of each are at work, and how they are ended."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import ExitStack
from threading import Event, current_thread

import pytest

from capi_bot.concurrency import (
    BoundedExecutor,
    ExecutorFullError,
    JobInterruptedError,
    Steps,
    Timer,
    Wait,
    _current_key,
)
from tests.jobs import TIMEOUT, AwaitedFuture, pause, run, wait_for_jobs, wait_until_finished

Executor = Callable[..., BoundedExecutor]


@pytest.fixture
def executor() -> Iterator[Executor]:
    """Construct an executor; its threads end with the test."""
    with ExitStack() as stack:

        def make(threads: int = 1, **limits: int) -> BoundedExecutor:
            timer = Timer()
            executor = BoundedExecutor("test", threads=threads, timer=timer, **limits)
            stack.callback(timer.stop)
            stack.callback(executor.stop, finish=False)
            return executor

        yield make


def hold(executor: BoundedExecutor) -> Event:
    """Keep one thread busy until the returned event is set."""
    started, go_on = Event(), Event()

    def wait() -> None:
        started.set()
        assert go_on.wait(TIMEOUT)

    executor.submit(wait)
    assert started.wait(TIMEOUT)
    return go_on


class TestTurns:
    def test_one_job_of_each_key_runs_in_turn_however_many_one_of_them_has(self, executor: Executor) -> None:
        one, order = executor(), list[str]()
        go_on = hold(one)
        for number in range(50):
            one.submit_for("ada", order.append, f"ada {number}")
        for number in range(2):
            one.submit_for("bob", order.append, f"bob {number}")
        one.submit_for("cyd", order.append, "cyd 0")
        go_on.set()
        wait_until_finished(one)
        assert order[:6] == ["ada 0", "bob 0", "cyd 0", "ada 1", "bob 1", "ada 2"]
        assert order[6:] == [f"ada {number}" for number in range(3, 50)]

    def test_what_a_job_submits_belongs_to_its_key_in_every_executor(self, executor: Executor) -> None:
        scans, reads, order = executor(), executor(), list[str]()
        go_on = hold(reads)

        def scan(name: str, count: int) -> Steps[None]:
            yield Wait(futures=(Future(),), timeout=0.001)
            reads.submit_each(lambda number: order.append(f"{name} {number}"), range(count))

        def job(name: str, count: int) -> Steps[None]:
            scans.submit_steps(scan(name, count))
            yield Wait(futures=(scans.submit(lambda: None),))
            wait_until_finished(scans)

        workers = executor(threads=2)
        workers.submit_steps(job("ada", 20), key="ada")
        wait_until_finished(workers)
        workers.submit_steps(job("bob", 1), key="bob")
        wait_until_finished(workers)
        go_on.set()
        wait_until_finished(reads)
        assert order[:3] == ["ada 0", "bob 0", "ada 1"]

    def test_a_thread_forgets_the_key_when_the_job_ends(self, executor: Executor) -> None:
        one = executor()
        assert one.submit_for("ada", _current_key.get).result(TIMEOUT) == "ada"
        assert one.submit(_current_key.get).result(TIMEOUT) == ""


class TestLimitsOfAKey:
    def test_so_many_jobs_of_a_key_are_at_work_those_that_pause_too(self, executor: Executor) -> None:
        one, order = executor(threads=3, per_key=2), list[str]()
        waits = [AwaitedFuture() for _ in range(4)]
        for number, wait in enumerate(waits):
            one.submit_steps(pause(order, f"ada {number}", wait), key="ada")
        waits[0].wait_until_awaited()
        waits[1].wait_until_awaited()
        other = AwaitedFuture()
        one.submit_steps(pause(order, "bob", other), key="bob")
        other.wait_until_awaited()
        assert sorted(order) == ["ada 0 begins", "ada 1 begins", "bob begins"]

        waits[1].set_result(None)
        waits[2].wait_until_awaited()
        assert "ada 3 begins" not in order
        for wait in (waits[0], waits[2], other, waits[3]):
            wait.set_result(None)
        wait_until_finished(one)
        assert len(order) == 10

    def test_one_key_leaves_threads_to_others_while_its_reads_hang(self, executor: Executor) -> None:
        reads, hang = executor(threads=4, per_key=2), Event()
        slow = [reads.submit_for("ada", hang.wait, TIMEOUT) for _ in range(20)]
        assert reads.submit_for("bob", lambda: "read").result(TIMEOUT) == "read"
        assert not any(read.done() for read in slow)
        hang.set()
        assert all(read.result(TIMEOUT) for read in slow)

    def test_so_many_jobs_of_a_key_wait_and_others_are_taken_all_the_same(self, executor: Executor) -> None:
        one = executor(threads=1, queue=10, per_key=1, queue_per_key=2)
        go_on = hold(one)
        for _ in range(3):
            one.submit_for("ada", lambda: None)
        with pytest.raises(ExecutorFullError, match="test has 4 jobs"):
            one.submit_for("ada", lambda: None)
        one.submit_for("bob", lambda: None)
        for _ in range(4):
            one.submit(lambda: None)
        go_on.set()
        wait_until_finished(one)
        assert one.submit_for("ada", lambda: "again").result(TIMEOUT) == "again"

    def test_what_has_no_key_has_all_threads(self, executor: Executor) -> None:
        one, order, waits = executor(threads=1, per_key=1, queue_per_key=0), list[str](), []
        for number in range(5):
            waits.append(AwaitedFuture())
            one.submit_steps(pause(order, f"{number}", waits[-1]))
            waits[-1].wait_until_awaited()
        for wait in waits:
            wait.set_result(None)
        wait_until_finished(one)
        assert len(order) == 10

    def test_keys_that_have_nothing_left_are_forgotten(self, executor: Executor) -> None:
        one = executor(threads=2, per_key=1)
        for number in range(100):
            one.submit_for(f"person {number}", lambda: None)
        wait_until_finished(one)
        assert not one._queues._keys


class TestTags:
    def test_a_job_that_waits_is_dropped_for_a_later_one_of_the_same_key_and_tag(self, executor: Executor) -> None:
        one, order = executor(queue=5), list[str]()
        go_on = hold(one)
        for number in range(100):
            one.submit_steps(run(lambda number=number: order.append(f"refresh {number}")), key="ada", tag="refresh")  # type: ignore[misc]
        one.submit_steps(run(lambda: order.append("members")), key="ada", tag="members")
        one.submit_steps(run(lambda: order.append("bob")), key="bob", tag="refresh")
        one.submit_steps(run(lambda: order.append("refresh")), key="ada", tag="refresh")
        wait_for_jobs(one, 4)
        go_on.set()
        wait_until_finished(one)
        assert order == ["members", "bob", "refresh"]

    def test_a_job_that_has_begun_and_one_without_a_tag_are_not_dropped(self, executor: Executor) -> None:
        one, order, begun = executor(per_key=1), list[str](), AwaitedFuture()
        one.submit_steps(pause(order, "first", begun), key="ada", tag="refresh")
        begun.wait_until_awaited()
        for name in ("second", "third"):
            one.submit_steps(run(lambda name=name: order.append(name)), key="ada", tag="refresh")  # type: ignore[misc]
        for name in ("fourth", "fifth"):
            one.submit_steps(run(lambda name=name: order.append(name)), key="ada")  # type: ignore[misc]
        begun.set_result(None)
        wait_until_finished(one)
        assert order == ["first begins", "first goes on", "third", "fourth", "fifth"]


def interruptible(executor: BoundedExecutor, order: list[str], name: str, *futures: Future[None]) -> Steps[None]:
    """A job that notes whether it came to its end or was interrupted."""
    try:
        executor.raise_if_interrupted()
        yield Wait(futures=futures)
        order.append(f"{name} ends")
    except JobInterruptedError:
        order.append(f"{name} is interrupted")


class TestInterruption:
    def test_ends_jobs_that_pause_and_those_that_wait_for_their_turn(self, executor: Executor) -> None:
        one, order, paused = executor(per_key=1, queue_per_key=5), list[str](), AwaitedFuture()
        one.submit_steps(interruptible(one, order, "paused", paused), key="ada")
        paused.wait_until_awaited()
        for number in range(3):
            one.submit_steps(interruptible(one, order, f"queued {number}", paused), key="ada")
        assert not one.drain(0)
        one.interrupt()
        assert one.drain(TIMEOUT)
        assert sorted(order) == ["paused is interrupted", *(f"queued {number} is interrupted" for number in range(3))]
        paused.set_result(None)
        assert len(order) == 4

    def test_ends_a_job_that_runs_at_its_next_pause(self, executor: Executor) -> None:
        one, order, started, go_on = executor(), list[str](), Event(), Event()

        def job() -> Steps[None]:
            started.set()
            assert go_on.wait(TIMEOUT)
            yield from interruptible_after(order)

        one.submit_steps(job())
        assert started.wait(TIMEOUT)
        one.interrupt()
        go_on.set()
        assert one.drain(TIMEOUT)
        assert order == ["interrupted"]

    def test_happens_once_so_that_a_job_can_pause_to_clean_up(self, executor: Executor) -> None:
        one, order, paused, cleaned = executor(), list[str](), AwaitedFuture(), AwaitedFuture()

        def job() -> Steps[None]:
            try:
                yield Wait(futures=(paused,))
            except JobInterruptedError:
                yield Wait(futures=(cleaned,))
                order.append("cleaned")

        one.submit_steps(job())
        paused.wait_until_awaited()
        one.interrupt()
        cleaned.wait_until_awaited()
        assert not one.drain(0)
        cleaned.set_result(None)
        assert one.drain(TIMEOUT)
        assert order == ["cleaned"]

    def test_reaches_jobs_though_all_threads_hang(self, executor: Executor) -> None:
        one, order, paused = executor(threads=2), list[str](), AwaitedFuture()
        one.submit_steps(interruptible(one, order, "paused", paused))
        paused.wait_until_awaited()
        leave = [hold(one), hold(one)]
        one.submit_steps(interruptible(one, order, "queued", paused))
        one.interrupt()
        wait_for_jobs(one, 2)
        assert sorted(order) == ["paused is interrupted", "queued is interrupted"]
        for each in leave:
            each.set()
        assert one.drain(TIMEOUT)

    def test_of_a_job_that_does_not_expect_it_is_logged_and_ends_it(
        self, executor: Executor, caplog: pytest.LogCaptureFixture
    ) -> None:
        one, order, paused = executor(), list[str](), AwaitedFuture()
        one.submit_steps(pause(order, "job", paused))
        paused.wait_until_awaited()
        one.interrupt()
        assert one.drain(TIMEOUT)
        assert order == ["job begins"]
        assert [record.levelno for record in caplog.records] == [logging.ERROR]


def interruptible_after(order: list[str]) -> Steps[None]:
    try:
        yield Wait(futures=(Future(),))
    except JobInterruptedError:
        order.append("interrupted")


def test_a_thread_that_hangs_does_not_keep_the_process_from_ending(executor: Executor) -> None:
    assert executor().submit(lambda: current_thread().daemon).result(TIMEOUT)


def test_a_job_that_pauses_after_the_end_is_dropped(executor: Executor) -> None:
    one, order, started, go_on = executor(per_key=2), list[str](), Event(), Event()

    def job() -> Steps[None]:
        started.set()
        assert go_on.wait(TIMEOUT)
        yield Wait(futures=(Future(),), timeout=0.001)
        order.append("goes on")

    one.submit_steps(job(), key="ada")
    one.submit_steps(pause(order, "queued"), key="ada")
    assert started.wait(TIMEOUT)
    one.stop(finish=False)
    go_on.set()
    wait_until_finished(one)
    assert order == []
    assert not one._queues._keys
