"""The HTTP server: a WSGI application that routes exact paths, served by waitress in threads."""

from __future__ import annotations

import errno
import json
import socket
import threading
import time
from collections.abc import Callable, Iterable, Mapping
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
_MAX_CONNECTIONS = 1000


def application(routes: Mapping[str, WSGIApplication]) -> WSGIApplication:
    """Return an application that passes each request to that of its exact path; other paths are answered 404."""

    def route(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        return routes.get(environ.get("PATH_INFO", ""), _not_found)(environ, start_response)

    return route


def healthz(healthy: Callable[[], bool]) -> WSGIApplication:
    """Return a health check: 200 while `healthy()`, else 503. Each request calls it, so it must be fast."""

    def respond(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] not in {"GET", "HEAD"}:
            return _method_not_allowed(start_response)
        if healthy():
            return _respond_json(start_response, "200 OK", {"status": "ok"})
        return _respond_json(start_response, "503 Service Unavailable", {"status": "unavailable"})

    return respond


def _not_found(_: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    return _respond_json(start_response, "404 Not Found", {"error": "not_found"})


def _method_not_allowed(start_response: StartResponse) -> Iterable[bytes]:
    return _respond_json(
        start_response, "405 Method Not Allowed", {"error": "method_not_allowed"}, ("Allow", "GET, HEAD")
    )


def _respond_json(
    start_response: StartResponse, status: str, body: Mapping[str, str], *headers: tuple[str, str]
) -> Iterable[bytes]:
    data = json.dumps(body).encode()
    start_response(status, [("Content-Type", "application/json"), ("Content-Length", str(len(data))), *headers])
    return [data]


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
    ) -> None:
        """Bind the port at once (0: any free one), so that `address` is known, or raise SettingsError.

        `stop_timeout` is how many seconds `stop` waits for running requests.
        """
        listener = _listen(host, port)
        self.address = _format_address(listener)
        self._stop_timeout = stop_timeout
        self._sockets: dict[int, Any] = {}
        self._waitress = _create_waitress_server(app, listener, self._sockets, threads)
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
            self._poll(30.0)
        wasyncore.dispatcher.close(self._waitress)  # the listening socket alone, so that responses are still sent
        deadline = time.monotonic() + self._stop_timeout
        while self._has_running_requests() and (remaining := deadline - time.monotonic()) > 0:
            self._poll(remaining)

    def _poll(self, timeout: float) -> None:
        """Wait up to `timeout` seconds for events of the sockets, and handle them."""
        wasyncore.loop(timeout=timeout, use_poll=True, map=self._sockets, count=1)

    def _has_running_requests(self) -> bool:
        channels = [channel for channel in self._sockets.values() if isinstance(channel, HTTPChannel)]
        return any(channel.requests or channel.total_outbufs_len for channel in channels)


def _create_waitress_server(
    app: WSGIApplication, listener: socket.socket, sockets: dict[int, Any], threads: int
) -> BaseWSGIServer:
    """Return waitress' server for one socket; `waitress.create_server` returns another class for several."""
    dispatcher = ThreadedTaskDispatcher()
    dispatcher.set_thread_count(threads)
    adjustments = Adjustments(
        threads=threads,
        max_request_body_size=_MAX_BODY_SIZE,
        connection_limit=_MAX_CONNECTIONS,
        clear_untrusted_proxy_headers=True,
        ident="capi-bot",
    )
    return TcpWSGIServer(
        app,
        sockets,
        _sock=listener,
        dispatcher=dispatcher,
        adj=adjustments,
        sockinfo=(listener.family, listener.type, listener.proto, listener.getsockname()),
        bind_socket=False,
    )


def _listen(host: str, port: int) -> socket.socket:
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        return socket.create_server(address[:2], family=family)
    except OSError as error:
        raise SettingsError(_explain_bind_error(error, host, port)) from error


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
