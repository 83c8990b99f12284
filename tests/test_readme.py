"""What the README says is what the code does."""

from __future__ import annotations

import argparse
import re
import tomllib
from pathlib import Path
from typing import Any

from capi_bot.cli import main, sandbox
from capi_bot.sandbox.slack.methods.table import as_markdown
from capi_bot.settings import SETTINGS, Setting
from capi_bot.slack.commands import COMMAND, SUBCOMMANDS, Subcommand, usage

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_settings_table_has_a_row_for_every_setting() -> None:
    assert _table("Variable") == [_setting_row(setting) for setting in SETTINGS]


def test_the_table_of_what_to_type_has_a_row_for_every_subcommand() -> None:
    assert _table("In a channel") == [_subcommand_row(row) for row in SUBCOMMANDS]


def test_the_table_of_commands_names_every_command_of_the_program() -> None:
    named = [re.match(r"\| `capi-bot (\w+)", row) for row in _table("Command")]
    assert {match[1] for match in named if match} == {row.name for row in main.SUBCOMMANDS}


def test_the_table_of_what_the_stand_in_of_slack_can_do_is_the_one_that_answers() -> None:
    assert as_markdown() in README


def test_the_two_commands_are_there_for_people_and_for_ci() -> None:
    assert "<!-- sandbox -->\n```sh\npip install -e '.[sandbox]' && capi-bot sandbox\n```" in README
    assert "<!-- tests -->\n```sh\npip install -e '.[dev]' && pytest\n```" in README


def test_the_tests_that_are_left_out_by_default_are_named_and_run_in_ci() -> None:
    options = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["pytest"]["ini_options"]
    left_out = " or ".join(re.findall(r"not (\w+)", " ".join(options["addopts"])))
    assert left_out
    assert f'pytest -m "{left_out}"' in README
    assert f"-m '{left_out}'" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def test_the_example_for_other_peoples_apps_has_ten_lines_and_works() -> None:
    _, _, rest = README.partition("<!-- example -->\n```python\n")
    source = rest.partition("\n```")[0]
    assert len(source.splitlines()) <= 10 + source.count("\n\n")

    example: dict[str, Any] = {}
    exec(source, example)  # noqa: S102 - it is ours, and this is what people will do with it
    example["test_hello"]()


def test_the_sandboxs_row_names_every_one_of_its_options() -> None:
    parser = argparse.ArgumentParser()
    sandbox.arguments(parser)
    row = next(row for row in _table("Command") if "capi-bot sandbox" in row)
    options = {name for action in parser._actions for name in action.option_strings if name.startswith("--")}
    assert set(re.findall(r"--[\w-]+", row)) == options - {"--help"}


def test_every_picture_and_every_path_that_is_named_is_there() -> None:
    pictures = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", README)
    paths = re.findall(r"`(capi_bot/[\w/.]*|tests/[\w/.]*|\.ci/run|\.env\.example)`", README)
    assert pictures
    assert [name for name in (*pictures, *paths) if not (ROOT / name).exists()] == []


def _table(first_column: str) -> list[str]:
    _, _, rest = README.partition(f"| {first_column} |")
    rows = rest.partition("\n\n")[0].splitlines()
    return rows[2:]


def _setting_row(setting: Setting[object]) -> str:
    names = " or ".join(f"`{name}`" for name in (setting.name, *setting.aliases))
    about = f"{setting.description[0].upper()}{setting.description[1:]}."
    default = f"`{setting.default}`" if setting.default else ""
    return f"| {names} | {about} | {setting.required} | {default} |"


def _subcommand_row(row: Subcommand) -> str:
    written = usage(row).replace("|", r"\|")
    return f"| `{COMMAND} {written}` | {row.help} | `{COMMAND} {row.example}` |"
