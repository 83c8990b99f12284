from __future__ import annotations

import gzip
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from http.server import BaseHTTPRequestHandler
from threading import Event
from unittest.mock import Mock

import pytest
import requests
import responses
from urllib3.exceptions import DecodeError

from capi_bot import __version__
from capi_bot.capi import http as exchange_module
from capi_bot.capi.http import HttpClient, HttpResponse, checked_base
from capi_bot.errors import DeadlineExceededError, UnreachableError

Serve = Callable[..., str]
Make = Callable[..., HttpClient]


@pytest.fixture
def make() -> Iterator[Make]:
    with ExitStack() as stack:

        def made(base_url: str, read_timeout: float = 10) -> HttpClient:
            exchange = HttpClient(base_url, connect_timeout=3, read_timeout=read_timeout, pool_size=4)
            stack.callback(exchange.close)
            return exchange

        yield made


def get(exchange: HttpClient, path: str = "/v1/users", left: float = 20, **parameters: str) -> HttpResponse:
    return exchange.get(path, parameters, token="token-1", left=lambda: left)


def test_one_connection_serves_many_requests(make: Make, serve: Serve, answer: Callable[..., None]) -> None:
    ports = []

    def handle(request: BaseHTTPRequestHandler) -> None:
        ports.append(request.client_address[1])
        answer(request, {"n": len(ports)})

    exchange = make(serve(handle))
    assert [get(exchange).body for _ in range(3)] == [b'{"n": 1}', b'{"n": 2}', b'{"n": 3}']
    assert len(set(ports)) == 1


def test_a_request_says_who_asks_and_shows_the_token(make: Make, serve: Serve, answer: Callable[..., None]) -> None:
    seen: list[tuple[str, dict[str, str]]] = []

    def handle(request: BaseHTTPRequestHandler) -> None:
        seen.append((request.path, dict(request.headers)))
        answer(request, {})

    get(make(serve(handle) + "/"), name="a b&c")
    path, headers = seen[0]
    assert path == "/v1/users?name=a+b%26c"
    assert headers["Authorization"] == "Bearer token-1"
    assert headers["User-Agent"] == f"capi-bot/{__version__} (+python-requests/{requests.__version__})"
    assert headers["Accept"] == "application/json"


@responses.activate
def test_a_redirect_is_an_answer_and_not_followed(make: Make) -> None:
    responses.get("https://api.nexmo.com/v1/users", status=302, headers={"Location": "https://evil.example/"})
    assert get(make("https://api.nexmo.com")).status == 302
    assert len(responses.calls) == 1


@responses.activate
def test_cookies_are_not_kept(make: Make) -> None:
    responses.get("https://api.nexmo.com/v1/users", headers={"Set-Cookie": "who=me"})
    exchange = make("https://api.nexmo.com")
    get(exchange)
    get(exchange)
    assert "Cookie" not in responses.calls[1].request.headers


@responses.activate
def test_a_password_of_netrc_does_not_replace_the_token(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("requests.sessions.get_netrc_auth", lambda _: ("user", "password"))
    responses.get("https://api.nexmo.com/v1/users")
    get(make("https://api.nexmo.com"))
    assert responses.calls[0].request.headers["Authorization"] == "Bearer token-1"


def test_a_proxy_of_the_environment_is_used_and_read_only_once(
    make: Make, serve: Serve, answer: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def handle(request: BaseHTTPRequestHandler) -> None:
        asked.append((request.command, request.path, request.headers["Authorization"]))
        answer(request, {}, 403)

    monkeypatch.setenv("https_proxy", serve(handle))
    exchange = make("https://capi.invalid")
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:1")
    with pytest.raises(UnreachableError, match=r"The proxy on the way to capi\.invalid"):
        get(exchange)
    assert asked == [("CONNECT", "capi.invalid:443", None)]


def test_plain_http_never_goes_through_a_proxy_which_could_read_the_token(
    make: Make, serve: Serve, answer: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, serve(lambda _: pytest.fail("asked")))
    assert get(make(serve(lambda request: answer(request, {})))).status == 200


def test_a_compressed_answer_is_unpacked(make: Make, serve: Serve) -> None:
    packed = gzip.compress(b'{"id": 1}')

    def handle(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.send_header("Content-Encoding", "gzip")
        request.send_header("Content-Length", str(len(packed)))
        request.end_headers()
        request.wfile.write(packed)

    assert get(make(serve(handle))).body == b'{"id": 1}'


def test_a_chunked_answer_is_put_together(make: Make, serve: Serve) -> None:
    def handle(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.send_header("Transfer-Encoding", "chunked")
        request.end_headers()
        request.wfile.write(b'5\r\n{"id"\r\n4\r\n: 1}\r\n0\r\n\r\n')

    exchange = make(serve(handle))
    assert [get(exchange).body, get(exchange).body] == [b'{"id": 1}'] * 2


def test_an_answer_without_end_is_cut_off(make: Make, serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exchange_module, "LARGEST", 1000)
    hung_up = Event()

    def handle(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.send_header("Content-Length", "1000000000")
        request.end_headers()
        try:
            while True:
                request.wfile.write(b" " * 1000)
        except OSError:
            hung_up.set()

    with pytest.raises(UnreachableError, match="far too large") as refused:
        get(make(serve(handle)))
    assert hung_up.wait(10), f"still connected after {refused.value}"


def test_an_answer_that_trickles_does_not_outlast_the_deadline(make: Make, serve: Serve) -> None:
    remaining = iter([5.0, 4.0, 3.0, 0.0])

    def handle(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.send_header("Content-Length", "1000000000")
        request.end_headers()
        while True:
            request.wfile.write(b" ")

    with pytest.raises(DeadlineExceededError, match="began but did not end in time"):
        make(serve(handle)).get("/", {}, token="t", left=lambda: next(remaining))


def test_silence_is_too_slow(make: Make, serve: Serve) -> None:
    def handle(request: BaseHTTPRequestHandler) -> None:
        request.rfile.read(1)  # until the client gives up

    with pytest.raises(DeadlineExceededError, match=r"127.0.0.1:\d+ did not answer in time"):
        get(make(serve(handle), read_timeout=0.05))


def test_a_body_that_stops_is_too_slow(make: Make, serve: Serve) -> None:
    def handle(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.send_header("Content-Length", "10")
        request.end_headers()
        request.rfile.read(1)  # until the client gives up

    with pytest.raises(DeadlineExceededError):
        get(make(serve(handle), read_timeout=0.05))


def test_nothing_is_sent_when_no_time_is_left(make: Make) -> None:
    with pytest.raises(DeadlineExceededError):
        get(make("http://127.0.0.1:1"), left=0)


@responses.activate
def test_the_timeouts_of_an_attempt_shrink_to_what_is_left(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    exchange = make("https://api.nexmo.com")
    send = Mock(wraps=exchange._session.send)
    monkeypatch.setattr(exchange._session, "send", send)
    responses.get("https://api.nexmo.com/v1/users")
    for left in (20.0, 5.0, 1.0):
        get(exchange, left=left)
    assert [call.kwargs["timeout"] for call in send.call_args_list] == [(3, 10), (3, 5.0), (1.0, 1.0)]


def test_a_broken_connection_is_worth_another_try(make: Make, serve: Serve) -> None:
    def handle(request: BaseHTTPRequestHandler) -> None:
        request.connection.shutdown(socket.SHUT_RDWR)

    with pytest.raises(ConnectionResetError, match="broke the connection"):
        get(make(serve(handle)))


def test_a_body_that_breaks_off_is_worth_another_try(make: Make, serve: Serve) -> None:
    def handle(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.send_header("Content-Length", "100")
        request.end_headers()
        request.wfile.write(b"{")
        request.close_connection = True

    with pytest.raises(ConnectionResetError):
        get(make(serve(handle)))


def test_a_refused_connection_is_not(make: Make) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closing:
        port = closing.getsockname()[1]
    with pytest.raises(UnreachableError, match=f"127.0.0.1:{port} could not be reached"):
        get(make(f"http://127.0.0.1:{port}"))


@responses.activate
@pytest.mark.parametrize(
    ("raised", "told"),
    [
        (requests.exceptions.ConnectTimeout(), "did not answer in time"),
        (requests.exceptions.ProxyError(), "The proxy on the way to api.nexmo.com"),
        (requests.exceptions.InvalidURL(), "gave no usable answer"),
        (DecodeError(), "gave no usable answer"),
    ],
)
def test_every_failure_is_put_into_words(make: Make, raised: Exception, told: str) -> None:
    responses.get("https://api.nexmo.com/v1/users", body=raised)
    with pytest.raises(UnreachableError, match=told) as refused:
        get(make("https://api.nexmo.com"))
    assert (refused.value.__cause__, refused.value.__context__) == (None, None)


def chain(error: BaseException | None) -> Iterator[BaseException]:
    while error:
        yield error
        error = error.__cause__ or error.__context__


@pytest.mark.parametrize("base_url", ["http://127.0.0.1:1", "https://127.0.0.1:1"])
def test_no_request_with_its_token_hangs_on_an_error(make: Make, base_url: str) -> None:
    with pytest.raises(UnreachableError, match=r"could not be reached \(NewConnectionError\)\.$") as refused:
        get(make(base_url))
    assert [type(error) for error in chain(refused.value)] == [UnreachableError]


def test_what_could_not_be_reached_for_no_told_reason_is_named_as_it_is() -> None:
    failure = exchange_module._spoken(requests.ConnectionError(), "host")
    assert str(failure) == "host could not be reached (ConnectionError)."


@pytest.mark.parametrize(
    ("url", "base"),
    [
        ("https://api.nexmo.com/", "https://api.nexmo.com"),
        (" https://api-eu-3.vonage.com// ", "https://api-eu-3.vonage.com"),
        ("http://127.0.0.1:8080/capi/", "http://127.0.0.1:8080/capi"),
        ("HTTP://[::1]:8080", "HTTP://[::1]:8080"),
    ],
)
def test_a_base_address_loses_its_trailing_slashes(url: str, base: str) -> None:
    assert checked_base(url) == base


@pytest.mark.parametrize(
    "url",
    [
        "",
        "api.nexmo.com",
        "ftp://api.nexmo.com",
        "https://",
        "https://[broken",
        "https://api.nexmo.com:port",
        "https://user:password@api.nexmo.com",
        "https://api.nexmo.com?a=b",
        "https://api.nexmo.com#a",
        "https://api.nexmo.com/?",
        "https://api.nexmo.com:0",
        "https://api.nexmo.com\\@evil.example",
        "https://api. nexmo.com",
        "https://api.nexmo.com/\nv1",
        "https://api.nexmo\u200b.com",
        "http://api.nexmo.com",
        "http://127.0.0.1.evil.example",
        "http://127.0.0.1@evil.example",
    ],
)
def test_a_wrong_base_address_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="address") as refused:
        checked_base(url)
    assert "password@" not in str(refused.value)


def test_the_host_is_named_with_its_port(make: Make) -> None:
    assert make("http://127.0.0.1:8080/capi").host == "127.0.0.1:8080"
