"""Jobs for tests of executors, and waits for what becomes of them."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress

from capi_bot.concurrency import BoundedExecutor, ExecutorFullError, Steps, Wait

TIMEOUT = 10.0
"""Seconds after which a wait fails rather than hangs."""


def wait_for_jobs(executor: BoundedExecutor, count: int) -> None:
    """Wait until so many jobs run or are queued."""
    with executor._changed:
        assert executor._changed.wait_for(lambda: executor._taken == count, TIMEOUT)


def wait_until_finished(executor: BoundedExecutor) -> None:
    """Wait until no job runs, is queued or pauses."""
    with executor._changed:
        assert executor._changed.wait_for(lambda: not executor._unfinished, TIMEOUT)


def wait_until_stopping(executor: BoundedExecutor) -> None:
    """Wait until nothing more is taken, and what is queued is done."""
    with suppress(ExecutorFullError):
        while True:
            executor.submit(lambda: None).result(TIMEOUT)
    wait_for_jobs(executor, 0)


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
