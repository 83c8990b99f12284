"""Storage of what Slack has delivered in the last hour, beside the saved filters, so that a restart repeats nothing."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable
from concurrent.futures import wait
from contextlib import suppress
from typing import Final

from capi_bot.concurrency import BoundedExecutor, ExecutorFullError

KEPT_SECONDS: Final = 3600.0
"""How long after an event Slack may send it again; those that an app asks for later come as new events."""

BUSY_TIMEOUT: Final = 0.25
"""Seconds to wait for another process that is writing: somebody waits for an answer meanwhile."""

ANSWER_TIMEOUT: Final = 0.5
"""Seconds to wait in all, whatever SQLite and the disk do, and however many deliveries come at once."""

_MAX_QUEUE: Final = 512

_CREATE_TABLE = "CREATE TABLE IF NOT EXISTS seen_deliveries (id TEXT PRIMARY KEY, seen REAL NOT NULL) WITHOUT ROWID"
_CREATE_INDEX = "CREATE INDEX IF NOT EXISTS seen_deliveries_by_time ON seen_deliveries (seen)"
_FORGET = "DELETE FROM seen_deliveries WHERE seen <= ?"
_KEEP = "INSERT OR IGNORE INTO seen_deliveries (id, seen) VALUES (?, ?)"

log = logging.getLogger(__name__)


class SeenDeliveries:
    """The ids of deliveries in one SQLite file, which several processes may use at once.

    The tables of saved filters and the file's version stay as they are. `now` is in seconds since 1970. Where the file
    cannot be used just now, every id is new: a double answer is better than none. `on_failure` is called then.
    """

    def __init__(self, path: str, now: Callable[[], float], on_failure: Callable[[], object] = lambda: None) -> None:
        self._path = path
        self._now = now
        self._on_failure = on_failure
        # SQLite waits for ten seconds where another process holds every lock, whatever timeout is set.
        self._thread = BoundedExecutor("seen_deliveries", threads=1, queue=_MAX_QUEUE)
        self._connection: sqlite3.Connection | None = None

    def are_new(self, *ids: str) -> bool:
        """Return whether all of some ids come for the first time in an hour, and keep them.

        What cannot be kept in time is kept later.
        """
        try:
            return self._thread.submit(self._keep, ids).result(ANSWER_TIMEOUT)
        except (sqlite3.Error, OSError, ValueError, ExecutorFullError) as error:
            # OSError: also a timeout. ValueError: half a surrogate pair, or a NUL in the path.
            log.warning("What Slack delivers could not be kept, only remembered: %s", type(error).__name__)
            self._on_failure()
            return True

    def close(self) -> None:
        """Close the file; further calls have no effect."""
        with suppress(ExecutorFullError):
            wait((self._thread.submit(self._close),), ANSWER_TIMEOUT)
        self._thread.stop(finish=False)

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
