from __future__ import annotations

import os
from pathlib import Path

import pytest

from capi_bot.sandbox import SandboxError
from capi_bot.sandbox.bot_process import BotProcess, bot_environment


def test_nothing_of_the_users_own_settings_leaks_in_but_what_only_changes_the_looks() -> None:
    own = {
        "SLACK_BOT_TOKEN": "xoxb-own",
        "VONAGE_PRIVATE_KEY": "own",
        "CAPI_PORT": "1",
        "CAPI_RICH_BLOCKS": "on",
        "APPLICATION_ID": "own",
        "PRIVATE_KEY": "own",
        "HTTPS_PROXY": "http://proxy.example",
        "http_proxy": "http://proxy.example",
        "HOME": "/home/ada",
    }

    given = bot_environment(own, {"SLACK_BOT_TOKEN": "xoxb-sandbox"})

    assert {name: value for name, value in given.items() if not name.startswith("PYTHON")} == {
        "CAPI_RICH_BLOCKS": "on",
        "HOME": "/home/ada",
        "SLACK_BOT_TOKEN": "xoxb-sandbox",
    }


def test_the_program_is_found_from_any_directory_and_the_users_own_path_is_kept() -> None:
    first, *others = bot_environment({"PYTHONPATH": f"/a{os.pathsep}/b"}, {})["PYTHONPATH"].split(os.pathsep)

    assert (Path(first) / "capi_bot" / "__main__.py").is_file()
    assert others == ["/a", "/b"]


def test_a_bot_that_ends_at_its_start_is_heard() -> None:
    process = BotProcess({})

    with pytest.raises(
        SandboxError, match=r"ended at its start.\nSLACK_BOT_TOKEN is missing: (.|\n)*VONAGE_PRIVATE_KEY"
    ):
        process.first_line()
    assert process.stop() == 2


def test_a_file_env_where_the_user_stands_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_text("SLACK_BOT_TOKEN=xoxb-own\n", encoding="utf-8")
    process = BotProcess({})

    with pytest.raises(SandboxError, match="SLACK_BOT_TOKEN is missing"):
        process.first_line()
    process.stop()


def test_a_bot_that_says_nothing_is_not_waited_for_without_end() -> None:
    process = BotProcess({})

    with pytest.raises(SandboxError, match="did not start within 0 seconds"):
        process.first_line(timeout=0)
    process.stop()


def test_a_bot_that_does_not_end_is_made_to(monkeypatch: pytest.MonkeyPatch) -> None:
    process = BotProcess({})
    monkeypatch.setattr(process._process, "terminate", lambda: None)

    assert process.stop(timeout=0) == -9
