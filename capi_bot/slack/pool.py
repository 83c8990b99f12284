"""The work pool: Slack is acknowledged first, the work is done here."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import BoundedSemaphore

WIDTH = 32
WAITING = 256

log = logging.getLogger(__name__)


class BoundedExecutor:
    """Do jobs on `width` threads and let `waiting` more queue up; beyond that `submit` says no at once."""

    def __init__(self, width: int = WIDTH, waiting: int = WAITING, name: str = "work") -> None:
        self._places = BoundedSemaphore(width + waiting)
        self._pool = ThreadPoolExecutor(max_workers=width, thread_name_prefix=name)

    def submit(self, job: Callable[[], None]) -> bool:
        """Take a job, or return False when there is no place for it."""
        if not self._places.acquire(blocking=False):
            return False
        try:
            future = self._pool.submit(job)
        except RuntimeError:  # the pool is stopping
            self._places.release()
            return False
        future.add_done_callback(self._leave)
        return True

    def stop(self) -> None:
        """Take no more jobs and finish those that were taken."""
        self._pool.shutdown(wait=True)

    def _leave(self, done: Future[None]) -> None:
        self._places.release()
        if error := done.exception():
            log.error("A job failed without telling anybody.", exc_info=error)
