from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from threading import Event

import pytest

from capi_bot.domain.saved_filters import FilterOwner, SavedFilter
from capi_bot.errors import UserError
from capi_bot.storage.database import ANSWER_TIMEOUT, IN_MEMORY, Database
from capi_bot.storage.saved_filters import SavedFilterStore
from tests.storage.locks import HOLD_A_TRANSACTION, HOLD_EVERY_LOCK, locked

SLACK = 3
"""How many times as long a busy machine may take."""


@pytest.fixture
def path(tmp_path: Path) -> str:
    return str(tmp_path / "store.sqlite3")


@pytest.fixture
def database(path: str) -> Iterator[Database]:
    with closing(Database(path)) as database:
        yield database


def count(connection: sqlite3.Connection) -> int:
    return int(connection.execute("SELECT count(*) FROM saved").fetchone()[0])


def insert(connection: sqlite3.Connection) -> None:
    number = count(connection)
    connection.execute("INSERT INTO saved (team_id, user_id, text) VALUES ('T1', 'U1', ?)", (str(number),))


def test_a_read_waits_for_no_write_that_waits_for_another_process(path: str, database: Database) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        writes = [database.write(insert) for _ in range(8)]
        counted = [database.read(count).result(10) for _ in range(8)]
        were_done = [write.done() for write in writes]
        other.execute("ROLLBACK")

        assert (counted, were_done) == ([0] * 8, [False] * 8)
        for write in writes:
            write.result(10)
        assert database.read(count).result(10) == 8


def test_waiting_for_another_process_ends_for_all_at_the_same_time(
    path: str, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("capi_bot.storage.database.BUSY_TIMEOUT", 0.05)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        writes = [database.write(insert) for _ in range(100)]  # one after the other they would take five seconds
        for write in writes:
            with pytest.raises(UserError, match="cannot reach the saved filters just now") as raised:
                write.result(10)
            assert str(raised.value.__cause__) == "database is locked"
        other.execute("ROLLBACK")
        assert database.read(count).result(10) == 0


@pytest.mark.parametrize("name", ["file", IN_MEMORY])
def test_a_job_that_hangs_is_answered_for_in_time_and_so_are_those_behind_it(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("capi_bot.storage.database.ANSWER_TIMEOUT", 0.05)
    go_on, ran = Event(), list[str]()
    with closing(Database(name if name == IN_MEMORY else str(tmp_path / name))) as database:
        reads = [
            database.read(lambda _: go_on.wait(10)),
            database.read(lambda _: ran.append("a job for which nobody waits")),
        ]
        try:
            for read in reads:
                with pytest.raises(UserError, match="cannot reach") as raised:
                    read.result(10)
                assert isinstance(raised.value.__cause__, sqlite3.Error)
        finally:
            go_on.set()
        database.write(insert).result(10)
        assert database.read(count).result(10) == 1
    assert ran == []


def test_closing_ends_where_a_job_hangs(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("capi_bot.storage.database.ANSWER_TIMEOUT", 0.05)
    database, go_on = Database(path), Event()
    database.read(lambda _: go_on.wait(10))
    database.close()
    assert not go_on.is_set()
    go_on.set()


def test_a_failed_job_changes_nothing(database: Database) -> None:
    def insert_and_fail(connection: sqlite3.Connection) -> None:
        insert(connection)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        database.write(insert_and_fail).result(10)
    assert database.read(count).result(10) == 0


def test_more_jobs_than_there_is_room_for_are_refused(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("capi_bot.storage.database._MAX_QUEUE", 1)
    go_on = Event()
    with closing(Database(path)) as database:
        reads = [database.read(lambda _: go_on.wait(10)) for _ in range(3)]
        with pytest.raises(UserError, match="cannot reach"):
            reads[2].result(10)
        go_on.set()
        assert [read.result(10) for read in reads[:2]] == [True, True]


@pytest.mark.slow
@pytest.mark.parametrize("script", [HOLD_A_TRANSACTION, HOLD_EVERY_LOCK])
def test_nobody_waits_for_the_lock_of_another_process_for_long(path: str, script: str) -> None:
    people = [FilterOwner(team_id="T1", user_id=f"U{number}") for number in range(10)]

    def seconds(person: FilterOwner) -> float:
        began = time.monotonic()
        try:
            store.save(person, SavedFilter(text="live")).result()
        except UserError:
            return time.monotonic() - began
        raise AssertionError("it was not locked")

    def try_to_read(person: FilterOwner) -> float:
        began = time.monotonic()
        try:
            store.list_for(person).result()
        except UserError as error:
            assert script == HOLD_EVERY_LOCK, error  # noqa: PT017 - a transaction lets others read
        return time.monotonic() - began

    with closing(SavedFilterStore(path)) as store, ThreadPoolExecutor(30) as pool:
        assert store.list_for(people[0]).result() == ()
        with locked(script, path):
            waits = [*pool.map(seconds, people), *pool.map(try_to_read, people * 2)]
            assert max(waits) < ANSWER_TIMEOUT * SLACK
        until = time.monotonic() + 20  # SQLite itself tries for ten seconds to read the locks
        while time.monotonic() < until:
            try:
                store.save(people[0], SavedFilter(text="live")).result()
                break
            except UserError:
                time.sleep(0.1)
        assert store.list_for(people[0]).result() == (SavedFilter(text="live"),)
