"""Who pressed last: so that a late answer to an earlier press never overwrites the answer to a later one."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock

CAPACITY = 10_000
HOLDS = 256
"""Locks that all messages share: enough that one which is being sent seldom keeps another waiting."""


class LatestPress:
    """Remember the latest press on each message; forget the messages least recently pressed."""

    def __init__(self, capacity: int = CAPACITY) -> None:
        self._latest: OrderedDict[str, str] = OrderedDict()
        self._lock = Lock()
        self._holds = tuple(Lock() for _ in range(HOLDS))
        self._capacity = capacity

    def begin(self, message: str, turn: str) -> None:
        """Note that a press on a message came in."""
        with self._lock:
            self._latest[message] = max(turn, self._latest.get(message, ""))
            self._latest.move_to_end(message)
            while len(self._latest) > self._capacity:
                self._latest.popitem(last=False)

    def latest(self, message: str) -> str:
        """Return the latest press on a message; empty where none is known."""
        with self._lock:
            return self._latest.get(message, "")

    @contextmanager
    def if_latest(self, message: str, turn: str) -> Iterator[bool]:
        """Tell whether no later press on the message has come in since, and let nobody else change it meanwhile."""
        with self._holds[hash(message) % len(self._holds)]:
            yield self._is_latest(message, turn)

    def _is_latest(self, message: str, turn: str) -> bool:
        with self._lock:
            return turn >= self._latest.get(message, "")


class SeenEvents:
    """Remember the last `capacity` ids, so that what Slack sends again is answered once."""

    def __init__(self, capacity: int = CAPACITY) -> None:
        self._ids: OrderedDict[str, None] = OrderedDict()
        self._lock = Lock()
        self._capacity = capacity

    def is_new(self, name: str) -> bool:
        """Tell whether an id comes for the first time, and remember it."""
        with self._lock:
            new = name not in self._ids
            self._ids[name] = None
            while len(self._ids) > self._capacity:
                self._ids.popitem(last=False)
            return new


class Debouncer:
    """Remember what was done in the last `seconds`, so that a double press does it once."""

    def __init__(self, clock: Callable[[], float], seconds: float = 1.5) -> None:
        self._clock = clock
        self._seconds = seconds
        self._done: OrderedDict[str, float] = OrderedDict()
        self._lock = Lock()

    def is_new(self, name: str) -> bool:
        """Tell whether a thing was not done a moment ago, and remember it."""
        now = self._clock()
        with self._lock:
            while self._done and next(iter(self._done.values())) <= now - self._seconds:
                self._done.popitem(last=False)
            new = name not in self._done
            self._done.setdefault(name, now)
            return new

    def forget(self, name: str) -> None:
        """Forget a thing that was not done after all."""
        with self._lock:
            self._done.pop(name, None)
