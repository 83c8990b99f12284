"""What pages wait for: one count of versions, for as many boards as are seen together."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Bell:
    """Count changes, ring for each, and let one thread at a time look or change."""

    def __init__(self) -> None:
        self._condition = threading.Condition(threading.RLock())
        self._version = 1

    @property
    def version(self) -> int:
        """The number of the last change."""
        with self._condition:
            return self._version

    @contextmanager
    def still(self) -> Iterator[None]:
        """Let nobody change anything meanwhile."""
        with self._condition:
            yield

    @contextmanager
    def changing(self) -> Iterator[None]:
        """Hold everything still for one change and tell everybody who waits."""
        with self._condition:
            yield
            self._version += 1
            self._condition.notify_all()

    def wait(self, after: int, seconds: float) -> int:
        """Return the version once it is above `after`, or whatever it is when the seconds are over."""
        with self._condition:
            self._condition.wait_for(lambda: self._version > after, seconds)
            return self._version
