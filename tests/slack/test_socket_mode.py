"""The Socket Mode client, against the sandbox's stand-in and against servers that Slack's never should be."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from typing import Any, cast
from urllib.parse import urlsplit

import pytest
from slack_sdk import WebClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse
from websockets.frames import Frame, Opcode
from websockets.server import ServerProtocol

from capi_bot.errors import UnreachableError
from capi_bot.sandbox.journal import Journal
from capi_bot.sandbox.slack.deliveries import DeliveryResult, command_delivery
from capi_bot.sandbox.slack.socket_mode import SocketMode
from capi_bot.slack.socket_mode import SocketModeClient, Times

TIMEOUT = 10.0
QUICK = Times(
    ping_interval=0.05, ping_timeout=0.1, close_timeout=0.1, pauses=(0.0, 0.02), poll=0.02, handover=0.2, stable=0.0
)
COMMAND = command_delivery({"command": "/capi"}, "/capi")
HELLO = b'{"type":"hello"}'

Url = Callable[[], str]
Script = Callable[["RawConnection"], None]


class Web:
    """The part of Slack's Web API that tells the address of a WebSocket."""

    ssl = None
    proxy = None

    def __init__(self, url: Url) -> None:
        self._url = url
        self.asked = 0

    def apps_connections_open(self, *, app_token: str) -> dict[str, str]:
        assert app_token == "xapp-made-up"
        self.asked += 1
        return {"url": self._url()}


class RawConnection:
    """The server's end of a WebSocket, frame by frame; nothing is answered by itself."""

    def __init__(self, client: socket.socket) -> None:
        self.socket = client
        protocol = ServerProtocol()
        while not (requests := protocol.events_received()):
            protocol.receive_data(_received(client))
        protocol.send_response(protocol.accept(cast("Any", requests[0])))
        client.sendall(b"".join(protocol.data_to_send()))
        self._protocol = protocol

    def send(self, data: bytes) -> None:
        self.socket.sendall(data)

    def receive(self) -> dict[str, Any]:
        """Return the next message, whatever else comes."""
        while True:
            for event in self._protocol.events_received():
                if isinstance(event, Frame) and event.opcode is Opcode.TEXT:
                    message: dict[str, Any] = json.loads(event.data)
                    return message
            self._protocol.receive_data(_received(self.socket))

    def stay(self) -> None:
        """Read until the other end closes the connection, and answer nothing."""
        with suppress(OSError):
            while self.socket.recv(4096):
                pass


def _received(client: socket.socket) -> bytes:
    """Return what comes next; `ConnectionError` where nothing will, since the protocol waits for more then."""
    if data := client.recv(4096):
        return data
    raise ConnectionError


def text(data: bytes) -> bytes:
    return Frame(Opcode.TEXT, data).serialize(mask=False)


def envelope(number: int) -> bytes:
    document = {"type": "slash_commands", "envelope_id": f"env-{number}", "payload": {"command": "/capi"}}
    return text(json.dumps(document).encode())


@contextmanager
def raw_server(*scripts: Script) -> Iterator[Url]:
    """Play a script for each connection, the last one again; each ends with the connection."""
    listener = socket.create_server(("127.0.0.1", 0))
    port = listener.getsockname()[1]
    open_sockets: list[socket.socket] = []

    def play(script: Script, client: socket.socket) -> None:
        with suppress(OSError), client:
            script(RawConnection(client))

    def accept(pool: ThreadPoolExecutor) -> None:
        with suppress(OSError):
            while True:
                client, _ = listener.accept()
                script = scripts[min(len(open_sockets), len(scripts) - 1)]
                open_sockets.append(client)
                pool.submit(play, script, client)

    with ThreadPoolExecutor() as pool, listener:
        thread = threading.Thread(target=accept, args=(pool,))
        thread.start()
        try:
            yield lambda: f"ws://127.0.0.1:{port}/link?ticket=hush"
        finally:
            with suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)
            thread.join()  # from now on there are no more connections
            for client in open_sockets:
                with suppress(OSError):
                    client.shutdown(socket.SHUT_RDWR)


def acknowledge(request: SocketModeRequest) -> SocketModeResponse:
    return SocketModeResponse(envelope_id=request.envelope_id)


@pytest.fixture
def connect() -> Iterator[Callable[..., tuple[SocketModeClient, Web]]]:
    with ExitStack() as stack:

        def connected(url: Url, times: Times = QUICK) -> tuple[SocketModeClient, Web]:
            web = Web(url)
            client = SocketModeClient(cast("WebClient", web), "xapp-made-up", acknowledge, times)
            stack.callback(client.close)
            client.connect()
            return client, web

        yield connected


Connect = Callable[..., tuple[SocketModeClient, Web]]


def until(reached: Callable[[], bool], seconds: float = TIMEOUT) -> None:
    limit = time.monotonic() + seconds
    while not reached():
        assert time.monotonic() < limit
        time.sleep(0.005)


def deaf(connection: RawConnection) -> None:
    connection.send(text(HELLO))
    connection.stay()


def ends_without_a_close_frame(connection: RawConnection) -> None:
    connection.send(text(HELLO))
    connection.socket.shutdown(socket.SHUT_WR)
    connection.stay()


def resets(connection: RawConnection) -> None:
    connection.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")


def closes(connection: RawConnection) -> None:
    connection.send(Frame(Opcode.CLOSE, b"\x03\xe8").serialize(mask=False))
    connection.stay()


def breaks_the_protocol(connection: RawConnection) -> None:
    connection.send(b"\xff" * 64)
    connection.stay()


def stops_within_a_frame(connection: RawConnection) -> None:
    connection.send(envelope(1)[:20])
    connection.stay()


BROKEN = (deaf, ends_without_a_close_frame, resets, closes, breaks_the_protocol, stops_within_a_frame)


@pytest.mark.parametrize("broken", BROKEN)
def test_a_socket_over_which_nothing_comes_any_more_is_replaced(connect: Connect, broken: Script) -> None:
    acknowledged = threading.Event()

    def works(connection: RawConnection) -> None:
        connection.send(envelope(2))
        assert connection.receive() == {"envelope_id": "env-2"}
        acknowledged.set()
        connection.stay()

    with raw_server(broken, works) as url:
        connect(url)
        assert acknowledged.wait(TIMEOUT)


def test_it_is_not_connected_from_when_a_socket_is_given_up_until_there_is_another(connect: Connect) -> None:
    times = replace(QUICK, pauses=(0.0, 60.0), stable=60.0)
    with raw_server(deaf) as url:
        client, web = connect(url, times)
        assert client.is_connected
        until(lambda: web.asked == 2)  # the first one is replaced at once
        until(lambda: not client.is_connected)


def test_a_connection_that_ends_before_its_handshake_does_not_keep_the_server_of_these_tests() -> None:
    with raw_server(deaf) as url, socket.create_connection(("127.0.0.1", urlsplit(url()).port or 0)):
        pass


def test_sockets_that_are_closed_at_once_are_replaced_with_growing_pauses(connect: Connect) -> None:
    times = replace(QUICK, pauses=(0.0, 0.0, 0.0, 60.0), stable=60.0)
    with raw_server(closes) as url:
        client, web = connect(url, times)
        until(lambda: web.asked == 4 and not client.is_connected)
        client.close()
    assert web.asked == 4


def test_messages_in_parts_and_of_several_frames_are_read(connect: Connect) -> None:
    acknowledged: list[dict[str, Any]] = []

    def slow(connection: RawConnection) -> None:
        whole = envelope(1)
        for part in (whole[:1], whole[1:30], whole[30:]):
            connection.send(part)
            time.sleep(2 * QUICK.poll)
        acknowledged.append(connection.receive())
        data = json.dumps({"type": "slash_commands", "envelope_id": "env-2", "payload": {"text": "x" * 2_000_000}})
        middle = len(data) // 2
        connection.send(Frame(Opcode.TEXT, data[:middle].encode(), fin=False).serialize(mask=False))
        connection.send(Frame(Opcode.CONT, data[middle:].encode()).serialize(mask=False))
        acknowledged.append(connection.receive())
        connection.stay()

    with raw_server(slow) as url:
        connect(url, replace(QUICK, ping_timeout=TIMEOUT))
        until(lambda: len(acknowledged) == 2)
    assert acknowledged == [{"envelope_id": "env-1"}, {"envelope_id": "env-2"}]


JUNK = [b"", b"no JSON", b"[]", b"7", b'{"type":"slash_commands"}', b'{"type":null}', b"[" * 20_000 + b"]" * 20_000]


@pytest.mark.parametrize("junk", JUNK)
def test_messages_that_slack_does_not_send_are_passed_over_without_a_trace(
    connect: Connect, caplog: pytest.LogCaptureFixture, junk: bytes
) -> None:
    acknowledged = threading.Event()

    def odd(connection: RawConnection) -> None:
        connection.send(text(junk) + envelope(1))
        assert connection.receive() == {"envelope_id": "env-1"}
        acknowledged.set()
        connection.stay()

    with raw_server(odd) as url:
        connect(url)
        assert acknowledged.wait(TIMEOUT)
    assert "could not be handled" not in caplog.text


@pytest.mark.parametrize("payload", [None, [], 7, True, ["x"]])
def test_an_envelope_without_a_payload_is_acknowledged_without_a_trace(
    connect: Connect, caplog: pytest.LogCaptureFixture, payload: object
) -> None:
    acknowledged = threading.Event()

    def odd(connection: RawConnection) -> None:
        document = {"type": "interactive", "envelope_id": "env-1", "payload": payload}
        connection.send(text(json.dumps(document).encode()))
        assert connection.receive() == {"envelope_id": "env-1"}
        acknowledged.set()
        connection.stay()

    with raw_server(odd) as url:
        connect(url)
        assert acknowledged.wait(TIMEOUT)
    assert "could not be handled" not in caplog.text


def test_an_answer_that_fails_leaves_the_socket_open(caplog: pytest.LogCaptureFixture) -> None:
    acknowledged = threading.Event()

    def twice(connection: RawConnection) -> None:
        connection.send(envelope(1) + envelope(2))
        assert connection.receive() == {"envelope_id": "env-2"}
        acknowledged.set()
        connection.stay()

    def answer(request: SocketModeRequest) -> SocketModeResponse:
        if request.envelope_id == "env-1":
            raise ZeroDivisionError
        return acknowledge(request)

    with raw_server(twice) as url:
        client = SocketModeClient(cast("WebClient", Web(url)), "xapp-made-up", answer, QUICK)
        client.connect()
        assert acknowledged.wait(TIMEOUT)
        client.close()
    assert "could not be handled" in caplog.text


DISCONNECT = text(b'{"type":"disconnect","reason":"refresh_requested"}')


def test_the_old_socket_is_read_until_there_is_a_new_one_and_for_a_while_after(connect: Connect) -> None:
    go_on, steps = threading.Event(), list[str]()

    def old(connection: RawConnection) -> None:
        connection.send(DISCONNECT + envelope(1))
        steps.append(connection.receive()["envelope_id"])
        go_on.set()  # only now is the address of a new one told
        until(lambda: "new" in steps)
        connection.send(DISCONNECT + envelope(2))
        steps.append(connection.receive()["envelope_id"])
        connection.stay()
        steps.append("old closed")

    def new(connection: RawConnection) -> None:
        steps.append("new")
        connection.send(text(HELLO))
        connection.stay()

    with raw_server(old, new) as url:
        first = iter([True])

        def told() -> str:
            if not next(first, False):
                assert go_on.wait(TIMEOUT)
            return url()

        _, web = connect(told, replace(QUICK, ping_interval=TIMEOUT))
        until(lambda: "old closed" in steps)
        assert steps == ["env-1", "new", "env-2", "old closed"]
        assert web.asked == 2


def test_where_no_new_socket_can_be_opened_the_old_one_is_kept() -> None:
    acknowledged = threading.Event()

    def old(connection: RawConnection) -> None:
        connection.send(DISCONNECT)
        until(lambda: web.asked > 3)
        connection.send(envelope(1))
        assert connection.receive() == {"envelope_id": "env-1"}
        acknowledged.set()
        connection.stay()

    def unreachable() -> str:
        if web.asked == 1:
            return url()
        raise OSError("no network")

    with raw_server(old) as url:
        web = Web(unreachable)
        client = SocketModeClient(
            cast("WebClient", web), "xapp-made-up", acknowledge, replace(QUICK, ping_interval=TIMEOUT)
        )
        client.connect()
        assert acknowledged.wait(TIMEOUT)
        assert client.is_connected
        client.close()
        assert not client.is_connected


def test_an_address_that_never_comes_is_given_up(connect: Connect) -> None:
    never = threading.Event()

    def wait() -> str:
        never.wait(TIMEOUT)
        return "ws://127.0.0.1:9"

    with pytest.raises(UnreachableError, match="in time"):
        connect(wait, replace(QUICK, open_timeout=0.02))
    never.set()


def test_closing_ends_an_attempt_to_connect(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    asked, never = threading.Event(), threading.Event()

    def wait() -> str:
        asked.set()
        never.wait(TIMEOUT)
        return "ws://127.0.0.1:9"

    client = SocketModeClient(cast("WebClient", Web(wait)), "xapp-made-up", acknowledge)
    with ThreadPoolExecutor() as pool:
        connecting = pool.submit(client.connect)
        assert asked.wait(TIMEOUT)
        client.close()
        with pytest.raises(UnreachableError, match="closed meanwhile"):
            connecting.result(TIMEOUT)
    never.set()
    until(lambda: "was given up" in caplog.text)
    assert "Traceback" not in caplog.text


def test_a_handshake_that_never_ends_is_given_up(connect: Connect) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        with pytest.raises(UnreachableError, match="could not be opened"):
            connect(lambda: f"ws://127.0.0.1:{port}", replace(QUICK, open_timeout=0.05))


@pytest.fixture
def sockets() -> Iterator[SocketMode]:
    sockets = SocketMode(Journal(), token="xapp-made-up")
    sockets.open()
    yield sockets
    sockets.close()


def test_nothing_is_acknowledged_late_while_slack_asks_for_new_sockets(connect: Connect, sockets: SocketMode) -> None:
    connect(sockets.connection_url, Times(stable=0.0))
    with ThreadPoolExecutor(60) as pool:
        sent: list[Future[DeliveryResult]] = []
        for _ in range(3):
            until(lambda: any(each.ready.is_set() and not each.is_leaving for each in sockets.connections))
            sockets.refresh()
            sent += [pool.submit(sockets.send, COMMAND, None, 2.5) for _ in range(20)]
    assert {result.result().status for result in sent} == {200}


def test_a_network_that_fails_is_noticed_at_once(connect: Connect, sockets: SocketMode) -> None:
    client, web = connect(sockets.connection_url, Times())
    sockets.drop()
    until(lambda: web.asked == 2 and client.is_connected)
    assert sockets.send(COMMAND, None, 3.0).status == 200


@pytest.mark.slow
def test_a_deaf_socket_is_replaced_within_thirty_seconds(connect: Connect) -> None:
    with raw_server(deaf) as url:
        _, web = connect(url, Times())
        until(lambda: web.asked == 2, 30.0)
