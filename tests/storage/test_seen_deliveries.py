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
from capi_bot.storage.saved_filters import SavedFilterStore
from capi_bot.storage.seen_deliveries import SeenDeliveries
from tests.storage.locks import HOLD_EVERY_LOCK, locked


@pytest.fixture
def path(tmp_path: Path) -> str:
    return str(tmp_path / "store.db")


@pytest.fixture
def clock() -> list[float]:
    return [1_700_000_000.0]


@pytest.fixture
def seen(path: str, clock: list[float]) -> Iterator[SeenDeliveries]:
    seen = SeenDeliveries(path, lambda: clock[0])
    yield seen
    seen.close()


def test_an_id_is_new_once(seen: SeenDeliveries) -> None:
    assert [seen.are_new(name) for name in ("Ev1", "Ev2", "Ev1")] == [True, True, False]


def test_of_several_ids_all_are_kept_and_one_that_is_known_is_enough(seen: SeenDeliveries) -> None:
    assert seen.are_new("Ev1", "message C1 1.1")
    assert not seen.are_new("Ev2", "message C1 1.1")
    assert not seen.are_new("Ev2")
    assert seen.are_new()


def test_ids_outlive_the_process_for_an_hour(path: str, seen: SeenDeliveries, clock: list[float]) -> None:
    seen.are_new("Ev1")
    seen.close()
    with closing(SeenDeliveries(path, lambda: clock[0])) as again:
        clock[0] += 3599
        assert not again.are_new("Ev1")
        clock[0] += 1
        assert again.are_new("Ev1")


def test_what_was_forgotten_leaves_no_row(path: str, seen: SeenDeliveries, clock: list[float]) -> None:
    for number in range(5):
        seen.are_new(f"Ev{number}")
    clock[0] += 3601
    seen.are_new("Ev9")
    with closing(sqlite3.connect(path)) as other:
        assert other.execute("SELECT id FROM seen_deliveries").fetchall() == [("Ev9",)]


def test_saved_filters_share_the_file_whichever_came_first(path: str, clock: list[float]) -> None:
    owner, saved = FilterOwner(team_id="T1", user_id="U1"), SavedFilter(text="live")
    with closing(SeenDeliveries(path, lambda: clock[0])) as seen:
        assert seen.are_new("Ev1")
        with closing(SavedFilterStore(path)) as store:
            store.save(owner, saved).result()
            assert not seen.are_new("Ev1")
            assert store.list_for(owner).result() == (saved,)
    with closing(sqlite3.connect(path)) as other:
        assert other.execute("PRAGMA user_version").fetchone() == (1,)


def test_two_processes_take_one_delivery_once(path: str, seen: SeenDeliveries, clock: list[float]) -> None:
    with closing(SeenDeliveries(path, lambda: clock[0])) as other:
        assert [seen.are_new("Ev1"), other.are_new("Ev1")] == [True, False]


def test_many_threads_take_one_delivery_once(seen: SeenDeliveries) -> None:
    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(lambda _: seen.are_new("Ev1"), range(32))) == 1


def test_a_locked_file_is_not_waited_for(path: str, seen: SeenDeliveries) -> None:
    assert seen.are_new("Ev1")
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        assert seen.are_new("Ev1")
    assert not seen.are_new("Ev1")


def test_another_delivery_that_is_being_kept_is_not_waited_for_either(seen: SeenDeliveries) -> None:
    assert seen.are_new("Ev1")
    go_on = Event()
    seen._thread.submit(go_on.wait, 10)
    assert seen.are_new("Ev2")
    go_on.set()
    assert not seen.are_new("Ev2")


def test_a_file_of_which_another_process_holds_every_lock_is_not_waited_for(path: str, clock: list[float]) -> None:
    failures: list[str] = []
    with closing(SavedFilterStore(path)) as store, closing(SeenDeliveries(path, lambda: clock[0])) as seen:
        store.list_for(FilterOwner(team_id="T1", user_id="U1")).result()
        seen._on_failure = lambda: failures.append("failed")
        with locked(HOLD_EVERY_LOCK, path):
            began = time.monotonic()
            assert [seen.are_new("Ev1"), seen.are_new("Ev2")] == [True, True]
            assert time.monotonic() - began < 8  # SQLite alone waits for 10 s, each time
    assert failures == ["failed"] * 2


def test_nobody_waits_for_sqlite_however_long_it_takes(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("capi_bot.storage.seen_deliveries.ANSWER_TIMEOUT", 0.05)
    monkeypatch.setattr("capi_bot.storage.seen_deliveries.BUSY_TIMEOUT", 0.05)
    go_on = Event()

    def hang() -> float:
        go_on.wait(10)
        return 0.0

    seen = SeenDeliveries(path, hang)
    assert [seen.are_new("Ev1"), seen.are_new("Ev1")] == [True, True]
    assert not go_on.is_set()
    seen.close()
    assert seen.are_new("Ev1")
    go_on.set()


@pytest.mark.slow
def test_nobody_waits_for_the_ten_seconds_of_a_locking_protocol(path: str, seen: SeenDeliveries) -> None:
    with closing(SavedFilterStore(path)):  # it sets the write-ahead log, which has these locks
        assert seen.are_new("Ev1")
        with locked(HOLD_EVERY_LOCK, path):
            began = time.monotonic()
            assert seen.are_new("Ev1")
            assert time.monotonic() - began < 2.0


@pytest.mark.parametrize("where", ["missing/store.db", "folder", "text", "nul\0"])
def test_where_the_file_cannot_be_used_everything_is_new(tmp_path: Path, where: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "text").write_text("no database, but a long text" * 100, encoding="utf-8")
    with closing(SeenDeliveries(str(tmp_path / where), lambda: 0.0)) as seen:
        assert [seen.are_new("Ev1"), seen.are_new("Ev1")] == [True, True]


def test_an_id_with_half_a_surrogate_pair_is_new(seen: SeenDeliveries) -> None:
    assert seen.are_new("Ev\ud800")


def test_a_store_in_memory_keeps_ids_for_as_long_as_it_is_open(clock: list[float]) -> None:
    with closing(SeenDeliveries(":memory:", lambda: clock[0])) as seen:
        assert [seen.are_new("Ev1"), seen.are_new("Ev1")] == [True, False]
