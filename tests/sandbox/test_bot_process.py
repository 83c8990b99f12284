from __future__ import annotations

import os
from pathlib import Path

import pytest

from capi_bot.sandbox import SandboxError
from capi_bot.sandbox.bot_process import Child, surroundings


def test_nothing_of_the_users_own_settings_leaks_in() -> None:
    own = {
        "SLACK_BOT_TOKEN": "xoxb-own",
        "VONAGE_PRIVATE_KEY": "own",
        "CAPI_PORT": "1",
        "APPLICATION_ID": "own",
        "PRIVATE_KEY": "own",
        "HTTPS_PROXY": "http://proxy.example",
        "http_proxy": "http://proxy.example",
        "HOME": "/home/ada",
    }

    given = surroundings(own, {"SLACK_BOT_TOKEN": "xoxb-sandbox"})

    assert {name: value for name, value in given.items() if not name.startswith("PYTHON")} == {
        "HOME": "/home/ada",
        "SLACK_BOT_TOKEN": "xoxb-sandbox",
    }


def test_the_program_is_found_from_any_directory_and_the_users_own_path_is_kept() -> None:
    first, *others = surroundings({"PYTHONPATH": f"/a{os.pathsep}/b"}, {})["PYTHONPATH"].split(os.pathsep)

    assert (Path(first) / "capi_bot" / "__main__.py").is_file()
    assert others == ["/a", "/b"]


def test_a_bot_that_ends_at_its_start_is_heard() -> None:
    child = Child({})

    with pytest.raises(
        SandboxError, match=r"ended at its start.\nSLACK_BOT_TOKEN is missing: (.|\n)*VONAGE_PRIVATE_KEY"
    ):
        child.first_line()
    assert child.stop() == 2


def test_a_file_env_where_the_user_stands_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_text("SLACK_BOT_TOKEN=xoxb-own\n", encoding="utf-8")
    child = Child({})

    with pytest.raises(SandboxError, match="SLACK_BOT_TOKEN is missing"):
        child.first_line()
    child.stop()


def test_a_bot_that_says_nothing_is_not_waited_for_without_end() -> None:
    child = Child({})

    with pytest.raises(SandboxError, match="did not start within 0 seconds"):
        child.first_line(patience=0)
    child.stop()


def test_a_bot_that_does_not_end_is_made_to(monkeypatch: pytest.MonkeyPatch) -> None:
    child = Child({})
    monkeypatch.setattr(child._process, "terminate", lambda: None)

    assert child.stop(patience=0) == -9
