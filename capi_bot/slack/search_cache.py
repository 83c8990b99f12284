"""The latest walks through many pages: a press on a row of what was found need not walk again."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock

from capi_bot.domain.search import Hit
from capi_bot.slack.loaders.running_scan import RunningScan

CAPACITY = 256
SECONDS = 120.0


class SearchCache:
    """Remember walks by what was looked for, each for two minutes; without them everything works, but slower."""

    def __init__(self, clock: Callable[[], float], *, seconds: float = SECONDS, capacity: int = CAPACITY) -> None:
        self._clock = clock
        self._seconds = seconds
        self._capacity = capacity
        self._kept: OrderedDict[str, tuple[float, RunningScan[Hit]]] = OrderedDict()
        self._lock = Lock()

    def known(self, key: str) -> RunningScan[Hit] | None:
        """Return a walk that began not long ago, finished or not."""
        with self._lock:
            began, search = self._kept.get(key, (0.0, None))
            return search if search and self._clock() - began <= self._seconds else None

    def keep(self, key: str, search: RunningScan[Hit]) -> None:
        """Remember a walk in place of an earlier one for the same."""
        with self._lock:
            self._kept[key] = (self._clock(), search)
            self._kept.move_to_end(key)
            while len(self._kept) > self._capacity:
                self._kept.popitem(last=False)
