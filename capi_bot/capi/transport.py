"""Requests to the API: signed, retried, sent once where they are identical, and several at once with an executor."""

from __future__ import annotations

import logging
import random
import re
import time
from collections.abc import Callable, Hashable, Iterable, Mapping
from concurrent.futures import Future, wait
from dataclasses import dataclass
from http import HTTPStatus
from threading import Lock
from typing import Generic, TypeVar

from capi_bot.capi import wire
from capi_bot.capi.auth import TokenCache
from capi_bot.capi.http import HttpClient
from capi_bot.capi.processes import ReadExecutor
from capi_bot.errors import (
    DeadlineExceededError,
    ProblemDetails,
    RemoteError,
    UnauthorizedError,
    UnreachableError,
    copy_error,
)
from capi_bot.secrets_filter import mask_secrets

logger = logging.getLogger(__name__)

A = TypeVar("A")
T = TypeVar("T")

MAX_ATTEMPTS = 4
MAX_PAUSE = 5.0
"""Seconds. Where the API asks for a longer pause, its error is raised at once instead."""
_FIRST_PAUSE = 0.2
_TRANSIENT_STATUSES = frozenset({408, 425, 429, *range(500, 600)} - {501, 505, 511})
"""All the failures of a server but those that say that it will not do it, or that somebody has to log in."""


_NUMBER_IN_PATH = re.compile(r"/(?:\+|%2B)?[0-9]{7,}(?![^/])", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryTiming:
    """The deadline of a request with all its attempts, and the clock, sleep and randomness that retries use."""

    deadline: float = 20.0
    """Seconds that one answer may take, all attempts and pauses together."""
    monotonic: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    jitter: Callable[[], float] = random.random

    def start_deadline(self) -> Callable[[], float]:
        """Start the deadline now; the result returns the seconds that remain of it."""
        end = self.monotonic() + self.deadline
        return lambda: end - self.monotonic()


def retry_pause(attempt: int, failure: Exception, *, remaining: float, jitter: float) -> float | None:
    """Return the seconds to wait before the next attempt; None to give up.

    `attempt` counts from 0, `remaining` is what is left of the deadline in seconds, `jitter` lies in 0..1. A lost
    connection is a `ConnectionResetError`. The API's own Retry-After is observed: never earlier, and not at all where
    it is more than `MAX_PAUSE`. Our pause is added to it, as many may have been told the same time, and that may be 0.
    """
    problem: ProblemDetails | None = None
    if isinstance(failure, (RemoteError, UnreachableError)):
        problem = failure.problem
    is_transient = isinstance(failure, ConnectionResetError) or (problem and problem.status in _TRANSIENT_STATUSES)
    if not is_transient or attempt + 1 >= MAX_ATTEMPTS:
        return None
    asked_for = (problem and problem.retry_after) or 0.0
    pause = asked_for + _FIRST_PAUSE * 2**attempt * (0.5 + jitter)
    return pause if asked_for <= MAX_PAUSE and pause < remaining else None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Run(Generic[T]):
    future: Future[T]
    remaining: Callable[[], float]
    """Returns the seconds that whoever runs it has left."""

    def wait(self, seconds: float) -> T:
        """Return the result, or raise the error; `DeadlineExceededError` where it takes longer."""
        wait((self.future,), timeout=max(0.0, seconds))  # the TimeoutError of `result` could be the function's own
        if not self.future.done():
            raise DeadlineExceededError("The Conversation API did not answer in time.")
        if error := self.future.exception():
            # An own one: whoever raises an exception adds to its traceback, and may change it.
            raise copy_error(error)
        return self.future.result()


class SingleFlight(Generic[T]):
    """Deduplication of identical calls: at most one runs per key, and callers that come meanwhile share its result.

    The result is one object for all of them, an error a copy for each.
    Nothing is cached: a call that begins after the result is there runs again. Where a run ends without an answer of
    the API, those who waited for it try again: one of them runs, and the others wait for that.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._running: dict[Hashable, _Run[T]] = {}

    def run(self, key: Hashable, function: Callable[[], T], remaining: Callable[[], float]) -> T:
        """Run the function, or wait for a run of the same key; `remaining` returns the seconds that may still pass.

        Raises what the function raises, and `DeadlineExceededError` where the wait lasts too long.
        """
        run, is_own = self._join(key, remaining)
        began_later = False
        while not is_own:
            try:
                return run.wait(remaining())
            except UnreachableError as error:
                # A run that began after this call, and had all the time that it needed, is as good as one of its own.
                is_equivalent = began_later and run.remaining() > 0
                if error.problem or is_equivalent or remaining() <= 0:
                    raise
            run, is_own = self._join(key, remaining)
            began_later = True
        return self._run(key, function, run.future)

    def _join(self, key: Hashable, remaining: Callable[[], float]) -> tuple[_Run[T], bool]:
        """Return the run of a key, and whether the caller has to do it."""
        with self._lock:
            run = self._running.get(key)
            if run is not None:
                return run, False
            run = self._running[key] = _Run(future=Future(), remaining=remaining)
            return run, True

    def _run(self, key: Hashable, function: Callable[[], T], future: Future[T]) -> T:
        try:
            result = function()
        except BaseException as error:
            with self._lock:
                del self._running[key]
            # Ctrl-C interrupts the thread that it reached, not those that wait for the same run.
            future.set_exception(error if isinstance(error, Exception) else UnreachableError("The wait was cut short."))
            raise
        with self._lock:
            del self._running[key]
        future.set_result(result)
        return result


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answer:
    body: bytes
    document: object
    """The JSON of the body."""


class Transport:
    """GET of JSON with a token. Identical requests at the same time are sent once."""

    def __init__(self, http: HttpClient, tokens: TokenCache, timing: RetryTiming) -> None:
        self._http = http
        self._tokens = tokens
        self._timing = timing
        self._single_flight: SingleFlight[_Answer] = SingleFlight()

    @property
    def host(self) -> str:
        """The host, with its port where the address has one."""
        return self._http.host

    def get(self, path: str, parameters: Mapping[str, str]) -> object:
        """Return the JSON under a path, which must not be changed: others may have the same object.

        Raises `RemoteError`, `UnreachableError` or, once `close` was called, `ClientClosedError`.
        """
        return self._get(path, parameters).document

    def get_unshared(self, path: str, parameters: Mapping[str, str]) -> object:
        """Return the same as an object that nobody else has."""
        return wire.parse_response(HTTPStatus.OK, {}, self._get(path, parameters).body)

    def close(self) -> None:
        """Close the connections; every later call fails."""
        self._http.close()

    def _get(self, path: str, parameters: Mapping[str, str]) -> _Answer:
        key = (path, tuple(sorted(parameters.items())))
        remaining = self._timing.start_deadline()
        return self._single_flight.run(key, lambda: self._get_with_token(path, parameters, remaining), remaining)

    def _get_with_token(self, path: str, parameters: Mapping[str, str], remaining: Callable[[], float]) -> _Answer:
        token = self._tokens.current()
        try:
            return self._get_with_retries(path, parameters, token, remaining)
        except UnauthorizedError as error:
            if "expired" not in f"{error.problem.code} {error.problem}".lower():
                raise
            logger.info("GET %s: the token has expired, trying again with a new one", _loggable(path))
        return self._get_with_retries(path, parameters, self._tokens.replace(token), remaining)

    def _get_with_retries(
        self, path: str, parameters: Mapping[str, str], token: str, remaining: Callable[[], float]
    ) -> _Answer:
        attempt = 0
        while True:
            try:
                response = self._http.get(path, parameters, token=token, remaining=remaining)
                trace = response.headers.get("x-nexmo-trace-id", "-")
                logger.debug("GET %s: %d, trace %s", _loggable(path), response.status, trace)
                document = wire.parse_response(response.status, response.headers, response.body)
                return _Answer(body=response.body, document=document)
            except (RemoteError, UnreachableError, ConnectionResetError) as failure:
                pause = retry_pause(attempt, failure, remaining=remaining(), jitter=self._timing.jitter())
                if pause is None and isinstance(failure, ConnectionResetError):
                    raise UnreachableError(str(failure)) from failure
                if pause is None:
                    raise
                reason = _describe_failure(failure)
            attempt += 1
            logger.info(
                "GET %s: %s, attempt %d of %d in %.1f s", _loggable(path), reason, attempt + 1, MAX_ATTEMPTS, pause
            )
            self._timing.sleep(pause)


def _describe_failure(failure: RemoteError | UnreachableError | ConnectionResetError) -> str:
    """Return what a log may say about it: the words of the API may name numbers of people."""
    problem = None if isinstance(failure, ConnectionResetError) else failure.problem
    return f"status {problem.status}" if problem else "the connection broke"


def _loggable(path: str) -> str:
    """Return a path as a log may have it: anybody may put secrets and phone numbers into one."""
    return mask_secrets(_NUMBER_IN_PATH.sub("/…", path))


def map_reads(executor: ReadExecutor | None, read: Callable[[A], T], arguments: Iterable[A]) -> tuple[T, ...]:
    """Return `read(argument)` of each argument, in their order; one after the other where there is no executor.

    The first failure is raised, and reads that have not started are cancelled. The calling thread reads the first
    argument itself, and then each that no thread has started: it waits for running jobs only, so that neither a busy
    executor nor a call from one of its own jobs can block it for ever.
    """
    arguments = tuple(arguments)
    if executor is None or len(arguments) < 2:  # noqa: PLR2004 -- a single read needs no second thread
        return tuple(map(read, arguments))
    first, *others = arguments
    futures: list[Future[T]] = []
    try:
        futures.extend(executor.submit(read, argument) for argument in others)
        results = [read(first)]
        for argument, future in zip(others, futures, strict=True):
            results.append(read(argument) if future.cancel() else future.result())
        return tuple(results)
    finally:
        for future in futures:
            future.cancel()
