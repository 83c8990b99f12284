"""Jobs for tests of executors, and waits for what becomes of them."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, wait
from contextlib import suppress
from threading import Semaphore
from typing import TypeVar, cast

from capi_bot.concurrency import BoundedExecutor, ExecutorFullError, Steps, Wait

T = TypeVar("T")
TIMEOUT = 10.0
"""Seconds after which a wait fails rather than hangs."""


def wait_for_jobs(executor: BoundedExecutor, count: int) -> None:
    """Wait until so many jobs run, are queued or pause."""
    with executor._changed:
        assert executor._changed.wait_for(lambda: executor._queues.taken == count, TIMEOUT)


def wait_until_finished(executor: BoundedExecutor) -> None:
    """Wait until no job runs, is queued or pauses."""
    wait_for_jobs(executor, 0)


class AwaitedFuture(Future[None]):
    """A future that tells when a job has paused to wait for it."""

    def __init__(self) -> None:
        super().__init__()
        self._awaited = Semaphore(0)

    def add_done_callback(self, fn: Callable[[Future[None]], object]) -> None:
        super().add_done_callback(fn)
        self._awaited.release()

    def wait_until_awaited(self) -> None:
        """Wait until one more job pauses."""
        assert self._awaited.acquire(timeout=TIMEOUT)


def wait_until_stopping(executor: BoundedExecutor, *, paused: int) -> None:
    """Wait until nothing more is taken, and all but those that pause are done."""
    with suppress(ExecutorFullError):
        while True:
            executor.submit(lambda: None).result(TIMEOUT)
    wait_for_jobs(executor, paused)


def pause(order: list[str], name: str, *futures: Future[None], timeout: float | None = None) -> Steps[None]:
    """A job that notes when it begins, pauses, and notes when it goes on."""
    order.append(f"{name} begins")
    yield Wait(futures=futures, timeout=timeout)
    order.append(f"{name} goes on")


def run(function: Callable[[], object]) -> Steps[None]:
    """A job that does not pause."""
    yield from ()
    function()


def done() -> Future[None]:
    future: Future[None] = Future()
    future.set_result(None)
    return future


def finish(steps: Steps[T]) -> T:
    """Run a job that pauses to its end in this thread."""
    try:
        while True:
            pause = next(steps)
            if not pause.is_over:
                wait(pause.futures, timeout=pause.timeout)
    except StopIteration as stop:
        return cast("T", stop.value)


def submit_now(read: Callable[[], T], /) -> Future[T]:
    """Run a read at once, in the caller's thread."""
    future: Future[T] = Future()
    try:
        future.set_result(read())
    except Exception as error:  # noqa: BLE001 -- as an executor does
        future.set_exception(error)
    return future


def drain(steps: Steps[T], pauses: list[float | None]) -> T:
    """Run a job to its end without waiting; note its pauses, in seconds."""
    try:
        while True:
            pause = next(steps)
            if not pause.is_over:
                pauses.append(pause.timeout)
    except StopIteration as stop:
        return cast("T", stop.value)
