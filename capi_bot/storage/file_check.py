"""Check of the store's file, which neither makes nor changes one."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final

from capi_bot.errors import SettingsError
from capi_bot.storage.database import BUSY_TIMEOUT, IN_MEMORY, SCHEMA_VERSION

_LOCKED = "is locked by another program: end that one."
_ADVICE: Final = {
    sqlite3.SQLITE_NOTADB: "is not a file of SQLite's: name another, or one that does not exist yet.",
    sqlite3.SQLITE_CORRUPT: "is damaged: put a backup in its place, or move it away and begin with none.",
    sqlite3.SQLITE_BUSY: _LOCKED,
    sqlite3.SQLITE_LOCKED: _LOCKED,
    sqlite3.SQLITE_READONLY: "cannot be written to: give it to the user that runs the bot.",
    sqlite3.SQLITE_FULL: "has no room: free some on its disk.",
}
"""By SQLite's primary result code: https://www.sqlite.org/rescode.html."""


def check_store(path: str) -> str:
    """Return what there is under a path, as a sentence; raise `SettingsError` of one sentence where it cannot be used.

    It writes nothing: a file that the wrong user makes could not be used by the bot.
    """
    if path == IN_MEMORY:
        return "Saved filters are kept in memory, and forgotten when the bot ends."
    file = Path(path)
    folder = file.parent
    if "\0" in path:
        raise SettingsError("CAPI_STORE cannot be used, because it holds a NUL: name another file.")
    try:
        if file.is_dir():
            raise SettingsError(
                f"CAPI_STORE {path} is a folder: name a file in it, such as {file / 'capi-bot.sqlite3'}."
            )
        if not folder.is_dir():
            raise SettingsError(f"CAPI_STORE {path} cannot be used, because there is no folder {folder}: make it.")
        exists = file.exists()
    except OSError as error:
        raise SettingsError(f"CAPI_STORE cannot be used ({error.strerror}): name another file.") from error
    if not os.access(folder, os.W_OK | os.X_OK):
        advice = "let the bot's user write there, because SQLite puts files beside its own"
        raise SettingsError(f"CAPI_STORE {path} cannot be used, because its folder cannot be written to: {advice}.")
    if not exists:
        return f"The file {path} will be made."
    _check_file(file)
    return f"The file {path} can be read and written."


def _check_file(file: Path) -> None:
    if not os.access(file, os.R_OK | os.W_OK):
        raise SettingsError(f"CAPI_STORE {file} cannot be read and written: give it to the user that runs the bot.")
    uri = f"{file.absolute().as_uri()}?mode=rw"
    try:
        with closing(sqlite3.connect(uri, uri=True, timeout=BUSY_TIMEOUT, isolation_level=None)) as connection:
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
            (version,) = connection.execute("PRAGMA user_version").fetchone()
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("ROLLBACK")
    except sqlite3.Error as error:
        raise SettingsError(f"CAPI_STORE {file} {explain_store_error(error)}") from error
    if version > SCHEMA_VERSION:
        raise SettingsError(
            f"CAPI_STORE {file} was made by a newer version of the bot: run that, or name another file."
        )


def explain_store_error(error: BaseException | None) -> str:
    """Return what is wrong with the store, and what to do: it completes a sentence that begins with `CAPI_STORE`."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # without the extended code
    if not code:  # it is not SQLite's, such as that of a wait that took too long
        return f"does not serve ({error}): look whether its disk is slow or full."
    return _ADVICE.get(code, f"cannot be used ({error}): name another file.")
