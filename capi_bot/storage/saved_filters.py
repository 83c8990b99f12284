"""Saved filters in one SQLite file, which several threads and several processes may use at once."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from threading import Lock

from capi_bot.domain.saved_filters import MAX_SAVED_FILTERS, FilterOwner, SavedFilter
from capi_bot.errors import SettingsError, UserError

IN_MEMORY = ":memory:"
VERSION = 1
"""The version of the tables, kept in the file as SQLite's `user_version`; 0 is a file without any."""

PATIENCE = 2.0
"""Seconds to wait for another process that is writing."""

_TABLES = """
CREATE TABLE saved (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    team_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    text TEXT NOT NULL,
    UNIQUE (team_id, user_id, text)
)
"""
_LIST = "SELECT text FROM saved WHERE team_id = ? AND user_id = ? ORDER BY number DESC"
_ADD = "INSERT INTO saved (team_id, user_id, text) VALUES (?, ?, ?)"
_REMOVE = "DELETE FROM saved WHERE team_id = ? AND user_id = ? AND text = ?"


class Store:
    """Be the `SavedFilters` of one file; raise `SettingsError` where the file cannot be used."""

    def __init__(self, path: str) -> None:
        self._lock = Lock()
        try:
            self._connection = _opened(path)
        except (OSError, ValueError, sqlite3.Error) as error:
            raise SettingsError(
                f"CAPI_STORE: the file of saved filters cannot be used ({error}). Set it to a file that the bot may "
                f"write to and that SQLite made, or to one that does not exist yet, or to {IN_MEMORY}."
            ) from error

    def list_for(self, owner: FilterOwner) -> tuple[SavedFilter, ...]:
        """List a person's filters, the one saved last first."""
        with self._kindly(), self._lock:
            return _saved(self._connection, owner)

    def save(self, owner: FilterOwner, saved: SavedFilter) -> None:
        """Keep a filter, once however often it is saved; raise `UserError` where there is no room for one more."""
        with self._kindly(), self._writing() as connection:
            kept = _saved(connection, owner)
            if saved in kept:
                return
            if len(kept) >= MAX_SAVED_FILTERS:
                raise UserError(
                    f"You keep {MAX_SAVED_FILTERS} filters already, which is all I hold. "
                    "Remove one on my Home tab first."
                )
            connection.execute(_ADD, (owner.team_id, owner.user_id, saved.text))

    def delete(self, owner: FilterOwner, saved: SavedFilter) -> None:
        """Let go of a filter, if it is there."""
        with self._kindly(), self._writing() as connection:
            connection.execute(_REMOVE, (owner.team_id, owner.user_id, saved.text))

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._connection.close()

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with self._lock, _transaction(self._connection) as connection:
            yield connection

    @contextmanager
    def _kindly(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, UnicodeError) as error:  # half a surrogate pair has no bytes
            raise UserError("I cannot reach the saved filters just now. Please try again in a moment.") from error


def _opened(path: str) -> sqlite3.Connection:
    if path != IN_MEMORY:
        Path(path).touch(mode=0o600)  # people search for phone numbers
    with ExitStack() as opening:
        # Autocommit: a transaction begins where we say so.
        connection = sqlite3.connect(path, timeout=PATIENCE, isolation_level=None, check_same_thread=False)
        opening.callback(connection.close)
        with _transaction(connection):
            _prepare(connection)
        connection.execute("PRAGMA journal_mode = WAL")
        opening.pop_all()
    return connection


def _prepare(connection: sqlite3.Connection) -> None:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version > VERSION:
        raise ValueError("a newer version of the bot made it")
    if version < VERSION:
        connection.execute(_TABLES)
        connection.execute(f"PRAGMA user_version = {VERSION}")


@contextmanager
def _transaction(connection: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    # IMMEDIATE: what is read in the transaction still holds when it writes, whatever other processes do.
    connection.execute("BEGIN IMMEDIATE")
    with connection:
        yield connection


def _saved(connection: sqlite3.Connection, owner: FilterOwner) -> tuple[SavedFilter, ...]:
    found = connection.execute(_LIST, (owner.team_id, owner.user_id))
    return tuple(SavedFilter(text=text) for (text,) in found)
