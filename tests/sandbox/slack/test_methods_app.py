from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from capi_bot.sandbox.slack.directory import Directory
from capi_bot.sandbox.slack.errors import RefusedError
from capi_bot.sandbox.slack.methods.method import Method, flag, missing, names
from capi_bot.sandbox.slack.web_api import SCOPES
from capi_bot.sandbox.slack.workspace import Workspace
from tests.sandbox.slack.calling import call

Granted = Callable[..., Any]
"""Call a method where the app was granted everything."""


@pytest.fixture
def granted(make: Callable[..., Workspace]) -> Granted:
    workspace = make(directory=replace(Directory(), scopes=SCOPES))
    return lambda method, **arguments: call(workspace, method, arguments)


def test_a_person_has_what_they_may_do(granted: Granted) -> None:
    margaret = granted("users.info", user="U0MARGARET", include_locale=True)["user"]
    assert (margaret["is_admin"], margaret["is_bot"], margaret["locale"]) == (True, False, "en-US")
    assert granted("users.info", user="U0ADA")["user"]["is_admin"] is False
    assert granted("users.info", user="U0ANNIE")["user"]["is_restricted"] is True
    assert granted("users.info", user="U0NOBODY") == "user_not_found"


def test_somebody_of_another_workspace_has_its_team(granted: Granted) -> None:
    katherine = granted("users.info", user="U0KATHERINE")["user"]
    assert (katherine["team_id"], katherine["is_stranger"]) == ("T0PARTNER", True)


def test_the_bots_profile_names_its_app(granted: Granted) -> None:
    profile = granted("users.info", user="U0CAPIBOT")["user"]["profile"]
    assert (profile["api_app_id"], profile["bot_id"]) == ("A0CAPIBOT", "B0CAPIBOT")
    assert "bot_id" not in granted("users.info", user="U0ADA")["user"]["profile"]


def test_an_address_needs_a_scope(granted: Granted, make: Callable[..., Workspace]) -> None:
    assert "email" in granted("users.info", user="U0ADA")["user"]["profile"]
    few = make(directory=replace(Directory(), scopes=("users:read",)))
    assert "email" not in call(few, "users.info", {"user": "U0ADA"})["user"]["profile"]


def test_auth_test_says_who_the_bot_is(granted: Granted) -> None:
    answer = granted("auth.test")
    assert (answer["user_id"], answer["bot_id"], answer["team_id"]) == ("U0CAPIBOT", "B0CAPIBOT", "T0SANDBOX")
    assert (answer["user"], answer["url"]) == ("capi", "https://sandbox.slack.com/")


def test_a_bot_that_is_nobody_has_no_name(make: Callable[..., Workspace]) -> None:
    workspace = make(directory=replace(Directory(), people=(), scopes=("users:read",)))
    assert call(workspace, "auth.test", {})["user"] == ""


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
