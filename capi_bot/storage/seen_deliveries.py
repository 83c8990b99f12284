"""Storage of what Slack has delivered in the last hour, beside the saved filters, so that a restart repeats nothing."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from threading import Lock
from typing import Final

from capi_bot.concurrency import BoundedExecutor, ExecutorFullError

KEPT_SECONDS: Final = 3600.0
"""How long after an event Slack may send it again; those that an app asks for later come as new events."""

BUSY_TIMEOUT: Final = 0.25
"""Seconds to wait for another thread or process that is writing: somebody waits for an answer meanwhile."""

ANSWER_TIMEOUT: Final = 1.0
"""Seconds to wait for SQLite, which waits longer in some cases: `database.py` tells which."""

_CREATE_TABLE = "CREATE TABLE IF NOT EXISTS seen_deliveries (id TEXT PRIMARY KEY, seen REAL NOT NULL) WITHOUT ROWID"
_CREATE_INDEX = "CREATE INDEX IF NOT EXISTS seen_deliveries_by_time ON seen_deliveries (seen)"
_FORGET = "DELETE FROM seen_deliveries WHERE seen <= ?"
_KEEP = "INSERT OR IGNORE INTO seen_deliveries (id, seen) VALUES (?, ?)"

log = logging.getLogger(__name__)


class SeenDeliveries:
    """The ids of deliveries in one SQLite file, which several processes may use at once.

    The tables of saved filters and the file's version stay as they are. `now` is in seconds since 1970. Where the file
    cannot be used just now, every id is new: a double answer is better than none.
    """

    def __init__(self, path: str, now: Callable[[], float]) -> None:
        self._path = path
        self._now = now
        self._lock = Lock()
        """Held by whoever asks, until the thread is done."""
        self._executor = BoundedExecutor("seen_deliveries", threads=1)
        self._connection: sqlite3.Connection | None = None

    def are_new(self, *ids: str) -> bool:
        """Return whether all of some ids come for the first time in an hour, and keep them."""
        if not self._lock.acquire(timeout=BUSY_TIMEOUT):
            return True
        try:
            answer = self._executor.submit(self._answer, ids)
        except ExecutorFullError:
            self._lock.release()
            return True
        try:
            return answer.result(ANSWER_TIMEOUT)
        except TimeoutError:
            log.warning("What Slack delivers could not be kept in time, only remembered.")
            return True

    def close(self) -> None:
        """Close the file after what is being kept, if that ends in time; every later id is new."""
        if self._lock.acquire(timeout=ANSWER_TIMEOUT):
            with suppress(ExecutorFullError):
                self._executor.submit(self._close).result()
            self._lock.release()
        self._executor.stop(finish=False)

    def _answer(self, ids: tuple[str, ...]) -> bool:
        try:
            return self._keep(ids)
        except (sqlite3.Error, OSError, ValueError) as error:  # ValueError: half a surrogate pair, or a NUL in the path
            log.warning("What Slack delivers could not be kept, only remembered: %s", type(error).__name__)
            return True
        finally:
            self._lock.release()

    def _close(self) -> None:
        if self._connection:
            self._connection.close()
        self._connection = None

    def _keep(self, ids: tuple[str, ...]) -> bool:
        connection, now = self._open(), self._now()
        connection.execute("BEGIN IMMEDIATE")
        with connection:
            connection.execute(_FORGET, (now - KEPT_SECONDS,))
            kept = [connection.execute(_KEEP, (each, now)).rowcount for each in ids]
        return all(kept)

    def _open(self) -> sqlite3.Connection:
        if self._connection is None:
            # Autocommit: transactions begin explicitly.
            connection = sqlite3.connect(
                self._path, timeout=BUSY_TIMEOUT, isolation_level=None, check_same_thread=False
            )
            try:
                connection.execute("PRAGMA synchronous = NORMAL")  # a crash of the machine may lose the last ids
                connection.execute(_CREATE_TABLE)
                connection.execute(_CREATE_INDEX)
            except BaseException:
                connection.close()
                raise
            self._connection = connection
        return self._connection
