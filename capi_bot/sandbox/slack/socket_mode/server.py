"""The server of Socket Mode: up to ten WebSockets of one app, and each parcel over any one of them.

https://docs.slack.dev/apis/events-api/using-socket-mode
"""

from __future__ import annotations

import json
import threading
import time
import uuid
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import replace
from http import HTTPStatus
from urllib.parse import parse_qs, urlencode, urlsplit

from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response
from websockets.sync.server import Server, ServerConnection, serve

from capi_bot.sandbox.errors import SandboxError
from capi_bot.sandbox.hosting import LOOPBACK
from capi_bot.sandbox.journal import Journal
from capi_bot.sandbox.slack.delivery_bodies import (
    FAILED,
    TIMEOUT,
    Parcel,
    Receipt,
    Retry,
)
from capi_bot.sandbox.slack.rules import Json
from capi_bot.sandbox.slack.socket_mode.acks import Acks
from capi_bot.sandbox.slack.socket_mode.connection_tickets import Passes
from capi_bot.sandbox.slack.socket_mode.frames import Ack, Reason, disconnect, envelope, read_ack
from capi_bot.sandbox.slack.socket_mode.link import Link, Terms
from capi_bot.sandbox.slack.socket_mode.pool import Pool

DEBUG_LIFE = 360.0
"""Seconds that a connection lives where the app added `debug_reconnects=true` to its address."""
CLOSING = 1.0
"""Seconds that the app may take to answer the closing of a connection."""
PONG = 20.0
"""Seconds that the app may take to answer a ping before its connection is given up."""


class SocketMode:
    """Listen for an app's connections and deliver over them; thread-safe. Several workspaces may share one.

    `token` is the app-level token (`xapp-…`) by which the app asks for an address, with these `scopes`.
    """

    def __init__(
        self,
        journal: Journal,
        *,
        token: str,
        app_id: str = "A0CAPIBOT",
        scopes: tuple[str, ...] = ("connections:write",),
        clock: Callable[[], float] = time.time,
        terms: Terms | None = None,
        pings: float = 20.0,
    ) -> None:
        """Plan it; `pings` is how often a connection is tried, in seconds."""
        self.token = token
        self.scopes = scopes
        self._journal = journal
        self._app_id = app_id
        self._clock = clock
        self._terms = terms or Terms()
        self._is_on = True
        self._passes = Passes(clock, self._terms.ticket)
        self._pool = Pool(self._told)
        self._acks = Acks()
        self._pings = pings
        self._server: Server | None = None

    def open(self) -> None:
        """Listen from now on, on any free port."""
        self._server = serve(
            self._serve,
            LOOPBACK,
            0,
            process_response=self._admit,
            ping_interval=self._pings,
            ping_timeout=PONG,
            close_timeout=CLOSING,
        )
        threading.Thread(target=self._server.serve_forever, name="socket-mode", daemon=True).start()

    def close(self) -> None:
        """Close every connection and stop listening, if it has begun."""
        if self._server is None:
            return
        self._passes.revoke()
        for link in self._pool.links:
            link.close()
        self._server.shutdown()
        self._server = None

    @property
    def is_on(self) -> bool:
        """Tell whether the app is set to Socket Mode."""
        return self._is_on

    @property
    def links(self) -> tuple[Link, ...]:
        """The connections that the app has open."""
        return self._pool.links

    def ticket_url(self) -> str:
        """Return an address that opens one connection, within a short while; only what is open has any."""
        if self._server is None:
            raise SandboxError("Open Socket Mode first.")
        port = self._server.socket.getsockname()[1]
        query = urlencode({"ticket": self._passes.issue(), "app_id": self._app_id})
        return f"ws://{LOOPBACK}:{port}/link/?{query}"

    def turn(self, *, on: bool) -> None:
        """Turn Socket Mode on, or off: then every connection hears `link_disabled` and is closed."""
        self._is_on = on
        if not on:
            self._passes.revoke()
            self.disconnect("link_disabled")
            for link in self._pool.links:
                link.close()

    def disconnect(self, reason: Reason) -> int:
        """Tell every connection that it ends, and return how many there were."""
        links = self._pool.links
        for link in links:
            link.announce(reason)
        return len(links)

    def drop(self) -> int:
        """Cut every connection without a word, and return how many there were."""
        links = self._pool.links
        for link in links:
            link.drop()
        return len(links)

    def send(self, parcel: Parcel, retry: Retry | None, patience: float) -> Receipt:
        """Take the parcel to the app over any connection, over another where that is cut before the answer."""
        name, until = str(uuid.uuid4()), time.monotonic() + patience
        frame = envelope(parcel, retry, name)
        tried: tuple[Link, ...] = ()
        try:
            while link := self._pool.pick(tried):
                tried = (*tried, link)
                answer = self._acks.expect(name, link.number)
                if link.send(frame, until - time.monotonic()) and (receipt := _receipt(parcel, answer, until)):
                    return receipt
        finally:
            self._acks.forget(name)
        return Receipt(error=FAILED, reason="connection_failed")

    def _admit(self, connection: ServerConnection, request: Request, response: Response) -> Response | None:
        # Before the app hears that it is connected: it may be told of things at once.
        if response.status_code != HTTPStatus.SWITCHING_PROTOCOLS:
            return None
        asked = parse_qs(urlsplit(request.path).query)
        if not self._passes.take(asked.get("ticket", [""])[0]):
            return connection.respond(HTTPStatus.UNAUTHORIZED, "UNAUTHENTICATED: this ticket is not good (any more)\n")
        is_debug = asked.get("debug_reconnects") == ["true"]
        terms = replace(self._terms, life=DEBUG_LIFE) if is_debug else self._terms
        self._pool.admit(connection, since=self._clock(), terms=terms)
        return None

    def _serve(self, connection: ServerConnection) -> None:
        with suppress(ConnectionClosed):
            if link := self._pool.of(connection):
                self._hold(link)
            else:
                refusal = disconnect("too_many_websockets", "applink-0")
                self._told(refusal)
                connection.send(json.dumps(refusal))

    def _hold(self, link: Link) -> None:
        try:
            link.greet(self._app_id, len(self._pool.links))
            for said in link.heard():
                self._hear(said)
        finally:
            self._pool.remove(link)
            if not link.is_leaving:  # an app that was asked to leave answers over its next connection
                self._acks.lose(link.number)

    def _hear(self, said: str | bytes) -> None:
        ack = read_ack(said)
        verdict = self._acks.settle(ack) if ack else "invalid_ack"
        if verdict != "ok":  # Slack says nothing to it either
            summary, shown = "From the app, and ignored", _shown(said)
            self._journal.note(
                "delivery", "ack", at=self._clock(), status=verdict, summary=summary, answered=shown, failed=True
            )

    def _told(self, frame: Json) -> None:
        self._journal.note("delivery", frame["type"], at=self._clock(), status=frame.get("reason", "ok"), sent=frame)


def _receipt(parcel: Parcel, answer: Future[Ack | None], until: float) -> Receipt | None:
    """Return what came of waiting for the answer; None where the connection was cut and another may do."""
    try:
        ack = answer.result(max(until - time.monotonic(), 0.0))
    except TimeoutError:
        return Receipt(error=TIMEOUT, reason="timeout")
    if ack is None:
        return None
    payload = None if parcel.type == "events_api" else ack.payload
    return Receipt(status=HTTPStatus.OK.value, text="" if payload is None else json.dumps(payload))


def _shown(said: str | bytes) -> str:
    return said if isinstance(said, str) else said.decode(errors="replace")
