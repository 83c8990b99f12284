from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler
from itertools import count
from threading import Event, Semaphore

import jwt
import pytest

from capi_bot.capi import PrivateKey
from capi_bot.capi.auth import Tokens
from capi_bot.capi.http import HttpClient, HttpResponse
from capi_bot.capi.transport import RetryTiming, Transport
from capi_bot.errors import (
    DeadlineExceededError,
    NotFoundError,
    RateLimitedError,
    UnauthorizedError,
    UnreachableError,
)

GOOD = HttpResponse(status=200, headers={"x-nexmo-trace-id": "trace-1"}, body=b'{"id": "CON-1"}')
EXPIRED = HttpResponse(
    status=401, headers={}, body=b'{"code": "system:error:expired-token", "description": "Token expired"}'
)
BUSY = HttpResponse(status=503, headers={}, body=b"")


def limited(seconds: int) -> HttpResponse:
    return HttpResponse(status=429, headers={"Retry-After": str(seconds)}, body=b"{}")


class Script(HttpClient):
    """An exchange that answers from a list, and keeps what it was asked."""

    def __init__(self, *answers: HttpResponse | Exception) -> None:
        self._answers = iter(answers)
        self.tokens: list[str] = []
        self.left: list[float] = []

    def get(self, path: str, parameters: Mapping[str, str], *, token: str, left: Callable[[], float]) -> HttpResponse:
        assert path.startswith("/")
        assert isinstance(parameters, Mapping)
        self.tokens.append(token)
        self.left.append(left())
        answer = next(self._answers)
        if isinstance(answer, Exception):
            raise answer
        return answer


class Time:
    """A clock that passes only while somebody sleeps."""

    def __init__(self) -> None:
        self.now = 100.0
        self.slept: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds

    def pace(self) -> RetryTiming:
        return RetryTiming(monotonic=lambda: self.now, sleep=self.sleep, jitter=lambda: 0.5)


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def tokens(private_key: PrivateKey) -> Tokens:
    ids = count(1)
    return Tokens(private_key, "app-1", clock=lambda: 1_540_459_579, new_jti=lambda: f"id-{next(ids)}")


def jti(token: str) -> object:
    return jwt.decode(token, options={"verify_signature": False})["jti"]


def test_good_news_come_as_json(tokens: Tokens, time: Time) -> None:
    assert Transport(Script(GOOD), tokens, time.pace()).get("/v1/x", {}) == {"id": "CON-1"}


def test_what_passes_is_waited_for(tokens: Tokens, time: Time) -> None:
    script = Script(BUSY, limited(3), ConnectionResetError(), GOOD)
    assert Transport(script, tokens, time.pace()).get("/v1/x", {}) == {"id": "CON-1"}
    assert time.slept == pytest.approx([0.2, 3, 0.8])
    assert script.left == pytest.approx([20, 19.8, 16.8, 16])
    assert len(set(script.tokens)) == 1


def test_what_does_not_pass_is_told(tokens: Tokens, time: Time) -> None:
    with pytest.raises(UnreachableError, match="503") as refused:
        Transport(Script(*[BUSY] * 4), tokens, time.pace()).get("/v1/x", {})
    assert refused.value.refusal is not None
    assert len(time.slept) == 3


def test_a_long_wait_is_told_with_its_length(tokens: Tokens, time: Time) -> None:
    with pytest.raises(RateLimitedError) as refused:
        Transport(Script(limited(60)), tokens, time.pace()).get("/v1/x", {})
    assert refused.value.refusal.retry_after == 60
    assert time.slept == []


def test_a_connection_that_keeps_breaking_is_unreachable(tokens: Tokens, time: Time) -> None:
    script = Script(*[ConnectionResetError("api.nexmo.com broke the connection.")] * 4)
    with pytest.raises(UnreachableError, match="broke the connection"):
        Transport(script, tokens, time.pace()).get("/v1/x", {})


@pytest.mark.parametrize("failure", [DeadlineExceededError("late"), UnreachableError("refused")])
def test_what_is_slow_or_refused_is_not_asked_again(tokens: Tokens, time: Time, failure: Exception) -> None:
    with pytest.raises(type(failure)):
        Transport(Script(failure), tokens, time.pace()).get("/v1/x", {})


def test_a_plain_refusal_is_not_asked_again(tokens: Tokens, time: Time) -> None:
    with pytest.raises(NotFoundError):
        Transport(Script(HttpResponse(status=404, headers={}, body=b"")), tokens, time.pace()).get("/v1/x", {})


def test_an_expired_token_is_replaced_and_the_request_repeated(tokens: Tokens, time: Time) -> None:
    script = Script(EXPIRED, GOOD)
    assert Transport(script, tokens, time.pace()).get("/v1/x", {}) == {"id": "CON-1"}
    assert list(map(jti, script.tokens)) == ["id-1", "id-2"]


def test_a_token_is_replaced_exactly_once(tokens: Tokens, time: Time) -> None:
    script = Script(BUSY, EXPIRED, BUSY, EXPIRED)
    with pytest.raises(UnauthorizedError):
        Transport(script, tokens, time.pace()).get("/v1/x", {})
    assert list(map(jti, script.tokens)) == ["id-1", "id-1", "id-2", "id-2"]


def test_a_wrong_token_is_not_replaced(tokens: Tokens, time: Time) -> None:
    wrong = HttpResponse(status=401, headers={}, body=b'{"code": "system:error:invalid-token"}')
    with pytest.raises(UnauthorizedError):
        Transport(Script(wrong), tokens, time.pace()).get("/v1/x", {})


def test_the_log_tells_the_path_and_never_the_token_or_the_query(
    tokens: Tokens, time: Time, caplog: pytest.LogCaptureFixture
) -> None:
    script = Script(GOOD)
    with caplog.at_level(logging.DEBUG):
        Transport(script, tokens, time.pace()).get("/v1/users", {"name": "secret-name"})
    assert caplog.messages == ["GET /v1/users: 200, trace trace-1"]
    assert script.tokens[0] not in caplog.text
    assert [record.levelno for record in caplog.records] == [logging.DEBUG]


class Knock(str):
    """A path that tells when somebody looks for its flight."""

    __slots__ = ("heard",)
    heard: Semaphore

    def __hash__(self) -> int:
        self.heard.release()
        return super().__hash__()

    def __eq__(self, other: object) -> bool:
        return super().__eq__(other)


def test_identical_requests_at_once_are_one_on_the_wire(
    tokens: Tokens, serve: Callable[..., str], answer: Callable[..., None]
) -> None:
    arrived, release, heard = Event(), Event(), Semaphore(0)
    requests: list[str] = []

    def handle(request: BaseHTTPRequestHandler) -> None:
        requests.append(request.path)
        arrived.set()
        assert release.wait(10)
        answer(request, {"n": len(requests)})

    exchange = HttpClient(serve(handle), connect_timeout=3, read_timeout=10, pool_size=4)
    transport = Transport(exchange, tokens, RetryTiming())
    path = Knock("/v1/users")
    path.heard = heard
    with ThreadPoolExecutor(5) as pool:
        futures = [pool.submit(transport.get, "/v1/users", {"order": "asc", "page_size": "1"})]
        assert arrived.wait(10)
        futures += [pool.submit(transport.get, path, {"page_size": "1", "order": "asc"}) for _ in range(4)]
        for _ in range(4):
            assert heard.acquire(timeout=10)
        release.set()
        assert [future.result(10) for future in futures] == [{"n": 1}] * 5
    assert transport.get("/v1/users", {"page_size": "1", "order": "asc"}) == {"n": 2}
    exchange.close()
    assert len(requests) == 2


def test_a_reset_on_the_wire_is_survived(
    tokens: Tokens, time: Time, serve: Callable[..., str], answer: Callable[..., None]
) -> None:
    seen: list[str] = []

    def handle(request: BaseHTTPRequestHandler) -> None:
        seen.append(request.path)
        if len(seen) < 3:
            request.connection.close()
            request.close_connection = True
        else:
            answer(request, json.loads('{"id": "CON-1"}'))

    exchange = HttpClient(serve(handle), connect_timeout=3, read_timeout=10, pool_size=1)
    assert Transport(exchange, tokens, time.pace()).get("/v1/x", {}) == {"id": "CON-1"}
    exchange.close()
    assert len(seen) == 3


def test_time_passes_by_itself_unless_told_otherwise() -> None:
    left = RetryTiming(deadline=7.0).countdown()
    assert 0 < left() <= 7.0
