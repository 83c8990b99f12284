"""The READMEs of the project, its settings and its sandbox say what the code does."""

from __future__ import annotations

import argparse
import re
import tomllib
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from capi_bot.capi import CapiClient
from capi_bot.cli import main, sandbox
from capi_bot.sandbox import SlackSandbox
from capi_bot.sandbox.hosting import Host
from capi_bot.sandbox.slack.methods.table import as_markdown
from capi_bot.sandbox.vonage import create_app
from capi_bot.sandbox.vonage.faults import KINDS
from capi_bot.settings import SETTINGS, Setting
from capi_bot.settings.table import VONAGE_API_URL
from capi_bot.slack.commands import COMMAND, SUBCOMMANDS, Subcommand, usage
from tests.contact_centre import contact_centre

ROOT = Path(__file__).parents[1]
README_FILES = (ROOT / "README.md", ROOT / "capi_bot/sandbox/README.md", ROOT / "capi_bot/settings/README.md")
README, SANDBOX_README, SETTINGS_README = (path.read_text(encoding="utf-8") for path in README_FILES)
MAX_LINES = 170
APPLICATION_ID = "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee"


@pytest.fixture
def api_url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of a stand-in of the Conversation API that knows `private.key` of the working directory."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    (tmp_path / "private.key").write_bytes(pem)
    monkeypatch.chdir(tmp_path)
    host = Host(create_app(contact_centre(), public, APPLICATION_ID))
    yield host.url
    host.stop()


def test_the_readme_is_short() -> None:
    assert len(README.splitlines()) <= MAX_LINES


def test_the_settings_table_has_a_row_for_every_setting() -> None:
    assert _table(SETTINGS_README, "Variable") == [_setting_row(setting) for setting in SETTINGS]


def test_the_readme_names_every_setting_that_an_installation_needs() -> None:
    needed = [setting.name for setting in SETTINGS if setting.required != "no"]
    assert [name for name in (*needed, VONAGE_API_URL.name) if f"`{name}`" not in README] == []


def test_every_region_of_the_table_is_a_good_value_and_one_is_the_default() -> None:
    urls = [url for row in _table(SETTINGS_README, "Region") for url in re.findall(r"`(https://[^`]+)`", row)]
    assert [VONAGE_API_URL.read({VONAGE_API_URL.name: url}) for url in urls] == urls
    assert VONAGE_API_URL.default in urls
    assert len(set(urls)) == len(_table(SETTINGS_README, "Region"))


def test_the_table_of_what_to_type_has_a_row_for_every_subcommand() -> None:
    assert _table(README, "In a channel") == [_subcommand_row(row) for row in SUBCOMMANDS]


def test_the_table_of_commands_names_every_command_of_the_program() -> None:
    named = [re.match(r"\| `capi-bot (\w+)", row) for row in _table(README, "Command")]
    assert {match[1] for match in named if match} == {row.name for row in main.SUBCOMMANDS}


def test_the_table_of_what_the_stand_in_of_slack_can_do_is_the_one_that_answers() -> None:
    assert as_markdown() in SANDBOX_README


def test_the_table_of_options_names_every_option_of_the_sandbox() -> None:
    parser = argparse.ArgumentParser()
    sandbox.arguments(parser)
    rows = [re.match(r"\| `(--[\w-]+)", row) for row in _table(SANDBOX_README, "Option")]
    options = [name for action in parser._actions for name in action.option_strings if name.startswith("--")]
    assert [match[1] for match in rows if match] == [name for name in options if name != "--help"]


def test_every_kind_of_fault_is_named() -> None:
    assert [kind.name for kind in KINDS if f"`{kind.name}`" not in SANDBOX_README] == []


def test_the_tables_of_the_slack_sandbox_name_all_of_its_arguments_and_members() -> None:
    with_arguments = _first_cells(SANDBOX_README, "Argument")
    members = {name for name in vars(SlackSandbox) if not name.startswith("_")}
    assert with_arguments == [name for name in _parameters(SlackSandbox) if name != "app"]
    assert members | {"url", "client", "workspace"} == set(_first_cells(SANDBOX_README, "Member"))


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
    source = _example(SANDBOX_README, "example")
    assert len(source.splitlines()) <= 10 + source.count("\n\n")

    example: dict[str, Any] = {}
    exec(source, example)  # noqa: S102 - it is ours, and this is what people will do with it
    example["test_hello"]()


def test_the_example_of_the_client_has_ten_lines_and_works(
    api_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    source = _example(README, "client")
    assert len(source.splitlines()) <= 10

    monkeypatch.setattr("capi_bot.capi.CapiClient", partial(CapiClient, base_url=api_url))
    exec(source, {})  # noqa: S102 - it is ours, and this is what people will do with it
    lines = capsys.readouterr().out.splitlines()
    assert [line for line in lines if line.startswith("CON-")]
    assert [line for line in lines if re.fullmatch(r" {3}20\d\d-.* MEM-[\w-]+", line)]


@pytest.mark.parametrize("path", README_FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_link_picture_and_path_of_a_readme_is_there(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    links = [target.partition("#") for target in re.findall(r"\]\(([^)]+)\)", text) if "://" not in target]
    paths = re.findall(r"`(capi_bot/[\w/.]*|tests/[\w/.]*|\.ci/run|\.env\.example)`", text)
    assert links
    assert [name for name in paths if not (ROOT / name).exists()] == []
    assert [name for name, *_ in links if not (path.parent / name).exists()] == []
    linked = [(path.parent / name if name else path, part) for name, _, part in links if part]
    assert [part for file, part in linked if part not in _anchors(file)] == []


def test_every_file_that_is_named_by_the_readme_of_a_package_is_in_it() -> None:
    for path in README_FILES[1:]:
        part = path.read_text(encoding="utf-8").partition("## In the code")[2]
        names = re.findall(r"`(\w+/|\w+\.py)`", part)
        assert names
        assert [name for name in names if not (path.parent / name).exists()] == []


def _table(text: str, first_column: str) -> list[str]:
    rest = text.partition(f"| {first_column} |")[2]
    return rest.partition("\n\n")[0].splitlines()[2:]


def _first_cells(text: str, first_column: str) -> list[str]:
    return [name for row in _table(text, first_column) for name in re.findall(r"`(\w+)`", row.split(" | ")[0])]


def _parameters(function: type) -> list[str]:
    code = function.__init__.__code__  # type: ignore[misc]  # of the class itself, not of an instance
    return [*code.co_varnames[1 : code.co_argcount + code.co_kwonlyargcount]]


def _example(text: str, name: str) -> str:
    return text.partition(f"<!-- {name} -->\n```python\n")[2].partition("\n```")[0]


def _anchors(path: Path) -> set[str]:
    titles = re.findall(r"(?m)^#+ (.+)$", path.read_text(encoding="utf-8"))
    return {re.sub(r"[^\w -]", "", title).lower().replace(" ", "-") for title in titles}


def _setting_row(setting: Setting[Any]) -> str:
    names = " or ".join(f"`{name}`" for name in (setting.name, *setting.aliases))
    about = f"{setting.description[0].upper()}{setting.description[1:]}."
    default = f"`{setting.default}`" if setting.default else ""
    return f"| {names} | {about} | {setting.required} | {default} |"


def _subcommand_row(row: Subcommand) -> str:
    written = usage(row).replace("|", r"\|")
    return f"| `{COMMAND} {written}` | {row.help} | `{COMMAND} {row.example}` |"
