"""An app that breaks Slack's rules for calls, one after the other, and what it gets: by the real client over HTTP."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
import requests
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_handlers import RateLimitErrorRetryHandler

from capi_bot.sandbox.slack.directory import Directory
from capi_bot.sandbox.slack.people import Channel
from capi_bot.sandbox.slack.workspace import Workspace

Clock = Any  # conftest's
TOKEN = "xoxb-made-up"
OLD = Channel(id="C0OLD", name="old", is_archived=True)
HIDDEN = Channel(id="C0HIDDEN", name="hidden", is_private=True, has_bot=False)


@pytest.fixture
def workspace(make: Callable[..., Workspace]) -> Workspace:
    """A workspace that holds the rate limits; conftest's server is for it."""
    directory = Directory()
    return make(limited=True, directory=replace(directory, channels=(*directory.channels, OLD, HIDDEN)))


def refused(act: Callable[[], object]) -> Any:  # noqa: ANN401 - the answer
    with pytest.raises(SlackApiError) as caught:
        act()
    return caught.value.response


@pytest.mark.parametrize(
    ("mistake", "error"),
    [
        (lambda slack: slack.chat_postMessage(channel="C0LOBBY", text="x"), "not_in_channel"),
        (lambda slack: slack.chat_postMessage(channel="C0HIDDEN", text="x"), "channel_not_found"),
        (lambda slack: slack.chat_postMessage(channel="C0OLD", text="x"), "is_archived"),
        (lambda slack: slack.chat_postMessage(channel="C0CALLS", text="x", as_user=True), "invalid_arguments"),
        (lambda slack: slack.chat_update(channel="U0ADA", ts="1.0", text="x"), "channel_not_found"),
        (lambda slack: slack.api_call("chat.postMessage", json={"text": "x"}), "invalid_arguments"),
        (lambda slack: slack.users_info(user="U0ADA"), "missing_scope"),
        (lambda slack: slack.users_info(user="U0ADA", token="xoxb-other-workspace"), "invalid_auth"),
        (lambda slack: slack.api_call("users.shout"), "unknown_method"),
    ],
)
def test_a_mistake_gets_slacks_error(slack: WebClient, mistake: Callable[[WebClient], object], error: str) -> None:
    assert refused(lambda: mistake(slack))["error"] == error


def test_a_missing_argument_is_named(slack: WebClient) -> None:
    answer = refused(lambda: slack.api_call("chat.update", json={"text": "x"}))
    assert answer["response_metadata"]["messages"] == [
        "[ERROR] missing required field: channel",
        "[ERROR] missing required field: ts",
    ]


def test_a_flood_of_messages_is_stopped_until_the_channel_has_rested(slack: WebClient, clock: Clock) -> None:
    for _ in range(25):
        slack.chat_postMessage(channel="C0CALLS", text="x")
    answer = refused(lambda: slack.chat_postMessage(channel="C0CALLS", text="x"))
    assert (answer.status_code, answer["error"], answer.headers["Retry-After"]) == (429, "ratelimited", "1")
    assert slack.chat_postMessage(channel="D0ADA", text="elsewhere")["ok"]
    clock.now += 1
    assert slack.chat_postMessage(channel="C0CALLS", text="x")["ok"]


def test_the_clients_own_way_to_wait_gets_through(own_url: str, workspace: Workspace, clock: Clock) -> None:
    class Patient(RateLimitErrorRetryHandler):
        """Wait as the client does, but on the clock that stands still."""

        waited = 0

        def prepare_for_next_attempt(self, *, state: Any, response: Any, **_: object) -> None:  # noqa: ANN401 - the client's
            self.waited = int(response.headers["retry-after"][0])
            clock.now += self.waited
            state.increment_current_attempt()
            state.next_attempt_requested = True

    patient = Patient()
    slack = WebClient(token=TOKEN, base_url=f"{own_url}/api/", retry_handlers=[patient])
    workspace.faults.rate_limit("auth.test", 7)
    assert slack.auth_test()["ok"]
    assert patient.waited == 7


@pytest.mark.parametrize(
    ("content_type", "body", "error"),
    [
        ("application/json", "{", "invalid_json"),
        ("application/json", "[]", "json_not_object"),
        ("text/csv", "channel,text", "invalid_post_type"),
        ("application/json", '{"token": "xoxb-made-up"}', "not_authed"),
    ],
)
def test_a_body_of_the_wrong_kind_gets_slacks_error(own_url: str, content_type: str, body: str, error: str) -> None:
    headers = {"Content-Type": f"{content_type}; charset=utf-8"}
    answer = requests.post(f"{own_url}/api/auth.test", data=body, headers=headers, timeout=5)
    assert (answer.status_code, answer.json()["error"]) == (200, error)
