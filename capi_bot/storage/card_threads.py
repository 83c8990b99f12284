"""Storage of which conversation a thread is about, beside the saved filters, so that a restart forgets none."""

from __future__ import annotations

import sqlite3
from typing import Final

from capi_bot.errors import UserError
from capi_bot.storage.database import Database

MAX_THREADS: Final = 10_000
"""Threads that are kept: those in which a card was shown last."""

ANSWER_TIMEOUT: Final = 0.5
"""Seconds to wait for the file: somebody waits for an answer meanwhile."""

_CREATE_TABLE = """
CREATE TABLE IF NOT EXISTS card_threads (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    thread TEXT NOT NULL UNIQUE,
    conversation_id TEXT NOT NULL
)
"""
_KEEP = "INSERT OR REPLACE INTO card_threads (thread, conversation_id) VALUES (?, ?)"
_FORGET = "DELETE FROM card_threads WHERE number <= (SELECT max(number) FROM card_threads) - ?"
_SELECT = "SELECT conversation_id FROM card_threads WHERE thread = ?"


class CardThreadStore:
    """The threads of cards in the database; its other tables and the version of the file stay as they are.

    Where the file cannot be used just now nothing is kept, and no conversation is known.
    """

    def __init__(self, database: Database, capacity: int = MAX_THREADS) -> None:
        self._database = database
        self._capacity = capacity
        database.write(_create)

    def put(self, thread: str, conversation_id: str) -> None:
        """Keep the conversation whose card is shown in a thread; of threads, those that were named last."""

        def keep(connection: sqlite3.Connection) -> None:
            _create(connection)
            connection.execute(_KEEP, (thread, conversation_id))
            connection.execute(_FORGET, (self._capacity,))

        try:
            self._database.write(keep).result(ANSWER_TIMEOUT)
        except (UserError, TimeoutError):  # it is logged, or may still be kept
            return

    def get(self, thread: str) -> str:
        """Return the id of the conversation that a thread is about; empty where that is not known."""

        def select(connection: sqlite3.Connection) -> str:
            row = connection.execute(_SELECT, (thread,)).fetchone()
            return str(row[0]) if row else ""

        try:
            return self._database.read(select).result(ANSWER_TIMEOUT)
        except (UserError, TimeoutError):
            return ""


def _create(connection: sqlite3.Connection) -> None:
    connection.execute(_CREATE_TABLE)
