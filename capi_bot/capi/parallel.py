"""Reads that do not depend on each other, at the same time."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from threading import Lock
from typing import TypeVar

A = TypeVar("A")
B = TypeVar("B")


class Parallel:
    """Run a function over a few arguments in threads of its own, which start when they are first needed."""

    def __init__(self, threads: int) -> None:
        self._threads = threads
        self._lock = Lock()
        self._executor: ThreadPoolExecutor | None = None

    def map(self, function: Callable[[A], B], arguments: Iterable[A]) -> tuple[B, ...]:
        """Give the results in the order of the arguments; the first failure is raised and cancels what has not begun.

        The function must not call `map` again: the threads would wait for each other.
        """
        waiting = tuple(arguments)
        if len(waiting) <= 1:
            return tuple(function(argument) for argument in waiting)
        futures = [self._pool().submit(function, argument) for argument in waiting]
        try:
            return tuple(future.result() for future in futures)
        finally:
            for future in futures:
                future.cancel()

    def close(self) -> None:
        """Let go of the threads; what has not begun never will."""
        with self._lock:
            executor, self._executor = self._executor, None
        if executor is not None:
            executor.shutdown(wait=False, cancel_futures=True)

    def _pool(self) -> ThreadPoolExecutor:
        with self._lock:
            if self._executor is None:
                self._executor = ThreadPoolExecutor(self._threads, thread_name_prefix="capi-read")
            return self._executor
