from __future__ import annotations

import re
from pathlib import Path

import pytest
from dotenv import dotenv_values

from capi_bot.errors import SettingsError
from capi_bot.settings import SETTINGS
from capi_bot.settings.table import (
    CAPI_PORT,
    SLACK_APP_TOKEN,
    SLACK_BOT_TOKEN,
    SLACK_SIGNING_SECRET,
    VONAGE_APPLICATION_ID,
    VONAGE_PRIVATE_KEY,
)

EXAMPLE = Path(__file__).parents[2] / ".env.example"
ID = "aaaaaaaa-1111-2222-3333-bbbbbbbbbbbb"
OTHER_ID = "cccccccc-1111-2222-3333-dddddddddddd"


def test_names_and_aliases_are_unique() -> None:
    names = [name for setting in SETTINGS for name in (setting.name, *setting.aliases)]

    assert len(names) == len(set(names))


def test_every_default_is_accepted_by_its_own_parser() -> None:
    for setting in SETTINGS:
        if setting.default:
            assert setting.read({}) is not None


def test_a_required_setting_has_no_default() -> None:
    assert [setting.name for setting in SETTINGS if setting.required != "no" and setting.default] == []


@pytest.mark.parametrize(
    "text", ["", "   ", "<your token>", "xoxb-...", "xoxb-…", "xoxb-your-token", "changeme", "xxxx"]
)
def test_blanks_and_placeholders_count_as_missing(text: str) -> None:
    with pytest.raises(SettingsError, match="SLACK_BOT_TOKEN is missing: set it to the Bot User OAuth Token"):
        SLACK_BOT_TOKEN.read({"SLACK_BOT_TOKEN": text})


def test_blanks_around_a_value_are_removed() -> None:
    assert SLACK_BOT_TOKEN.read({"SLACK_BOT_TOKEN": " xoxb-1-2 \n"}) == "xoxb-1-2"


@pytest.mark.parametrize("quote", ['"', "'"])
@pytest.mark.parametrize("around", ["", " ", "\n"])
def test_one_pair_of_quotes_around_a_value_is_removed_because_containers_keep_it(quote: str, around: str) -> None:
    quoted = f"{around}{quote}{around}8f742231b10e8888abcd99aaacccc85a{around}{quote}{around}"

    assert SLACK_SIGNING_SECRET.read({"SLACK_SIGNING_SECRET": quoted}) == "8f742231b10e8888abcd99aaacccc85a"


def test_the_quotes_around_every_setting_are_removed() -> None:
    for setting in SETTINGS:
        assert setting.find({setting.name: '"a\nb"'}) == (setting.name, "a\nb")
        assert setting.find({setting.name: "''"}) == (setting.name, "")


@pytest.mark.parametrize("text", ['"abc', "abc'", "\"abc'", '"', '""abc""'])
def test_only_a_pair_is_removed_and_only_one(text: str) -> None:
    assert SLACK_SIGNING_SECRET.find({"SLACK_SIGNING_SECRET": text})[1] in {text, '"abc"'}


def test_a_placeholder_in_quotes_counts_as_missing() -> None:
    assert SLACK_BOT_TOKEN.find({"SLACK_BOT_TOKEN": '"xoxb-your-token"'})[1] == ""


def test_an_alias_is_read_where_the_name_is_blank() -> None:
    assert VONAGE_APPLICATION_ID.read({"VONAGE_APPLICATION_ID": "", "APPLICATION_ID": ID}) == ID


def test_the_name_takes_precedence_over_an_alias() -> None:
    assert VONAGE_APPLICATION_ID.read({"VONAGE_APPLICATION_ID": ID, "APPLICATION_ID": OTHER_ID}) == ID


def test_an_error_has_the_alias_that_was_set() -> None:
    with pytest.raises(SettingsError, match=r"^APPLICATION_ID must be a UUID"):
        VONAGE_APPLICATION_ID.read({"APPLICATION_ID": "abc"})


def test_an_optional_setting_may_be_missing() -> None:
    assert SLACK_APP_TOKEN.read({}) == ""
    assert CAPI_PORT.read({}) == 3000


def test_the_example_file_lists_every_setting_with_its_default() -> None:
    listed = dict(re.findall(r"(?m)^#? ?([A-Z_]+)=(.*)$", EXAMPLE.read_text(encoding="utf-8")))

    assert listed == {setting.name: setting.default for setting in SETTINGS}


def test_the_example_file_describes_every_setting() -> None:
    text = EXAMPLE.read_text(encoding="utf-8")

    assert [
        setting.name
        for setting in SETTINGS
        if f"# {setting.description[0].upper()}{setting.description[1:]}" not in text
    ] == []


def test_the_example_file_leaves_exactly_the_required_settings_empty() -> None:
    given = {name: value or "" for name, value in dotenv_values(EXAMPLE).items()}

    assert {setting.name for setting in SETTINGS if not setting.find(given)[1] and setting.required != "no"} == {
        "SLACK_BOT_TOKEN",
        "SLACK_SIGNING_SECRET",
        "SLACK_APP_TOKEN",
        "VONAGE_APPLICATION_ID",
        "VONAGE_PRIVATE_KEY",
    }


def test_the_example_file_comments_out_all_optional_settings() -> None:
    lines = EXAMPLE.read_text(encoding="utf-8").splitlines()

    assert [setting.name for setting in SETTINGS if (f"{setting.name}=" in lines) is (setting.required == "no")] == []


def test_the_settings_of_http_and_socket_mode_refer_to_each_other() -> None:
    assert (SLACK_SIGNING_SECRET.required, SLACK_APP_TOKEN.required) == (
        "without SLACK_APP_TOKEN",
        "without SLACK_SIGNING_SECRET",
    )
    with pytest.raises(SettingsError, match=r"of your Slack app, or set SLACK_APP_TOKEN for Socket Mode\.$"):
        SLACK_SIGNING_SECRET.read({})


@pytest.mark.parametrize("path", ["your_app.pem", "your-keys/private.key", "keys/your_app.pem"])
def test_a_path_is_not_a_placeholder(path: str) -> None:
    assert VONAGE_PRIVATE_KEY.find({"VONAGE_PRIVATE_KEY": path}) == ("VONAGE_PRIVATE_KEY", path)


def test_the_example_file_explains_that_a_key_of_several_lines_needs_quotes() -> None:
    assert "Put quotes round a PEM text" in EXAMPLE.read_text(encoding="utf-8")
