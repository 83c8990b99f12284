"""Storage of saved filters in one SQLite file, which several threads and processes may use at once."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from threading import Lock

from capi_bot.domain.saved_filters import MAX_SAVED_FILTERS, FilterOwner, SavedFilter
from capi_bot.errors import SettingsError, UserError

IN_MEMORY = ":memory:"
SCHEMA_VERSION = 1
"""The version of the tables, stored in the file as SQLite's `user_version`; 0 is a file without tables."""

BUSY_TIMEOUT = 2.0
"""Seconds to wait for another process that is writing."""

_CREATE_TABLE = """
CREATE TABLE saved (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    team_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    text TEXT NOT NULL,
    UNIQUE (team_id, user_id, text)
)
"""
_SELECT = "SELECT text FROM saved WHERE team_id = ? AND user_id = ? ORDER BY number DESC"
_INSERT = "INSERT INTO saved (team_id, user_id, text) VALUES (?, ?, ?)"
_DELETE = "DELETE FROM saved WHERE team_id = ? AND user_id = ? AND text = ?"


class SavedFilterStore:
    """The `SavedFilters` of one file; raises `SettingsError` where the file cannot be used."""

    def __init__(self, path: str) -> None:
        self._lock = Lock()
        try:
            self._connection = _connect(path)
        except (OSError, ValueError, sqlite3.Error) as error:
            raise SettingsError(
                f"CAPI_STORE: the file of saved filters cannot be used ({error}). Set it to a file that the bot may "
                f"write to and that SQLite made, or to one that does not exist yet, or to {IN_MEMORY}."
            ) from error

    def list_for(self, owner: FilterOwner) -> tuple[SavedFilter, ...]:
        """Return a person's filters, the one saved last first."""
        with _convert_errors(), self._lock:
            return _select(self._connection, owner)

    def save(self, owner: FilterOwner, saved: SavedFilter) -> None:
        """Save a filter, once however often it is saved; raise `UserError` above `MAX_SAVED_FILTERS`."""
        with _convert_errors(), self._lock, _transaction(self._connection) as connection:
            existing = _select(connection, owner)
            if saved in existing:
                return
            if len(existing) >= MAX_SAVED_FILTERS:
                raise UserError(
                    f"You keep {MAX_SAVED_FILTERS} filters already, which is all I hold. "
                    "Remove one on my Home tab first."
                )
            connection.execute(_INSERT, (owner.team_id, owner.user_id, saved.text))

    def delete(self, owner: FilterOwner, saved: SavedFilter) -> None:
        """Delete a filter, if it is there."""
        with _convert_errors(), self._lock, _transaction(self._connection) as connection:
            connection.execute(_DELETE, (owner.team_id, owner.user_id, saved.text))

    def close(self) -> None:
        with self._lock:
            self._connection.close()


@contextmanager
def _convert_errors() -> Iterator[None]:
    """Raise `UserError` in place of SQLite's errors."""
    try:
        yield
    except (sqlite3.Error, UnicodeError) as error:  # a lone surrogate cannot be encoded
        raise UserError("I cannot reach the saved filters just now. Please try again in a moment.") from error


def _connect(path: str) -> sqlite3.Connection:
    if path != IN_MEMORY:
        Path(path).touch(mode=0o600)  # people search for phone numbers
    with ExitStack() as on_failure:
        # Autocommit: transactions begin explicitly, in `_transaction`.
        connection = sqlite3.connect(path, timeout=BUSY_TIMEOUT, isolation_level=None, check_same_thread=False)
        on_failure.callback(connection.close)
        with _transaction(connection):
            _create_tables(connection)
        _set_write_ahead_log(connection)
        on_failure.pop_all()
    return connection


def _set_write_ahead_log(connection: sqlite3.Connection) -> None:
    # Unlike other statements, this one does not wait where another process opens the file in the same moment.
    deadline = time.monotonic() + BUSY_TIMEOUT
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            is_busy = error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY  # without the extended code
            if not is_busy or time.monotonic() > deadline:
                raise
            time.sleep(0.01)
        else:
            return


def _create_tables(connection: sqlite3.Connection) -> None:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version > SCHEMA_VERSION:
        raise ValueError("a newer version of the bot made it")
    if version < SCHEMA_VERSION:
        connection.execute(_CREATE_TABLE)
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")


@contextmanager
def _transaction(connection: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    # IMMEDIATE: what is read in the transaction still holds when it writes, whatever other processes do.
    connection.execute("BEGIN IMMEDIATE")
    with connection:
        yield connection


def _select(connection: sqlite3.Connection, owner: FilterOwner) -> tuple[SavedFilter, ...]:
    rows = connection.execute(_SELECT, (owner.team_id, owner.user_id))
    return tuple(SavedFilter(text=text) for (text,) in rows)
