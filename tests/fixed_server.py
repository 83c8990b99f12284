"""A server on loopback that sends the same bytes in response to every request."""

from __future__ import annotations

import socket
import ssl
import threading
from typing import Self


class FixedServer:
    """A server that sends the same bytes in response to every request."""

    def __init__(self, raw: bytes, tls: ssl.SSLContext | None = None) -> None:
        self._raw = raw
        self.requested = b""
        """The first lines of all requests."""
        self._tls = tls
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"{'https' if tls else 'http'}://127.0.0.1:{self._socket.getsockname()[1]}/api/"
        self._thread = threading.Thread(target=self._serve)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        self._socket.close()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            if self._tls:
                try:
                    connection = self._tls.wrap_socket(connection, server_side=True)
                except OSError:  # the other side does not trust it
                    connection.close()
                    continue
            with connection, connection.makefile("rb") as request:
                length = 0
                self.requested += request.readline()
                while (line := request.readline().strip()) != b"":
                    name, _, value = line.partition(b":")
                    length = int(value) if name.lower() == b"content-length" else length
                request.read(length)
                connection.sendall(self._raw)


def http(body: bytes, status: bytes = b"200 OK") -> bytes:
    return b"HTTP/1.1 %s\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s" % (status, len(body), body)
