"""One WebSocket of the app's: frames to it one at a time, frames from it, and its end announced in time."""

from __future__ import annotations

import json
import math
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass

from websockets.exceptions import ConnectionClosed
from websockets.sync.server import ServerConnection

from capi_bot.sandbox.slack.rules import Json
from capi_bot.sandbox.slack.socket_mode.frames import Reason, disconnect, hello

TICK = 0.5
"""Seconds until a reader notices that its connection is to end sooner than planned."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """Say how long things last, in seconds: Slack's own connections live for some hours."""

    life: float = 3600.0
    """From `hello` to `refresh_requested`."""
    notice: float = 10.0
    """From `warning` to `refresh_requested`."""
    leave: float = 1.0
    """From `refresh_requested` until the connection is closed where the app has not done so."""
    ticket: float = 30.0
    """For an address of `apps.connections.open` to be used."""


class Link:
    """Hold one connection; thread-safe. `note` is told of each frame that is no envelope."""

    def __init__(
        self,
        connection: ServerConnection,
        *,
        number: int,
        since: float,
        terms: Terms,
        note: Callable[[Json], None],
    ) -> None:
        self.number = number
        self.since = since
        self._connection = connection
        self._terms = terms
        self._note = note
        self._ready = threading.Event()
        self._is_leaving = False
        self._began = time.monotonic()
        self._ends = math.inf

    @property
    def host(self) -> str:
        """The name that Slack gives to its own end."""
        return f"applink-{self.number}"

    @property
    def is_leaving(self) -> bool:
        """Tell whether the app has been warned or asked to connect anew: it may be gone any moment."""
        return self._is_leaving

    def greet(self, app_id: str, connections: int) -> None:
        """Say hello, after which anything else may be said."""
        frame = hello(app_id=app_id, host=self.host, connections=connections, life=self._terms.life)
        self._note(frame)
        self._connection.send(json.dumps(frame))
        self._ready.set()

    def send(self, frame: Json, seconds: float) -> bool:
        """Say something; return whether the connection took it within so many seconds."""
        if not self._ready.wait(seconds):
            return False
        try:
            self._connection.send(json.dumps(frame))
        except ConnectionClosed:
            return False
        return True

    def announce(self, reason: Reason) -> None:
        """Tell the app that the connection ends: soon, or after a `warning` at its time."""
        self._is_leaving = True
        if reason != "warning":
            self._ends = min(self._ends, time.monotonic() + self._terms.leave)
        frame = disconnect(reason, self.host)
        self._note(frame)
        self.send(frame, self._terms.leave)

    def heard(self) -> Iterator[str | bytes]:
        """Give what the app says until the connection's life is over, and announce that as Slack does."""
        for reason, after in _announcements(self._terms):
            yield from self._heard_until(self._began + after)
            if self._ends == math.inf:
                self.announce(reason)
        yield from self._heard_until(math.inf)

    def close(self) -> None:
        """End the connection in order."""
        self._connection.close()

    def drop(self) -> None:
        """Cut the connection without a word, as a network does."""
        with suppress(OSError):
            self._connection.socket.shutdown(socket.SHUT_RDWR)

    def _heard_until(self, moment: float) -> Iterator[str | bytes]:
        while (left := min(moment, self._ends) - time.monotonic()) > 0:
            with suppress(TimeoutError):
                yield self._connection.recv(timeout=min(left, TICK))


def _announcements(terms: Terms) -> tuple[tuple[Reason, float], ...]:
    return ("warning", max(terms.life - terms.notice, 0.0)), ("refresh_requested", terms.life)
