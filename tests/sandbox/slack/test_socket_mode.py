"""Socket Mode: an app that speaks it by hand, and a Bolt app; connecting, refreshing, disconnecting and silence."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, suppress
from typing import Any

import pytest
import requests
from flask import Flask
from flask.testing import FlaskClient
from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from capi_bot.sandbox import SandboxError
from capi_bot.sandbox.hosting import Host
from capi_bot.sandbox.journal import Entry, Journal
from capi_bot.sandbox.slack import inspection
from capi_bot.sandbox.slack.deliveries import Delivery, DeliveryResult, command_delivery, event_delivery
from capi_bot.sandbox.slack.server import create_app
from capi_bot.sandbox.slack.socket_mode import SocketMode
from capi_bot.sandbox.slack.workspace import Workspace
from tests.sandbox.slack.calling import call
from tests.sandbox.slack.shop import made_up

Clock = Any  # conftest's
Make = Callable[..., Workspace]  # conftest's
BOT, APP = "xoxb-made-up", "xapp-made-up"
EVENT = event_delivery({"event": {"type": "app_mention", "text": "hello"}, "event_id": "Ev1"})
COMMAND = command_delivery({"command": "/capi"}, "/capi")


class Connected:
    """A connection of an app that answers when a test says so."""

    def __init__(self, websocket: ClientConnection) -> None:
        self.websocket = websocket

    def receive(self) -> dict[str, Any]:
        frame: dict[str, Any] = json.loads(self.websocket.recv(timeout=10))
        return frame

    def acknowledge(self, payload: dict[str, Any] | None = None) -> dict[str, Any]:
        """Acknowledge the next envelope and return it."""
        frame = self.receive()
        answer = {"envelope_id": frame["envelope_id"], **({} if payload is None else {"payload": payload})}
        self.websocket.send(json.dumps(answer))
        return frame


Dial = Callable[..., Connected]
Send = Callable[..., Future[DeliveryResult]]
Written = Callable[[str], Entry]


@pytest.fixture
def journal() -> Journal:
    return Journal()


@pytest.fixture
def sockets(journal: Journal, clock: Clock) -> Iterator[SocketMode]:
    sockets = SocketMode(journal, token=APP, clock=clock)
    sockets.open()
    yield sockets
    sockets.close()


@pytest.fixture
def dial(sockets: SocketMode) -> Iterator[Dial]:
    with ExitStack() as stack:

        def connected(url: str = "", *, greeted: bool = True) -> Connected:
            websocket = connect(url or sockets.connection_url(), proxy=None, close_timeout=1)
            app = Connected(stack.enter_context(websocket))
            if greeted:
                assert app.receive()["type"] == "hello"
            return app

        yield connected


@pytest.fixture
def send(sockets: SocketMode) -> Iterator[Send]:
    """Send a delivery while the test plays the app."""
    with ThreadPoolExecutor() as pool:

        def sent(delivery: Delivery = COMMAND, timeout: float = 10.0) -> Future[DeliveryResult]:
            return pool.submit(sockets.send, delivery, None, timeout)

        yield sent


@pytest.fixture
def written(journal: Journal) -> Written:
    """Wait for the first entry with a status."""

    def awaited(status: str) -> Entry:
        version = 0
        while news := journal.news(version, 10):
            for entry in news:
                if entry.status == status:
                    return entry
            version = journal.version
        raise AssertionError(f"{status} was never written")

    return awaited


def test_a_ticket_opens_a_connection_and_slack_says_hello(sockets: SocketMode, dial: Dial, journal: Journal) -> None:
    frames = [dial(greeted=False).receive() for _ in range(2)]
    assert [frame["num_connections"] for frame in frames] == [1, 2]
    assert frames[0]["connection_info"] == {"app_id": "A0CAPIBOT"}
    assert [(entry.title, entry.status) for entry in journal.news(0)] == [("hello", "ok"), ("hello", "ok")]
    assert len(sockets.connections) == 2


def test_a_ticket_works_once_and_for_a_short_while(sockets: SocketMode, dial: Dial, clock: Clock) -> None:
    url, stale = sockets.connection_url(), sockets.connection_url()
    assert requests.get(url.replace("ws:", "http:"), timeout=10).status_code == 426  # and uses no ticket up
    dial(url)
    clock.now += 31
    for used in (url, stale, f"{url}0", stale.partition("?")[0]):
        with pytest.raises(InvalidStatus, match="401"):
            dial(used)


def test_only_what_is_open_has_an_address() -> None:
    with pytest.raises(SandboxError, match="Open Socket Mode first"):
        SocketMode(Journal(), token=APP).connection_url()
    SocketMode(Journal(), token=APP).close()


def test_an_acknowledgement_is_a_result_as_over_http(dial: Dial, send: Send) -> None:
    app = dial(greeted=False)
    sent = send()  # it waits for the app to be greeted
    assert app.receive()["type"] == "hello"
    assert app.acknowledge({"text": "hello"})["payload"] == {"command": "/capi"}
    assert sent.result(10) == DeliveryResult(status=200, text='{"text": "hello"}')
    for delivery, payload in ((COMMAND, None), (EVENT, {"text": "hello"})):
        sent = send(delivery)
        app.acknowledge(payload)
        assert sent.result(10) == DeliveryResult(status=200)


def test_without_a_connection_a_dispatch_fails(sockets: SocketMode) -> None:
    result = sockets.send(EVENT, None, 10.0)
    assert (result.status, result.error, result.reason) == (0, "dispatch_failed", "connection_failed")


def test_an_app_that_is_slow_has_timed_out_and_its_answer_is_ignored(
    sockets: SocketMode, dial: Dial, written: Written
) -> None:
    app = dial()
    result = sockets.send(EVENT, None, 0.05)
    app.acknowledge()
    assert (result.error, result.reason) == ("operation_timeout", "timeout")
    assert written("unknown_envelope_id").failed


@pytest.mark.parametrize(
    ("frame", "status"),
    [
        ("junk", "invalid_ack"),
        (b"\xff", "invalid_ack"),
        ('{"envelope_id":"x"}', "unknown_envelope_id"),
        ("[]", "invalid_ack"),
    ],
)
def test_bad_answers_are_ignored_and_seen_in_the_journal(
    dial: Dial, send: Send, written: Written, frame: str | bytes, status: str
) -> None:
    app = dial()
    app.websocket.send(frame)
    entry = written(status)
    sent = send()
    app.acknowledge()
    assert (entry.title, entry.failed) == ("ack", True)
    assert entry.answered in {frame, "\N{REPLACEMENT CHARACTER}"}
    assert sent.result(10).status == 200


def test_a_delivery_goes_to_another_connection_where_one_dies_with_it(dial: Dial, send: Send) -> None:
    other, dying = dial(), dial()
    sent = send()
    lost = dying.receive()
    dying.websocket.socket.shutdown(socket.SHUT_RDWR)
    assert other.acknowledge() == lost
    assert sent.result(10).status == 200


def test_a_delivery_fails_where_the_only_connection_is_cut_without_a_word(
    sockets: SocketMode, dial: Dial, send: Send
) -> None:
    app = dial()
    sent = send()
    app.receive()
    sockets.drop()
    assert sent.result(10).error == "dispatch_failed"
    with pytest.raises(ConnectionClosed):
        app.receive()


def test_an_app_that_is_asked_to_refresh_may_answer_over_its_new_connection(
    sockets: SocketMode, dial: Dial, send: Send
) -> None:
    old = dial()
    sent = send()
    frame = old.receive()
    sockets.refresh()
    assert old.receive()["reason"] == "refresh_requested"
    assert [connection.is_leaving for connection in sockets.connections] == [True]
    new = dial()
    old.websocket.close()
    new.websocket.send(json.dumps({"envelope_id": frame["envelope_id"]}))
    assert sent.result(10).status == 200
    after = send()
    new.acknowledge()
    assert after.result(10).status == 200


def test_a_connection_that_ignores_a_refresh_is_closed_all_the_same(
    sockets: SocketMode, dial: Dial, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("capi_bot.sandbox.slack.socket_mode.LEAVE_SECONDS", 0.05)
    monkeypatch.setattr("capi_bot.sandbox.slack.socket_mode.POLL_SECONDS", 0.01)
    app = dial()
    sockets.refresh()
    assert app.receive()["reason"] == "refresh_requested"
    with pytest.raises(ConnectionClosed):
        app.receive()


def test_turned_off_every_connection_ends_and_no_ticket_is_worth_anything(sockets: SocketMode, dial: Dial) -> None:
    app, ticket = dial(), sockets.connection_url()
    sockets.turn(on=False)
    assert app.receive()["reason"] == "link_disabled"
    with pytest.raises(ConnectionClosed):
        app.receive()
    with pytest.raises(InvalidStatus, match="401"):
        dial(ticket)


@pytest.fixture
def page(sockets: SocketMode) -> FlaskClient:
    app = Flask(__name__)
    app.register_blueprint(inspection.blueprint(Journal(), sockets=sockets))
    return app.test_client()


def test_the_page_shows_the_connections_and_what_can_be_done(page: FlaskClient, dial: Dial) -> None:
    dial()
    body = page.get("/ui/sockets").get_json()
    assert body["on"] is True
    assert body["connections"] == [{"id": "applink-1", "since": 1_540_459_680.0, "leaving": False}]
    assert all(control["name"] and control["label"] and control["hint"] for control in body["controls"])


@pytest.mark.parametrize("name", ["refresh_requested", "link_disabled", "drop"])
def test_the_page_ends_connections(page: FlaskClient, dial: Dial, name: str) -> None:
    app = dial()
    assert page.post("/ui/sockets", json={"do": name}).get_json() == {"ok": True, "connections": 1}
    reason = "drop"
    with suppress(ConnectionClosed):
        reason = app.receive()["reason"]
    assert reason == name


def test_the_page_turns_socket_mode_off_and_on(page: FlaskClient) -> None:
    for name, is_on in (("link_disabled", False), ("link_enabled", True)):
        page.post("/ui/sockets", json={"do": name})
        assert page.get("/ui/sockets").get_json()["on"] is is_on


@pytest.mark.parametrize("sent", [{"json": {"do": "explode"}}, {"json": []}, {"data": {"do": "drop"}}])
def test_the_page_can_do_nothing_else(page: FlaskClient, sent: dict[str, Any]) -> None:
    reply = page.post("/ui/sockets", **sent)
    assert (reply.status_code, reply.get_json()["error"]) == (400, "There is no such control.")


@pytest.mark.parametrize(
    ("token", "error"), [("", "not_authed"), ("xapp-other", "invalid_auth"), (BOT, "not_allowed_token_type")]
)
def test_an_address_is_given_to_the_app_level_token_alone(
    make: Make, sockets: SocketMode, token: str, error: str
) -> None:
    workspace = make(sockets=sockets)
    first, second = (call(workspace, "apps.connections.open", {}, APP)["url"] for _ in range(2))
    assert first.startswith("ws://127.0.0.1:")
    assert first != second
    assert call(workspace, "apps.connections.open", {}, token) == error
    sockets.turn(on=False)
    assert call(workspace, "apps.connections.open", {}, APP) == "socket_mode_disabled"


def test_an_app_level_token_needs_its_scope_and_does_nothing_else(make: Make) -> None:
    workspace = make(sockets=SocketMode(Journal(), token=APP, scopes=("authorizations:read",)))
    assert call(workspace, "apps.connections.open", {}, APP) == "missing_scope"
    assert call(workspace, "chat.postMessage", {"channel": "C0CALLS", "text": "x"}, APP) == "not_allowed_token_type"


@pytest.fixture
def bolt() -> App:
    app = made_up()
    app.command("/capi")(lambda ack, command: ack(f"You typed {command['text']}"))
    return app


def greeted(journal: Journal, times: int) -> None:
    """Wait until so many connections have been made."""
    version = 0
    while sum(entry.title == "hello" for entry in journal.news(0)) < times:
        assert journal.news(version, 10), "the app never came back"
        version = journal.version


@pytest.fixture
def quick(make: Make, journal: Journal, bolt: App) -> Iterator[Workspace]:
    """A workspace with the Bolt app connected, whose client notices soon that a connection is gone."""
    with ExitStack() as stack:
        sockets = SocketMode(journal, token=APP, pings=0.05)
        sockets.open()
        stack.callback(sockets.close)
        workspace = make(sockets=sockets, journal=journal)
        host = Host(create_app(workspace))
        stack.callback(host.stop)
        bolt.client.base_url = f"{host.url}/api/"
        handler = SocketModeHandler(bolt, APP, ping_interval=0.1)
        stack.callback(leave, handler)
        handler.connect()
        yield workspace


def leave(handler: SocketModeHandler) -> None:
    handler.client.closed = True
    handler.client.message_queue.put(None)  # or the SDK's client waits a second for one more message
    handler.close()


@pytest.mark.parametrize("end", [SocketMode.refresh, SocketMode.drop])
def test_a_bolt_app_connects_anew_and_misses_nothing(
    quick: Workspace, journal: Journal, end: Callable[[SocketMode], None]
) -> None:
    assert quick.sockets
    end(quick.sockets)
    greeted(journal, 2)
    sent = quick.composer.send("U0ADA", "C0CALLS", "/capi help").delivery
    assert sent
    assert sent.result(10).error == ""
    assert quick.store.messages[-1].text == "You typed help"
