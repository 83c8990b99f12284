"""The HTTP server: a WSGI application that routes exact paths, served by waitress in threads.

waitress reads whole requests in one loop before a thread sees them, so a slow client holds no thread. What it lacks is
here: a deadline for each request, whatever trickles, and room for new connections when there are too many.
"""

from __future__ import annotations

import errno
import json
import math
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing, suppress
from http.client import HTTPConnection, HTTPException
from typing import TYPE_CHECKING, Any

from waitress import wasyncore
from waitress.adjustments import Adjustments
from waitress.channel import HTTPChannel
from waitress.server import BaseWSGIServer, TcpWSGIServer
from waitress.task import ThreadedTaskDispatcher

from capi_bot.errors import SettingsError

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

_MAX_BODY_SIZE = 2 * 1024 * 1024
"""Bytes; Slack's largest payload, a view, has 250 kB."""
_MAX_CONNECTIONS = 400
"""Fewer than the files that a process may usually open: 1024, or 512 sockets on Windows. See `_connection_limit`."""
_SPARE_CONNECTIONS = 32
"""Connections below the limit, so that the loop can always take what comes next."""
_REQUEST_TIMEOUT = 10.0
"""Seconds from the beginning of a connection to the end of its first request; for another request, from its first
byte; and for a response to be taken."""
_IDLE_TIMEOUT = 120.0
"""Seconds for which a connection is kept between two requests: longer than the 60 of usual proxies and balancers,
whose next request would otherwise meet a connection that is being closed."""

_HEALTHY = {"status": "ok"}
"""What `healthz` answers."""
_HEALTH_TIMEOUT = 2.0
"""Seconds."""
_MAX_HEALTH = 64
"""Bytes."""


def application(routes: Mapping[str, WSGIApplication]) -> WSGIApplication:
    """Return an application that passes each request to that of its exact path; other paths are answered 404."""

    def route(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        return routes.get(environ.get("PATH_INFO", ""), _not_found)(environ, start_response)

    return route


def healthz(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    """Answer 200: the process is alive. Whether it can serve, `readyz` says."""
    if environ["REQUEST_METHOD"] not in {"GET", "HEAD"}:
        return _method_not_allowed(start_response)
    return _respond_json(start_response, "200 OK", _HEALTHY)


def readyz(report: Callable[[], tuple[bool, Sequence[str]]]) -> WSGIApplication:
    """Return a check of readiness: `report` returns whether requests can be served, and what does not work.

    200 where they can, else 503; the body has what does not work either way. Each request calls it, so it must be fast.
    """

    def respond(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] not in {"GET", "HEAD"}:
            return _method_not_allowed(start_response)
        is_ready, reasons = report()
        status, word = ("200 OK", "ready") if is_ready else ("503 Service Unavailable", "not ready")
        return _respond_json(start_response, status, {"status": word, "reasons": reasons})

    return respond


def _not_found(_: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    return _respond_json(start_response, "404 Not Found", {"error": "not_found"})


def _method_not_allowed(start_response: StartResponse) -> Iterable[bytes]:
    return _respond_json(
        start_response, "405 Method Not Allowed", {"error": "method_not_allowed"}, ("Allow", "GET, HEAD")
    )


def _respond_json(
    start_response: StartResponse, status: str, body: Mapping[str, object], *headers: tuple[str, str]
) -> Iterable[bytes]:
    data = json.dumps(body).encode()
    start_response(status, [("Content-Type", "application/json"), ("Content-Length", str(len(data))), *headers])
    return [data]


class _Channel(HTTPChannel):
    """A connection with a time at which it is closed, unless its request is complete by then.

    `service` runs in one of the server's threads, everything else in the loop.
    """

    _begun = 0
    """Requests that have been handed to the application."""
    _noted = 0
    """Those of them after which the deadline was set anew."""
    _deadline = math.inf

    def service(self) -> None:
        self._begun += 1
        super().service()

    def deadline(self, now: float, request_timeout: float) -> float:
        """Return when to close the connection, as a time of the monotonic clock; infinity while a request is answered.

        Only an answered request extends it: bytes, empty lines and parts of a request do not.
        """
        if self.requests:
            self._deadline = math.inf
            return self._deadline
        if self._begun and (self._deadline == math.inf or self._begun != self._noted):
            self._noted = self._begun
            self._deadline = now + _IDLE_TIMEOUT
        if not self._begun or self.request is not None or self.total_outbufs_len:
            self._deadline = min(self._deadline, now + request_timeout)
        return self._deadline


class _WaitressServer(TcpWSGIServer):
    channel_class = _Channel


class Server:
    """An HTTP server that runs an application in background threads."""

    def __init__(
        self,
        app: WSGIApplication,
        *,
        host: str = "127.0.0.1",
        port: int = 3000,
        threads: int = 8,
        stop_timeout: float = 10.0,
        request_timeout: float = _REQUEST_TIMEOUT,
        max_connections: int | None = None,
    ) -> None:
        """Bind the port at once (0: any free one), so that `address` is known, or raise SettingsError.

        `stop_timeout` is how many seconds `stop` waits for running requests, `request_timeout` how many a client has
        to send one; `max_connections` is as many as the process can afford unless given.
        """
        listener = _listen(host, port)
        self.address = _format_address(listener)
        self._stop_timeout = stop_timeout
        self._request_timeout = request_timeout
        max_connections = max_connections or _connection_limit()
        self._max_waiting = max(1, max_connections - _SPARE_CONNECTIONS)
        self._sockets: dict[int, Any] = {}
        self._waitress = _create_waitress_server(app, listener, self._sockets, threads, max_connections)
        self._stopping = threading.Event()
        self._stop_lock = threading.Lock()
        self._thread = threading.Thread(target=self._serve, name="capi-bot-server", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Accept no new requests, wait for the running ones and close all sockets; further calls have no effect."""
        with self._stop_lock:
            self._stopping.set()
            if self._thread.is_alive():
                self._waitress.pull_trigger()
                self._thread.join()
            if self._sockets:
                self._waitress.task_dispatcher.shutdown(timeout=1)
                wasyncore.close_all(self._sockets)

    def _serve(self) -> None:
        """Run the event loop until `stop`; the loop's trigger stays open, because `stop` may be about to use it."""
        while not self._stopping.is_set():
            self._poll(self._close_waiting_connections(time.monotonic()))
        wasyncore.dispatcher.close(self._waitress)  # the listening socket alone, so that responses are still sent
        deadline = time.monotonic() + self._stop_timeout
        while self._has_running_requests() and (remaining := deadline - time.monotonic()) > 0:
            self._poll(remaining)

    def _close_waiting_connections(self, now: float) -> float:
        """Close those whose time is over, and the next ones where there are too many; return seconds to the next."""
        deadlines = {channel: channel.deadline(now, self._request_timeout) for channel in self._channels()}
        waiting = sorted((channel for channel in deadlines if deadlines[channel] < math.inf), key=deadlines.__getitem__)
        surplus = len(deadlines) - self._max_waiting
        closed = [channel for place, channel in enumerate(waiting) if place < surplus or deadlines[channel] <= now]
        for channel in closed:
            with suppress(OSError):  # of a socket that the other end has reset, on some systems
                channel.handle_close()
        return min((deadlines[channel] - now for channel in waiting[len(closed) :]), default=30.0)

    def _channels(self) -> list[_Channel]:
        return [channel for channel in list(self._sockets.values()) if isinstance(channel, _Channel)]

    def _poll(self, timeout: float) -> None:
        """Wait up to `timeout` seconds for events of the sockets, and handle them."""
        wasyncore.loop(timeout=timeout, use_poll=True, map=self._sockets, count=1)

    def _has_running_requests(self) -> bool:
        return any(channel.requests or channel.total_outbufs_len for channel in self._channels())


def _create_waitress_server(
    app: WSGIApplication, listener: socket.socket, sockets: dict[int, Any], threads: int, max_connections: int
) -> BaseWSGIServer:
    """Return waitress' server for one socket; `waitress.create_server` returns another class for several."""
    dispatcher = ThreadedTaskDispatcher()
    dispatcher.set_thread_count(threads)
    adjustments = Adjustments(
        threads=threads,
        max_request_body_size=_MAX_BODY_SIZE,
        connection_limit=max_connections,
        clear_untrusted_proxy_headers=True,
        ident="capi-bot",
    )
    return _WaitressServer(
        app,
        sockets,
        _sock=listener,
        dispatcher=dispatcher,
        adj=adjustments,
        sockinfo=(listener.family, listener.type, listener.proto, listener.getsockname()),
        bind_socket=False,
    )


def _connection_limit() -> int:
    """Return how many connections to hold: at most half of the files that this process may open (256 on macOS)."""
    if sys.platform == "win32":
        return _MAX_CONNECTIONS
    import resource  # noqa: PLC0415 - not on Windows

    allowed, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return _MAX_CONNECTIONS if allowed == resource.RLIM_INFINITY else min(_MAX_CONNECTIONS, allowed // 2)


def _listen(host: str, port: int) -> socket.socket:
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        return socket.create_server(address[:2], family=family)
    except OSError as error:
        raise SettingsError(_explain_bind_error(error, host, port)) from error


def try_to_listen(host: str, port: int) -> bool:
    """Listen for a moment; return False where a bot has the port already; SettingsError for other troubles."""
    try:
        _listen(host, port).close()
    except SettingsError as error:
        is_taken = isinstance(error.__cause__, OSError) and error.__cause__.errno == errno.EADDRINUSE
        if is_taken and _is_bot(host, port):
            return False
        raise
    return True


def _is_bot(host: str, port: int) -> bool:
    """Return whether what listens is a bot, by its answer to `GET /healthz`."""
    own = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - who listens everywhere is also there
    try:
        with closing(HTTPConnection(own, port, timeout=_HEALTH_TIMEOUT)) as connection:
            connection.request("GET", "/healthz")
            return connection.getresponse().read(_MAX_HEALTH) == json.dumps(_HEALTHY).encode()
    except (OSError, HTTPException):
        return False


def _explain_bind_error(error: OSError, host: str, port: int) -> str:
    match error.errno:
        case errno.EADDRINUSE:
            return f"CAPI_PORT {port} is in use by another program on {host}: stop that one or choose another port."
        case errno.EACCES:
            return f"CAPI_PORT {port} needs special rights: choose a port of 1024 or above."
    return f"CAPI_HOST {host} is not an address of this machine that the bot can listen on."


def _format_address(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if listener.family == socket.AF_INET6 else f"http://{host}:{port}"
