from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from capi_bot.sandbox.slack.web_api import METHODS

TOKEN = "xoxb-made-up"


def refused(act: Callable[[], object]) -> Any:  # noqa: ANN401 - the answer's JSON
    with pytest.raises(SlackApiError) as caught:
        act()
    return caught.value.response


def code(act: Callable[[], object]) -> str:
    return str(refused(act)["error"])


def test_auth_test_tells_who_the_bot_is_and_its_scopes(slack: WebClient) -> None:
    answer = slack.auth_test()
    assert (answer["user_id"], answer["bot_id"], answer["team_id"]) == ("U0CAPIBOT", "B0CAPIBOT", "T0SANDBOX")
    assert answer.headers["x-oauth-scopes"] == "commands,chat:write,app_mentions:read,im:history,files:write"


def test_api_test_echoes(slack: WebClient) -> None:
    assert slack.api_test(foo="bar")["args"] == {"foo": "bar"}
    assert code(lambda: slack.api_test(error="my_error")) == "my_error"


def test_a_token_is_needed_and_must_be_the_right_one(own_url: str) -> None:
    assert code(WebClient(base_url=f"{own_url}/api/").auth_test) == "not_authed"
    assert code(WebClient(token="xoxb-wrong", base_url=f"{own_url}/api/").auth_test) == "invalid_auth"
    assert WebClient(base_url=f"{own_url}/api/").auth_test(token=TOKEN)["ok"]


def test_a_method_that_is_not_there_is_unknown(slack: WebClient) -> None:
    assert code(lambda: slack.api_call("chat.shout")) == "unknown_method"


def test_a_scope_that_is_missing_is_named(slack: WebClient) -> None:
    answer = refused(lambda: slack.users_info(user="U0ADA"))
    assert (answer["error"], answer["needed"]) == ("missing_scope", "users:read")
    assert answer["provided"] == "commands,chat:write,app_mentions:read,im:history,files:write"


def test_the_methods_are_the_ones_that_the_bot_may_need() -> None:
    assert {name for name, method in METHODS.items() if not method.scope} == {
        "api.test",
        "auth.test",
        "views.open",
        "views.publish",
        "views.push",
        "views.update",
    }
