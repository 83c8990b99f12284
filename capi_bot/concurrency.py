"""Threads: one bounded executor class, one timer, and every pool of the running bot.

| Pool | Threads | Queue | Who submits | What a job may wait for |
| --- | --- | --- | --- | --- |
| `workers` | 24 | 512 | the dispatcher: a job for each interaction | Slack, SQLite |
| `busy_notices` | 1 | 512 | the dispatcher, where `workers` is full | Slack |
| `scans` | 12 | any | loaders: searches, the events of downloads | Vonage |
| `row_reads` | 12 | any | loaders, searches: details of rows, hits, ids that are looked up | Vonage |
| `page_reads` | 24 | any | loaders, searches: single reads | Vonage |
| `client_reads` | 12 | any | the client: requests that make up one read | Vonage |

`bootstrap.create_pools` builds them; a test compares it with this table. No thread waits for the result of a job. What
needs the results of reads, a reply (in `workers`) or a search (in `scans`), is a generator that yields `Wait`, and goes
on when the futures are done or the time has passed; one more thread, the timer, tells when it has. A job that reads
makes its requests one after the other. The one exception is inside the client: for a read of several requests its
thread makes the first, and waits for others that `client_reads` has begun (`map_reads` in `capi/transport.py`).
Details of rows have a pool of their own, so that many of them never keep a pressed button waiting.

Other threads: the main thread waits for a signal. Over HTTP the server's loop reads requests, and its own threads
verify, parse, submit and acknowledge them (`server.py`). In Socket Mode each WebSocket has a thread that does the same,
and one more replaces them (`slack/socket_mode.py`). Reads and writes of SQLite have a thread each
(`storage/database.py`). The client looks the API's host up in a thread that ends with the look-up.
"""

from __future__ import annotations

import heapq
import itertools
import logging
import time
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from threading import Condition, Lock, Thread
from typing import Any, ParamSpec, Protocol, TypeVar

T = TypeVar("T")
K = TypeVar("K")
P = ParamSpec("P")

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """A pause of a job: until all futures are done, or `timeout` seconds have passed (None: as long as it takes)."""

    futures: tuple[Future[Any], ...]
    timeout: float | None = None

    @property
    def is_over(self) -> bool:
        """Return whether there is nothing to wait for."""
        return self.timeout == 0 or all(future.done() for future in self.futures)


Steps = Generator[Wait, None, T]
"""A job that pauses by yielding `Wait`, and returns a T."""


class Submit(Protocol):
    """The part of `BoundedExecutor.submit` that is needed to start reads without arguments."""

    def __call__(self, read: Callable[[], T], /) -> Future[T]:
        """Schedule a read; `RuntimeError` where the executor takes no more."""
        ...


class ExecutorFullError(RuntimeError):
    """A job was not taken: the queue is full, or the executor is stopping."""


class Timer:
    """One thread that calls functions later. They must not block: what takes time belongs to an executor."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._calls: list[tuple[float, int, Callable[[], None]]] = []
        self._numbers = itertools.count()
        self._changed = Condition()
        self._thread: Thread | None = None
        self._is_stopped = False

    def call_later(self, seconds: float, function: Callable[[], None]) -> None:
        """Call a function once some seconds have passed; never, where the timer has been stopped."""
        with self._changed:
            if self._is_stopped:
                return
            heapq.heappush(self._calls, (self._clock() + seconds, next(self._numbers), function))
            if self._thread is None:
                self._thread = Thread(target=self._run, name="timer", daemon=True)
                self._thread.start()
            self._changed.notify()

    def stop(self) -> None:
        """Forget what has not been called, and end the thread."""
        with self._changed:
            self._is_stopped = True
            self._calls.clear()
            self._changed.notify()
        if self._thread:
            self._thread.join()

    def _run(self) -> None:
        while True:
            with self._changed:
                while not self._is_stopped and not (self._calls and self._calls[0][0] <= self._clock()):
                    self._changed.wait(self._calls[0][0] - self._clock() if self._calls else None)
                if self._is_stopped:
                    return
                _, _, function = heapq.heappop(self._calls)
            try:
                function()
            except Exception:
                log.exception("A timed call failed.")


class BoundedExecutor:
    """A thread pool that has at most `threads` + `queue` jobs at once, paused ones included (None: any number)."""

    def __init__(self, name: str, *, threads: int, queue: int | None = None, timer: Timer | None = None) -> None:
        self.name = name
        self.threads = threads
        self.queue = queue
        self._timer = timer
        self._pool = ThreadPoolExecutor(max_workers=threads, thread_name_prefix=name)
        self._changed = Condition()
        self._taken = 0
        """Jobs that run, pause or are queued."""
        self._is_stopping = False

    def submit(self, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Start a job, such as a read; raise `ExecutorFullError` where there is no room for it."""
        self._take()
        try:
            future = self._pool.submit(function, *args, **kwargs)
        except RuntimeError as error:
            self._release()
            raise ExecutorFullError(f"{self.name} is stopping") from error
        future.add_done_callback(lambda _: self._release())
        return future

    def submit_each(self, function: Callable[[K], T], keys: Iterable[K]) -> dict[K, Future[T]]:
        """Start one job for each key, and return the futures by key."""
        return {key: self.submit(function, key) for key in keys}

    def submit_steps(self, steps: Steps[None]) -> None:
        """Start a job that pauses; raise `ExecutorFullError` where there is no room for it.

        A pause holds no thread. What the job raises is a bug, and is logged.
        """
        self._take()
        try:
            self._queue(steps)
        except RuntimeError as error:
            self._release()
            raise ExecutorFullError(f"{self.name} is stopping") from error

    def stop(self, *, finish: bool = True) -> None:
        """Take no more jobs; finish those that were taken, or drop those that have not begun."""
        with self._changed:
            self._is_stopping = True
            if finish:
                self._changed.wait_for(lambda: not self._taken)
        self._pool.shutdown(wait=finish, cancel_futures=not finish)

    def _take(self) -> None:
        with self._changed:
            if self._is_stopping or (self.queue is not None and self._taken >= self.threads + self.queue):
                raise ExecutorFullError(f"{self.name} has {self._taken} jobs")
            self._taken += 1

    def _release(self) -> None:
        with self._changed:
            self._taken -= 1
            self._changed.notify_all()

    def _queue(self, steps: Steps[None]) -> None:
        def release_dropped(future: Future[None]) -> None:
            if future.cancelled():
                self._release()

        self._pool.submit(self._advance, steps).add_done_callback(release_dropped)

    def _advance(self, steps: Steps[None]) -> None:
        try:
            wait = self._next_pause(steps)
        except StopIteration:
            self._release()
        except Exception:
            log.exception("A job of %s failed.", self.name)
            self._release()
        else:
            _call_after(wait, lambda: self._resume(steps), self._timer)

    def _next_pause(self, steps: Steps[None]) -> Wait:
        wait = next(steps)
        while wait.is_over:
            wait = next(steps)
        if wait.timeout is not None and self._timer is None:
            raise RuntimeError("An executor without a timer has no timeouts.")
        return wait

    def _resume(self, steps: Steps[None]) -> None:
        # It was taken before, so it is not refused now.
        try:
            self._queue(steps)
        except RuntimeError:  # dropped by `stop(finish=False)`
            self._release()


def _call_after(wait: Wait, function: Callable[[], None], timer: Timer | None) -> None:
    """Call a function once, when a wait is over: in the thread that ends it, so it must not block."""
    lock, left, is_called = Lock(), len(wait.futures), False

    def call_once() -> None:
        nonlocal is_called
        with lock:
            if is_called:
                return
            is_called = True
        function()

    def count_down(_: Future[Any]) -> None:
        nonlocal left
        with lock:
            left -= 1
            is_last = not left
        if is_last:
            call_once()

    for future in wait.futures:
        future.add_done_callback(count_down)
    if wait.timeout is not None and timer is not None:
        timer.call_later(wait.timeout, call_once)
