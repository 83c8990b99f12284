"""One SQLite file, which several threads and processes may use at once: everybody is answered within two seconds.

SQLite's own timeout is not enough for that: it begins anew with each statement, and some waits ignore it, such as the
ten seconds of SQLITE_PROTOCOL or a disk that hangs: https://www.sqlite.org/wal.html. So reads and writes each have a
connection and a thread of their own, and whoever asks gets a future that is done in time whatever the thread does.
`check_store` checks the file without making or changing one.
"""

from __future__ import annotations

import logging
import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, InvalidStateError, wait
from contextlib import ExitStack, closing, contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Final, TypeVar

from capi_bot.concurrency import BoundedExecutor, ExecutorFullError, Timer
from capi_bot.errors import SettingsError, UserError

T = TypeVar("T")

IN_MEMORY = ":memory:"
SCHEMA_VERSION = 1
"""The version of the tables, stored in the file as SQLite's `user_version`; 0 is a file without tables."""

BUSY_TIMEOUT = 1.8
"""Seconds from a request to the last moment at which its job may wait for another process."""
ANSWER_TIMEOUT = 2.0
"""Seconds from a request to its answer: a little more, so that what is told to have failed is not done after all."""
_MAX_QUEUE = 512

_CREATE_TABLE = """
CREATE TABLE saved (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    team_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    text TEXT NOT NULL,
    UNIQUE (team_id, user_id, text)
)
"""

Job = Callable[[sqlite3.Connection], T]

log = logging.getLogger(__name__)


class Database:
    """The connections to one file. Futures fail with `UserError` where SQLite does, or does not answer in time."""

    def __init__(self, path: str) -> None:
        """Open the file and create its tables; raise `OSError`, `ValueError` or `sqlite3.Error` where that fails."""
        writing = _open(path)
        self._writes = _Worker("store_writes", writing)
        self._reads = (
            # A database in memory belongs to its connection.
            self._writes if path == IN_MEMORY else _Worker("store_reads", _connect(path))
        )
        self._timer = Timer()

    def read(self, job: Job[T]) -> Future[T]:
        """Begin a job of one statement that changes nothing: it waits for no writer."""
        return self._start(self._reads, lambda connection, _: job(connection))

    def write(self, job: Job[T]) -> Future[T]:
        """Begin a job that runs in one transaction."""

        def run(connection: sqlite3.Connection, deadline: float) -> T:
            with _transaction(connection, deadline):
                return job(connection)

        return self._start(self._writes, run)

    def close(self) -> None:
        """Close the file after what was begun; further calls have no effect, and later jobs fail."""
        for worker in (self._reads, self._writes):
            with suppress(ExecutorFullError):
                wait((worker.executor.submit(worker.connection.close),), ANSWER_TIMEOUT)
            worker.executor.stop(finish=False)
        self._timer.stop()

    def _start(self, worker: _Worker, run: Callable[[sqlite3.Connection, float], T]) -> Future[T]:
        answer: Future[T] = Future()
        deadline = time.monotonic() + BUSY_TIMEOUT
        try:
            worker.executor.submit(_answer, answer, lambda: run(worker.limited(deadline), deadline))
        except ExecutorFullError as error:
            _fail(answer, error)
        else:
            late = sqlite3.OperationalError("no answer in time")
            self._timer.call_later(ANSWER_TIMEOUT, partial(_fail, answer, late))
        return answer


class _Worker:
    """A connection and the one thread that uses it."""

    def __init__(self, name: str, connection: sqlite3.Connection) -> None:
        self.executor = BoundedExecutor(name, threads=1, queue=_MAX_QUEUE)
        self.connection = connection

    def limited(self, deadline: float) -> sqlite3.Connection:
        """Return the connection, whose next statement waits until the deadline at most."""
        _limit_wait(self.connection, deadline)
        return self.connection


def _answer(answer: Future[T], run: Callable[[], T]) -> None:
    if answer.done():  # nobody waits any more
        return
    try:
        result = run()
    except Exception as error:  # noqa: BLE001 - it is raised where somebody waits for it
        _fail(answer, error)
    else:
        with suppress(InvalidStateError):
            answer.set_result(result)


def _fail(answer: Future[T], error: Exception) -> None:
    if answer.done():
        return
    if isinstance(error, (sqlite3.Error, UnicodeError, ExecutorFullError)):  # a lone surrogate cannot be encoded
        log.warning("The store did not serve: %s", error)
        cause, error = error, UserError("I cannot reach the saved filters just now. Please try again in a moment.")
        error.__cause__ = cause
    with suppress(InvalidStateError):
        answer.set_exception(error)


def _open(path: str) -> sqlite3.Connection:
    if path != IN_MEMORY:
        Path(path).touch(mode=0o600)  # people search for phone numbers
    deadline = time.monotonic() + BUSY_TIMEOUT
    with ExitStack() as on_failure:
        connection = _connect(path)
        on_failure.callback(connection.close)
        _limit_wait(connection, deadline)
        with _transaction(connection, deadline):
            _create_tables(connection)
        _set_write_ahead_log(connection, deadline)
        on_failure.pop_all()
    return connection


def _connect(path: str) -> sqlite3.Connection:
    # Autocommit: transactions begin explicitly, in `_transaction`.
    return sqlite3.connect(path, isolation_level=None, check_same_thread=False)


def _set_write_ahead_log(connection: sqlite3.Connection, deadline: float) -> None:
    # Unlike other statements, this one does not wait where another process opens the file in the same moment.
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
def _transaction(connection: sqlite3.Connection, deadline: float) -> Iterator[None]:
    # IMMEDIATE: what is read in the transaction still holds when it writes, whatever other processes do.
    connection.execute("BEGIN IMMEDIATE")
    with connection:
        yield
        _limit_wait(connection, deadline)  # without a write-ahead log, committing waits for readers


def _limit_wait(connection: sqlite3.Connection, deadline: float) -> None:
    milliseconds = max(0, int((deadline - time.monotonic()) * 1000))
    connection.execute(f"PRAGMA busy_timeout = {milliseconds}")


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
