"""Socket Mode: WebSockets to Slack, each replaced when it is closed, when it is deaf, and when Slack asks for it.

Slack's SDK has such a client too. It reads one socket at a time, and where Slack asks for a new one the old one for up
to three seconds more; it notices a lost socket after up to a minute, by the wall clock; and a message with a pause of
three seconds in it is lost. Here the new socket is read before the old one is given up, and `websockets` does the
protocol. https://docs.slack.dev/apis/events-api/using-socket-mode
"""

from __future__ import annotations

import json
import logging
import math
import time
from collections.abc import Callable, Mapping
from concurrent.futures import CancelledError, Future, InvalidStateError
from contextlib import suppress
from dataclasses import dataclass
from threading import Condition, Event, Lock, Thread
from urllib.parse import urlsplit

from slack_sdk import WebClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse
from websockets.exceptions import ConnectionClosed, InvalidURI, ProxyError, WebSocketException
from websockets.protocol import State
from websockets.sync.client import ClientConnection, connect

from capi_bot.errors import CapiBotError, UnreachableError
from capi_bot.slack.outcomes import explain_web_api_error, explain_websocket_error

Answer = Callable[[SocketModeRequest], SocketModeResponse | None]
"""What acknowledges a request; None leaves it without. It runs in the thread that reads, so it must not wait."""
Hello = Callable[[Mapping[str, object]], None]
"""What reads the first message of each socket. It runs in the same thread."""

MAX_MESSAGE = 4 * 1024 * 1024
"""Bytes; Slack's largest payload, a view, has 250 kB."""
MAX_UNREAD = 512
"""Messages that are received while one is answered, before no more are taken from the network."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """Seconds. A deaf socket is replaced after `ping_interval`, `ping_timeout` and `close_timeout` at most."""

    ping_interval: float = 5.0
    ping_timeout: float = 10.0
    close_timeout: float = 1.0
    open_timeout: float = 10.0
    """For each of opening the WebSocket and finding out its address."""
    handover: float = 10.0
    """For which a socket is still read once there is another: Slack closes it, but may not."""
    stable: float = 30.0
    """After which a socket is replaced without a pause."""
    pauses: tuple[float, ...] = (0.0, 1.0, 2.0, 4.0, 8.0, 15.0)
    """Before one attempt to replace a socket, and the next; the last one is repeated."""
    poll: float = 1.0
    """Until a reader notices that its socket is to be given up."""


class SocketModeClient:
    """The connection to Slack. Threads may share it."""

    def __init__(
        self,
        web: WebClient,
        app_token: str,
        answer: Answer,
        times: Times | None = None,
        hello: Hello | None = None,
    ) -> None:
        self._web = web
        self._app_token = app_token
        self._answer = answer
        self._hello = hello
        self._times = times or Times()
        self._opening = Lock()
        self._changed = Condition()
        self._current: _Session | None = None
        self._sessions: list[_Session] = []
        self._stopping = Event()
        self._keeper = Thread(target=self._keep_connected, name="socket-mode", daemon=True)

    def connect(self) -> None:
        """Open a socket if there is none, and keep one open from then on.

        Raise what the SDK raises where Slack does not tell the address, and `UnreachableError` where it is not there.
        """
        with self._opening:
            if self._needs_session():
                self._replace()
            if self._keeper.ident is None and not self._stopping.is_set():
                self._keeper.start()

    @property
    def is_connected(self) -> bool:
        """Return whether Slack can deliver just now, as far as is known."""
        session = self._current
        return session is not None and session.is_open

    def close(self) -> None:
        """Take nothing more, finish acknowledging what was taken, and disconnect; further calls have no effect."""
        self._stopping.set()
        with self._changed:
            sessions = tuple(self._sessions)
            self._changed.notify_all()
        for session in sessions:
            session.close()
        if self._keeper.is_alive():
            self._keeper.join(self._times.close_timeout)

    def _keep_connected(self) -> None:
        attempts = 0
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._stopping.is_set() or self._needs_session())
                if self._current and self._current.age >= self._times.stable:
                    attempts = 0
            if self._stopping.wait(self._times.pauses[min(attempts, len(self._times.pauses) - 1)]):
                return
            attempts += 1
            try:
                with self._opening:
                    if self._needs_session():
                        self._replace()
            except Exception as error:  # noqa: BLE001 - whatever it is, nothing else would connect again
                if not self._stopping.is_set():
                    is_explained = isinstance(error, CapiBotError)
                    reason = str(error) if is_explained else explain_web_api_error(error, "SLACK_APP_TOKEN")
                    log.warning("Socket Mode could not be connected and is tried again: %s", reason)

    def _needs_session(self) -> bool:
        session = self._current
        return session is None or session.is_leaving or not session.is_open

    def _replace(self) -> None:
        # It is bounded, though names are looked up and Slack's answer is read without a limit of their own.
        session = _Session(self._open, self._handle, self._hello, self._note_change, self._times)
        with self._changed:
            self._sessions.append(session)
        session.start(timeout=2 * self._times.open_timeout)
        with self._changed:
            previous, self._current = self._current, session
            self._changed.notify_all()
        if previous:
            previous.leave()
        if self._stopping.is_set():
            session.close()
        log.info("Socket Mode is connected.")

    def _open(self) -> ClientConnection:
        url = self._web.apps_connections_open(app_token=self._app_token)["url"]
        try:
            return _connect(self._web, url, self._times)
        except (OSError, WebSocketException, ImportError) as error:  # it imports what proxies of some kinds need
            raise UnreachableError(explain_websocket_error(error)) from error

    def _note_change(self) -> None:
        with self._changed:
            self._sessions = [session for session in self._sessions if not session.has_ended]
            self._changed.notify_all()

    def _handle(self, request: SocketModeRequest, over: _Session) -> None:
        response = self._answer(request)
        if response is None:
            return
        text = json.dumps(response.to_dict())
        # Slack takes an acknowledgement over any socket of the app.
        if not any(session and session.send(text) for session in (over, self._current)):
            log.warning("A request of Slack's could not be acknowledged: the socket was closed meanwhile.")


def check_websocket(web: WebClient, url: str) -> None:
    """Look whether what serves Slack's WebSockets is there; raise `UnreachableError` where it is not.

    `url` is what apps.connections.open returned. Without its ticket Slack opens nothing over which it might deliver, so
    whatever is answered will do.
    """
    try:
        _connect(web, urlsplit(url)._replace(query="").geturl(), Times()).close()
    except (OSError, InvalidURI, ProxyError, ImportError) as error:
        raise UnreachableError(explain_websocket_error(error)) from error
    except WebSocketException:
        return


def _connect(web: WebClient, url: str, times: Times) -> ClientConnection:
    return connect(
        url,
        ssl=web.ssl if url.startswith("wss:") else None,
        proxy=web.proxy or None,
        compression=None,
        open_timeout=times.open_timeout,
        ping_interval=times.ping_interval,
        ping_timeout=times.ping_timeout,
        close_timeout=times.close_timeout,
        max_size=MAX_MESSAGE,
        max_queue=MAX_UNREAD,
    )


class _Session:
    """One WebSocket, and the thread that opens and reads it."""

    def __init__(
        self,
        open_websocket: Callable[[], ClientConnection],
        handle: Callable[[SocketModeRequest, _Session], None],
        hello: Hello | None,
        note_change: Callable[[], None],
        times: Times,
    ) -> None:
        self._open_websocket = open_websocket
        self._handle = handle
        self._hello = hello
        self._note_change = note_change
        self._times = times
        self._opened_at: Future[float] = Future()
        self._websocket: ClientConnection | None = None
        self._ends_at = math.inf
        self._handling = Lock()
        self._thread = Thread(target=self._run, name="socket-mode-session", daemon=True)
        self.is_leaving = False
        """Whether Slack asked for another one in its place."""
        self.has_ended = False

    def start(self, timeout: float) -> None:
        """Open the WebSocket; raise what keeps it from that."""
        self._thread.start()
        try:
            self._opened_at.result(timeout)
        except CancelledError as error:
            raise UnreachableError("Socket Mode was closed meanwhile.") from error
        except TimeoutError as error:
            if self._opened_at.cancel():  # otherwise it was opened at the last moment
                raise UnreachableError("Slack did not open a WebSocket in time: check firewall and proxy.") from error

    @property
    def is_open(self) -> bool:
        """Return whether Slack can deliver over it, as far as is known."""
        websocket = self._websocket
        return websocket is not None and not self.has_ended and websocket.state is State.OPEN

    @property
    def age(self) -> float:
        """Return for how many seconds it has been open."""
        return time.monotonic() - self._opened_at.result(0)

    def send(self, text: str) -> bool:
        """Send a message; return False where the WebSocket is closed."""
        try:
            if self._websocket:
                self._websocket.send(text)
        except ConnectionClosed:
            return False
        return self._websocket is not None

    def leave(self) -> None:
        """Read for a while yet, and close then."""
        self._ends_at = time.monotonic() + self._times.handover

    def close(self) -> None:
        """Take no more messages, finish the one that is handled, and close."""
        self._opened_at.cancel()
        self._ends_at = -math.inf
        is_idle = self._handling.acquire(timeout=self._times.close_timeout)
        if self._websocket:
            self._websocket.close()
        if is_idle:
            self._handling.release()

    def _run(self) -> None:
        try:
            with self._open_websocket() as self._websocket:
                self._opened_at.set_result(time.monotonic())
                self._read(self._websocket)
        except ConnectionClosed as closed:
            log.info("A WebSocket of Socket Mode was closed: %s", closed)
        except InvalidStateError:
            log.info("A WebSocket of Socket Mode was opened too late, and closed.")
        except Exception as error:
            if self._opened_at.cancelled():
                log.info("A WebSocket of Socket Mode that was given up could not be opened: %s", error)
            elif self._opened_at.done():
                log.exception("A WebSocket of Socket Mode failed.")
            else:
                self._opened_at.set_exception(error)
        finally:
            self.has_ended = True
            self._note_change()

    def _read(self, websocket: ClientConnection) -> None:
        while time.monotonic() < self._ends_at:
            with suppress(TimeoutError):
                text = websocket.recv(timeout=self._times.poll)
                with self._handling:
                    if self._ends_at > -math.inf:
                        self._take(text)

    def _take(self, text: str | bytes) -> None:
        try:
            message = json.loads(text)
        except (ValueError, RecursionError):
            log.warning("A message over Socket Mode is no JSON that can be read.")
            return
        if not isinstance(message, dict):
            log.warning("A message over Socket Mode is not an object.")
            return
        try:
            if message.get("type") == "disconnect":
                log.info("Slack asks for a new WebSocket of Socket Mode: %s", message.get("reason"))
                self.is_leaving = True
                self._note_change()
            elif message.get("type") == "hello":
                if self._hello:
                    self._hello(message)
            elif request := _request(message):
                self._handle(request, self)
        except Exception:
            log.exception("A message over Socket Mode could not be handled.")


def _request(message: dict[str, object]) -> SocketModeRequest | None:
    # The SDK raises where the payload is no object, but what came has to be acknowledged.
    if "payload" in message and not isinstance(message["payload"], dict | str):
        message = message | {"payload": {}}
    return SocketModeRequest.from_dict(message)
