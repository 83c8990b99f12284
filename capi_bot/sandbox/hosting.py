"""Serve a stand-in on loopback: a thread a connection, so that long polls block nobody."""

from __future__ import annotations

import socket
import threading
from typing import TYPE_CHECKING

from werkzeug.serving import WSGIRequestHandler, make_server

from capi_bot.sandbox.errors import SandboxError

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication, WSGIEnvironment

LOOPBACK = "127.0.0.1"
DEFAULT_PORT = 8000
"""The port of the page, unless it is taken or another one is chosen."""


class _Handler(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"  # as the vendors speak it, though werkzeug closes the connection after each answer
    disable_nagle_algorithm = True  # or a body waits up to 40 ms until its headers are acknowledged

    def connection_dropped(
        self,
        error: BaseException,  # noqa: ARG002 - the base class' signature
        environ: WSGIEnvironment | None = None,  # noqa: ARG002 - the same
    ) -> None:
        """Wait for no further request on a connection that is to be closed."""
        self.close_connection = True

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Stay silent: the stand-ins keep their own list of requests."""


class Host:
    """A server of a WSGI application in background threads, until `stop`.

    Where the application raises ConnectionAbortedError, the connection is closed without an answer.
    """

    def __init__(self, app: WSGIApplication, *, port: int | None = 0) -> None:
        """Listen at once on a port (0: any free one; None: the usual one if it is free), or raise SandboxError."""
        with _listen(port) if port is not None else _listen_on_default_port() as listener:
            port = listener.getsockname()[1]
            self._server = make_server(
                LOOPBACK, port, app, threaded=True, request_handler=_Handler, fd=listener.fileno()
            )
        self.url = f"http://{LOOPBACK}:{port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), name="sandbox", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop listening; answers under way are still given."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


def _listen(port: int) -> socket.socket:
    try:
        return socket.create_server((LOOPBACK, port))
    except PermissionError as error:
        raise SandboxError(f"Port {port} needs special rights: choose one of 1024 or above with --port.") from error
    except OSError as error:
        raise SandboxError(f"Port {port} is in use by another program: choose another with --port.") from error


def _listen_on_default_port() -> socket.socket:
    try:
        return _listen(DEFAULT_PORT)
    except SandboxError:
        return _listen(0)
