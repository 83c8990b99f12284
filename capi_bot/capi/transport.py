"""The way to the API: signed, in time, and patient with what passes."""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from capi_bot.capi import retry, wire
from capi_bot.capi.auth import Tokens
from capi_bot.capi.http import HttpClient
from capi_bot.capi.single_flight import SingleFlight
from capi_bot.errors import RemoteError, UnauthorizedError, UnreachableError

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryTiming:
    """Say how time passes here; tests have their own."""

    deadline: float = 20.0
    """Seconds that one answer may take, all attempts and pauses together."""
    monotonic: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    jitter: Callable[[], float] = random.random

    def countdown(self) -> Callable[[], float]:
        """Start a deadline: the result tells how many seconds are left of it."""
        ends = self.monotonic() + self.deadline
        return lambda: ends - self.monotonic()


class Transport:
    """GET JSON. The same GET asked for twice at once is sent once."""

    def __init__(self, exchange: HttpClient, tokens: Tokens, pace: RetryTiming) -> None:
        self._exchange = exchange
        self._tokens = tokens
        self._pace = pace
        self._flight: SingleFlight[object] = SingleFlight()

    def get(self, path: str, parameters: Mapping[str, str]) -> object:
        """Fetch the JSON under a path; raises `RemoteError` or `UnreachableError`."""
        key = (path, tuple(sorted(parameters.items())))
        try:
            return self._flight.share(key, lambda: self._signed(path, parameters))
        except ConnectionResetError as error:
            raise UnreachableError(str(error)) from error

    def _signed(self, path: str, parameters: Mapping[str, str]) -> object:
        left = self._pace.countdown()
        token = self._tokens.current()
        try:
            return self._patient(path, parameters, token, left)
        except UnauthorizedError as error:
            if "expired" not in f"{error.refusal.code} {error.refusal}".lower():
                raise
        return self._patient(path, parameters, self._tokens.renewed(token), left)

    def _patient(self, path: str, parameters: Mapping[str, str], token: str, left: Callable[[], float]) -> object:
        attempt = 0
        while True:
            try:
                return self._once(path, parameters, token, left)
            except (RemoteError, UnreachableError, ConnectionResetError) as failure:
                wait = retry.pause(attempt, failure, left=left(), jitter=self._pace.jitter())
                if wait is None:
                    raise
            self._pace.sleep(wait)
            attempt += 1

    def _once(self, path: str, parameters: Mapping[str, str], token: str, left: Callable[[], float]) -> object:
        reply = self._exchange.get(path, parameters, token=token, left=left)
        trace = reply.headers.get("x-nexmo-trace-id", "-")
        logger.debug("GET %s: %d, trace %s", path, reply.status, trace)
        return wire.decipher(reply.status, reply.headers, reply.body)
