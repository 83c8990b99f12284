from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
import yaml

from capi_bot.errors import UserError
from capi_bot.slack.manifest import (
    OPTIONAL_SCOPES,
    SCOPES,
    build_manifest,
    to_yaml,
)
from capi_bot.slack.routes import SHORTCUTS
from tests.shared_files import shared

ROOT = Path(__file__).parents[2]
URL = "https://bot.example.com/slack/events"


def test_the_file_at_the_top_is_what_the_command_prints() -> None:
    assert (ROOT / "manifest.yml").read_text(encoding="utf-8") == to_yaml(build_manifest())


@pytest.mark.parametrize("url", ["", "https://bot.example.com"])
def test_what_is_written_reads_back_the_same(url: str) -> None:
    assert yaml.safe_load(to_yaml(build_manifest(url))) == build_manifest(url)


def test_yaml_quotes_strings_that_look_like_other_types() -> None:
    tree = {
        "a": ["no", "1", "", "- x: y #z", '"quoted" \\ \n…', 1, True, False],
        "b": [{"c": 1, "d": [2]}, {"e": {"f": "g"}}],
    }

    assert yaml.safe_load(to_yaml(tree)) == tree


@pytest.mark.parametrize("url", ["", "https://bot.example.com"])
def test_slacks_schema_accepts_both_variants(url: str) -> None:
    schema = json.loads(shared("schemas/slack-manifest.schema.json").read_text(encoding="utf-8"))
    jsonschema.validate(build_manifest(url), schema)


def test_the_scopes_are_the_smallest_and_the_one_for_files_may_be_left_out() -> None:
    read = yaml.safe_load(to_yaml(build_manifest()))

    assert read["oauth_config"]["scopes"] == {
        "bot": ["commands", "chat:write", "app_mentions:read", "im:history", "files:write"],
        "bot_optional": ["files:write"],
    }
    assert read["settings"]["event_subscriptions"] == {"bot_events": ["app_mention", "app_home_opened", "message.im"]}


def test_people_can_write_to_the_bot_and_see_its_home() -> None:
    assert build_manifest()["features"]["app_home"] == {
        "home_tab_enabled": True,
        "messages_tab_enabled": True,
        "messages_tab_read_only_enabled": False,
    }


def test_its_shortcuts_are_those_with_a_route() -> None:
    shortcuts = [(row["name"], row["type"], row["callback_id"]) for row in build_manifest()["features"]["shortcuts"]]

    assert shortcuts == [("Look up Vonage ids", "message", "lookup"), ("Search in Vonage", "global", "search")]
    assert [callback_id for *_, callback_id in shortcuts] == list(SHORTCUTS)


def test_the_readme_names_every_scope() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")

    assert [scope for scope in (*SCOPES, *OPTIONAL_SCOPES) if f"`{scope}`" not in readme] == []


def test_socket_mode_needs_no_address() -> None:
    text = to_yaml(build_manifest())

    assert yaml.safe_load(text)["settings"]["socket_mode_enabled"] is True
    assert "http" not in text


@pytest.mark.parametrize("url", ["https://bot.example.com", "https://bot.example.com/", URL])
def test_with_an_address_slack_sends_everything_there(url: str) -> None:
    read = yaml.safe_load(to_yaml(build_manifest(url)))

    assert read["settings"]["socket_mode_enabled"] is False
    assert read["settings"]["event_subscriptions"]["request_url"] == URL
    assert read["settings"]["interactivity"] == {"is_enabled": True, "request_url": URL}
    (command,) = read["features"]["slash_commands"]
    assert (command["command"], command["url"], command["should_escape"]) == ("/capi", URL, True)


@pytest.mark.parametrize(
    "url", ["http://bot.example.com", "bot.example.com", "https://", "https://x/?y", "https://[x", "x"]
)
def test_an_address_that_slack_would_not_send_to_is_refused(url: str) -> None:
    with pytest.raises(UserError, match="Slack sends only to https"):
        build_manifest(url)
