"""Serve a stand-in on loopback: a thread a connection, so that pages that wait for news hold nobody up."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterable
from typing import TYPE_CHECKING

from waitress.channel import ClientDisconnected
from werkzeug.serving import WSGIRequestHandler, make_server

from capi_bot.sandbox import SandboxError

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

LOOPBACK = "127.0.0.1"


class _Handler(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"  # keep-alive, as the vendors do
    disable_nagle_algorithm = True  # or each answer on a kept connection waits 40 ms for an acknowledgement

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
    """Serve a WSGI application from background threads until `stop`."""

    def __init__(self, app: WSGIApplication, *, port: int = 0) -> None:
        """Listen on a port (0: any free one) at once, or raise SandboxError."""
        try:
            listener = socket.create_server((LOOPBACK, port))
        except OSError as error:
            raise SandboxError(f"Port {port} cannot be listened on ({error}): choose another with --port.") from error
        with listener:
            port = listener.getsockname()[1]
            self._server = make_server(
                LOOPBACK, port, _hanging_up(app), threaded=True, request_handler=_Handler, fd=listener.fileno()
            )
        self.url = f"http://{LOOPBACK}:{port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), name="sandbox", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop listening; answers under way are still given."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


def _hanging_up(app: WSGIApplication) -> WSGIApplication:
    """Close the connection without an answer where the application plays a reset, in the way that waitress knows."""

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        try:
            return app(environ, start_response)
        except ClientDisconnected:
            raise ConnectionAbortedError from None

    return answer
