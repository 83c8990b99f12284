from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from itertools import chain, repeat
from pathlib import Path
from threading import Event, Semaphore
from typing import Protocol

import pytest
import requests

from capi_bot.capi import CapiClient, PrivateKey, connections
from capi_bot.capi.connections import NameLookups
from capi_bot.capi.http import HttpClient
from capi_bot.errors import DeadlineExceededError, UnreachableError
from tests.trickle import OK, PATIENCE, PHASES, Pieces, Trickle

DEADLINE = 0.06
"""Seconds that a response may take."""


class Authority(Protocol):
    bundle: Path

    def server_context(self, *hosts: str) -> ssl.SSLContext: ...


def get_in_time(base_url: str, seconds: float = DEADLINE, proxies: Mapping[str, str] | None = None) -> Exception | None:
    """GET with a deadline, and return how it failed."""
    client = HttpClient(base_url, connect_timeout=PATIENCE, read_timeout=PATIENCE, pool_size=1, proxies=proxies)
    ends = time.monotonic() + seconds
    try:
        client.get("/v1/users", {}, token="t", remaining=lambda: ends - time.monotonic())
    except UnreachableError as error:
        return error
    finally:
        client.close()
        assert time.monotonic() - ends < PATIENCE / 2
    return None


@pytest.mark.parametrize("phase", PHASES)
def test_what_trickles_does_not_outlast_the_deadline(trickle: Trickle, phase: str) -> None:
    failure = get_in_time(f"http://127.0.0.1:{trickle(PHASES[phase])}")
    assert isinstance(failure, DeadlineExceededError)


@pytest.fixture
def trusted(authority: Authority, monkeypatch: pytest.MonkeyPatch) -> Authority:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(authority.bundle))
    return authority


@pytest.mark.parametrize("phase", ["nothing", "headers", "the body", "chunks"])
def test_what_trickles_with_tls_does_not_outlast_the_deadline(trickle: Trickle, trusted: Authority, phase: str) -> None:
    port = trickle(PHASES[phase], trusted.server_context("127.0.0.1"))
    assert isinstance(get_in_time(f"https://127.0.0.1:{port}"), DeadlineExceededError)


def tls_handshake() -> Pieces:
    """Yield a record of 16 KiB, of which the handshake waits for every byte."""
    return chain([b"\x16\x03\x03\x40\x00"], repeat(b"\x02", 16384))


def test_a_handshake_that_trickles_does_not_outlast_the_deadline(trickle: Trickle) -> None:
    assert isinstance(get_in_time(f"https://127.0.0.1:{trickle(tls_handshake)}"), DeadlineExceededError)


@pytest.mark.parametrize("phase", ["nothing", "headers"])
def test_a_proxy_that_trickles_does_not_outlast_the_deadline(
    trickle: Trickle, monkeypatch: pytest.MonkeyPatch, phase: str
) -> None:
    monkeypatch.setenv("https_proxy", f"http://127.0.0.1:{trickle(PHASES[phase])}")
    assert isinstance(get_in_time("https://capi.invalid"), DeadlineExceededError)


def test_a_proxy_that_is_silent_exceeds_the_deadline_of_connecting(
    trickle: Trickle, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("https_proxy", f"http://127.0.0.1:{trickle(PHASES['nothing'])}")
    client = HttpClient("https://capi.invalid", connect_timeout=0.05, read_timeout=PATIENCE, pool_size=1)
    with pytest.raises(DeadlineExceededError):
        client.get("/", {}, token="t", remaining=lambda: 20)
    client.close()


@pytest.mark.parametrize("phase", ["nothing", "headers"])
def test_a_proxy_with_tls_that_a_caller_names_does_not_outlast_the_deadline(
    trickle: Trickle, trusted: Authority, phase: str
) -> None:
    proxy = f"https://127.0.0.1:{trickle(PHASES[phase], trusted.server_context('127.0.0.1'))}"
    assert isinstance(get_in_time("https://capi.invalid", proxies={"https": proxy}), DeadlineExceededError)


@pytest.mark.parametrize("variable", ["https_proxy", "ALL_PROXY"])
def test_a_handshake_behind_a_proxy_does_not_outlast_the_deadline(
    trickle: Trickle, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    port = trickle(lambda: chain([OK + b"\r\n"], tls_handshake()))
    monkeypatch.setenv(variable, f"http://127.0.0.1:{port}")
    assert isinstance(get_in_time("https://capi.invalid"), DeadlineExceededError)


@pytest.mark.parametrize("variable", ["REQUESTS_CA_BUNDLE", "SSL_CERT_FILE"])
def test_a_host_that_only_a_named_authority_vouches_for_is_read_within_the_deadline(
    trickle: Trickle, authority: Authority, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE", "SSL_CERT_DIR"):
        monkeypatch.delenv(name, raising=False)
    context = authority.server_context("127.0.0.1")
    answer = [OK + b"Content-Length: 2\r\n\r\n{}"]
    untrusted = get_in_time(f"https://127.0.0.1:{trickle(lambda: iter(answer), context)}", seconds=PATIENCE)
    assert "set SSL_CERT_FILE or REQUESTS_CA_BUNDLE" in str(untrusted)
    monkeypatch.setenv(variable, str(authority.bundle))
    assert get_in_time(f"https://127.0.0.1:{trickle(lambda: iter(answer), context)}", seconds=PATIENCE) is None


def test_a_request_that_nobody_reads_does_not_outlast_the_deadline() -> None:
    ends = time.monotonic() + DEADLINE
    with socket.create_server(("127.0.0.1", 0)) as listener, connections._Socket() as sending:
        sending.settimeout(PATIENCE)
        with connections.deadline(lambda: ends - time.monotonic(), NameLookups()):
            sending.connect(listener.getsockname())
            with pytest.raises(TimeoutError):
                sending.sendall(b" " * 50_000_000)
    assert time.monotonic() - ends < PATIENCE / 2


def test_a_host_with_many_addresses_that_do_not_answer_does_not_outlast_the_deadline(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with ExitStack() as stack:
        listener = stack.enter_context(socket.create_server(("127.0.0.1", 0), backlog=0))
        address = listener.getsockname()
        for _ in range(4):  # more than its queue takes: no further connection is answered
            waiting = stack.enter_context(socket.socket())
            waiting.settimeout(0)
            waiting.connect_ex(address)
        found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", address)] * 100
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
        assert isinstance(get_in_time(f"https://capi.invalid:{address[1]}"), DeadlineExceededError)


def test_the_next_address_is_tried_where_one_does_not_answer(trickle: Trickle, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closing:
        refusing = closing.getsockname()
    port = trickle(lambda: iter([OK + b"Content-Length: 2\r\n\r\n{}"]))
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", address) for address in (refusing, ("127.0.0.1", port))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
    assert get_in_time("http://localhost", seconds=PATIENCE) is None


def test_a_look_up_that_is_stuck_does_not_outlast_the_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    stuck = Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: stuck.wait(PATIENCE) and [])
    assert isinstance(get_in_time("https://capi.invalid"), DeadlineExceededError)
    stuck.set()


@pytest.mark.parametrize("failure", [socket.gaierror(-2, "Name or service not known"), UnicodeError("label too long")])
def test_a_look_up_that_fails_is_unreachable(monkeypatch: pytest.MonkeyPatch, failure: Exception) -> None:
    def fail(*_: object, **__: object) -> None:
        raise failure

    monkeypatch.setattr(socket, "getaddrinfo", fail)
    error = get_in_time("https://capi.invalid", seconds=PATIENCE)
    assert type(error) is UnreachableError
    assert "capi.invalid" in str(error)


def test_a_host_without_an_address_is_unreachable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [])
    assert type(get_in_time("https://capi.invalid", seconds=PATIENCE)) is UnreachableError


def test_a_name_is_looked_up_once_for_all_who_wait_and_anew_after_one_that_is_stuck(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lookups, started, release = NameLookups(), Semaphore(0), Event()

    def look_up(*_: object, **__: object) -> list[object]:
        started.release()
        assert release.wait(10)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", 1))]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(lookups.addresses, "capi.invalid", 443, 10)
        assert started.acquire(timeout=10)
        with pytest.raises(TimeoutError):
            lookups.addresses("capi.invalid", 443, 0)
        assert not started.acquire(blocking=False)
        second = pool.submit(lookups.addresses, "capi.invalid", 443, 10)
        assert started.acquire(timeout=10)
        release.set()
        assert first.result(10) == second.result(10) == [(socket.AF_INET, socket.SOCK_STREAM, 6, ("127.0.0.1", 1))]
    assert not started.acquire(blocking=False)


def test_one_response_takes_at_most_the_read_timeout_so_that_another_try_has_time(trickle: Trickle) -> None:
    base_url = f"http://127.0.0.1:{trickle(PHASES['one header'])}"
    client = HttpClient(base_url, connect_timeout=PATIENCE, read_timeout=0.1, pool_size=1)
    ends = time.monotonic() + 60
    with pytest.raises(DeadlineExceededError):
        client.get("/", {}, token="t", remaining=lambda: ends - time.monotonic())
    client.close()
    assert ends - time.monotonic() > 60 - PATIENCE


def test_a_connection_stays_usable_after_a_response_in_time(trickle: Trickle) -> None:
    port = trickle(lambda: repeat(OK + b"Content-Length: 2\r\n\r\n{}", 2))
    client = HttpClient(f"http://127.0.0.1:{port}", connect_timeout=3, read_timeout=3, pool_size=1)
    assert [client.get("/", {}, token="t", remaining=lambda: 3).body for _ in range(2)] == [b"{}"] * 2
    client.close()


def test_those_who_wait_for_a_response_that_trickles_get_their_own(trickle: Trickle, private_key: PrivateKey) -> None:
    arrived = Event()

    def first_connection() -> Pieces:
        arrived.set()
        return PHASES["one header"]()

    def later_connection() -> Pieces:
        return iter([OK + b"Content-Length: 2\r\n\r\n{}"])

    by_connection = chain([first_connection], repeat(later_connection))

    def pieces() -> Pieces:
        return next(by_connection)()

    port = trickle(pieces)
    client = CapiClient("app-1", private_key, base_url=f"http://127.0.0.1:{port}", read_timeout=0.3)
    with client, ThreadPoolExecutor(5) as pool:
        first = pool.submit(client.get, "/v1/users")
        assert arrived.wait(10)
        others = [pool.submit(client.get, "/v1/users") for _ in range(4)]
        assert [other.result(10) for other in others] == [{}] * 4
        assert isinstance(first.exception(10), DeadlineExceededError)


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_without_a_deadline_the_timeouts_alone_hold(trickle: Trickle, trusted: Authority, scheme: str) -> None:
    context = trusted.server_context("127.0.0.1") if scheme == "https" else None
    port = trickle(lambda: chain([OK + b"Content-Length: 2\r\n\r\n{"], PHASES["nothing"]()), context)
    with requests.Session() as session:
        session.mount(f"{scheme}://", connections.DeadlineAdapter(pool_size=1))
        with pytest.raises(requests.RequestException, match="timed out"):
            session.get(f"{scheme}://127.0.0.1:{port}", timeout=(PATIENCE, 0.1))
