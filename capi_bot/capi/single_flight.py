"""Single flight: who asks for what is being fetched already shares that answer."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from concurrent.futures import Future
from threading import Lock
from typing import Generic, TypeVar

from capi_bot.errors import UnreachableError

T = TypeVar("T")


class SingleFlight(Generic[T]):
    """Run one fetch a key at a time; nothing is kept once its answer is there."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._flying: dict[Hashable, Future[T]] = {}

    def share(self, key: Hashable, fetch: Callable[[], T]) -> T:
        """Fetch, or wait for the fetch of the same key that began earlier. An error is everybody's."""
        with self._lock:
            flying = self._flying.get(key)
            if flying is None:
                mine = self._flying[key] = Future[T]()
        return self._lead(key, mine, fetch) if flying is None else flying.result()

    def _lead(self, key: Hashable, flight: Future[T], fetch: Callable[[], T]) -> T:
        try:
            result = fetch()
        except BaseException as error:
            self._land(key)
            # Ctrl-C ends the thread that it hit, not those that happened to wait with it.
            flight.set_exception(error if isinstance(error, Exception) else UnreachableError("The wait was cut short."))
            raise
        self._land(key)
        flight.set_result(result)
        return result

    def _land(self, key: Hashable) -> None:
        with self._lock:
            del self._flying[key]
