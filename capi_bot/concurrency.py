"""Threads: one bounded executor class, one timer, and every pool of the running bot.

| Pool | Threads | Queue | Per person | Who submits | What a job may wait for |
| --- | --- | --- | --- | --- | --- |
| `workers` | 24 | 512 | 4 + 128 | the dispatcher: a job for each interaction | Slack, SQLite |
| `busy_notices` | 8 | 512 | any | the dispatcher, where `workers` takes nothing or hangs | Slack |
| `downloads` | 2 | 32 | 1 | loaders: whole lists of members and events | Vonage |
| `scans` | 8 | any | 4 | loaders: searches | Vonage |
| `row_reads` | 24 | any | 12 | loaders, searches: details of rows, hits, ids that are looked up | Vonage |
| `page_reads` | 24 | any | 12 | loaders, searches: single reads | Vonage |
| `client_reads` | 12 | any | 6 | the client: requests that make up one read | Vonage |

`bootstrap.create_pools` builds them; a test compares it with this table. No thread waits for the result of a job. What
needs the results of reads, a reply (in `workers`) or a search (in `scans`), is a generator that yields `Wait`, and goes
on when the futures are done or the time has passed; one more thread, the timer, tells when it has. A job that reads
makes its requests one after the other. Of identical reads at the same time, whoever they are for, `row_reads` and
`page_reads` make one, and the jobs of the others pause (`shared_reads.py`). So an answer that hangs keeps one thread,
not those of everybody who wants the same. The exceptions are inside the client, which is a synchronous library: for a
read of several requests its thread makes the first, and waits for others that `client_reads` has begun (`map_reads` in
`capi/transport.py`); of identical requests within different reads one is made, and the threads of the others wait for
it; and before a request is made again, its thread pauses. Only threads of the pools that read do so, never `workers`.
Details of rows have a pool of their own, so that many of them never keep a pressed button waiting.

Each pool serves people in turn (`job_queues.py`). Per person so many jobs are at work at once and, after the plus, so
many more wait: what is beyond that is not taken. In a pool of reads one person has half of the threads at most, so that
others need not wait for any of that person's. What a job submits belongs to the person for whom it runs, to whichever
pool it goes. `python -m tests.bench.fairness` measures what others notice.

Other threads: the main thread waits for a signal. Over HTTP the server's loop reads requests, and its own threads
verify, parse, submit and acknowledge them (`server.py`). In Socket Mode each WebSocket has a thread that does the same,
and one more replaces them (`slack/socket_mode.py`). Reads and writes of saved filters have a thread
each (`storage/database.py`), and the ids of deliveries one, for which `workers` wait half a second at most
(`storage/seen_deliveries.py`). Hosts of Vonage and Slack are looked up in threads that end with the look-up. At the
start, and while something does not serve, each check has a thread that ends with it (`startup.py`).
"""

from __future__ import annotations

import heapq
import itertools
import logging
import time
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future
from contextvars import ContextVar
from dataclasses import dataclass
from functools import partial
from threading import Condition, Lock, Thread
from typing import Any, Final, ParamSpec, Protocol, TypeVar

from capi_bot.job_queues import JobQueues, QueuedJob

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


class JobInterruptedError(BaseException):
    """The executor is to end: a job has to end too, and soon. No handler of other errors may catch it."""


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


@dataclass(slots=True, kw_only=True, eq=False)
class _Job(QueuedJob):
    steps: Steps[None]
    read: Future[Any] | None = None
    """The result, of a job that has one."""
    pauses: int = 0
    """How often it has paused."""
    is_interrupted: bool = False


_current_key: Final[ContextVar[str]] = ContextVar("current_key", default="")
"""The key of the job that this thread runs: what the job submits, to whichever executor, belongs to the same key."""


class BoundedExecutor:
    """A thread pool with a queue for each key, such as a person; the queues are served in turn (round robin).

    At most `threads` + `queue` jobs are taken, paused ones included (None: any number). Of one key at most `per_key`
    are at work, and `queue_per_key` wait; what has no key has no limits of its own. Threads are daemons: one that hangs
    in a read does not keep the process from ending.
    """

    def __init__(
        self,
        name: str,
        *,
        threads: int,
        queue: int | None = None,
        per_key: int | None = None,
        queue_per_key: int | None = None,
        timer: Timer | None = None,
    ) -> None:
        self.name = name
        self.threads = threads
        self.queue = queue
        self.per_key = per_key
        self.queue_per_key = queue_per_key
        self._timer = timer
        self._lock = Lock()
        self._changed = Condition(self._lock)
        self._is_ready = Condition(self._lock)
        capacity = None if queue is None else threads + queue
        self._queues: JobQueues[_Job] = JobQueues(capacity=capacity, per_key=per_key, queue_per_key=queue_per_key)
        self._paused: dict[_Job, int] = {}
        """The jobs that pause, each with the number of its pause."""
        self._started = 0
        """Threads that were started."""
        self._idle = 0
        """Threads that have nothing to do."""
        self._is_stopping = False
        self._is_ended = False
        self._is_interrupted = False

    def submit(self, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Start a job, such as a read, under the key of the job that submits it.

        Raises `ExecutorFullError` where there is no room for it.
        """
        return self.submit_for(_current_key.get(), function, *args, **kwargs)

    def submit_for(self, key: str, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Start a job under a key; raise `ExecutorFullError` where there is no room for it."""
        read: Future[T] = Future()
        self._take(_Job(key=key, steps=self._steps(read, partial(function, *args, **kwargs)), read=read))
        return read

    def submit_each(self, function: Callable[[K], T], keys: Iterable[K]) -> dict[K, Future[T]]:
        """Start one job for each of `keys`, and return the futures by them."""
        return {key: self.submit(function, key) for key in keys}

    def submit_steps(self, steps: Steps[None], *, key: str | None = None, tag: str = "") -> None:
        """Start a job that pauses, under a key or else under that of the job that submits it.

        Raises `ExecutorFullError` where there is no room for it. A pause holds no thread. What the job raises is a bug,
        and is logged. A job of the same key and the same tag that still waits for its turn is dropped: the new one
        stands for both. Jobs without a tag are all kept.
        """
        self._take(_Job(key=_current_key.get() if key is None else key, steps=steps, tag=tag))

    def raise_if_interrupted(self) -> None:
        """Raise `JobInterruptedError` where jobs have to end: for those that begin only now."""
        if self._is_interrupted:
            raise JobInterruptedError

    def drain(self, timeout: float | None = None) -> bool:
        """Take no more jobs; return whether all that were taken are done, after at most `timeout` seconds."""
        with self._lock:
            self._is_stopping = True
            return self._changed.wait_for(lambda: not self._queues.taken, timeout)

    def interrupt(self) -> None:
        """Raise `JobInterruptedError` once in each job: where it pauses, or else at its next pause.

        Those that wait for their turn begin, whatever their key, and ask `raise_if_interrupted`. There may be twice as
        many threads from now on, because some may hang.
        """
        with self._lock:
            self._is_interrupted = True
            self._queues.lift_limits()
            for job in self._paused:
                self._queues.resume(job)
            self._paused.clear()
            for _ in range(self._queues.taken):
                self._wake_thread()

    def stop(self, *, finish: bool = True) -> None:
        """Take no more jobs; finish those that were taken, or drop those that do not run just now."""
        if finish:
            self.drain()
        with self._lock:
            self._is_stopping = self._is_ended = True
            dropped = [*self._paused, *self._queues.clear()]
            self._paused.clear()
            for job in dropped:
                self._release(job)
            self._is_ready.notify_all()
        for job in dropped:
            self._close(job)

    def _steps(self, read: Future[T], function: partial[T]) -> Steps[None]:
        """Return the job that completes a future with what a function returns or raises."""
        return read_into(read, function)

    def _take(self, job: _Job) -> None:
        with self._lock:
            if self._is_stopping:
                raise ExecutorFullError(f"{self.name} is stopping")
            if not self._queues.put(job):
                raise ExecutorFullError(f"{self.name} has {self._queues.taken} jobs")
            self._wake_thread()

    def _release(self, job: _Job) -> None:
        self._queues.release(job)
        self._changed.notify_all()

    def _wake_thread(self) -> None:
        """Let one more thread look for a job; start it where all that there are have something to do."""
        if self._idle:
            self._idle -= 1
            self._is_ready.notify()
        elif self._started < self.threads * (2 if self._is_interrupted else 1):
            self._started += 1
            Thread(target=self._work, name=f"{self.name}_{self._started}", daemon=True).start()

    def _work(self) -> None:
        while job := self._wait_for_job():
            token = _current_key.set(job.key)
            wait = self._advance(job)
            _current_key.reset(token)
            if wait:
                self._pause(job, wait)
            else:
                with self._lock:
                    self._release(job)
            del job, wait  # so that an idle thread keeps nothing in memory

    def _wait_for_job(self) -> _Job | None:
        with self._lock:
            while not self._is_ended:
                if job := self._queues.next():
                    return job
                self._idle += 1
                self._is_ready.wait()
            return None

    def _advance(self, job: _Job) -> Wait | None:
        """Run a job up to its next pause; None where it has ended."""
        try:
            return self._next_pause(job)
        except StopIteration:
            return None
        except (Exception, JobInterruptedError):
            log.exception("A job of %s failed.", self.name)
            return None

    def _next_pause(self, job: _Job) -> Wait:
        if self._is_interrupted and job.pauses and not job.is_interrupted:
            job.is_interrupted = True
            wait = job.steps.throw(JobInterruptedError())
        else:
            wait = next(job.steps)
        while wait.is_over:
            wait = next(job.steps)
        if wait.timeout is not None and self._timer is None:
            raise RuntimeError("An executor without a timer has no timeouts.")
        return wait

    def _pause(self, job: _Job, wait: Wait) -> None:
        with self._lock:
            job.pauses += 1
            number = job.pauses
            is_dropped = self._is_ended
            if is_dropped:
                self._release(job)
            elif self._is_interrupted and not job.is_interrupted:
                self._queues.resume(job)
                self._wake_thread()
            else:
                self._paused[job] = number
        if is_dropped:
            self._close(job)
        else:
            _call_after(wait, lambda: self._resume(job, number), self._timer)

    def _close(self, job: _Job) -> None:
        if job.read:
            job.read.cancel()
        try:
            job.steps.close()
        except Exception:
            log.exception("A job of %s could not be dropped.", self.name)

    def _resume(self, job: _Job, number: int) -> None:
        with self._lock:
            if self._paused.get(job) == number:  # otherwise it was interrupted or dropped meanwhile
                del self._paused[job]
                self._queues.resume(job)
                self._wake_thread()


def read_into(read: Future[T], function: Callable[[], T]) -> Steps[None]:
    """A job without pauses: call a function, and complete a future with what it returns or raises."""
    yield from ()
    if not read.set_running_or_notify_cancel():
        return
    try:
        result = function()
    except BaseException as error:  # noqa: BLE001 - whoever waits for the future gets it
        read.set_exception(error)
        del read  # the traceback of the error has this frame: with the future in it, both would stay until a collection
    else:
        read.set_result(result)


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
