from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from capi_bot.domain.saved_filters import FilterOwner, SavedFilter
from capi_bot.storage import card_threads
from capi_bot.storage.card_threads import CardThreadStore
from capi_bot.storage.database import IN_MEMORY, Database
from capi_bot.storage.saved_filters import SavedFilterStore
from tests.storage.locks import HOLD_A_TRANSACTION, locked

ADA = FilterOwner(team_id="T1", user_id="U1")


@pytest.fixture
def path(tmp_path: Path) -> str:
    return str(tmp_path / "store.db")


@pytest.fixture
def database(path: str) -> Iterator[Database]:
    database = Database(path)
    yield database
    database.close()


def test_a_thread_is_about_the_conversation_whose_card_was_shown_last(database: Database) -> None:
    threads = CardThreadStore(database)
    threads.put("C1 1.1", "CON-1")
    threads.put("C1 2.2", "CON-2")
    threads.put("C1 1.1", "CON-3")

    assert [threads.get(thread) for thread in ("C1 1.1", "C1 2.2", "C2 1.1")] == ["CON-3", "CON-2", ""]


def test_what_a_thread_is_about_outlives_the_process(path: str, database: Database) -> None:
    CardThreadStore(database).put("C1 1.1", "CON-1")
    database.close()

    with closing(Database(path)) as again:
        assert CardThreadStore(again).get("C1 1.1") == "CON-1"


def test_in_memory_it_is_known_for_as_long_as_the_process() -> None:
    with closing(Database(IN_MEMORY)) as database:
        threads = CardThreadStore(database)
        threads.put("C1 1.1", "CON-1")
        assert threads.get("C1 1.1") == "CON-1"


def test_the_threads_in_which_nothing_was_shown_for_longest_are_forgotten(path: str, database: Database) -> None:
    threads = CardThreadStore(database, capacity=3)
    for number in (1, 2, 3, 1, 4, 5):
        threads.put(f"C1 {number}", f"CON-{number}")

    assert [threads.get(f"C1 {number}") for number in range(1, 6)] == ["CON-1", "", "", "CON-4", "CON-5"]
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT count(*) FROM card_threads").fetchone() == (3,)


def test_saved_filters_and_the_version_of_the_file_stay(path: str) -> None:
    with closing(SavedFilterStore(path)) as store:
        store.save(ADA, SavedFilter(text="live")).result()
        CardThreadStore(store.database).put("C1 1.1", "CON-1")
        assert store.list_for(ADA).result() == (SavedFilter(text="live"),)
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (1,)


def test_while_another_process_writes_nothing_is_kept_and_nobody_waits_long(
    path: str, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(card_threads, "ANSWER_TIMEOUT", 0.05)
    threads = CardThreadStore(database)
    threads.put("C1 1.1", "CON-1")
    with locked(HOLD_A_TRANSACTION, path):
        threads.put("C1 2.2", "CON-2")
        assert (threads.get("C1 1.1"), threads.get("C1 2.2")) == ("CON-1", "")


def test_after_the_end_nothing_is_known(database: Database) -> None:
    threads = CardThreadStore(database)
    threads.put("C1 1.1", "CON-1")
    database.close()
    threads.put("C1 2.2", "CON-2")

    assert threads.get("C1 1.1") == ""
