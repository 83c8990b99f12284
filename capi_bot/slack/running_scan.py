"""A scan that runs as a job of its own while others wait for its results."""

from __future__ import annotations

import logging
from concurrent.futures import Future
from dataclasses import replace
from threading import Lock
from typing import Generic, TypeVar

from capi_bot.concurrency import Steps, Wait
from capi_bot.domain.search import Scan, SearchResult, StopReason

T = TypeVar("T")

log = logging.getLogger(__name__)


class RunningScan(Generic[T]):
    """A scan that one job runs, and whose result any thread may read or wait for."""

    def __init__(self, scan: Scan[T]) -> None:
        self._scan = scan
        self._result: SearchResult[T] = SearchResult(next=scan.start)
        self._waiting: list[tuple[int, Future[None]]] = []
        self._lock = Lock()

    @property
    def result(self) -> SearchResult[T]:
        """Return what is known by now."""
        return self._result

    def run(self) -> Steps[None]:
        """Run the scan to its end; its pauses hold no thread. A bug is logged and ends it as failed."""
        try:
            for step in self._scan.results():
                if isinstance(step, Wait):
                    yield step
                else:
                    self._publish(step)
        except Exception:
            log.exception("A search failed.")
        finally:
            if not self._result.finished:
                self._publish(replace(self._result, stop=StopReason.FAILED))

    def stop_early(self) -> None:
        """End the scan after the page in progress."""
        self._scan.stop_early()

    def next_change(self, seen: int) -> Future[None]:
        """Return a future that completes once there are more than `seen` hits or the scan has finished.

        Its callbacks run in the thread of the scan, or in the caller's if there is nothing to wait for. Cancel it when
        nobody waits any more.
        """
        change: Future[None] = Future()
        with self._lock:
            is_due = self._is_due(seen)
            if not is_due:
                self._waiting.append((seen, change))
        if is_due:
            change.set_result(None)
        return change

    def _publish(self, result: SearchResult[T]) -> None:
        with self._lock:
            self._result = result
            due = [change for seen, change in self._waiting if self._is_due(seen)]
            self._waiting = [(seen, change) for seen, change in self._waiting if not self._is_due(seen)]
        for change in due:
            if change.set_running_or_notify_cancel():
                change.set_result(None)

    def _is_due(self, seen: int) -> bool:
        return self._result.finished or len(self._result.hits) > seen
