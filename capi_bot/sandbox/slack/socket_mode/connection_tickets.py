"""The tickets in the addresses that `apps.connections.open` gives out: each opens one connection, soon or never."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable


class Passes:
    """Issue tickets and take them once, within so many `seconds`; thread-safe."""

    def __init__(self, clock: Callable[[], float], seconds: float) -> None:
        self._clock = clock
        self._seconds = seconds
        self._lock = threading.Lock()
        self._issued: dict[str, float] = {}

    def issue(self) -> str:
        """Return a new ticket."""
        ticket, now = secrets.token_urlsafe(24), self._clock()
        with self._lock:
            fresh = {name: at for name, at in self._issued.items() if now - at <= self._seconds}
            self._issued = {**fresh, ticket: now}
        return ticket

    def take(self, ticket: str) -> bool:
        """Use a ticket up, and tell whether it was good."""
        with self._lock:
            issued = self._issued.pop(ticket, None)
        return issued is not None and self._clock() - issued <= self._seconds

    def revoke(self) -> None:
        """Make every ticket worthless."""
        with self._lock:
            self._issued = {}
