"""Storage of saved filters in the database."""

from __future__ import annotations

import sqlite3
from concurrent.futures import Future

from capi_bot.domain.saved_filters import MAX_SAVED_FILTERS, FilterOwner, SavedFilter
from capi_bot.errors import SettingsError, UserError
from capi_bot.storage.database import IN_MEMORY, Database

_SELECT = "SELECT text FROM saved WHERE team_id = ? AND user_id = ? ORDER BY number DESC"
_INSERT = "INSERT INTO saved (team_id, user_id, text) VALUES (?, ?, ?)"
_DELETE = "DELETE FROM saved WHERE team_id = ? AND user_id = ? AND text = ?"


class SavedFilterStore:
    """The `SavedFilters` of one file; raises `SettingsError` where the file cannot be used."""

    def __init__(self, path: str) -> None:
        try:
            self._database = Database(path)
        except (OSError, ValueError, sqlite3.Error) as error:
            raise SettingsError(
                f"CAPI_STORE: the file of saved filters cannot be used ({error}). Set it to a file that the bot may "
                f"write to and that SQLite made, or to one that does not exist yet, or to {IN_MEMORY}."
            ) from error

    def list_for(self, owner: FilterOwner) -> Future[tuple[SavedFilter, ...]]:
        """Read a person's filters, the one saved last first."""
        return self._database.read(lambda connection: _select(connection, owner))

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

        return self._database.write(insert)

    def delete(self, owner: FilterOwner, key: str) -> Future[None]:
        """Delete the filter with this key, if it is there."""

        def delete(connection: sqlite3.Connection) -> None:
            for saved in _select(connection, owner):
                if saved.key == key:
                    connection.execute(_DELETE, (owner.team_id, owner.user_id, saved.text))

        return self._database.write(delete)

    def close(self) -> None:
        """Close the file; what comes later fails."""
        self._database.close()


def _select(connection: sqlite3.Connection, owner: FilterOwner) -> tuple[SavedFilter, ...]:
    rows = connection.execute(_SELECT, (owner.team_id, owner.user_id))
    return tuple(SavedFilter(text=text) for (text,) in rows)
