from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from capi_bot.sandbox.slack.directory import Directory
from capi_bot.sandbox.slack.workspace import Workspace
from tests.sandbox.slack.calling import call

Granted = Any  # conftest's


def test_auth_test_tells_who_the_bot_is(granted: Granted) -> None:
    answer = granted("auth.test")
    assert (answer["user_id"], answer["bot_id"], answer["team_id"]) == ("U0CAPIBOT", "B0CAPIBOT", "T0SANDBOX")
    assert (answer["user"], answer["url"]) == ("capi", "https://sandbox.slack.com/")


def test_a_bot_that_is_nobody_has_no_name(make: Callable[..., Workspace]) -> None:
    workspace = make(directory=replace(Directory(), people=(), scopes=("users:read",)))
    assert call(workspace, "auth.test", {}, "xoxb-made-up")["user"] == ""
    assert call(workspace, "bots.info", {"bot": "B0CAPIBOT"}, "xoxb-made-up")["bot"]["name"] == ""


def test_api_test_echoes(granted: Granted) -> None:
    assert granted("api.test", foo="bar") == {"args": {"foo": "bar"}}
    assert granted.error("api.test", error="my_error") == "my_error"


def test_the_apps_bot_is_told_by_its_id(granted: Granted) -> None:
    bot = granted("bots.info", bot="B0CAPIBOT")["bot"]
    assert (bot["name"], bot["user_id"], bot["app_id"]) == ("capi", "U0CAPIBOT", "A0CAPIBOT")
    assert granted.error("bots.info", bot="B0OTHER") == "bot_not_found"
    assert granted.error("bots.info") == "invalid_arguments"


def test_the_own_workspace_and_its_partners_are_told(granted: Granted) -> None:
    assert granted("team.info")["team"]["domain"] == "sandbox"
    assert granted("team.info", team="T0PARTNER")["team"]["name"] == "Wheelhouse"
    assert granted.error("team.info", team="T0NOWHERE") == "team_not_found"


def test_there_are_no_emoji_of_ones_own(granted: Granted) -> None:
    assert granted("emoji.list")["emoji"] == {}
