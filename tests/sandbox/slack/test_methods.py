"""For each method of the table a call of the real client that works, and one that Slack refuses."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, replace

import pytest
import requests
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from capi_bot.sandbox.slack.calls import calls
from capi_bot.sandbox.slack.directory import Directory
from capi_bot.sandbox.slack.methods.table import METHODS, as_markdown
from capi_bot.sandbox.slack.socket_mode import SocketMode
from capi_bot.sandbox.slack.web_api import SCOPES, MethodCall, answer_call
from capi_bot.sandbox.slack.workspace import Workspace

TOKEN = "xoxb-made-up"
APP_TOKEN = "xapp-made-up"
DIVIDER = {"type": "divider"}
MODAL = {"type": "modal", "title": {"type": "plain_text", "text": "User"}, "blocks": [DIVIDER]}
HOME = {"type": "home", "blocks": [DIVIDER]}
CALLS = "C0CALLS"


@dataclass(frozen=True)
class Driver:
    """A client, and the things that a call may be about, made when they are read."""

    slack: WebClient
    workspace: Workspace

    @property
    def ts(self) -> str:
        return str(self.slack.chat_postMessage(channel=CALLS, text="List")["ts"])

    @property
    def direct(self) -> str:
        return str(self.slack.chat_postMessage(channel="D0ADA", text="List")["ts"])

    @property
    def trigger(self) -> str:
        return self.workspace.tokens.trigger("U0ADA")

    @property
    def view(self) -> str:
        return str(self.slack.views_open(trigger_id=self.trigger, view=MODAL)["view"]["id"])

    @property
    def promised(self) -> str:
        answer = self.slack.files_getUploadURLExternal(filename="a.txt", length=1)
        requests.post(str(answer["upload_url"]), data=b"x", timeout=5).raise_for_status()
        return str(answer["file_id"])


@dataclass(frozen=True)
class Case:
    """A call that works, one that Slack refuses, and with which error."""

    works: Callable[[Driver], object]
    fails: Callable[[Driver], object]
    error: str


CASES: Mapping[str, Case] = {
    "apps.connections.open": Case(
        lambda d: d.slack.apps_connections_open(app_token=APP_TOKEN),
        lambda d: d.slack.apps_connections_open(app_token=TOKEN),
        "not_allowed_token_type",
    ),
    "auth.test": Case(lambda d: d.slack.auth_test(), lambda d: d.slack.auth_test(token="x"), "invalid_auth"),
    "chat.delete": Case(
        lambda d: d.slack.chat_delete(channel=CALLS, ts=d.ts),
        lambda d: d.slack.chat_delete(channel=CALLS, ts="1.0"),
        "message_not_found",
    ),
    "chat.postEphemeral": Case(
        lambda d: d.slack.chat_postEphemeral(channel=CALLS, user="U0ADA", text="psst"),
        lambda d: d.slack.chat_postEphemeral(channel=CALLS, user="U0CAPIBOT", text="psst"),
        "user_not_in_channel",
    ),
    "chat.postMessage": Case(
        lambda d: d.slack.chat_postMessage(channel="#calls", text="List", blocks=[DIVIDER]),
        lambda d: d.slack.chat_postMessage(channel=CALLS, text="x", thread_ts="1.0"),
        "thread_not_found",
    ),
    "chat.update": Case(
        lambda d: d.slack.chat_update(channel=CALLS, ts=d.ts, text="Gone"),
        lambda d: d.slack.chat_update(channel=CALLS, ts=d.ts, text="x" * 4001),
        "msg_too_long",
    ),
    "conversations.history": Case(
        lambda d: d.slack.conversations_history(channel="D0ADA", limit=1, include_all_metadata=True),
        lambda d: d.slack.conversations_history(channel=CALLS),
        "missing_scope",
    ),
    "conversations.replies": Case(
        lambda d: d.slack.conversations_replies(channel="D0ADA", ts=d.direct),
        lambda d: d.slack.conversations_replies(channel="D0ADA", ts="1.0"),
        "message_not_found",
    ),
    "files.completeUploadExternal": Case(
        lambda d: d.slack.files_completeUploadExternal(files=[{"id": d.promised}], channel_id=CALLS),
        lambda d: d.slack.files_completeUploadExternal(files=[{"id": "F0"}]),
        "file_not_found",
    ),
    "files.getUploadURLExternal": Case(
        lambda d: d.slack.files_getUploadURLExternal(filename="a.txt", length=1),
        lambda d: d.slack.files_getUploadURLExternal(filename="", length=1),
        "invalid_arguments",
    ),
    "users.info": Case(
        lambda d: d.slack.users_info(user="U0ADA"), lambda d: d.slack.users_info(user="U0"), "user_not_found"
    ),
    "views.open": Case(
        lambda d: d.slack.views_open(trigger_id=d.trigger, view=MODAL),
        lambda d: d.slack.views_open(trigger_id="1.2.3", view=MODAL),
        "invalid_trigger_id",
    ),
    "views.publish": Case(
        lambda d: d.slack.views_publish(user_id="U0ADA", view=HOME),
        lambda d: d.slack.views_publish(user_id="U0ADA", view=HOME, hash="1.x"),
        "hash_conflict",
    ),
    "views.push": Case(
        lambda d: (d.view, d.slack.views_push(trigger_id=d.trigger, view=MODAL)),
        lambda d: d.slack.views_push(trigger_id=d.trigger, view=MODAL),
        "not_found",
    ),
    "views.update": Case(
        lambda d: d.slack.views_update(view_id=d.view, view=MODAL),
        lambda d: d.slack.views_update(view_id="V0", view=MODAL),
        "not_found",
    ),
}


@pytest.fixture
def workspace(make: Callable[..., Workspace]) -> Iterator[Workspace]:
    """A workspace that grants everything and has Socket Mode: conftest's server is for it."""
    with closing(SocketMode(make().journal, token=APP_TOKEN)) as sockets:
        sockets.open()
        yield make(directory=replace(Directory(), scopes=SCOPES), sockets=sockets)


@pytest.fixture
def driver(slack: WebClient, workspace: Workspace) -> Driver:
    return Driver(slack=slack, workspace=workspace)


def test_every_method_has_a_case() -> None:
    assert list(CASES) == list(METHODS)


@pytest.mark.parametrize("name", CASES)
def test_each_method_answers_the_real_client(driver: Driver, name: str) -> None:
    CASES[name].works(driver)
    assert [entry.status for entry in driver.workspace.journal.news(0) if entry.title == name] == ["ok"]


@pytest.mark.parametrize("name", CASES)
def test_each_method_refuses_the_real_client_what_slack_would(driver: Driver, name: str) -> None:
    with pytest.raises(SlackApiError) as caught:
        CASES[name].fails(driver)
    assert caught.value.response["error"] == CASES[name].error
    assert calls(driver.workspace.journal)[-1].method == name


def test_every_other_method_of_the_real_client_is_unknown(workspace: Workspace) -> None:
    offered = set(re.findall(r'api_call\(\s*"([^"]+)"', inspect.getsource(WebClient)))
    assert METHODS.keys() <= offered
    answers = {
        answer_call(workspace, name, MethodCall(arguments={}, token=TOKEN)).body["error"]
        for name in offered - {*METHODS}
    }
    assert answers == {"unknown_method"}


def test_the_table_in_markdown_has_a_row_for_every_method() -> None:
    assert re.findall(r"^\| `([\w.]+)` \|", as_markdown(), re.MULTILINE) == list(METHODS)
    assert "| `auth.test` | | 600 (special) | whole |" in as_markdown()
    assert (
        "| `chat.delete` | `chat:write` | 50 (tier 3) | partly: a message with replies leaves no trace |"
        in as_markdown()
    )
