"""Reads that are wanted several times at once (deduplication): one runs, and no thread waits for it.

The client sends identical requests once as well, but there the threads of all callers wait: where an answer hangs, they
soon are all that a pool has.
"""

from __future__ import annotations

from collections.abc import Hashable
from concurrent.futures import Future
from functools import partial
from threading import Lock
from typing import Any, Final, TypeVar

from capi_bot.capi.connections import time_left
from capi_bot.concurrency import BoundedExecutor, Steps, Timer, Wait, read_into
from capi_bot.errors import DeadlineExceededError, UnreachableError, copy_error

T = TypeVar("T")

READ_SECONDS: Final = 20.0
"""For a read that somebody else has begun: as long as the client tries (`deadline` of `CapiClient`)."""


class SharedReads(BoundedExecutor):
    """A pool of reads, of which those that are identical run once: the others pause, and get the same result.

    Identical are the same function with equal arguments. What cannot be compared, and functions made in place, run
    each for itself. Nothing is cached: what begins after a read is done reads again. Where one ends without an answer
    of the API, those who waited for it try again: one of them runs, and the others wait once more. Errors are copies.
    """

    def __init__(
        self, name: str, *, threads: int, per_key: int | None, timer: Timer, seconds: float = READ_SECONDS
    ) -> None:
        super().__init__(name, threads=threads, per_key=per_key, timer=timer)
        self._seconds = seconds
        self._running: dict[Hashable, Future[Any]] = {}
        self._join_lock = Lock()

    def _steps(self, read: Future[T], function: partial[T]) -> Steps[None]:
        name, remaining = _name_of(function), time_left(self._seconds)
        running = self._join(name, read)
        if running is not read:
            yield Wait(futures=(running,), timeout=remaining())
            if _has_no_answer(running) and remaining() > 0:
                running = self._join(name, read)  # it begins later than this one, so its result is as good as an own
                if running is not read:
                    yield Wait(futures=(running,), timeout=max(0.0, remaining()))
        if running is not read:
            yield from read_into(read, partial(_result_of, running))
            return
        try:
            yield from read_into(read, function)
        finally:
            with self._join_lock:
                if self._running.get(name) is read:
                    del self._running[name]

    def _join(self, name: Hashable, read: Future[T]) -> Future[T]:
        """Return the read of this name that runs; where none does, that is the caller's own."""
        with self._join_lock:
            running = self._running.get(name)
            if running is None or running.done():
                running = self._running[name] = read
            return running


def _name_of(function: partial[Any]) -> Hashable:
    """Return what is called, with its arguments, as a key."""
    try:
        name = (function.func, function.args, frozenset(function.keywords.items()))
        hash(name)
    except TypeError:  # an argument such as a list
        return id(function)
    return name


def _has_no_answer(read: Future[Any]) -> bool:
    if not read.done():
        return False
    error = None if read.cancelled() else read.exception()
    return read.cancelled() or (isinstance(error, UnreachableError) and not error.problem)


def _result_of(read: Future[T]) -> T:
    if not read.done():
        raise DeadlineExceededError("The Conversation API did not answer in time.")
    if read.cancelled():
        raise UnreachableError("The wait was cut short.")
    if error := read.exception():
        raise copy_error(error)  # whoever raises an exception adds to its traceback
    return read.result()
