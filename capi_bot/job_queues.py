"""Queues of jobs, one for each key, such as a person: which job is next, and whether there is room for another.

Nothing here runs a job or knows a thread; whoever uses it from several has a lock.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from dataclasses import dataclass, field
from typing import Generic, TypeVar


@dataclass(slots=True, kw_only=True, eq=False)
class QueuedJob:
    """A job of a key; an empty key is nobody's, and has no limits of its own."""

    key: str
    tag: str = ""
    """What it does: one that waits for its turn is dropped for a later one that does the same (empty: never)."""
    has_begun: bool = False


J = TypeVar("J", bound=QueuedJob)


@dataclass(slots=True, kw_only=True)
class _KeyQueue(Generic[J]):
    resumed: deque[J] = field(default_factory=deque)
    """Jobs that have paused and can go on."""
    waiting: deque[J] = field(default_factory=deque)
    """Jobs that have not begun."""
    taken: int = 0
    """How many there are: at work or waiting."""
    at_work: int = 0
    """How many have begun and are not done: they run, pause, or can go on."""


class JobQueues(Generic[J]):
    """The queues, which are served in turn (round robin).

    At most `capacity` jobs are taken (None: any number). Of one key at most `per_key` are at work, and `queue_per_key`
    more wait for their turn.
    """

    def __init__(self, *, capacity: int | None, per_key: int | None, queue_per_key: int | None) -> None:
        self.taken = 0
        """Jobs that were put in and not released: they run, pause or are queued."""
        self._capacity = capacity
        self._per_key = per_key
        self._queue_per_key = queue_per_key
        self._keys: OrderedDict[str, _KeyQueue[J]] = OrderedDict()
        """Those of all keys that have jobs; the one whose turn it is comes first."""

    def put(self, job: J) -> bool:
        """Take a job, and drop one that waits and does the same; return whether there was room for it."""
        queue = self._keys.get(job.key) or _KeyQueue()
        same = next((other for other in queue.waiting if job.tag and other.tag == job.tag), None)
        if same:
            queue.waiting.remove(same)
        elif self._is_full(job.key, queue):
            return False
        else:
            self._keys[job.key] = queue
            queue.taken += 1
            self.taken += 1
        queue.waiting.append(job)
        return True

    def next(self) -> J | None:
        """Return a job of the first key that has one which may run: before others one that has begun."""
        for key, queue in self._keys.items():
            if queue.resumed:
                job = queue.resumed.popleft()
            elif queue.waiting and not (key and self._per_key is not None and queue.at_work >= self._per_key):
                job = queue.waiting.popleft()
                job.has_begun = True
                queue.at_work += 1
            else:
                continue
            self._keys.move_to_end(key)
            return job
        return None

    def resume(self, job: J) -> None:
        """Queue a job that has paused."""
        self._keys[job.key].resumed.append(job)

    def release(self, job: J) -> None:
        """Make room: a job is done, or was dropped."""
        queue = self._keys[job.key]
        queue.taken -= 1
        queue.at_work -= job.has_begun
        if not queue.taken:
            del self._keys[job.key]
        self.taken -= 1

    def clear(self) -> list[J]:
        """Take all jobs out of the queues and return them; they are not released yet."""
        queued: list[J] = []
        for queue in self._keys.values():
            queued += (*queue.resumed, *queue.waiting)
            queue.resumed.clear()
            queue.waiting.clear()
        return queued

    def lift_limits(self) -> None:
        """Let any number of jobs of a key be at work from now on."""
        self._per_key = None

    def _is_full(self, key: str, queue: _KeyQueue[J]) -> bool:
        if self._capacity is not None and self.taken >= self._capacity:
            return True
        has_limit = key and self._per_key is not None and self._queue_per_key is not None
        return bool(has_limit and queue.taken >= (self._per_key or 0) + (self._queue_per_key or 0))
