from __future__ import annotations

import io
import json
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler
from threading import Event as Flag

import pytest
import requests
from requests.adapters import BaseAdapter, HTTPAdapter

from capi_bot import __version__
from capi_bot.capi import (
    CapiClient,
    Conversation,
    DeadlineAdapter,
    DeadlineExceededError,
    InvalidArgumentError,
    SettingsError,
    UnreachableError,
)

CON = "CON-bc643220-2542-499a-892e-c982c4150c06"
Make = Callable[..., CapiClient]
Serve = Callable[..., str]
Answer = Callable[..., None]


class SavedAnswers(BaseAdapter):
    """An adapter that answers without any connection."""

    closed = 0

    def send(self, request: requests.PreparedRequest, *_: object, **settings: object) -> requests.Response:
        response = requests.Response()
        response.status_code, response.url = 200, str(request.url)
        response.raw = io.BytesIO(json.dumps({"id": CON, "name": str(settings["timeout"])}).encode())
        return response

    def close(self) -> None:
        type(self).closed += 1


class Counted(DeadlineAdapter):
    """An adapter that keeps deadlines, and counts."""

    sent = 0

    def __init__(self) -> None:
        super().__init__(pool_size=2)

    def send(self, *args: object, **settings: object) -> requests.Response:
        type(self).sent += 1
        return super().send(*args, **settings)  # type: ignore[arg-type] # as they came


@pytest.fixture
def seen() -> list[BaseHTTPRequestHandler]:
    return []


@pytest.fixture
def api_url(serve: Serve, answer: Answer, seen: list[BaseHTTPRequestHandler]) -> str:
    def handle(request: BaseHTTPRequestHandler) -> None:
        seen.append(request)
        answer(request, {"id": CON})

    return serve(handle)


def test_headers_are_sent_with_every_request(
    make_client: Make, api_url: str, seen: list[BaseHTTPRequestHandler]
) -> None:
    headers = {"X-Team": "Telephony", "user-agent": "shop/2 (é)"}
    client = make_client(base_url=api_url, headers=headers)
    headers["X-Team"] = "changed since"
    client.conversation(CON)
    client.get("/v1/users")
    assert [request.headers["X-Team"] for request in seen] == ["Telephony", "Telephony"]
    assert [request.headers.get_all("User-Agent") for request in seen] == [["shop/2 (é)"]] * 2
    assert all(request.headers["Authorization"].startswith("Bearer ey") for request in seen)
    assert all(request.headers["Accept"] == "application/json" for request in seen)
    make_client(base_url=api_url).conversation(CON)
    assert seen[-1].headers["User-Agent"].startswith(f"capi-bot/{__version__} ")


@pytest.mark.parametrize(
    ("headers", "reason"),
    [
        *(
            ({name: "hush"}, name)
            for name in ("Authorization", "AUTHORIZATION", "Host", "Content-Length", "Connection")
        ),
        *(({name: "hush"}, name) for name in ("Accept", "Accept-Encoding", "TE", "Transfer-Encoding", "Trailer")),
        *(({name: "hush"}, name) for name in ("Upgrade", "Keep-Alive", "Proxy-Connection", "Expect", "Range")),
        *(({name: "hush"}, name) for name in ("Content-Type", "content-encoding", "If-None-Match", "HTTP2-Settings")),
        *(
            ({name: "hush"}, "malformed")
            for name in ("a b", "a:b", "(a)", "a\t", "a ", " a", "a/b", "a@b", "a[b]", 'a"b')
        ),
        *(({name: "hush"}, "malformed") for name in ("a;b", "a{b}", "a,b", "a\0", "a\x7f", "a=b", "a?", "é", ":path")),
        *(
            ({"X-A": f"hush{end}"}, "X-A")
            for end in ("\0", "\x7f", "\x01", "\x0b", "\x1b[0m", "\x85", "\x9f", "\n", "\r")
        ),
        *(({"X-A": value}, "X-A") for value in (" hush", "hush ", "\thush", "hush\t", "hush\ud83d", "hush\u2028")),
        ({"X-A": "1", "x-a": "2"}, "twice"),
        ({"X-A" * 90: "hush\0"}, "malformed"),
        ({10**5000: "hush"}, "text"),
        ({"Proxy-Authorization": "Basic aHVzaA=="}, "into its address"),
        ({"X-A": "hush\r\nX-B: c"}, "X-A"),
        ({"X-A\n": "b"}, "malformed"),
        ({"X A:": "b"}, "malformed"),
        ({"": "b"}, "malformed"),
        ({"X-A": "hush €"}, "X-A"),
        ({"X-A": 7}, "text"),
        ({"X-A": None}, "text"),
        ({b"X-A": "b"}, "text"),
    ],
)
def test_a_wrong_header_is_refused_as_it_is_given(make_client: Make, headers: Mapping[str, str], reason: str) -> None:
    with pytest.raises(InvalidArgumentError, match=reason) as error:
        make_client(headers=headers)
    assert "hush" not in str(error.value)
    assert len(str(error.value)) < 200
    assert error.value.__cause__ is None


def test_a_right_header_is_accepted(make_client: Make, api_url: str, seen: list[BaseHTTPRequestHandler]) -> None:
    headers = {"X-A": "a\tb é~", "_b": "", "!#$%&'*+.^_`|~9": "9" * 500, "Cookie": "a=b", "Accept-Language": "de"}
    make_client(base_url=api_url, headers=headers).conversation(CON)
    assert {name: seen[0].headers[name] for name in headers} == headers


def test_a_proxy_that_is_given_is_used_instead_of_that_of_the_environment(
    make_client: Make, serve: Serve, answer: Answer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:1")
    paths: list[str] = []

    def refuse(request: BaseHTTPRequestHandler) -> None:
        paths.append(f"{request.command} {request.path}")
        answer(request, {}, 403)

    proxy = serve(refuse)
    for address in (proxy, proxy.removeprefix("http://")):
        with pytest.raises(UnreachableError, match="proxy"):
            make_client(base_url="https://api-eu-3.vonage.com", proxies={"https": address}).conversation(CON)
    assert paths == ["CONNECT api-eu-3.vonage.com:443"] * 2


def test_no_proxy_is_used_where_none_is_wanted(
    make_client: Make, serve: Serve, answer: Answer, monkeypatch: pytest.MonkeyPatch, authority: object
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(authority.bundle))  # type: ignore[attr-defined] # conftest's Authority
    context = authority.server_context("127.0.0.1")  # type: ignore[attr-defined] # the same
    url = serve(lambda request: answer(request, {"id": CON}), context)
    with pytest.raises(UnreachableError):
        make_client(base_url=url).conversation(CON)
    assert make_client(base_url=url, proxies={}).conversation(CON) == Conversation(id=CON)


WRONG_PROXIES: tuple[object, ...] = (
    *(
        "",
        "http://",
        "ftp://h:1",
        "http://h:99999",
        "http://[::1",
        "://h",
        None,
        3128,
        b"http://h:1",
        "http:h",
        "//h:1",
    ),
    *("https://..", "http://.", "http://a..b", f"http://{'a' * 70}", f"http://{'a.' * 130}de:1", "http://*.h:1"),
    *(
        "http://h:0",
        "http://h: 80",
        "http://h:+80",
        "http://h:8_0",
        "http://h:\uff18\uff10",
        "http://1.2.3:1",
        "http://256.1.1.1:1",
    ),
    *(
        "http://a b:80",
        " http://h:1",
        "http://h:1 ",
        "http://h:1\n",
        "http://h\0:1",
        "http://h\\x",
        "http://%41:1",
        "\ud83d",
    ),
    *("http://h:1/path", "http://h:1?q", "http://h:1#f", "http:/h", "http://u:p@", "http://[v1.a]:1", "http://::1:1"),
    *("http://u:hush€@h:1", "http://u:hush%E2%82%AC@h:1", "https://hush\ud83d@h:1", "u:hush@h:1/path"),
)


@pytest.mark.parametrize("address", WRONG_PROXIES)
def test_a_wrong_proxy_is_refused_as_it_is_given(make_client: Make, address: object) -> None:
    with pytest.raises(InvalidArgumentError, match="proxy") as error:
        make_client(proxies={"https": address})
    assert "hush" not in str(error.value)


@pytest.mark.parametrize("scheme", ["htps", "HTTPS", "", "https:", "https://", "https://h:443", "no_proxy", 7, None])
def test_a_proxy_for_what_no_request_has_is_refused_as_it_is_given(make_client: Make, scheme: object) -> None:
    with pytest.raises(InvalidArgumentError, match="http, https, all"):
        make_client(proxies={scheme: "http://127.0.0.1:1"})


@pytest.mark.parametrize(
    "address", ["localhost:{}", "u:p@localhost:{}", "HTTP://u:p%C3%A9@localhost:{}/", "127.0.0.1:{}"]
)
def test_a_proxy_may_be_a_name_without_a_scheme(make_client: Make, serve: Serve, answer: Answer, address: str) -> None:
    paths: list[str] = []

    def refuse(request: BaseHTTPRequestHandler) -> None:
        paths.append(request.path)
        answer(request, {}, 403)

    for scheme in ("https", "all", "https://api-eu-3.vonage.com"):
        proxies = {scheme: address.format(serve(refuse).rpartition(":")[2])}
        with pytest.raises(UnreachableError, match="proxy"):
            make_client(base_url="https://api-eu-3.vonage.com", proxies=proxies).conversation(CON)
    assert paths == ["api-eu-3.vonage.com:443"] * 3


@pytest.mark.parametrize("address", ["http://127.0.0.1:1/", "http://127.0.0.1:1/proxy.pac?a#b", "127.0.0.1:1"])
def test_what_is_behind_the_host_of_a_proxy_of_the_environment_is_ignored(
    make_client: Make, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", address)
    with pytest.raises(UnreachableError, match="The proxy on the way"):
        make_client(base_url="https://api-eu-3.vonage.com").conversation(CON)


@pytest.mark.parametrize("address", ["http://..:1", "http://u:hush€@h:1", f"http://{'a' * 70}:1", "http://h|i:1"])
def test_a_wrong_proxy_of_the_environment_is_said_as_the_client_is_made(
    make_client: Make, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", address)
    with pytest.raises(SettingsError, match="proxy") as error:
        make_client()
    assert "hush" not in str(error.value)


def test_a_proxy_of_socks_needs_its_package(make_client: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("capi_bot.capi.http_options.find_spec", lambda name: name == "socks")
    assert make_client(proxies={"https": "socks5h://127.0.0.1:1"})
    monkeypatch.setattr("capi_bot.capi.http_options.find_spec", lambda _: None)
    with pytest.raises(InvalidArgumentError, match=r"requests\[socks\]"):
        make_client(proxies={"https": "socks5h://127.0.0.1:1"})


def test_a_proxy_of_socks_keeps_its_own_kind_of_connections() -> None:
    pytest.importorskip("socks", reason="urllib3 has no SOCKS without it")
    manager = DeadlineAdapter(pool_size=1).proxy_manager_for("socks5h://127.0.0.1:1")
    assert manager.pool_classes_by_scheme["https"].__module__ == "urllib3.contrib.socks"


def test_a_proxy_of_another_kind_in_the_environment_is_refused_unless_one_is_given(
    make_client: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALL_PROXY", "socks5://127.0.0.1:1")
    with pytest.raises(SettingsError, match="ALL_PROXY names a SOCKS proxy"):
        make_client()
    make_client(proxies={})
    make_client(proxies={"https": "http://127.0.0.1:1"})


def test_an_adapter_may_answer_by_itself_and_is_closed_with_the_client(make_client: Make) -> None:
    with make_client(adapter=SavedAnswers, read_timeout=4) as client:
        assert client.conversation(CON) == Conversation(id=CON, name="(3.0, 4)")
    assert SavedAnswers.closed >= 1


def test_each_client_has_an_adapter_of_its_own(make_client: Make, api_url: str) -> None:
    made: list[HTTPAdapter] = []

    def create() -> HTTPAdapter:
        made.append(HTTPAdapter(pool_maxsize=1))
        return made[-1]

    for _ in range(2):
        assert make_client(base_url=api_url, adapter=create).conversation(CON) == Conversation(id=CON)
    assert len(set(map(id, made))) == 2


@pytest.mark.parametrize(
    "arguments",
    [
        *({"headers": value} for value in ("X-A: b", [("X-A", "b")], 7, "")),
        *({"proxies": value} for value in ("http://127.0.0.1:1", ["http://127.0.0.1:1"], False)),
        *({"mask_secrets": value} for value in ("no", 0, None)),
    ],
)
def test_an_option_of_another_type_is_refused_as_it_is_given(make_client: Make, arguments: dict[str, object]) -> None:
    with pytest.raises(InvalidArgumentError):
        make_client(**arguments)


@pytest.mark.parametrize(
    "adapter",
    [
        *(
            SavedAnswers(),
            dict,
            lambda: None,
            "adapter",
            lambda size: (size, HTTPAdapter()),
            lambda *, size: HTTPAdapter(size),
        ),
        *(DeadlineAdapter, BaseAdapter, HTTPAdapter().send, int, lambda: HTTPAdapter),
    ],
)
def test_what_makes_no_adapter_is_refused_as_it_is_given(make_client: Make, adapter: object) -> None:
    with pytest.raises(InvalidArgumentError, match="adapter"):
        make_client(adapter=adapter)


@pytest.mark.parametrize("size", [0, -1, "4", None, True, 2.0, 2**40])
def test_an_adapter_with_a_wrong_number_of_connections_is_refused(size: int) -> None:
    with pytest.raises(InvalidArgumentError, match="whole number of connections"):
        DeadlineAdapter(pool_size=size)


@pytest.mark.parametrize("adapter", [None, Counted])
def test_a_derived_adapter_keeps_the_deadline_while_headers_trickle(
    make_client: Make, serve: Serve, adapter: type[DeadlineAdapter] | None
) -> None:
    over, ended = Flag(), Flag()

    def trickle(request: BaseHTTPRequestHandler) -> None:
        request.wfile.write(b"HTTP/1.1 200 OK\r\n")
        for _ in range(200):
            request.wfile.write(b"X: y\r\n")
            if over.wait(0.02):
                return
        ended.set()

    client = make_client(base_url=serve(trickle), adapter=adapter, deadline=0.2)
    try:
        with pytest.raises(DeadlineExceededError):
            client.conversation(CON)
        assert not ended.is_set()
    finally:
        over.set()
    assert adapter is None or Counted.sent == 1
