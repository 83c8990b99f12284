"""Socket Mode, against a small WebSocket server: https://docs.slack.dev/apis/events-api/using-socket-mode."""

from __future__ import annotations

import json
import logging
import ssl
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from threading import Condition, Thread
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.server import ServerConnection, serve

from capi_bot.errors import SettingsError, UnreachableError
from capi_bot.slack import app
from capi_bot.slack.access import BotIdentity
from capi_bot.slack.dispatcher import Dispatcher
from capi_bot.slack.http import web_client
from tests.fakes_slack import TIMEOUT, Answer, FakeSlack, mention_event, press_payload, slash_fields

PULSE = 0.05
"""Seconds between pings, as Slack sends them too, if less often: the SDK closes only between two receptions."""

HELLO = {"type": "hello", "num_connections": 1, "connection_info": {"app_id": "A1"}}


class FakeSockets:
    """Take connections, greet each, and keep what it sends."""

    def __init__(self) -> None:
        self.frames: list[dict[str, Any]] = []
        self.connections: list[ServerConnection] = []
        self._changed = Condition()
        self._server = serve(self._serve, "127.0.0.1", 0, logger=logging.getLogger("tests.sockets"))
        self._thread = Thread(target=self._server.serve_forever)
        self._thread.start()
        self.url = f"ws://127.0.0.1:{self._server.socket.getsockname()[1]}/link/?ticket=hush"

    def _serve(self, connection: ServerConnection) -> None:
        connection.send(json.dumps(HELLO))
        self._note(partial(self.connections.append, connection))
        while True:
            try:
                frame = json.loads(connection.recv(timeout=PULSE))
            except TimeoutError:
                connection.ping()
            except ConnectionClosed:
                return
            else:
                self._note(partial(self.frames.append, frame))

    def _note(self, change: Callable[[], None]) -> None:
        with self._changed:
            change()
            self._changed.notify_all()

    def until(self, reached: Callable[[], bool]) -> None:
        with self._changed:
            assert self._changed.wait_for(reached, TIMEOUT), self.frames

    def send(self, envelope: dict[str, Any]) -> None:
        self.until(lambda: bool(self.connections))
        self.connections[-1].send(json.dumps(envelope))

    def deliver(self, kind: str, payload: dict[str, Any], number: int = 1) -> dict[str, Any]:
        """Send an envelope and return what acknowledges it."""
        self.send({"type": kind, "envelope_id": f"env-{number}", "payload": payload, "accepts_response_payload": True})
        self.until(lambda: any(frame.get("envelope_id") == f"env-{number}" for frame in self.frames))
        return self.frames[-1]

    def close(self) -> None:
        self._server.shutdown()
        self._thread.join()


@pytest.fixture
def sockets(slack: FakeSlack) -> Iterator[FakeSockets]:
    sockets = FakeSockets()
    slack.known["apps.connections.open"] = {"url": sockets.url}
    yield sockets
    sockets.close()


@pytest.fixture
def make_socket(
    slack: FakeSlack, dispatcher: Dispatcher, trust: ssl.SSLContext
) -> Iterator[Callable[..., app.SocketModeConnection]]:
    with ExitStack() as stack:

        def make(token: str = "xapp-test") -> app.SocketModeConnection:  # noqa: S107 - of no app
            identity = BotIdentity(web_client("xoxb-test", slack.api_url, trust))
            identity.check()
            bolt_app = app.build_app(identity, dispatcher)
            socket = app.SocketModeConnection(bolt_app, token)
            stack.callback(socket.close)
            return socket

        yield make


def test_every_kind_of_delivery_is_acknowledged_by_its_envelope_and_answered(
    make_socket: Callable[[], app.SocketModeConnection], sockets: FakeSockets, slack: FakeSlack, dispatcher: Dispatcher
) -> None:
    socket = make_socket()
    before = socket.is_connected
    socket.connect()
    assert (before, socket.is_connected) == (False, True)
    assert slack.sent[-1].to == "apps.connections.open"
    assert slack.sent[-1].headers["authorization"] == "Bearer xapp-test"

    fields: dict[str, Any] = {**slash_fields(slack.url, text="user ada", channel_name="payload")}
    assert sockets.deliver("slash_commands", fields, 1) == {"envelope_id": "env-1"}
    press = press_payload(slack.url, "list.refresh", "n=1")
    assert sockets.deliver("interactive", press, 2) == {"envelope_id": "env-2"}
    mention = mention_event("<@UBOT> help")
    assert sockets.deliver("events_api", mention, 3) == {"envelope_id": "env-3"}
    assert sockets.deliver("events_api", mention, 4) == {"envelope_id": "env-4"}  # Slack's retry
    del fields["response_url"]
    assert "on our side" in sockets.deliver("slash_commands", fields, 5)["payload"]["text"]
    dispatcher.stop()
    answers = [sent.to for sent in slack.sent if sent.to not in {"auth.test", "apps.connections.open"}]
    assert sorted(answers) == ["/response/1", "chat.postMessage", "chat.postMessage"]

    socket.close()
    assert not socket.is_connected
    socket.close()


def test_what_is_for_another_app_or_cannot_be_read_is_acknowledged_and_told_where_that_is_possible(
    make_socket: Callable[..., app.SocketModeConnection],
    sockets: FakeSockets,
    slack: FakeSlack,
    dispatcher: Dispatcher,
    caplog: pytest.LogCaptureFixture,
) -> None:
    socket = make_socket("xapp-1-A0TOKEN-123-0a1b")
    assert [dispatcher.access.is_own_app(app_id) for app_id in ("A0TOKEN", "A1", "A0OTHER")] == [True, False, False]
    socket.connect()

    broken = press_payload(slack.url, "list.refresh", "n=1", team=5, actions=[7])
    assert sockets.deliver("interactive", broken, 1) == {"envelope_id": "env-1"}
    assert sockets.deliver("interactive", {"type": "unheard_of"}, 2) == {"envelope_id": "env-2"}
    assert sockets.deliver("events_api", mention_event("<@UBOT> help") | {"event": None}, 3) == {"envelope_id": "env-3"}
    command: dict[str, Any] = {**slash_fields(slack.url)}
    assert "c0ffee42" in sockets.deliver("slash_commands", command | {"user_id": 5}, 4)["payload"]["text"]
    assert sockets.deliver("slash_commands", command | {"api_app_id": "A0OTHER"}, 5) == {"envelope_id": "env-5"}
    dispatcher.stop()
    assert [dispatcher.access.is_own_app(app_id) for app_id in ("A0TOKEN", "A1", "A0OTHER")] == [False, True, False]
    answers = [(sent.to, "c0ffee42" in sent.text) for sent in slack.sent if "text" in sent.body]
    assert answers == [("/response/1", True)]
    assert [record for record in caplog.records if record.exc_info] == []


def test_where_slack_asks_to_reconnect_the_bot_does(
    make_socket: Callable[[], app.SocketModeConnection], sockets: FakeSockets, slack: FakeSlack
) -> None:
    socket = make_socket()
    socket.connect()
    sockets.send({"type": "disconnect", "reason": "refresh_requested", "debug_info": {}})
    sockets.until(lambda: len(sockets.connections) == 2)
    assert sockets.deliver("slash_commands", {**slash_fields(slack.url)}) == {"envelope_id": "env-1"}
    assert [sent.to for sent in slack.sent].count("apps.connections.open") == 2
    assert socket.is_connected


def test_after_a_websocket_that_could_not_be_opened_the_next_attempt_asks_for_another(
    make_socket: Callable[[], app.SocketModeConnection], sockets: FakeSockets, slack: FakeSlack
) -> None:
    dead = Answer(document={"ok": True, "url": "ws://127.0.0.1:9/link"})
    slack.script("apps.connections.open", dead, Answer(document={"ok": True, "url": sockets.url}))
    socket = make_socket()
    with pytest.raises(UnreachableError, match="WebSocket could not be opened"):
        socket.connect()
    socket.connect()
    assert socket.is_connected
    asked = len(slack.sent)
    socket.connect()
    assert len(slack.sent) == asked


def test_whatever_keeps_the_bot_from_connecting_is_reported_and_who_has_to_act(
    make_socket: Callable[[], app.SocketModeConnection], slack: FakeSlack
) -> None:
    socket = make_socket()
    refused = r"Slack refuses SLACK_APP_TOKEN \({}\): it needs the scope connections:write\."
    failures: list[tuple[Answer, type[Exception], str]] = [
        (Answer(document={"ok": False, "error": error}), SettingsError, refused.format(error))
        for error in ("invalid_auth", "not_allowed_token_type", "missing_scope")
    ]
    failures += [
        (
            Answer(document={"ok": False, "error": "internal_error"}),
            UnreachableError,
            "could not check SLACK_APP_TOKEN",
        ),
        (Answer(status=503, raw=b"later"), UnreachableError, "could not check SLACK_APP_TOKEN"),
        (Answer(raw=b"{}", headers={"Content-Length": "99"}), UnreachableError, "Slack could not be reached"),
        *(
            (Answer(raw=raw), UnreachableError, "is not Slack: check SLACK_API_URL")
            for raw in (b"[]", b"<html>Log in to the guest network</html>", b'{"ok": false, "error": "<html>"}')
        ),
        (Answer(document={"ok": True, "url": "ws://127.0.0.1:9/link"}), UnreachableError, "WebSocket could not be"),
    ]
    slack.script("apps.connections.open", *(answer for answer, _, _ in failures))
    for _, kind, words in failures:
        with pytest.raises(kind, match=words):
            socket.connect()
        assert not socket.is_connected
