"""Storage of saved filters in the database, and the report of each use: whether the store serves."""

from __future__ import annotations

import sqlite3
from concurrent.futures import Future
from typing import Any, TypeVar

from capi_bot.concurrency import ExecutorFullError
from capi_bot.domain.saved_filters import MAX_SAVED_FILTERS, FilterOwner, SavedFilter, SavedFilters
from capi_bot.errors import SettingsError, UserError
from capi_bot.readiness import Dependency, Readiness
from capi_bot.storage.database import IN_MEMORY, Database, explain_store_error

_SELECT = "SELECT text FROM saved WHERE team_id = ? AND user_id = ? ORDER BY number DESC"
_INSERT = "INSERT INTO saved (team_id, user_id, text) VALUES (?, ?, ?)"
_DELETE = "DELETE FROM saved WHERE team_id = ? AND user_id = ? AND text = ?"


class SavedFilterStore:
    """The `SavedFilters` of one file; raises `SettingsError` where the file cannot be used."""

    def __init__(self, path: str) -> None:
        try:
            self.database = Database(path)
        except (OSError, ValueError, sqlite3.Error) as error:
            raise SettingsError(
                f"CAPI_STORE: the file of saved filters cannot be used ({error}). Set it to a file that the bot may "
                f"write to and that SQLite made, or to one that does not exist yet, or to {IN_MEMORY}."
            ) from error

    def list_for(self, owner: FilterOwner) -> Future[tuple[SavedFilter, ...]]:
        """Read a person's filters, the one saved last first."""
        return self.database.read(lambda connection: _select(connection, owner))

    def save(self, owner: FilterOwner, saved: SavedFilter) -> Future[None]:
        """Save a filter, once however often it is saved; fail with `UserError` above `MAX_SAVED_FILTERS`."""

        def insert(connection: sqlite3.Connection) -> None:
            existing = _select(connection, owner)
            if saved in existing:
                return
            if len(existing) >= MAX_SAVED_FILTERS:
                raise UserError(
                    f"You keep {MAX_SAVED_FILTERS} filters already, which is all I hold. "
                    "Remove one on my Home tab first."
                )
            connection.execute(_INSERT, (owner.team_id, owner.user_id, saved.text))

        return self.database.write(insert)

    def delete(self, owner: FilterOwner, key: str) -> Future[None]:
        """Delete the filter with this key, if it is there."""

        def delete(connection: sqlite3.Connection) -> None:
            for saved in _select(connection, owner):
                if saved.key == key:
                    connection.execute(_DELETE, (owner.team_id, owner.user_id, saved.text))

        return self.database.write(delete)

    def close(self) -> None:
        """Close the file; what comes later fails."""
        self.database.close()


def _select(connection: sqlite3.Connection, owner: FilterOwner) -> tuple[SavedFilter, ...]:
    rows = connection.execute(_SELECT, (owner.team_id, owner.user_id))
    return tuple(SavedFilter(text=text) for (text,) in rows)


T = TypeVar("T")

_NOBODY = FilterOwner(team_id="", user_id="")


class ObservedSavedFilters:
    """The `SavedFilters` of another, whose results are reported."""

    def __init__(self, saved_filters: SavedFilters, readiness: Readiness) -> None:
        self._saved_filters = saved_filters
        self._readiness = readiness

    def list_for(self, owner: FilterOwner) -> Future[tuple[SavedFilter, ...]]:
        """Read a person's filters, the one saved last first."""
        return self._observed(self._saved_filters.list_for(owner))

    def save(self, owner: FilterOwner, saved: SavedFilter) -> Future[None]:
        """Save a filter; fail with `UserError` above the most that one person may save."""
        return self._observed(self._saved_filters.save(owner, saved))

    def delete(self, owner: FilterOwner, key: str) -> Future[None]:
        """Delete the filter with this key, if it is there."""
        return self._observed(self._saved_filters.delete(owner, key))

    def check(self) -> None:
        """Find out whether the store can be written to, without a change; raise `UserError` where it cannot."""
        self.begin_check().result()

    def begin_check(self) -> Future[None]:
        """Begin to find that out."""
        return self.delete(_NOBODY, "")

    def _observed(self, answer: Future[T]) -> Future[T]:
        answer.add_done_callback(self._report)
        return answer

    def _report(self, answer: Future[Any]) -> None:
        if answer.cancelled():
            return
        error = answer.exception()
        if error is None:
            self._readiness.report(Dependency.STORE, None)
        elif isinstance(error, UserError):
            cause = error.__cause__
            # Others are about the filter: one too many, or a text that cannot be encoded.
            is_outage = isinstance(cause, (sqlite3.Error, ExecutorFullError))
            self._readiness.report(Dependency.STORE, f"CAPI_STORE {explain_store_error(cause)}" if is_outage else None)
