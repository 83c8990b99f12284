from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
import requests
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from capi_bot.sandbox.slack.arguments import Asked
from capi_bot.sandbox.slack.directory import Directory
from capi_bot.sandbox.slack.faults import Fault
from capi_bot.sandbox.slack.refusals import RefusedError
from capi_bot.sandbox.slack.socket_mode import SocketMode
from capi_bot.sandbox.slack.web_api import METHODS, SCOPES, Answer, answered, failing, warned
from capi_bot.sandbox.slack.workspace import Workspace
from tests.sandbox.slack.calling import call

Clock = Any  # conftest's
TOKEN = "xoxb-made-up"
APP_TOKEN = "xapp-made-up"
BOTS = sorted(name for name, method in METHODS.items() if method.caller == "bot")
SCOPED = sorted(name for name, method in METHODS.items() if method.scopes and method.caller == "bot")


def refused(act: Callable[[], object]) -> Any:  # noqa: ANN401 - the answer's JSON
    with pytest.raises(SlackApiError) as caught:
        act()
    return caught.value.response


def code(act: Callable[[], object]) -> str:
    return str(refused(act)["error"])


@pytest.fixture
def connected(make: Callable[..., Workspace]) -> Workspace:
    """A workspace whose app has an app-level token, too."""
    return make(sockets=SocketMode(make().journal, token=APP_TOKEN))


def test_a_token_is_needed_and_must_be_the_right_one(own_url: str) -> None:
    assert code(WebClient(base_url=f"{own_url}/api/").auth_test) == "not_authed"
    assert code(WebClient(token="xoxb-wrong", base_url=f"{own_url}/api/").auth_test) == "invalid_auth"
    assert WebClient(base_url=f"{own_url}/api/").auth_test(token=TOKEN)["ok"]


def test_a_method_that_is_not_there_is_unknown(slack: WebClient) -> None:
    answer = refused(lambda: slack.api_call("chat.shout"))
    assert (answer["error"], answer["req_method"]) == ("unknown_method", "chat.shout")


@pytest.mark.parametrize("name", BOTS)
def test_each_method_of_a_bot_turns_other_tokens_away(connected: Workspace, name: str) -> None:
    for token, error in (("", "not_authed"), ("xoxb-other", "invalid_auth"), (APP_TOKEN, "not_allowed_token_type")):
        with pytest.raises(RefusedError, match=error):
            call(connected, name, {}, token)


def test_a_bots_token_opens_no_connection(connected: Workspace) -> None:
    answer = answered(connected, "apps.connections.open", Asked(arguments={}, token=TOKEN))
    assert answer.body == {"ok": False, "error": "not_allowed_token_type"}


@pytest.mark.parametrize("name", SCOPED)
def test_each_method_names_the_scope_that_is_missing(make: Callable[..., Workspace], name: str) -> None:
    workspace = make(directory=replace(Directory(), scopes=("commands", "app_mentions:read")))
    assert answered(workspace, name, Asked(arguments={}, token=TOKEN)).body == {
        "ok": False,
        "error": "missing_scope",
        "needed": ",".join(METHODS[name].scopes),
        "provided": "commands,app_mentions:read",
    }


def test_an_answer_tells_the_scopes_that_the_token_has_and_that_the_method_takes(slack: WebClient) -> None:
    held = "commands,chat:write,app_mentions:read,im:history,files:write"
    assert slack.auth_test().headers["x-oauth-scopes"] == held
    assert "x-accepted-oauth-scopes" not in slack.auth_test().headers
    headers = refused(lambda: slack.users_info(user="U0ADA")).headers
    assert (headers["x-oauth-scopes"], headers["x-accepted-oauth-scopes"]) == (held, "users:read")


def test_the_scopes_are_those_that_the_methods_ask_of_a_bot() -> None:
    assert set(SCOPES) >= {"chat:write", "chat:write.public", "users:read.email"}
    assert "connections:write" not in SCOPES


@pytest.mark.parametrize("name", METHODS)
def test_each_method_is_limited_by_its_own_row(make: Callable[..., Workspace], clock: Clock, name: str) -> None:
    sockets = SocketMode(make().journal, token=APP_TOKEN)
    sockets.turn(on=False)
    workspace = make(limited=True, directory=replace(Directory(), scopes=SCOPES), sockets=sockets)
    tier = METHODS[name].tier
    token = APP_TOKEN if METHODS[name].caller == "app" else TOKEN
    asked = Asked(arguments={}, token=token)
    most = 25 if tier.per_channel else tier.per_minute
    assert {answered(workspace, name, asked).status for _ in range(most)} == {200}
    answer = answered(workspace, name, asked)
    assert (answer.status, answer.body) == (429, {"ok": False, "error": "ratelimited"})
    clock.now += int(answer.headers["Retry-After"])
    assert answered(workspace, name, asked).status == 200


def test_a_channel_has_one_limit_however_it_is_named(make: Callable[..., Workspace]) -> None:
    workspace = make(limited=True)
    for names in (("C0CALLS", "#calls"), ("D0ADA", "U0ADA")):
        asked = [Asked(arguments={"channel": name, "text": "x"}, token=TOKEN) for name in names]
        statuses = [answered(workspace, "chat.postMessage", asked[number % 2]).status for number in range(26)]
        assert statuses == [200] * 25 + [429]


def test_a_call_that_is_turned_away_costs_nothing(make: Callable[..., Workspace]) -> None:
    workspace = make(limited=True)
    for _ in range(200):
        answered(workspace, "users.list", Asked(arguments={}, token=TOKEN))
    assert answered(workspace, "users.list", Asked(arguments={}, token=TOKEN)).body["error"] == "missing_scope"


def test_a_planned_failure_comes_before_everything_else(workspace: Workspace) -> None:
    workspace.faults.fail("chat.shout", Fault(status=500))
    assert answered(workspace, "chat.shout", Asked(arguments={})) == failing(Fault(status=500))
    assert failing(Fault(status=429, error="ratelimited", retry_after=7)) == Answer(
        body={"ok": False, "error": "ratelimited"}, status=429, headers={"Retry-After": "7"}
    )


def test_warnings_join_those_that_are_there() -> None:
    cut = {"ok": True, "warning": "message_truncated", "response_metadata": {"warnings": ["message_truncated"]}}
    assert warned(cut, ()) == cut
    assert warned(cut, ("missing_charset",))["warning"] == "message_truncated,missing_charset"
    assert warned({"ok": False}, ("missing_charset",))["response_metadata"] == {"warnings": ["missing_charset"]}


def test_json_without_a_charset_is_warned_of(own_url: str) -> None:
    headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"}
    body = requests.post(f"{own_url}/api/api.test", data=b"{}", headers=headers, timeout=5).json()
    assert (body["ok"], body["warning"]) == (True, "missing_charset")
