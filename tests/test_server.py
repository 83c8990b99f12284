from __future__ import annotations

import errno
import http.client
import socket
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
import requests
from waitress import wasyncore

from capi_bot.errors import SettingsError
from capi_bot.server import Server, _connection_limit, application, healthz, readyz

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment


def hello(_: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    start_response("200 OK", [("Content-Length", "5")])
    return [b"hello"]


class BlockedApplication:
    """An application that responds only after `release` is set, so that a test knows which requests are running."""

    def __init__(self) -> None:
        self.entered = threading.Event()
        self.release = threading.Event()

    def __call__(self, _: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        self.entered.set()
        self.release.wait(10)
        start_response("200 OK", [("Content-Length", "1000000")])
        return [b"x" * 1_000_000]


@contextmanager
def serve(
    app: WSGIApplication,
    *,
    stop_timeout: float = 10.0,
    request_timeout: float = 10.0,
    max_connections: int | None = None,
) -> Iterator[Server]:
    server = Server(
        app, port=0, stop_timeout=stop_timeout, request_timeout=request_timeout, max_connections=max_connections
    )
    server.start()
    try:
        yield server
    finally:
        server.stop()


def connection(server: Server) -> closing[http.client.HTTPConnection]:
    return closing(http.client.HTTPConnection(urlsplit(server.address).netloc, timeout=10))


def connect(server: Server, first: bytes = b"") -> closing[socket.socket]:
    parts = urlsplit(server.address)
    client = socket.create_connection((str(parts.hostname), int(parts.port or 0)), timeout=10)
    client.sendall(first)
    return closing(client)


def is_closed(client: socket.socket, pause: float | None = None, then_send: bytes = b"") -> bool:
    """Wait until the server closes the connection, sending something whenever `pause` seconds have passed."""
    until = time.monotonic() + 10
    while time.monotonic() < until:
        client.settimeout(pause or 10)
        try:
            if not client.recv(1000):
                return True
        except TimeoutError:
            with suppress(ConnectionError):
                client.sendall(then_send)
        except ConnectionError:
            return True
    return False


def test_a_request_goes_to_the_application_of_its_exact_path() -> None:
    with serve(application({"/hello": hello})) as server:
        assert requests.get(f"{server.address}/hello", timeout=10).text == "hello"
        for other in ("/", "/hello/", "/hello/x", "/HELLO"):
            response = requests.get(f"{server.address}{other}", timeout=10)
            assert (response.status_code, response.json()) == (404, {"error": "not_found"})


def test_who_is_alive_is_healthy() -> None:
    with serve(application({"/healthz": healthz})) as server:
        response = requests.get(f"{server.address}/healthz", timeout=10)
        assert (response.status_code, response.json()) == (200, {"status": "ok"})


@pytest.mark.parametrize(
    ("is_ready", "reasons", "status", "word"),
    [
        (True, (), 200, "ready"),
        (True, ("The API is slow.",), 200, "ready"),
        (False, ("Slack has not been reached yet.", "The store is locked."), 503, "not ready"),
    ],
)
def test_readiness_has_its_reasons_in_words(
    is_ready: bool,  # noqa: FBT001 - a parameter of the test
    reasons: tuple[str, ...],
    status: int,
    word: str,
) -> None:
    with serve(readyz(lambda: (is_ready, reasons))) as server:
        response = requests.get(server.address, timeout=10)
    assert (response.status_code, response.json()) == (status, {"status": word, "reasons": list(reasons)})


@pytest.mark.parametrize("check", [healthz, readyz(lambda: (True, ()))])
def test_health_and_readiness_accept_get_and_head_alone(check: WSGIApplication) -> None:
    with serve(check) as server:
        assert requests.head(server.address, timeout=10).status_code == 200
        response = requests.post(server.address, timeout=10)
        assert (response.status_code, response.headers["Allow"]) == (405, "GET, HEAD")


def test_a_body_that_is_too_large_is_rejected() -> None:
    with serve(hello) as server, connection(server) as client:
        client.putrequest("POST", "/")
        client.putheader("Content-Length", str(100 * 1024 * 1024))
        client.endheaders()
        assert client.getresponse().status == 413


def test_a_server_listens_on_loopback_by_default() -> None:
    with serve(hello) as server:
        assert server.address.startswith("http://127.0.0.1:")
        assert not server.address.endswith(":0")


@pytest.mark.skipif(not socket.has_dualstack_ipv6(), reason="this machine has no IPv6")
def test_an_ipv6_address_is_written_in_brackets() -> None:
    server = Server(hello, host="::1", port=0)
    server.start()
    try:
        assert server.address.startswith("http://[::1]:")
        assert requests.get(server.address, timeout=10).text == "hello"
    finally:
        server.stop()


def test_a_port_in_use_is_one_clear_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(SettingsError, match=f"CAPI_PORT {port} is in use by another program on 127.0.0.1: "):
            Server(hello, port=port)


def test_a_port_that_needs_rights_is_one_clear_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def deny(*_: object, **__: object) -> socket.socket:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(socket, "create_server", deny)
    with pytest.raises(SettingsError, match="CAPI_PORT 80 needs special rights"):
        Server(hello, port=80)


def test_a_host_that_is_not_this_machine_is_one_clear_sentence() -> None:
    with pytest.raises(SettingsError, match=r"CAPI_HOST 192\.0\.2\.1 is not an address of this machine"):
        Server(hello, host="192.0.2.1", port=0)


def test_a_slow_request_delays_no_other() -> None:
    slow = BlockedApplication()
    with serve(application({"/slow": slow, "/hello": hello})) as server, connection(server) as client:
        client.request("GET", "/slow")
        assert slow.entered.wait(10)
        assert requests.get(f"{server.address}/hello", timeout=10).text == "hello"
        slow.release.set()
        assert client.getresponse().status == 200


def test_stopping_lets_a_running_request_finish_and_accepts_no_new_ones() -> None:
    slow = BlockedApplication()
    with serve(slow) as server, connection(server) as client:
        client.request("GET", "/")
        assert slow.entered.wait(10)
        stopping = threading.Thread(target=server.stop)
        stopping.start()
        while accepts(server):  # until the loop has closed the listening socket
            pass
        slow.release.set()

        assert len(client.getresponse().read()) == 1_000_000
        stopping.join(10)
        assert not stopping.is_alive()


def accepts(server: Server) -> bool:
    parts = urlsplit(server.address)
    try:
        socket.create_connection((str(parts.hostname), int(parts.port or 0)), timeout=5).close()
    except OSError:
        return False
    return True


def test_stopping_does_not_wait_for_ever() -> None:
    slow = BlockedApplication()
    with serve(slow, stop_timeout=0.05) as server, connection(server) as client:
        client.request("GET", "/")
        assert slow.entered.wait(10)
        server.stop()

        with pytest.raises((http.client.HTTPException, ConnectionError)):
            client.getresponse()
        slow.release.set()


def test_stopping_closes_idle_keep_alive_connections() -> None:
    with serve(hello) as server, connection(server) as client:
        client.request("GET", "/")
        client.getresponse().read()
        server.stop()

        assert not accepts(server)


def test_stopping_twice_or_before_starting_has_no_effect() -> None:
    server = Server(hello, port=0)
    server.stop()
    server.stop()

    assert not accepts(server)


def test_stopping_a_server_whose_loop_has_just_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    with serve(hello) as server:
        pull_trigger = server._waitress.pull_trigger

        def pull_trigger_before_and_after_the_end() -> None:
            pull_trigger()
            server._thread.join()
            pull_trigger()

        monkeypatch.setattr(server._waitress, "pull_trigger", pull_trigger_before_and_after_the_end)
        server.stop()

        assert not accepts(server)


ANSWERED = b"GET / HTTP/1.1\r\nHost: bot\r\n\r\n"
BODY_TO_COME = b"POST / HTTP/1.1\r\nHost: bot\r\nContent-Length: 100000\r\n\r\n"
CHUNKS_TO_COME = b"POST / HTTP/1.1\r\nHost: bot\r\nTransfer-Encoding: chunked\r\n\r\n"
CONTINUES = BODY_TO_COME.replace(b"Host", b"Expect: 100-continue\r\nHost")


BEGINNINGS = (b"G", b"GET / HT", b"GET / HTTP/1.1\r\nHost: b", BODY_TO_COME, CONTINUES)


@pytest.mark.parametrize("sent", [b"", *BEGINNINGS, *(ANSWERED + beginning for beginning in BEGINNINGS)])
def test_a_request_that_stops_is_dropped(sent: bytes) -> None:
    with serve(hello, request_timeout=0.05) as server, connect(server, sent) as client:
        assert is_closed(client)


@pytest.mark.parametrize(
    ("first", "then"),
    [
        (b"", b"\r\n\r\n"),
        (b"", b"G"),
        (b"GET / HTTP/1.1\r\n", b"X: 1\r\n"),
        (BODY_TO_COME, b"x"),
        (CHUNKS_TO_COME, b"1\r\nx\r\n"),
        (ANSWERED + b"P", b"O"),
        (ANSWERED + b"GET / HTTP/1.1\r\n", b"X: 1\r\n"),
    ],
)
def test_a_request_that_trickles_is_dropped(first: bytes, then: bytes) -> None:
    with serve(hello, request_timeout=0.1) as server, connect(server, first) as client:
        assert is_closed(client, pause=0.02, then_send=then)


def test_a_response_that_is_not_taken_is_dropped() -> None:
    def endless(_: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        start_response("200 OK", [("Content-Length", "16000000")])
        return [b"x" * 16_000_000]

    with serve(endless, request_timeout=0.1) as server, connect(server, ANSWERED) as client:
        assert client.recv(1)
        until = time.monotonic() + 10
        while server._channels():
            assert time.monotonic() < until


def test_a_connection_that_cannot_be_closed_ends_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    close = wasyncore.dispatcher.close

    def close_and_fail(dispatcher: wasyncore.dispatcher) -> None:
        monkeypatch.setattr(wasyncore.dispatcher, "close", close)
        close(dispatcher)
        raise ConnectionResetError(errno.ECONNRESET, "reset")

    with serve(hello, request_timeout=0.05) as server, connect(server, b"G") as client:
        monkeypatch.setattr(wasyncore.dispatcher, "close", close_and_fail)
        assert is_closed(client)
        assert requests.get(server.address, timeout=10).text == "hello"


def test_a_connection_is_kept_between_two_requests_and_while_one_is_answered() -> None:
    slow = BlockedApplication()
    app = application({"/slow": slow, "/hello": hello})
    with serve(app, request_timeout=0.1) as server, connection(server) as idle, connection(server) as waiting:
        idle.request("GET", "/hello")
        assert idle.getresponse().read() == b"hello"
        waiting.request("GET", "/slow")
        assert slow.entered.wait(10)
        with connect(server, b"G") as later:
            assert is_closed(later)

        assert idle.sock is not None
        assert waiting.sock is not None
        idle.request("GET", "/hello")
        assert idle.getresponse().read() == b"hello"
        slow.release.set()
        assert waiting.getresponse().status == 200


def test_where_there_are_too_many_connections_those_that_have_waited_longest_are_closed() -> None:
    slow = BlockedApplication()
    app = application({"/slow": slow, "/hello": hello})
    with serve(app, max_connections=42) as server, connection(server) as working, ExitStack() as stack:
        working.request("GET", "/slow")
        assert slow.entered.wait(10)
        half_open = [stack.enter_context(connect(server, b"GET /he")) for _ in range(100)]
        assert requests.get(f"{server.address}/hello", timeout=10).text == "hello"
        assert all(is_closed(client) for client in half_open[:90])
        half_open[-1].sendall(b"llo HTTP/1.1\r\nHost: bot\r\n\r\n")
        assert half_open[-1].recv(1000).startswith(b"HTTP/1.1 200")
        slow.release.set()
        assert working.getresponse().status == 200


def test_a_process_that_may_open_few_files_holds_few_connections(monkeypatch: pytest.MonkeyPatch) -> None:
    resource = pytest.importorskip("resource")
    for allowed, expected in ((256, 128), (1024, 400), (resource.RLIM_INFINITY, 400)):
        monkeypatch.setattr(resource, "getrlimit", lambda _, allowed=allowed: (allowed, allowed))
        assert _connection_limit() == expected


@pytest.mark.slow
def test_half_open_connections_do_not_keep_the_health_check_waiting() -> None:
    beginnings = (b"", b"GET /he", b"GET /healthz HTTP/1.1\r\nHost: bot\r\n", BODY_TO_COME)
    trickles = (b"", b"a", b"X: 1\r\n", b"x")
    with serve(application({"/healthz": healthz})) as server, ExitStack() as stack:
        began = time.monotonic()
        half_open = [stack.enter_context(connect(server, beginnings[number % 4])) for number in range(1010)]
        while server._channels():
            assert requests.get(f"{server.address}/healthz", timeout=3).status_code == 200
            time.sleep(0.5)
            for number, client in enumerate(half_open):
                with suppress(ConnectionError):
                    client.sendall(trickles[number % 4])
            assert time.monotonic() - began < 30
