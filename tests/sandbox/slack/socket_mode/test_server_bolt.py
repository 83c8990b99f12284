"""Slack's own client and Bolt against the stand-in, in one process."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import pytest
from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_bolt.request import BoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from capi_bot.sandbox.hosting import Host
from capi_bot.sandbox.journal import Entry, Journal
from capi_bot.sandbox.slack.choices import Press
from capi_bot.sandbox.slack.refusals import NotPossibleError
from capi_bot.sandbox.slack.server import create_app
from capi_bot.sandbox.slack.socket_mode import SocketMode
from capi_bot.sandbox.slack.socket_mode.frames import Reason
from capi_bot.sandbox.slack.workspace import Workspace

ADA, CALLS = "U0ADA", "C0CALLS"
TOKEN = "xapp-made-up"
BUTTON = {"type": "button", "text": {"type": "plain_text", "text": "Members"}, "action_id": "members", "value": "x"}
ROW = {"type": "actions", "block_id": "row", "elements": [BUTTON]}
FIELD = {
    "type": "input",
    "block_id": "name",
    "label": {"type": "plain_text", "text": "Name"},
    "element": {"type": "plain_text_input", "action_id": "typed"},
}
MODAL = {
    "type": "modal",
    "title": {"type": "plain_text", "text": "Search"},
    "submit": {"type": "plain_text", "text": "Go"},
    "blocks": [FIELD],
}


@dataclass(frozen=True)
class Connected:
    workspace: Workspace
    sockets: SocketMode
    app: App
    handler: SocketModeHandler


@pytest.fixture
def sockets(opened: Callable[..., SocketMode]) -> SocketMode:
    return opened(pings=0.05)  # the SDK's client needs up to three seconds to leave a connection that is silent


@pytest.fixture
def connect(sockets: SocketMode, journal: Journal) -> Iterator[Callable[..., Connected]]:
    with ExitStack() as stack:

        def connected(patience: float = 10.0) -> Connected:
            workspace = Workspace(
                signing_secret="made-up",
                bot_token="xoxb-made-up",
                app_url=None,
                patience=patience,
                pauses=(0.0, 0.0),
                journal=journal,
                sockets=sockets,
            )
            stack.callback(workspace.close)
            host = Host(create_app(workspace))
            stack.callback(host.stop)
            workspace.own_url = host.url
            app = App(client=WebClient(workspace.bot_token, base_url=f"{host.url}/api/"))
            handler = SocketModeHandler(app, TOKEN, ping_interval=0.1)
            stack.callback(leave, handler)
            handler.connect()
            return Connected(workspace, sockets, app, handler)

        yield connected


def texts(workspace: Workspace) -> list[str]:
    return [message.text for message in workspace.board.messages]


def types(workspace: Workspace, text: str) -> str:
    delivery = workspace.composer.send(ADA, CALLS, text).delivery
    assert delivery
    return delivery.result(10).error


def test_a_command_is_answered_by_its_ack(connect: Callable[..., Connected]) -> None:
    there = connect()
    there.app.command("/capi")(lambda ack, command: ack(f"You typed {command['text']}"))

    assert types(there.workspace, "/capi help & <more>") == ""
    assert texts(there.workspace) == ["You typed help &amp; &lt;more&gt;"]


def test_what_was_delivered_is_in_the_journal(
    connect: Callable[..., Connected], written: Callable[[str], Entry]
) -> None:
    there = connect()
    there.app.command("/capi")(lambda ack: ack("Hello"))
    types(there.workspace, "/capi help")
    entry = written("200")

    assert (entry.kind, entry.title, entry.summary) == ("delivery", "slash_commands", "/capi help")
    assert isinstance(entry.sent, dict)
    assert entry.sent["command"] == "/capi"
    assert entry.answered == {"text": "Hello"}


def test_a_press_opens_a_modal_whose_submission_is_answered(connect: Callable[..., Connected]) -> None:
    there = connect()
    client, board = there.app.client, there.workspace.board

    @there.app.action("members")
    def pressed(ack: Callable[[], None], body: dict[str, Any]) -> None:
        client.views_open(trigger_id=body["trigger_id"], view={**MODAL, "callback_id": "search"})
        ack()

    there.app.view("search")(lambda ack: ack(response_action="errors", errors={"name": "Nobody has this name."}))
    ts = client.chat_postMessage(channel=CALLS, text="Hello", blocks=[ROW])["ts"]
    press = Press(block_id="row", action_id="members", given={"value": "x"})
    assert there.workspace.interactivity.press(ADA, press, channel=CALLS, ts=ts).result(10).error == ""
    [modal] = board.modals(ADA)

    values = {"name": {"typed": {"type": "plain_text_input", "value": "Mary"}}}
    with pytest.raises(NotPossibleError) as refused:
        there.workspace.interactivity.submit(ADA, modal["id"], values)
    assert refused.value.fields == {"name": "Nobody has this name."}


def test_an_event_comes_again_with_its_event_id_where_the_app_does_not_acknowledge(
    connect: Callable[..., Connected],
) -> None:
    there = connect(patience=0.3)
    got: list[tuple[str, dict[str, Any]]] = []

    @there.app.middleware
    def first_fails(req: BoltRequest, body: dict[str, Any], next: Callable[[], BoltResponse]) -> BoltResponse:  # noqa: A002 - Bolt injects by name
        got.append((req.headers["x-slack-retry-num"][0], body))
        return BoltResponse(status=500) if len(got) == 1 else next()

    there.app.event("app_mention")(lambda: None)

    assert types(there.workspace, "<@U0CAPIBOT> help") == ""
    assert [attempt for attempt, _ in got] == ["0", "1"]
    assert len({body["event_id"] for _, body in got}) == 1


def test_an_app_that_does_not_acknowledge_is_the_error_that_slack_shows(connect: Callable[..., Connected]) -> None:
    there = connect(patience=0.1)
    there.app.middleware(lambda: BoltResponse(status=500))  # which Bolt keeps to itself in Socket Mode

    assert types(there.workspace, "/capi help") == "operation_timeout"
    assert texts(there.workspace) == ['/capi failed with the error "operation_timeout"']


def test_an_app_that_is_gone_is_the_error_that_slack_shows(connect: Callable[..., Connected]) -> None:
    there = connect()
    leave(there.handler)

    assert types(there.workspace, "/capi help") == "dispatch_failed"
    assert texts(there.workspace) == ['/capi failed with the error "dispatch_failed"']


@pytest.mark.parametrize("reason", ["warning", "refresh_requested"])
def test_bolt_connects_anew_when_it_is_asked_to_and_misses_nothing(
    connect: Callable[..., Connected], journal: Journal, reason: Reason
) -> None:
    there = connect()
    there.app.command("/capi")(lambda ack: ack("Hello"))
    there.sockets.disconnect(reason)
    greeted(journal, 2)

    assert types(there.workspace, "/capi help") == ""


def test_bolt_connects_anew_when_it_was_cut_off(connect: Callable[..., Connected], journal: Journal) -> None:
    there = connect()
    there.app.command("/capi")(lambda ack: ack("Hello"))
    there.sockets.drop()
    greeted(journal, 2)

    assert types(there.workspace, "/capi help") == ""


def test_an_app_whose_settings_say_http_is_refused(connect: Callable[..., Connected]) -> None:
    there = connect()
    there.sockets.turn(on=False)

    with pytest.raises(SlackApiError, match="socket_mode_disabled"):
        there.app.client.apps_connections_open(app_token=TOKEN)


def leave(handler: SocketModeHandler) -> None:
    handler.client.closed = True
    handler.client.message_queue.put(None)  # or the SDK's client waits a second for one more message
    handler.close()


def greeted(journal: Journal, times: int) -> None:
    """Wait until so many connections have been made."""
    version = 0
    while sum(entry.title == "hello" for entry in journal.news(0)) < times:
        assert journal.news(version, 10), "the app never came back"
        version = journal.version
