from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from capi_bot.sandbox.slack.directory import Directory
from capi_bot.sandbox.slack.errors import RefusedError
from capi_bot.sandbox.slack.methods.method import LARGEST_PAGE, Method, flag, missing, names, next_page, page
from capi_bot.sandbox.slack.web_api import SCOPES
from capi_bot.sandbox.slack.workspace import Workspace
from tests.sandbox.slack.calling import Granted, call


@pytest.fixture
def granted(make: Callable[..., Workspace]) -> Granted:
    return Granted(make(directory=replace(Directory(), scopes=SCOPES)))


@pytest.fixture
def granting(make: Callable[..., Workspace]) -> Callable[..., Granted]:
    return lambda *scopes: Granted(make(directory=replace(Directory(), scopes=scopes)))


def test_a_person_has_what_they_may_do(granted: Granted) -> None:
    margaret = granted("users.info", user="U0MARGARET", include_locale=True)["user"]
    assert (margaret["is_admin"], margaret["is_bot"], margaret["locale"]) == (True, False, "en-US")
    assert granted("users.info", user="U0ADA")["user"]["is_admin"] is False
    assert granted("users.info", user="U0ANNIE")["user"]["is_restricted"] is True
    assert granted("users.info", user="U0NOBODY") == "user_not_found"


def test_somebody_of_another_workspace_is_a_stranger(granted: Granted) -> None:
    katherine = granted("users.info", user="U0KATHERINE")["user"]
    assert (katherine["team_id"], katherine["is_stranger"]) == ("T0PARTNER", True)


def test_the_bots_profile_names_its_app(granted: Granted) -> None:
    profile = granted("users.info", user="U0CAPIBOT")["user"]["profile"]
    assert (profile["api_app_id"], profile["bot_id"]) == ("A0CAPIBOT", "B0CAPIBOT")
    assert "bot_id" not in granted("users.info", user="U0ADA")["user"]["profile"]


def test_an_address_needs_a_scope(granted: Granted, granting: Callable[..., Granted]) -> None:
    assert "email" in granted("users.info", user="U0ADA")["user"]["profile"]
    assert "email" not in granting("users:read")("users.info", user="U0ADA")["user"]["profile"]


def test_everybody_is_listed_at_once_or_in_pages(granted: Granted) -> None:
    everybody = [each.id for each in granted.workspace.directory.people]
    assert [each["id"] for each in granted("users.list")["members"]] == everybody
    page = granted("users.list", limit=2)
    rest = granted("users.list", cursor=page["response_metadata"]["next_cursor"])
    assert [each["id"] for each in (*page["members"], *rest["members"])] == everybody


def test_auth_test_says_who_the_bot_is(granted: Granted) -> None:
    answer = granted("auth.test")
    assert (answer["user_id"], answer["bot_id"], answer["team_id"]) == ("U0CAPIBOT", "B0CAPIBOT", "T0SANDBOX")
    assert (answer["user"], answer["url"]) == ("capi", "https://sandbox.slack.com/")


def test_a_bot_that_is_nobody_has_no_name(make: Callable[..., Workspace]) -> None:
    workspace = make(directory=replace(Directory(), people=(), scopes=("users:read",)))
    assert call(workspace, "auth.test", {})["user"] == ""
    assert call(workspace, "bots.info", {"bot": "B0CAPIBOT"})["bot"]["name"] == ""


def test_api_test_echoes(granted: Granted) -> None:
    assert granted("api.test", foo="bar") == {"args": {"foo": "bar"}}
    assert granted("api.test", error="my_error") == "my_error"


def test_the_apps_bot_is_found_by_its_id(granted: Granted) -> None:
    bot = granted("bots.info", bot="B0CAPIBOT")["bot"]
    assert (bot["name"], bot["user_id"], bot["app_id"]) == ("capi", "U0CAPIBOT", "A0CAPIBOT")
    assert granted("bots.info", bot="B0OTHER") == "bot_not_found"
    assert granted("bots.info") == "invalid_arguments"


@pytest.mark.parametrize(
    ("given", "meant"), [(True, True), ("true", True), ("1", True), (1, True), ("false", False), (None, False)]
)
def test_a_flag_is_read_from_json_and_from_forms(given: object, *, meant: bool) -> None:
    assert flag({"full": given}, "full") is meant


@pytest.mark.parametrize("given", ["U1,U2", "U1, U2,", ["U1", "U2"]])
def test_a_list_comes_with_commas_or_as_an_array(given: object) -> None:
    assert names({"users": given}, "users") == ("U1", "U2")


def test_each_missing_argument_is_named() -> None:
    assert missing("filename", "length").as_json()["response_metadata"]["messages"] == [
        "[ERROR] missing required field: filename",
        "[ERROR] missing required field: length",
    ]


@pytest.mark.parametrize("arguments", [{}, {"channel": ""}, {"channel": None}])
def test_a_call_without_what_it_needs_is_refused(arguments: dict[str, Any]) -> None:
    method = Method(run=lambda _workspace, given: given, needs=("channel",))
    method.check({"channel": "C0CALLS"})
    with pytest.raises(RefusedError, match="invalid_arguments"):
        method.check(arguments)


def test_pages_follow_each_other_to_the_end() -> None:
    seen: list[int] = []
    cursor = ""
    for _ in range(3):
        rows, cursor = page(range(5), {"limit": 2, "cursor": cursor})
        seen += rows
    assert (seen, cursor) == ([0, 1, 2, 3, 4], "")


def test_a_page_that_ends_with_the_list_is_the_last() -> None:
    assert page(range(2), {"limit": "2"}) == (range(2), "")
    assert next_page("") == {"response_metadata": {"next_cursor": ""}}


@pytest.mark.parametrize("limit", [None, "", 0, "0"])
def test_unsaid_a_page_has_the_usual_size(limit: object) -> None:
    rows, _ = page(range(7), {"limit": limit}, 3)
    assert len(rows) == 3


@pytest.mark.parametrize("limit", ["many", -1, LARGEST_PAGE + 1])
def test_a_limit_that_slack_would_refuse_is_refused(limit: object) -> None:
    with pytest.raises(RefusedError, match="invalid_limit"):
        page(range(7), {"limit": limit})


@pytest.mark.parametrize("cursor", ["%", "bm90aGluZw==", "/w==", "b2Zmc2V0Ojg="])
def test_a_made_up_cursor_is_refused(cursor: str) -> None:
    with pytest.raises(RefusedError, match="invalid_cursor"):
        page(range(7), {"cursor": cursor})
