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
from capi_bot.storage.saved_filters import IN_MEMORY, VERSION, Store

ADA = FilterOwner(team_id="T1", user_id="U1")
LIVE, TODAY = SavedFilter(text="live with 447700000001"), SavedFilter(text="since today")

SAVES = """
import sys
from capi_bot.domain.saved_filters import FilterOwner, SavedFilter
from capi_bot.storage.saved_filters import Store

store = Store(sys.argv[1])
print("open", flush=True)
sys.stdin.readline()
for number in range(10):
    store.save(FilterOwner(team_id="T1", user_id=sys.argv[2]), SavedFilter(text=f"call {number}"))
"""


@pytest.fixture
def path(tmp_path: Path) -> str:
    return str(tmp_path / "store.sqlite3")


@pytest.fixture
def store(path: str) -> Iterator[Store]:
    with closing(Store(path)) as store:
        yield store


def test_filters_are_listed_the_last_one_first_and_kept_once(store: Store) -> None:
    for saved in (LIVE, TODAY, LIVE):
        store.save(ADA, saved)

    assert store.list_for(ADA) == (TODAY, LIVE)


def test_everybody_has_their_own_also_where_two_teams_gave_the_same_id(store: Store) -> None:
    store.save(ADA, LIVE)
    store.save(FilterOwner(team_id="T2", user_id="U1"), TODAY)

    assert (store.list_for(ADA), store.list_for(FilterOwner(team_id="T1", user_id="U2"))) == ((LIVE,), ())


def test_a_filter_is_forgotten_and_one_that_is_not_there_does_no_harm(store: Store) -> None:
    store.save(ADA, LIVE)
    for _ in range(2):
        store.delete(ADA, LIVE)

    assert store.list_for(ADA) == ()


def test_the_one_too_many_is_refused_and_a_removed_one_makes_room(store: Store) -> None:
    for number in range(MAX_SAVED_FILTERS):
        store.save(ADA, SavedFilter(text=f"call {number}"))
    store.save(ADA, SavedFilter(text="call 0"))

    with pytest.raises(UserError, match=r"You keep 20 filters already.*Remove one"):
        store.save(ADA, LIVE)
    store.delete(ADA, SavedFilter(text="call 0"))
    store.save(ADA, LIVE)
    assert len(store.list_for(ADA)) == MAX_SAVED_FILTERS


@pytest.mark.parametrize("text", ["'); DROP TABLE saved; --", "Zoë 👩‍👩‍👧 日本", "a\x00b"])
def test_any_words_come_back_as_they_were(store: Store, text: str) -> None:
    store.save(ADA, SavedFilter(text=text))

    assert store.list_for(ADA) == (SavedFilter(text=text),)


def test_filters_survive_the_bot_and_only_its_user_may_read_them(path: str) -> None:
    with closing(Store(path)) as store:
        store.save(ADA, LIVE)

    with closing(Store(path)) as store:
        assert store.list_for(ADA) == (LIVE,)
    assert S_IMODE(Path(path).stat().st_mode) == 0o600


def test_in_memory_nothing_is_kept() -> None:
    with closing(Store(IN_MEMORY)) as store:
        store.save(ADA, LIVE)
    with closing(Store(IN_MEMORY)) as store:
        assert store.list_for(ADA) == ()


def test_threads_share_it(store: Store) -> None:
    people = [FilterOwner(team_id="T1", user_id=f"U{number}") for number in range(8)]

    def save_all(person: FilterOwner) -> None:
        for number in range(10):
            store.save(person, SavedFilter(text=f"call {number}"))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(save_all, people))
    assert [len(store.list_for(person)) for person in people] == [10] * 8


def test_two_processes_share_it_from_the_first_moment(path: str) -> None:
    command = [sys.executable, "-c", SAVES, path]
    bots = [
        subprocess.Popen([*command, user], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)  # noqa: S603 - our own script
        for user in ("U1", "U2")
    ]
    opened = [bot.stdout and bot.stdout.readline() for bot in bots]
    for bot in bots:
        bot.communicate("go\n", timeout=30)

    assert (opened, [bot.returncode for bot in bots]) == (["open\n"] * 2, [0, 0])
    with closing(Store(path)) as store:
        assert [len(store.list_for(FilterOwner(team_id="T1", user_id=user))) for user in ("U1", "U2")] == [10, 10]


def test_two_processes_together_keep_no_more_than_one_could(path: str) -> None:
    with closing(Store(path)) as one, closing(Store(path)) as other:
        for number in range(MAX_SAVED_FILTERS):
            (one, other)[number % 2].save(ADA, SavedFilter(text=f"call {number}"))
        with pytest.raises(UserError, match="20 filters"):
            other.save(ADA, LIVE)


def _directory(path: Path) -> None:
    path.mkdir()


def _corrupt(path: Path) -> None:
    path.write_bytes(b"not a database at all" * 100)


def _newer(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA user_version = {VERSION + 1}")


def _foreign(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE saved (something TEXT)")


@pytest.mark.parametrize("spoil", [_directory, _corrupt, _newer, _foreign])
def test_a_file_that_cannot_be_used_is_the_operators_to_mend(path: str, spoil: Callable[[Path], None]) -> None:
    spoil(Path(path))

    with pytest.raises(SettingsError, match=r"CAPI_STORE: .* cannot be used \(.+\)\. Set it to a file"):
        Store(path)


def test_a_folder_that_is_not_there_is_the_operators_to_mend(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="CAPI_STORE"):
        Store(str(tmp_path / "nowhere" / "store.sqlite3"))


def test_a_file_that_another_program_keeps_locked_is_told_at_the_start(
    path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("capi_bot.storage.saved_filters.PATIENCE", 0.01)
    Store(path).close()
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(SettingsError, match="locked"):
            Store(path)


def test_while_another_program_writes_people_are_told_kindly_and_reading_goes_on(
    path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("capi_bot.storage.saved_filters.PATIENCE", 0.01)
    with closing(Store(path)) as store, closing(sqlite3.connect(path, isolation_level=None)) as other:
        store.save(ADA, LIVE)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(UserError, match="cannot reach the saved filters just now"):
            store.save(ADA, TODAY)
        assert store.list_for(ADA) == (LIVE,)
        other.execute("ROLLBACK")
        store.save(ADA, TODAY)
        assert store.list_for(ADA) == (TODAY, LIVE)


@pytest.mark.parametrize("text", ["live", "\ud800"])
def test_what_fails_later_is_told_kindly(path: str, text: str) -> None:
    store = Store(path)
    if text == "live":
        store.close()

    with pytest.raises(UserError, match="cannot reach"):
        store.save(ADA, SavedFilter(text=text))
    store.close()
