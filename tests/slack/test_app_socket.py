"""Socket Mode, against a small WebSocket server: https://docs.slack.dev/apis/events-api/using-socket-mode."""

from __future__ import annotations

import json
import logging
import re
import ssl
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from threading import Condition, Thread
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from websockets.datastructures import Headers
from websockets.exceptions import ConnectionClosed, InvalidProxyStatus, InvalidStatus, InvalidURI
from websockets.http11 import Response
from websockets.sync.server import ServerConnection, serve

from capi_bot.errors import UnreachableError
from capi_bot.slack import app
from capi_bot.slack.access import BotIdentity
from capi_bot.slack.dispatcher import Dispatcher
from capi_bot.slack.http import web_client
from capi_bot.slack.outcomes import NO_ANSWER, explain_web_api_error, explain_websocket_error
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


def test_whatever_keeps_the_bot_from_connecting_is_raised_as_slacks_library_has_it(
    make_socket: Callable[[], app.SocketModeConnection], slack: FakeSlack
) -> None:
    socket = make_socket()
    failures: list[tuple[Answer, type[Exception] | tuple[type[Exception], ...], str]] = [
        *(
            (Answer(document={"ok": False, "error": error}), SlackApiError, f"Slack refuses it \\({error}\\): copy")
            for error in ("invalid_auth", "not_allowed_token_type")
        ),
        (Answer(document={"ok": False, "error": "missing_scope"}), SlackApiError, "lacks the scope connections:write"),
        (Answer(document={"ok": False, "error": "internal_error"}), SlackApiError, "cannot tell just now"),
        (Answer(status=503, raw=b"later"), SlackApiError, "not Slack that answered"),
        (Answer(raw=b"{}", headers={"Content-Length": "99"}), NO_ANSWER, "the connection was broken off"),
        *(
            (Answer(raw=raw), (SlackApiError, *NO_ANSWER), "not Slack that answered")
            for raw in (b"[]", b"<html>Log in to the guest network</html>", b'{"ok": false, "error": "<html>"}')
        ),
    ]
    slack.script("apps.connections.open", *(answer for answer, _, _ in failures))
    for _, kind, words in failures:
        with pytest.raises(kind) as raised:
            socket.connect()
        assert re.search(words, explain_web_api_error(raised.value, "SLACK_APP_TOKEN"))
        assert not socket.is_connected


def answered(status: int) -> Response:
    return Response(status, "No", Headers())


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (ConnectionRefusedError(111, "Connection refused"), "the connection was refused"),
        (TimeoutError("timed out during opening handshake"), "no answer in time"),
        (InvalidStatus(answered(403)), "it answered with status 403"),
        (InvalidProxyStatus(answered(407)), "the proxy answered with status 407"),
        (InvalidURI("http://127.0.0.1", "no WebSocket"), "what answered is not a WebSocket"),
    ],
)
def test_why_the_websocket_could_not_be_opened_is_said_in_words(error: Exception, words: str) -> None:
    assert explain_websocket_error(error) == (
        f"Slack's WebSocket could not be opened ({words}): check firewall and proxy."
    )


def test_a_websocket_that_nobody_answers_is_told(
    make_socket: Callable[[], app.SocketModeConnection], slack: FakeSlack
) -> None:
    slack.script("apps.connections.open", Answer(document={"ok": True, "url": "ws://127.0.0.1:9/link"}))
    with pytest.raises(UnreachableError, match=r"could not be opened \(the connection was refused\): check firewall"):
        make_socket().connect()
