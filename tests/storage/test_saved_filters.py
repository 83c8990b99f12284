from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from stat import S_IMODE

import pytest

from capi_bot.domain.saved_filters import MAX_SAVED_FILTERS, FilterOwner, SavedFilter
from capi_bot.errors import SettingsError, UserError
from capi_bot.storage.database import IN_MEMORY, SCHEMA_VERSION
from capi_bot.storage.saved_filters import SavedFilterStore

ADA = FilterOwner(team_id="T1", user_id="U1")
LIVE, TODAY = SavedFilter(text="live with 447700000001"), SavedFilter(text="since today")

SAVE_TEN_FILTERS = """
import sys
from capi_bot.domain.saved_filters import FilterOwner, SavedFilter
from capi_bot.storage.saved_filters import SavedFilterStore

store = SavedFilterStore(sys.argv[1])
print("open", flush=True)
sys.stdin.readline()
for number in range(10):
    store.save(FilterOwner(team_id="T1", user_id=sys.argv[2]), SavedFilter(text=f"call {number}")).result()
"""


@pytest.fixture
def path(tmp_path: Path) -> str:
    return str(tmp_path / "store.sqlite3")


@pytest.fixture
def store(path: str) -> Iterator[SavedFilterStore]:
    with closing(SavedFilterStore(path)) as store:
        yield store


def test_filters_are_listed_newest_first_and_saved_once(store: SavedFilterStore) -> None:
    for saved in (LIVE, TODAY, LIVE):
        store.save(ADA, saved).result()

    assert store.list_for(ADA).result() == (TODAY, LIVE)


def test_each_person_has_their_own_filters_also_where_two_teams_use_the_same_user_id(store: SavedFilterStore) -> None:
    store.save(ADA, LIVE).result()
    store.save(FilterOwner(team_id="T2", user_id="U1"), TODAY).result()

    assert store.list_for(ADA).result() == (LIVE,)
    assert store.list_for(FilterOwner(team_id="T1", user_id="U2")).result() == ()


def test_a_filter_is_deleted_and_deleting_a_missing_one_has_no_effect(store: SavedFilterStore) -> None:
    store.save(ADA, LIVE).result()
    for _ in range(2):
        store.delete(ADA, LIVE.key).result()

    assert store.list_for(ADA).result() == ()


def test_a_filter_above_the_limit_is_rejected_until_another_one_is_deleted(store: SavedFilterStore) -> None:
    for number in range(MAX_SAVED_FILTERS):
        store.save(ADA, SavedFilter(text=f"call {number}")).result()
    store.save(ADA, SavedFilter(text="call 0")).result()

    with pytest.raises(UserError, match=r"You keep 20 filters already.*Remove one"):
        store.save(ADA, LIVE).result()
    store.delete(ADA, SavedFilter(text="call 0").key).result()
    store.save(ADA, LIVE).result()
    assert len(store.list_for(ADA).result()) == MAX_SAVED_FILTERS


@pytest.mark.parametrize("text", ["'); DROP TABLE saved; --", "Zoë 👩‍👩‍👧 日本", "a\x00b"])
def test_any_text_is_returned_unchanged(store: SavedFilterStore, text: str) -> None:
    store.save(ADA, SavedFilter(text=text)).result()

    assert store.list_for(ADA).result() == (SavedFilter(text=text),)


def test_filters_survive_a_restart_and_only_the_bots_user_may_read_the_file(path: str) -> None:
    with closing(SavedFilterStore(path)) as store:
        store.save(ADA, LIVE).result()

    with closing(SavedFilterStore(path)) as store:
        assert store.list_for(ADA).result() == (LIVE,)
    assert S_IMODE(Path(path).stat().st_mode) == 0o600


def test_an_in_memory_store_does_not_survive_a_restart() -> None:
    with closing(SavedFilterStore(IN_MEMORY)) as store:
        store.save(ADA, LIVE).result()
    with closing(SavedFilterStore(IN_MEMORY)) as store:
        assert store.list_for(ADA).result() == ()


def test_threads_share_a_store(store: SavedFilterStore) -> None:
    people = [FilterOwner(team_id="T1", user_id=f"U{number}") for number in range(8)]

    def save_all(person: FilterOwner) -> None:
        for number in range(10):
            store.save(person, SavedFilter(text=f"call {number}")).result()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(save_all, people))
    assert [len(store.list_for(person).result()) for person in people] == [10] * 8


def test_two_processes_share_a_file_that_both_create(path: str) -> None:
    command = [sys.executable, "-c", SAVE_TEN_FILTERS, path]
    bots = [
        subprocess.Popen([*command, user], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)  # noqa: S603 - our own script
        for user in ("U1", "U2")
    ]
    opened = [bot.stdout and bot.stdout.readline() for bot in bots]
    for bot in bots:
        bot.communicate("go\n", timeout=30)

    assert (opened, [bot.returncode for bot in bots]) == (["open\n"] * 2, [0, 0])
    with closing(SavedFilterStore(path)) as store:
        people = [FilterOwner(team_id="T1", user_id=user) for user in ("U1", "U2")]
        assert [len(store.list_for(person).result()) for person in people] == [10, 10]


def test_the_limit_holds_across_two_connections(path: str) -> None:
    with closing(SavedFilterStore(path)) as first, closing(SavedFilterStore(path)) as second:
        for number in range(MAX_SAVED_FILTERS):
            (first, second)[number % 2].save(ADA, SavedFilter(text=f"call {number}")).result()
        with pytest.raises(UserError, match="20 filters"):
            second.save(ADA, LIVE).result()


def _directory(path: Path) -> None:
    path.mkdir()


def _corrupt(path: Path) -> None:
    path.write_bytes(b"not a database at all" * 100)


def _newer(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")


def _foreign(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE saved (something TEXT)")


@pytest.mark.parametrize("make_unusable", [_directory, _corrupt, _newer, _foreign])
def test_a_file_that_cannot_be_used_raises_settings_error(path: str, make_unusable: Callable[[Path], None]) -> None:
    make_unusable(Path(path))

    with pytest.raises(SettingsError, match=r"CAPI_STORE: .* cannot be used \(.+\)\. Set it to a file"):
        SavedFilterStore(path)


def test_a_missing_folder_raises_settings_error(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="CAPI_STORE"):
        SavedFilterStore(str(tmp_path / "missing" / "store.sqlite3"))


def test_a_locked_file_raises_settings_error_at_the_start(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("capi_bot.storage.database.BUSY_TIMEOUT", 0.01)
    SavedFilterStore(path).close()
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(SettingsError, match="locked"):
            SavedFilterStore(path)


def test_while_another_process_writes_saving_raises_user_error_and_reading_works(
    path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("capi_bot.storage.database.BUSY_TIMEOUT", 0.01)
    with closing(SavedFilterStore(path)) as store, closing(sqlite3.connect(path, isolation_level=None)) as other:
        store.save(ADA, LIVE).result()
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(UserError, match="cannot reach the saved filters just now"):
            store.save(ADA, TODAY).result()
        assert store.list_for(ADA).result() == (LIVE,)
        other.execute("ROLLBACK")
        store.save(ADA, TODAY).result()
        assert store.list_for(ADA).result() == (TODAY, LIVE)


@pytest.mark.parametrize("text", ["live", "\ud800"])
def test_a_failure_after_the_start_raises_user_error(path: str, text: str) -> None:
    store = SavedFilterStore(path)
    if text == "live":
        store.close()

    with pytest.raises(UserError, match="cannot reach"):
        store.save(ADA, SavedFilter(text=text)).result()
    store.close()
