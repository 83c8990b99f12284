from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler
from itertools import count

import jwt
import pytest

from capi_bot.capi import PrivateKey
from capi_bot.capi.auth import TokenCache
from capi_bot.capi.http import HttpClient, HttpResponse
from capi_bot.capi.transport import MAX_ATTEMPTS, MAX_PAUSE, RetryTiming, Transport, retry_pause
from capi_bot.errors import (
    DeadlineExceededError,
    InvalidRequestError,
    NotFoundError,
    ProblemDetails,
    RateLimitedError,
    UnauthorizedError,
    UnreachableError,
)

OK = HttpResponse(status=200, headers={"x-nexmo-trace-id": "trace-1"}, body=b'{"id": "CON-1"}')
EXPIRED = HttpResponse(
    status=401, headers={}, body=b'{"code": "system:error:expired-token", "description": "Token expired"}'
)
UNAVAILABLE = HttpResponse(status=503, headers={}, body=b"")


def rate_limited_response(seconds: int) -> HttpResponse:
    return HttpResponse(status=429, headers={"Retry-After": str(seconds)}, body=b"{}")


class ScriptedHttpClient(HttpClient):
    """A fake HTTP client with a list of outcomes; it records the token and the remaining seconds of each request."""

    def __init__(self, *outcomes: HttpResponse | Exception) -> None:
        self._outcomes = iter(outcomes)
        self.tokens: list[str] = []
        self.remaining: list[float] = []

    def get(
        self, path: str, parameters: Mapping[str, str], *, token: str, remaining: Callable[[], float]
    ) -> HttpResponse:
        assert path.startswith("/")
        assert isinstance(parameters, Mapping)
        self.tokens.append(token)
        self.remaining.append(remaining())
        outcome = next(self._outcomes)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome


class Clock:
    """A clock that advances only by `sleep`."""

    def __init__(self) -> None:
        self.now = 100.0
        self.pauses: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.now += seconds

    def timing(self) -> RetryTiming:
        return RetryTiming(monotonic=lambda: self.now, sleep=self.sleep, jitter=lambda: 0.5)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def tokens(private_key: PrivateKey) -> TokenCache:
    ids = count(1)
    return TokenCache(private_key, "app-1", clock=lambda: 1_540_459_579, new_jti=lambda: f"id-{next(ids)}")


def jti(token: str) -> object:
    return jwt.decode(token, options={"verify_signature": False})["jti"]


def rate_limited(retry_after: float | None = None) -> RateLimitedError:
    return RateLimitedError(ProblemDetails(status=429, retry_after=retry_after))


def server_error(status: int, retry_after: float | None = None) -> UnreachableError:
    return UnreachableError("failed", ProblemDetails(status=status, retry_after=retry_after))


TRANSIENT_STATUSES = [408, 425, 500, 502, 503, 504, 507, 520, 524, 529]


@pytest.mark.parametrize("failure", [rate_limited(), *map(server_error, TRANSIENT_STATUSES), ConnectionResetError()])
def test_a_transient_failure_is_retried_after_a_pause(failure: Exception) -> None:
    assert retry_pause(0, failure, remaining=20, jitter=0.5) == pytest.approx(0.2)


@pytest.mark.parametrize(
    "failure",
    [
        server_error(501),
        server_error(505),
        server_error(511),
        server_error(302),
        server_error(600),
        UnreachableError("refused"),
        DeadlineExceededError("late"),
        NotFoundError(ProblemDetails(status=404)),
        InvalidRequestError(ProblemDetails(status=400)),
        UnauthorizedError(ProblemDetails(status=401)),
    ],
)
def test_a_permanent_failure_is_not_retried(failure: Exception) -> None:
    assert retry_pause(0, failure, remaining=20, jitter=0.5) is None


def test_pauses_double_with_jitter() -> None:
    pauses = [
        retry_pause(attempt, server_error(503), remaining=20, jitter=jitter)
        for attempt in (0, 1, 2)
        for jitter in (0.0, 1.0)
    ]
    assert pauses == pytest.approx([0.1, 0.3, 0.2, 0.6, 0.4, 1.2])


def test_there_is_no_retry_after_the_last_attempt() -> None:
    assert retry_pause(MAX_ATTEMPTS - 2, server_error(503), remaining=20, jitter=0) is not None
    assert retry_pause(MAX_ATTEMPTS - 1, server_error(503), remaining=20, jitter=0) is None


@pytest.mark.parametrize("failure", [rate_limited(3), server_error(503, 3)])
def test_our_pause_is_added_to_the_retry_after_of_the_response(failure: Exception) -> None:
    pauses = [retry_pause(0, failure, remaining=20, jitter=jitter) for jitter in (0.0, 0.5, 1.0)]
    assert pauses == pytest.approx([3.1, 3.2, 3.3])
    assert retry_pause(2, failure, remaining=20, jitter=0.5) == pytest.approx(3.8)


def test_a_retry_after_of_zero_does_not_shorten_our_pause() -> None:
    pauses = [retry_pause(attempt, rate_limited(0), remaining=20, jitter=0.5) for attempt in (0, 1, 2)]
    assert pauses == pytest.approx([0.2, 0.4, 0.8])


def test_a_retry_after_beyond_the_longest_pause_is_not_waited_for() -> None:
    assert retry_pause(0, rate_limited(MAX_PAUSE), remaining=20, jitter=0) == MAX_PAUSE + 0.1
    assert retry_pause(0, rate_limited(MAX_PAUSE + 1), remaining=60, jitter=0) is None


def test_no_pause_ends_after_the_deadline() -> None:
    assert retry_pause(0, rate_limited(3), remaining=3.2, jitter=0) == 3.1
    assert retry_pause(0, rate_limited(3), remaining=3.1, jitter=0) is None
    assert retry_pause(0, server_error(503), remaining=-1, jitter=0) is None


def test_a_successful_response_is_returned_as_json(tokens: TokenCache, clock: Clock) -> None:
    assert Transport(ScriptedHttpClient(OK), tokens, clock.timing()).get("/v1/x", {}) == {"id": "CON-1"}


def test_transient_failures_are_retried_within_one_deadline_and_with_one_token(
    tokens: TokenCache, clock: Clock
) -> None:
    http_client = ScriptedHttpClient(UNAVAILABLE, rate_limited_response(3), ConnectionResetError(), OK)
    assert Transport(http_client, tokens, clock.timing()).get("/v1/x", {}) == {"id": "CON-1"}
    assert clock.pauses == pytest.approx([0.2, 3.4, 0.8])
    assert http_client.remaining == pytest.approx([20, 19.8, 16.4, 15.6])
    assert len(set(http_client.tokens)) == 1


def test_a_failure_that_stays_is_raised_after_the_last_attempt(tokens: TokenCache, clock: Clock) -> None:
    with pytest.raises(UnreachableError, match="503") as raised:
        Transport(ScriptedHttpClient(*[UNAVAILABLE] * 4), tokens, clock.timing()).get("/v1/x", {})
    assert raised.value.problem is not None
    assert len(clock.pauses) == 3


def test_a_long_retry_after_is_raised_at_once(tokens: TokenCache, clock: Clock) -> None:
    with pytest.raises(RateLimitedError) as raised:
        Transport(ScriptedHttpClient(rate_limited_response(60)), tokens, clock.timing()).get("/v1/x", {})
    assert raised.value.problem.retry_after == 60
    assert clock.pauses == []


def test_a_connection_that_always_breaks_is_unreachable(tokens: TokenCache, clock: Clock) -> None:
    http_client = ScriptedHttpClient(*[ConnectionResetError("api.nexmo.com broke the connection.")] * 4)
    with pytest.raises(UnreachableError, match="broke the connection"):
        Transport(http_client, tokens, clock.timing()).get("/v1/x", {})


@pytest.mark.parametrize("failure", [DeadlineExceededError("late"), UnreachableError("refused")])
def test_a_late_or_refused_request_is_not_retried(tokens: TokenCache, clock: Clock, failure: Exception) -> None:
    with pytest.raises(type(failure)):
        Transport(ScriptedHttpClient(failure), tokens, clock.timing()).get("/v1/x", {})


def test_an_error_of_the_client_is_not_retried(tokens: TokenCache, clock: Clock) -> None:
    with pytest.raises(NotFoundError):
        Transport(ScriptedHttpClient(HttpResponse(status=404, headers={}, body=b"")), tokens, clock.timing()).get(
            "/v1/x", {}
        )


def test_a_request_with_an_expired_token_is_repeated_with_a_new_one(tokens: TokenCache, clock: Clock) -> None:
    http_client = ScriptedHttpClient(EXPIRED, OK)
    assert Transport(http_client, tokens, clock.timing()).get("/v1/x", {}) == {"id": "CON-1"}
    assert list(map(jti, http_client.tokens)) == ["id-1", "id-2"]


def test_a_token_is_replaced_at_most_once_per_request(tokens: TokenCache, clock: Clock) -> None:
    http_client = ScriptedHttpClient(UNAVAILABLE, EXPIRED, UNAVAILABLE, EXPIRED)
    with pytest.raises(UnauthorizedError):
        Transport(http_client, tokens, clock.timing()).get("/v1/x", {})
    assert list(map(jti, http_client.tokens)) == ["id-1", "id-1", "id-2", "id-2"]


def test_an_invalid_token_is_not_replaced(tokens: TokenCache, clock: Clock) -> None:
    response = HttpResponse(status=401, headers={}, body=b'{"code": "system:error:invalid-token"}')
    with pytest.raises(UnauthorizedError):
        Transport(ScriptedHttpClient(response), tokens, clock.timing()).get("/v1/x", {})


def test_the_log_has_the_path_but_neither_token_nor_query(
    tokens: TokenCache, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    http_client = ScriptedHttpClient(OK)
    with caplog.at_level(logging.DEBUG):
        Transport(http_client, tokens, clock.timing()).get("/v1/users", {"name": "secret-name"})
    assert caplog.messages == ["GET /v1/users: 200, trace trace-1"]
    assert http_client.tokens[0] not in caplog.text
    assert [record.levelno for record in caplog.records] == [logging.DEBUG]


def test_each_retry_is_logged_once_without_what_the_api_wrote(
    tokens: TokenCache, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    body = b'{"title": "447700900000 called", "instance": "447700900000", "detail": "token=hush"}'
    failure = HttpResponse(status=429, headers={"Retry-After": "1.5"}, body=body)
    http_client = ScriptedHttpClient(failure, ConnectionResetError("447700900000"), UNAVAILABLE, EXPIRED, OK)
    with caplog.at_level(logging.INFO):
        Transport(http_client, tokens, clock.timing()).get("/v1/users/447700900000", {"name": "hush"})
    assert caplog.messages == [
        "GET /v1/users/…: status 429, attempt 2 of 4 in 1.7 s",
        "GET /v1/users/…: the connection broke, attempt 3 of 4 in 0.4 s",
        "GET /v1/users/…: status 503, attempt 4 of 4 in 0.8 s",
        "GET /v1/users/…: the token has expired, trying again with a new one",
    ]
    assert {record.levelno for record in caplog.records} == {logging.INFO}


def test_what_is_not_tried_again_is_not_logged_as_a_retry(
    tokens: TokenCache, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO), pytest.raises(NotFoundError):
        Transport(ScriptedHttpClient(HttpResponse(status=404, headers={}, body=b"")), tokens, clock.timing()).get(
            "/v1/x", {}
        )
    assert caplog.messages == []


@pytest.mark.parametrize(
    ("path", "logged"),
    [
        ("/v1/users/447700900000", "/v1/users/…"),
        ("/v1/numbers/%2B447700900000/x", "/v1/numbers/…/x"),
        ("/v1/numbers/+447700900000", "/v1/numbers/…"),
        ("/v1/x/token=hush", "/v1/x/token=••••"),
        ("/v1/conversations/CON-1/events/4433", "/v1/conversations/CON-1/events/4433"),
        ("/v1/users/USR-12345678-2542-499a-892e-c982c4150c06", "/v1/users/USR-12345678-2542-499a-892e-c982c4150c06"),
    ],
)
def test_numbers_and_secrets_in_a_path_are_not_logged(
    tokens: TokenCache, clock: Clock, caplog: pytest.LogCaptureFixture, path: str, logged: str
) -> None:
    with caplog.at_level(logging.DEBUG):
        Transport(ScriptedHttpClient(OK), tokens, clock.timing()).get(path, {})
    assert caplog.messages == [f"GET {logged}: 200, trace trace-1"]


HTTP_DATE = "Sun, 06 Nov 1994 08:49:{} GMT"


@pytest.mark.parametrize(
    ("status", "headers", "pauses"),
    [
        (429, {"Retry-After": "0"}, [0.2, 0.4, 0.8]),
        (429, {"Retry-After": "-3"}, [0.2, 0.4, 0.8]),
        (429, {"Retry-After": "1"}, [1.2, 1.4, 1.8]),
        (503, {"Retry-After": "1.5"}, [1.7, 1.9, 2.3]),
        (429, {"Retry-After": HTTP_DATE.format(30)}, [0.2, 0.4, 0.8]),
        (429, {"Retry-After": HTTP_DATE.format(39)}, [2.2, 2.4, 2.8]),
        (429, {"Retry-After": HTTP_DATE.format(39), "Date": HTTP_DATE.format(36)}, [3.2, 3.4, 3.8]),
        (500, {}, [0.2, 0.4, 0.8]),
    ],
)
def test_a_server_that_fails_is_asked_four_times_with_pauses(
    tokens: TokenCache,
    clock: Clock,
    serve: Callable[..., str],
    status: int,
    headers: dict[str, str],
    pauses: list[float],
) -> None:
    arrivals: list[float] = []

    def handle(request: BaseHTTPRequestHandler) -> None:
        arrivals.append(clock.now)
        request.send_response_only(status)
        for name, value in (headers | {"Content-Length": "0"}).items():
            request.send_header(name, value)
        request.end_headers()

    arrived = 784111777.0  # that is :37; the server sends no Date but the one above
    http_client = HttpClient(serve(handle), connect_timeout=3, read_timeout=10, pool_size=1, clock=lambda: arrived)
    with pytest.raises((RateLimitedError, UnreachableError)):
        Transport(http_client, tokens, clock.timing()).get("/v1/x", {})
    http_client.close()
    assert clock.pauses == pytest.approx(pauses)
    assert len(arrivals) == 4


def test_a_request_is_retried_over_a_new_connection_after_a_reset(
    tokens: TokenCache, clock: Clock, serve: Callable[..., str], answer: Callable[..., None]
) -> None:
    paths: list[str] = []

    def handle(request: BaseHTTPRequestHandler) -> None:
        paths.append(request.path)
        if len(paths) < 3:
            request.connection.close()
            request.close_connection = True
        else:
            answer(request, json.loads('{"id": "CON-1"}'))

    http_client = HttpClient(serve(handle), connect_timeout=3, read_timeout=10, pool_size=1)
    assert Transport(http_client, tokens, clock.timing()).get("/v1/x", {}) == {"id": "CON-1"}
    http_client.close()
    assert len(paths) == 3


def test_the_default_clock_is_the_systems() -> None:
    remaining = RetryTiming(deadline=7.0).start_deadline()
    assert 0 < remaining() <= 7.0
