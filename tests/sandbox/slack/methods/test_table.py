from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from capi_bot.sandbox.slack.arguments import Asked
from capi_bot.sandbox.slack.calls import calls
from capi_bot.sandbox.slack.directory import Directory
from capi_bot.sandbox.slack.methods.table import METHODS, as_markdown
from capi_bot.sandbox.slack.socket_mode import SocketMode
from capi_bot.sandbox.slack.web_api import SCOPES, answered
from capi_bot.sandbox.slack.workspace import Workspace
from tests.sandbox.slack.methods.desk import APP_TOKEN, TOKEN, Desk
from tests.sandbox.slack.methods.driven import DRIVEN


@pytest.fixture
def workspace(make: Callable[..., Workspace]) -> Iterator[Workspace]:
    """A workspace that grants everything and has Socket Mode: conftest's server is for it."""
    with closing(SocketMode(make().journal, token=APP_TOKEN)) as sockets:
        sockets.open()
        yield make(directory=replace(Directory(), scopes=SCOPES), sockets=sockets)


@pytest.fixture
def desk(slack: WebClient, workspace: Workspace) -> Desk:
    return Desk(slack=slack, workspace=workspace)


def test_every_row_is_driven() -> None:
    assert list(DRIVEN) == list(METHODS)


@pytest.mark.parametrize("name", DRIVEN)
def test_each_method_answers_the_real_client(desk: Desk, name: str) -> None:
    DRIVEN[name].works(desk)
    assert [entry.status for entry in desk.workspace.journal.news(0) if entry.title == name] == ["ok"]


@pytest.mark.parametrize("name", DRIVEN)
def test_each_method_refuses_the_real_client_what_slack_would(desk: Desk, name: str) -> None:
    with pytest.raises(SlackApiError) as caught:
        DRIVEN[name].fails(desk)
    assert caught.value.response["error"] == DRIVEN[name].error
    assert calls(desk.workspace.journal)[-1].method == name


def test_every_other_method_of_the_real_client_is_unknown(workspace: Workspace) -> None:
    offered = set(re.findall(r'api_call\(\s*"([^"]+)"', inspect.getsource(WebClient)))
    assert METHODS.keys() <= offered
    answers = {
        answered(workspace, name, Asked(arguments={}, token=TOKEN)).body["error"] for name in offered - {*METHODS}
    }
    assert answers == {"unknown_method"}


def test_the_table_for_people_has_a_row_for_every_method() -> None:
    assert re.findall(r"^\| `([\w.]+)` \|", as_markdown(), re.MULTILINE) == list(METHODS)
    assert "| `auth.test` | | 600 (special) | whole |" in as_markdown()
    assert "| `bots.info` | `users:read` | 50 (tier 3) | partly: only the app's own bot is known |" in as_markdown()
