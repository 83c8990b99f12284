"""The connections that an app has open, ten at most, and whose turn it is."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection
from itertools import count

from websockets.sync.server import ServerConnection

from capi_bot.sandbox.slack.rules import Json
from capi_bot.sandbox.slack.socket_mode.link import Link, Terms

MOST = 10


class Pool:
    """Hold the links; thread-safe. Apps may count on no order, so each takes its turn."""

    def __init__(self, note: Callable[[Json], None]) -> None:
        self._note = note
        self._lock = threading.Lock()
        self._numbers = count(1)
        self._links: dict[ServerConnection, Link] = {}

    @property
    def links(self) -> tuple[Link, ...]:
        """Everything that is open."""
        with self._lock:
            return tuple(self._links.values())

    def admit(self, connection: ServerConnection, *, since: float, terms: Terms) -> None:
        """Take a connection in, unless there are as many as there may be."""
        with self._lock:
            if len(self._links) < MOST:
                number = next(self._numbers)
                self._links[connection] = Link(connection, number=number, since=since, terms=terms, note=self._note)

    def of(self, connection: ServerConnection) -> Link | None:
        """Return the link of a connection that was taken in."""
        with self._lock:
            return self._links.get(connection)

    def remove(self, ended: Link) -> None:
        """Forget a connection that has ended."""
        with self._lock:
            self._links = {connection: link for connection, link in self._links.items() if link is not ended}

    def pick(self, tried: Collection[Link]) -> Link | None:
        """Return the link whose turn it is, of those not yet tried; one that is leaving only if no other is there."""
        with self._lock:
            rest = [connection for connection, link in self._links.items() if link not in tried]
            if not rest:
                return None
            chosen = min(rest, key=lambda connection: self._links[connection].is_leaving)
            self._links[chosen] = self._links.pop(chosen)  # to the end of the row
            return self._links[chosen]
