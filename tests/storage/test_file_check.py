from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from capi_bot.errors import SettingsError
from capi_bot.storage import database
from capi_bot.storage.database import check_store
from capi_bot.storage.saved_filters import SavedFilterStore


def made_by_the_bot(path: Path) -> str:
    SavedFilterStore(str(path)).close()
    return str(path)


def test_a_file_of_the_bot_and_a_file_that_does_not_exist_yet_are_good(tmp_path: Path) -> None:
    assert check_store(made_by_the_bot(tmp_path / "a b%20?.sqlite3")).endswith("can be read and written.")
    assert check_store(str(tmp_path / "new.sqlite3")) == f"The file {tmp_path / 'new.sqlite3'} will be made."
    assert "kept in memory" in check_store(":memory:")


def test_an_empty_file_is_good(tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    assert check_store(str(tmp_path / "empty")).endswith("can be read and written.")


def test_a_file_beside_which_the_bot_was_started_is_good(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert check_store("capi-bot.sqlite3") == "The file capi-bot.sqlite3 will be made."


def test_the_check_makes_no_file_and_changes_none(tmp_path: Path) -> None:
    made_by_the_bot(tmp_path / "is.sqlite3")
    before = (tmp_path / "is.sqlite3").read_bytes()
    for name in ("is.sqlite3", "is-not.sqlite3"):
        check_store(str(tmp_path / name))
    assert [path.name for path in tmp_path.iterdir()] == ["is.sqlite3"]
    assert (tmp_path / "is.sqlite3").read_bytes() == before


def text(path: Path) -> str:
    path.write_text("This is no database, but a text of more than a hundred bytes. " * 9, "utf-8")
    return str(path)


def damaged(path: Path) -> str:
    made_by_the_bot(path)
    with path.open("r+b") as file:
        file.seek(100)
        file.write(b"\xff" * 500)
    return str(path)


def newer(path: Path) -> str:
    made_by_the_bot(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 99")
    return str(path)


UNUSABLE: dict[str, tuple[Callable[[Path], str], str]] = {
    "a missing folder": (lambda path: str(path / "no" / "x"), r"there is no folder .*/no: make it\."),
    "a folder": (str, "is a folder: name a file in it, such as .*/capi-bot.sqlite3"),
    "a file as a folder": (lambda path: str(Path(text(path / "f")) / "x"), "there is no folder .*/f: make it"),
    "a text": (lambda path: text(path / "f"), r"is not a file of SQLite's: name another"),
    "a damaged file": (lambda path: damaged(path / "f"), "is damaged: put a backup in its place"),
    "a file of a newer bot": (lambda path: newer(path / "f"), "was made by a newer version of the bot: run that"),
    "a name with a NUL": (lambda path: f"{path}/a\0b", "cannot be used, because it holds a NUL: name another file"),
    "an unknown user": (lambda _: "~nobody-of-that-name/x", "there is no folder ~nobody-of-that-name: make it"),
}


@pytest.mark.parametrize(("make", "expected"), UNUSABLE.values(), ids=UNUSABLE)
def test_what_cannot_be_used_is_one_sentence(tmp_path: Path, make: Callable[[Path], str], expected: str) -> None:
    with pytest.raises(SettingsError, match=f"^CAPI_STORE .*{expected}") as raised:
        check_store(make(tmp_path))
    assert len(str(raised.value).splitlines()) == 1


def test_a_locked_file_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "BUSY_TIMEOUT", 0.01)
    path = made_by_the_bot(tmp_path / "f")
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(SettingsError, match="is locked by another program: end that one"):
            check_store(path)


@pytest.mark.parametrize(
    ("is_denied", "expected"),
    [
        (lambda path: path.is_dir(), "its folder cannot be written to: let the bot's user write there"),
        (lambda path: path.is_file(), "cannot be read and written: give it to the user that runs the bot"),
    ],
)
def test_what_may_not_be_written_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_denied: Callable[[Path], bool], expected: str
) -> None:
    path = made_by_the_bot(tmp_path / "f")
    monkeypatch.setattr(os, "access", lambda path, _mode: not is_denied(Path(path)))  # root may write everything
    with pytest.raises(SettingsError, match=expected):
        check_store(path)
