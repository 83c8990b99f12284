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


def test_every_setting_has_a_row_of_its_own_name() -> None:
    names = [name for row in SETTINGS for name in (row.name, *row.aliases)]

    assert len(names) == len(set(names))


def test_every_default_is_a_value_that_its_own_row_accepts() -> None:
    for row in SETTINGS:
        if row.default:
            assert row.read({}) is not None


def test_what_is_always_needed_has_no_default() -> None:
    assert [row.name for row in SETTINGS if row.needed != "no" and row.default] == []


@pytest.mark.parametrize(
    "text", ["", "   ", "<your token>", "xoxb-...", "xoxb-…", "xoxb-your-token", "changeme", "xxxx"]
)
def test_blanks_and_placeholders_count_as_missing(text: str) -> None:
    with pytest.raises(SettingsError, match="SLACK_BOT_TOKEN is missing: set it to the Bot User OAuth Token"):
        SLACK_BOT_TOKEN.read({"SLACK_BOT_TOKEN": text})


def test_blanks_round_a_value_do_not_matter() -> None:
    assert SLACK_BOT_TOKEN.read({"SLACK_BOT_TOKEN": " xoxb-1-2 \n"}) == "xoxb-1-2"


def test_an_alias_works_where_the_own_name_is_blank() -> None:
    assert VONAGE_APPLICATION_ID.read({"VONAGE_APPLICATION_ID": "", "APPLICATION_ID": ID}) == ID


def test_the_own_name_goes_before_an_alias() -> None:
    assert VONAGE_APPLICATION_ID.read({"VONAGE_APPLICATION_ID": ID, "APPLICATION_ID": OTHER_ID}) == ID


def test_a_wrong_value_is_told_under_the_name_that_was_used() -> None:
    with pytest.raises(SettingsError, match=r"^APPLICATION_ID must be a UUID"):
        VONAGE_APPLICATION_ID.read({"APPLICATION_ID": "abc"})


def test_what_is_optional_may_be_missing() -> None:
    assert SLACK_APP_TOKEN.read({}) == ""
    assert CAPI_PORT.read({}) == 3000


def test_the_example_file_lists_every_setting_with_its_default() -> None:
    listed = dict(re.findall(r"(?m)^#? ?([A-Z_]+)=(.*)$", EXAMPLE.read_text(encoding="utf-8")))

    assert listed == {row.name: row.default for row in SETTINGS}


def test_the_example_file_says_of_every_setting_what_it_is() -> None:
    text = EXAMPLE.read_text(encoding="utf-8")

    assert [row.name for row in SETTINGS if f"# {row.about[0].upper()}{row.about[1:]}" not in text] == []


def test_the_example_file_as_it_is_leaves_out_exactly_what_is_needed() -> None:
    given = {name: value or "" for name, value in dotenv_values(EXAMPLE).items()}

    assert {row.name for row in SETTINGS if not row.find(given)[1] and row.needed != "no"} == {
        "SLACK_BOT_TOKEN",
        "SLACK_SIGNING_SECRET",
        "SLACK_APP_TOKEN",
        "VONAGE_APPLICATION_ID",
        "VONAGE_PRIVATE_KEY",
    }


def test_what_is_needed_stands_ready_to_be_filled_in_and_the_rest_is_commented_out() -> None:
    lines = EXAMPLE.read_text(encoding="utf-8").splitlines()

    assert [row.name for row in SETTINGS if (f"{row.name}=" in lines) is (row.needed == "no")] == []


def test_the_two_ways_to_hear_from_slack_name_each_other() -> None:
    assert (SLACK_SIGNING_SECRET.needed, SLACK_APP_TOKEN.needed) == (
        "without SLACK_APP_TOKEN",
        "without SLACK_SIGNING_SECRET",
    )
    with pytest.raises(SettingsError, match=r"of your Slack app, or set SLACK_APP_TOKEN for Socket Mode\.$"):
        SLACK_SIGNING_SECRET.read({})


@pytest.mark.parametrize("path", ["your_app.pem", "your-keys/private.key", "keys/your_app.pem"])
def test_a_path_is_no_placeholder(path: str) -> None:
    assert VONAGE_PRIVATE_KEY.find({"VONAGE_PRIVATE_KEY": path}) == ("VONAGE_PRIVATE_KEY", path)


def test_the_example_file_says_that_a_key_of_several_lines_needs_quotes() -> None:
    assert "Put quotes round a PEM text" in EXAMPLE.read_text(encoding="utf-8")
