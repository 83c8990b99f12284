"""Who pressed last: so that a late answer to an earlier press never overwrites the answer to a later one."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock

CAPACITY = 10_000


class Turns:
    """Remember the latest press on each message; forget the messages least recently pressed."""

    def __init__(self, capacity: int = CAPACITY) -> None:
        self._latest: OrderedDict[str, str] = OrderedDict()
        self._lock = Lock()
        self._capacity = capacity

    def begin(self, message: str, turn: str) -> None:
        """Note that a press on a message came in."""
        with self._lock:
            self._latest[message] = max(turn, self._latest.get(message, ""))
            self._latest.move_to_end(message)
            while len(self._latest) > self._capacity:
                self._latest.popitem(last=False)

    def is_latest(self, message: str, turn: str) -> bool:
        """Tell whether no later press on the message has come in since."""
        with self._lock:
            return turn >= self._latest.get(message, "")


class Seen:
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
