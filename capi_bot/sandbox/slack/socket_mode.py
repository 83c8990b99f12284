"""Socket Mode: the app is notified over WebSockets that it opened itself.

What is played: connecting, `refresh_requested`, `link_disabled`, and a network that fails without a word.
https://docs.slack.dev/apis/events-api/using-socket-mode
"""

from __future__ import annotations

import json
import math
import secrets
import socket
import threading
import time
import uuid
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from http import HTTPStatus
from itertools import count
from typing import Literal
from urllib.parse import parse_qs, urlencode, urlsplit

from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response
from websockets.sync.server import Server, ServerConnection, serve

from capi_bot.sandbox.errors import SandboxError
from capi_bot.sandbox.hosting import LOOPBACK
from capi_bot.sandbox.journal import Journal
from capi_bot.sandbox.slack.deliveries import Delivery, DeliveryResult, Retry
from capi_bot.sandbox.slack.errors import FAILED, TIMEOUT
from capi_bot.sandbox.slack.rules import Json

BUILD = 10
LIFE_SECONDS = 3600
TICKET_SECONDS = 30.0
"""How long an address of `apps.connections.open` may be used."""
LEAVE_SECONDS = 1.0
"""From `refresh_requested` until the connection is closed where the app has not done so."""
CLOSING_SECONDS = 1.0
"""How long the app may take to answer the closing of a connection."""
PONG_SECONDS = 20.0
"""How long the app may take to answer a ping before its connection is given up."""
POLL_SECONDS = 0.5
"""Until a reader notices that its connection is to end sooner than planned."""

DisconnectReason = Literal["refresh_requested", "link_disabled"]


def hello(*, app_id: str, host: str, connections: int) -> Json:
    return {
        "type": "hello",
        "num_connections": connections,
        "debug_info": {"host": host, "build_number": BUILD, "approximate_connection_time": LIFE_SECONDS},
        "connection_info": {"app_id": app_id},
    }


def envelope(delivery: Delivery, retry: Retry | None, envelope_id: str) -> Json:
    """Return the delivery in its envelope; events alone name the retry, and take no payload in the answer."""
    is_event = delivery.type == "events_api"
    frame = {
        "envelope_id": envelope_id,
        "payload": delivery.payload,
        "type": delivery.type,
        "accepts_response_payload": not is_event,
    }
    attempt = {"retry_attempt": retry.attempt if retry else 0, "retry_reason": retry.reason if retry else ""}
    return frame | (attempt if is_event else {})


class Connection:
    """One WebSocket of the app; thread-safe. `is_leaving` once the app was asked to reconnect."""

    def __init__(self, websocket: ServerConnection, *, number: int, since: float) -> None:
        self.since = since
        self.host = f"applink-{number}"
        """The name that Slack gives to its own end."""
        self.is_leaving = False
        self.ready = threading.Event()
        """Set once the app was greeted, after which anything else may be sent."""
        self.websocket = websocket
        self._ends_at = math.inf

    def send(self, frame: Json, seconds: float) -> bool:
        if not self.ready.wait(seconds):
            return False
        try:
            self.websocket.send(json.dumps(frame))
        except ConnectionClosed:
            return False
        return True

    def end_soon(self) -> None:
        self.is_leaving = True
        self._ends_at = min(self._ends_at, time.monotonic() + LEAVE_SECONDS)

    @property
    def has_ended(self) -> bool:
        return time.monotonic() >= self._ends_at

    def drop(self) -> None:
        with suppress(OSError):
            self.websocket.socket.shutdown(socket.SHUT_RDWR)


class SocketMode:
    """The server to which an app connects, and the transport over its connections; thread-safe.

    `token` is the app-level token (`xapp-…`) by which the app asks for an address, with these `scopes`; `pings`
    is how often a connection is tried, in seconds. One ends when a test or the page says so, not by itself.
    """

    def __init__(
        self,
        journal: Journal,
        *,
        token: str,
        app_id: str = "A0CAPIBOT",
        scopes: tuple[str, ...] = ("connections:write",),
        clock: Callable[[], float] = time.time,
        pings: float = 20.0,
    ) -> None:
        self.token = token
        self.scopes = scopes
        self.is_on = True
        self._journal = journal
        self._app_id = app_id
        self._clock = clock
        self._pings = pings
        self._server: Server | None = None
        self._lock = threading.Lock()
        self._numbers = count(1)
        self._tickets: dict[str, float] = {}
        self._connections: dict[ServerConnection, Connection] = {}
        self._awaited: dict[str, tuple[Connection, Future[Json | None]]] = {}

    def open(self) -> None:
        self._server = serve(
            self._serve,
            LOOPBACK,
            0,
            process_response=self._admit,
            ping_interval=self._pings,
            ping_timeout=PONG_SECONDS,
            close_timeout=CLOSING_SECONDS,
        )
        threading.Thread(target=self._server.serve_forever, name="socket-mode", daemon=True).start()

    def close(self) -> None:
        if self._server is None:
            return
        self._close_connections()
        self._server.shutdown()
        self._server = None

    @property
    def connections(self) -> tuple[Connection, ...]:
        with self._lock:
            return tuple(self._connections.values())

    def connection_url(self) -> str:
        """Return an address that opens one connection, within a short while."""
        if self._server is None:
            raise SandboxError("Open Socket Mode first.")
        ticket, now = secrets.token_urlsafe(24), self._clock()
        with self._lock:
            self._tickets[ticket] = now
        port = self._server.socket.getsockname()[1]
        return f"ws://{LOOPBACK}:{port}/link/?{urlencode({'ticket': ticket, 'app_id': self._app_id})}"

    def turn(self, *, on: bool) -> None:
        self.is_on = on
        if not on:
            self._disconnect("link_disabled", self.connections)
            self._close_connections()

    def refresh(self) -> None:
        self._disconnect("refresh_requested", self.connections)

    def drop(self) -> None:
        for connection in self.connections:
            connection.drop()

    def send(self, delivery: Delivery, retry: Retry | None, timeout: float) -> DeliveryResult:
        envelope_id, until = str(uuid.uuid4()), time.monotonic() + timeout
        frame = envelope(delivery, retry, envelope_id)
        tried: list[Connection] = []
        try:
            while connection := self._next_connection(tried):
                tried.append(connection)
                ack: Future[Json | None] = Future()
                with self._lock:
                    self._awaited[envelope_id] = connection, ack
                if not connection.send(frame, until - time.monotonic()):
                    continue
                answer = ack.result(max(until - time.monotonic(), 0.0))
                if answer is not None:
                    payload = answer.get("payload") if delivery.type != "events_api" else None
                    text = json.dumps(payload) if isinstance(payload, dict) else ""
                    return DeliveryResult(status=HTTPStatus.OK.value, text=text)
        except TimeoutError:
            return DeliveryResult(error=TIMEOUT, reason="timeout")
        finally:
            with self._lock:
                self._awaited.pop(envelope_id, None)
        return DeliveryResult(error=FAILED, reason="connection_failed")

    def _next_connection(self, tried: list[Connection]) -> Connection | None:
        """Return the newest connection; one that is leaving only if there is no other."""
        rest = [connection for connection in reversed(self.connections) if connection not in tried]
        return min(rest, key=lambda connection: connection.is_leaving, default=None)

    def _admit(self, websocket: ServerConnection, request: Request, response: Response) -> Response | None:
        # Before the app knows that it is connected: it may be notified at once.
        if response.status_code != HTTPStatus.SWITCHING_PROTOCOLS:
            return None
        ticket = parse_qs(urlsplit(request.path).query).get("ticket", [""])[0]
        now = self._clock()
        with self._lock:
            issued_at = self._tickets.pop(ticket, -math.inf)
            if now - issued_at <= TICKET_SECONDS:
                number = next(self._numbers)
                self._connections[websocket] = Connection(websocket, number=number, since=now)
                return None
        return websocket.respond(HTTPStatus.UNAUTHORIZED, "UNAUTHENTICATED: this ticket is not good (any more)\n")

    def _serve(self, websocket: ServerConnection) -> None:
        with self._lock:
            connection = self._connections[websocket]
            total = len(self._connections)
        try:
            with suppress(ConnectionClosed):
                frame = hello(app_id=self._app_id, host=connection.host, connections=total)
                self._note(frame)
                websocket.send(json.dumps(frame))
                connection.ready.set()
                self._read(connection)
        finally:
            self._forget(connection)

    def _read(self, connection: Connection) -> None:
        while not connection.has_ended:
            with suppress(TimeoutError):
                self._handle_ack(connection.websocket.recv(timeout=POLL_SECONDS))

    def _handle_ack(self, frame: str | bytes) -> None:
        """Give an acknowledgement to whoever waits for it, over whichever connection it comes."""
        try:
            ack = json.loads(frame)
        except ValueError:
            ack = None
        envelope_id = ack.get("envelope_id") if isinstance(ack, dict) else None
        with self._lock:
            _, waiting = self._awaited.pop(envelope_id, (None, None)) if isinstance(envelope_id, str) else (None, None)
        if waiting:
            waiting.set_result(ack)
            return
        status = "unknown_envelope_id" if isinstance(envelope_id, str) else "invalid_ack"
        text = frame if isinstance(frame, str) else frame.decode(errors="replace")
        summary = "From the app, and ignored"  # Slack says nothing to it either
        self._journal.note(
            "delivery", "ack", at=self._clock(), status=status, summary=summary, answered=text, failed=True
        )

    def _forget(self, connection: Connection) -> None:
        """Fail what awaits an answer over a cut connection; an app that was asked to reconnect answers later."""
        with self._lock:
            self._connections.pop(connection.websocket, None)
            ids = [each for each, (over, _) in self._awaited.items() if over is connection and not over.is_leaving]
            lost = [self._awaited.pop(envelope_id)[1] for envelope_id in ids]
        for ack in lost:
            ack.set_result(None)

    def _disconnect(self, reason: DisconnectReason, connections: tuple[Connection, ...]) -> None:
        for connection in connections:
            connection.end_soon()
            frame: Json = {"type": "disconnect", "reason": reason, "debug_info": {"host": connection.host}}
            self._note(frame)
            connection.send(frame, LEAVE_SECONDS)

    def _close_connections(self) -> None:
        with self._lock:
            self._tickets = {}
        for connection in self.connections:
            connection.websocket.close()

    def _note(self, frame: Json) -> None:
        self._journal.note("delivery", frame["type"], at=self._clock(), status=frame.get("reason", "ok"), sent=frame)
