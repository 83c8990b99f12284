"""Child processes: what a client must not share with the process that forked it, such as connections and locks.

After `os.fork()` a child has a copy of everything but the threads. A lock that another thread held stays locked for
ever, requests that were under way never end, and bytes that two processes read from one connection are lost to both.
https://docs.python.org/3/library/os.html#os.fork
"""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import Future
from typing import Generic, Protocol, TypeVar

A = TypeVar("A")
T = TypeVar("T")


class ReadExecutor(Protocol):
    """Threads for reads that do not depend on each other, such as a `concurrent.futures.ThreadPoolExecutor`.

    A job must never wait for another job of the same executor: all threads could wait so, and none would be left for
    the jobs that they wait for.
    """

    def submit(self, function: Callable[[A], T], argument: A, /) -> Future[T]:
        """Call `function` with `argument` in one of the threads; return its future result."""


class PerProcess(Generic[T]):
    """A value of which each process has its own: built at once, and again where a forked child needs it first.

    It takes no lock, which a fork could leave locked. The parent's value is kept in the child: cleaning it up could
    wait for one of its locks.
    """

    def __init__(self, build: Callable[[], T]) -> None:
        self._build = build
        self._values = {os.getpid(): build()}

    def get(self) -> T:
        """Return the value of this process."""
        value = self._values.get(pid := os.getpid())
        return self._values.setdefault(pid, self._build()) if value is None else value


class ForkedExecutor:
    """An executor whose threads exist in one process; in a child its jobs never begin, and can be cancelled."""

    def __init__(self, executor: ReadExecutor) -> None:
        self._executor = executor
        self._pid = os.getpid()

    def submit(self, function: Callable[[A], T], argument: A, /) -> Future[T]:
        """Call the function in one of the threads, if they are threads of this process."""
        return self._executor.submit(function, argument) if os.getpid() == self._pid else Future()
