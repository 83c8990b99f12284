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
from capi_bot.capi import http as http_module
from capi_bot.capi.http import HttpClient, HttpResponse, validate_base_url
from capi_bot.errors import DeadlineExceededError, UnreachableError

Serve = Callable[..., str]
Make = Callable[..., HttpClient]


@pytest.fixture
def make() -> Iterator[Make]:
    with ExitStack() as stack:

        def make_http_client(base_url: str, read_timeout: float = 10) -> HttpClient:
            client = HttpClient(base_url, connect_timeout=3, read_timeout=read_timeout, pool_size=4)
            stack.callback(client.close)
            return client

        yield make_http_client


def get(client: HttpClient, path: str = "/v1/users", remaining: float = 20, **parameters: str) -> HttpResponse:
    return client.get(path, parameters, token="token-1", remaining=lambda: remaining)


def test_requests_share_one_connection(make: Make, serve: Serve, answer: Callable[..., None]) -> None:
    ports = []

    def handle(request: BaseHTTPRequestHandler) -> None:
        ports.append(request.client_address[1])
        answer(request, {"n": len(ports)})

    client = make(serve(handle))
    assert [get(client).body for _ in range(3)] == [b'{"n": 1}', b'{"n": 2}', b'{"n": 3}']
    assert len(set(ports)) == 1


def test_a_request_has_the_token_and_a_user_agent(make: Make, serve: Serve, answer: Callable[..., None]) -> None:
    requests_seen: list[tuple[str, dict[str, str]]] = []

    def handle(request: BaseHTTPRequestHandler) -> None:
        requests_seen.append((request.path, dict(request.headers)))
        answer(request, {})

    get(make(serve(handle) + "/"), name="a b&c")
    path, headers = requests_seen[0]
    assert path == "/v1/users?name=a+b%26c"
    assert headers["Authorization"] == "Bearer token-1"
    assert headers["User-Agent"] == f"capi-bot/{__version__} (+python-requests/{requests.__version__})"
    assert headers["Accept"] == "application/json"


@responses.activate
def test_a_redirect_is_returned_and_not_followed(make: Make) -> None:
    responses.get("https://api.nexmo.com/v1/users", status=302, headers={"Location": "https://evil.example/"})
    assert get(make("https://api.nexmo.com")).status == 302
    assert len(responses.calls) == 1


@responses.activate
def test_cookies_are_not_stored(make: Make) -> None:
    responses.get("https://api.nexmo.com/v1/users", headers={"Set-Cookie": "who=me"})
    client = make("https://api.nexmo.com")
    get(client)
    get(client)
    assert "Cookie" not in responses.calls[1].request.headers


@responses.activate
def test_credentials_in_netrc_do_not_replace_the_token(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("requests.sessions.get_netrc_auth", lambda _: ("user", "password"))
    responses.get("https://api.nexmo.com/v1/users")
    get(make("https://api.nexmo.com"))
    assert responses.calls[0].request.headers["Authorization"] == "Bearer token-1"


def test_the_proxy_of_the_environment_is_read_once_and_used(
    make: Make, serve: Serve, answer: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    requests_seen = []

    def handle(request: BaseHTTPRequestHandler) -> None:
        requests_seen.append((request.command, request.path, request.headers["Authorization"]))
        answer(request, {}, 403)

    monkeypatch.setenv("https_proxy", serve(handle))
    client = make("https://capi.invalid")
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:1")
    with pytest.raises(UnreachableError, match=r"The proxy on the way to capi\.invalid"):
        get(client)
    assert requests_seen == [("CONNECT", "capi.invalid:443", None)]


def test_a_proxy_that_asks_for_a_password_is_told_apart(
    make: Make, serve: Serve, answer: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALL_PROXY", serve(lambda request: answer(request, {}, 407)))
    with pytest.raises(
        UnreachableError, match=r"wants to know who asks \(407\): write a name and a password into HTTPS_PROXY"
    ):
        get(make("https://capi.invalid"))


def test_plain_http_never_uses_a_proxy_that_could_read_the_token(
    make: Make, serve: Serve, answer: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, serve(lambda _: pytest.fail("the proxy was used")))
    assert get(make(serve(lambda request: answer(request, {})))).status == 200


def test_a_compressed_body_is_decompressed(make: Make, serve: Serve) -> None:
    packed = gzip.compress(b'{"id": 1}')

    def handle(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.send_header("Content-Encoding", "gzip")
        request.send_header("Content-Length", str(len(packed)))
        request.end_headers()
        request.wfile.write(packed)

    assert get(make(serve(handle))).body == b'{"id": 1}'


def test_a_chunked_body_is_joined(make: Make, serve: Serve) -> None:
    def handle(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.send_header("Transfer-Encoding", "chunked")
        request.end_headers()
        request.wfile.write(b'5\r\n{"id"\r\n4\r\n: 1}\r\n0\r\n\r\n')

    client = make(serve(handle))
    assert [get(client).body, get(client).body] == [b'{"id": 1}'] * 2


def test_a_body_without_end_is_refused_and_its_connection_closed(
    make: Make, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http_module, "MAX_BODY_SIZE", 1000)
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

    with pytest.raises(UnreachableError, match="far too large") as raised:
        get(make(serve(handle)))
    assert hung_up.wait(10), f"still connected after {raised.value}"


def test_a_body_without_end_does_not_outlast_the_deadline(make: Make, serve: Serve) -> None:
    remaining = iter([5.0, 4.0, 3.0, *[0.0] * 9])

    def handle(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.send_header("Content-Length", "1000000000")
        request.end_headers()
        while True:
            request.wfile.write(b" ")

    with pytest.raises(DeadlineExceededError, match="did not answer in time"):
        make(serve(handle)).get("/", {}, token="t", remaining=lambda: next(remaining))


def test_no_response_within_the_read_timeout_exceeds_the_deadline(make: Make, serve: Serve) -> None:
    def handle(request: BaseHTTPRequestHandler) -> None:
        request.rfile.read(1)  # until the client's timeout

    with pytest.raises(DeadlineExceededError, match=r"127.0.0.1:\d+ did not answer in time"):
        get(make(serve(handle), read_timeout=0.05))


def test_a_body_that_stops_exceeds_the_deadline(make: Make, serve: Serve) -> None:
    def handle(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.send_header("Content-Length", "10")
        request.end_headers()
        request.rfile.read(1)  # until the client's timeout

    with pytest.raises(DeadlineExceededError):
        get(make(serve(handle), read_timeout=0.05))


def test_nothing_is_sent_after_the_deadline(make: Make) -> None:
    with pytest.raises(DeadlineExceededError):
        get(make("http://127.0.0.1:1"), remaining=0)


@responses.activate
def test_timeouts_are_no_longer_than_what_remains_of_the_deadline(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    client = make("https://api.nexmo.com")
    send = Mock(wraps=client._session.send)
    monkeypatch.setattr(client._session, "send", send)
    responses.get("https://api.nexmo.com/v1/users")
    for seconds in (20.0, 5.0, 1.0):
        get(client, remaining=seconds)
    assert [call.kwargs["timeout"] for call in send.call_args_list] == [(3, 10), (3, 5.0), (1.0, 1.0)]


def test_a_connection_that_closes_without_a_response_can_be_retried(make: Make, serve: Serve) -> None:
    def handle(request: BaseHTTPRequestHandler) -> None:
        request.connection.shutdown(socket.SHUT_RDWR)

    with pytest.raises(ConnectionResetError, match="the connection was broken off"):
        get(make(serve(handle)))


def test_a_body_that_breaks_off_can_be_retried(make: Make, serve: Serve) -> None:
    def handle(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.send_header("Content-Length", "100")
        request.end_headers()
        request.wfile.write(b"{")
        request.close_connection = True

    with pytest.raises(ConnectionResetError):
        get(make(serve(handle)))


def test_a_refused_connection_cannot_be_retried(make: Make) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closing:
        port = closing.getsockname()[1]
    with pytest.raises(UnreachableError, match=f"127.0.0.1:{port} could not be reached"):
        get(make(f"http://127.0.0.1:{port}"))


@responses.activate
@pytest.mark.parametrize(
    ("failure", "message"),
    [
        (requests.exceptions.ConnectTimeout(), "did not answer in time"),
        (requests.exceptions.ProxyError(), "The proxy on the way to api.nexmo.com"),
        (requests.exceptions.InvalidURL(), "its name is not that of a host"),
        (DecodeError(), "its answer cannot be unpacked"),
    ],
)
def test_every_error_of_requests_and_urllib3_becomes_one_of_ours(make: Make, failure: Exception, message: str) -> None:
    responses.get("https://api.nexmo.com/v1/users", body=failure)
    with pytest.raises(UnreachableError, match=message) as raised:
        get(make("https://api.nexmo.com"))
    assert (raised.value.__cause__, raised.value.__context__) == (None, None)


def chain(error: BaseException | None) -> Iterator[BaseException]:
    while error:
        yield error
        error = error.__cause__ or error.__context__


@pytest.mark.parametrize("base_url", ["http://127.0.0.1:1", "https://127.0.0.1:1"])
def test_an_error_does_not_refer_to_the_request_with_its_token(make: Make, base_url: str) -> None:
    with pytest.raises(UnreachableError, match=r"could not be reached \(the connection was refused\)\.$") as raised:
        get(make(base_url))
    assert [type(error) for error in chain(raised.value)] == [UnreachableError]


def test_a_connection_error_without_a_reason_has_words_too() -> None:
    failure = http_module.translate_error(requests.ConnectionError(), "host")
    assert str(failure) == "host could not be reached (no usable answer)."


@pytest.mark.parametrize(
    ("url", "base"),
    [
        ("https://api.nexmo.com/", "https://api.nexmo.com"),
        (" https://api-eu-3.vonage.com// ", "https://api-eu-3.vonage.com"),
        ("http://127.0.0.1:8080/capi/", "http://127.0.0.1:8080/capi"),
        ("HTTP://[::1]:8080", "HTTP://[::1]:8080"),
    ],
)
def test_trailing_slashes_of_a_base_url_are_removed(url: str, base: str) -> None:
    assert validate_base_url(url) == base


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
def test_an_invalid_base_url_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="address") as raised:
        validate_base_url(url)
    assert "password@" not in str(raised.value)


def test_the_host_includes_the_port(make: Make) -> None:
    assert make("http://127.0.0.1:8080/capi").host == "127.0.0.1:8080"
