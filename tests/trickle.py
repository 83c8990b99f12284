"""A server that answers with pieces, one after the other, and never comes to an end."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from itertools import chain, repeat
from threading import Event, Thread

PATIENCE = 10.0
"""Seconds after which a test fails; what the servers here send would take hours."""
PACE = 0.01
"""Seconds from one piece to the next: far less than any timeout of a single wait."""

Pieces = Iterator[bytes]
OK = b"HTTP/1.1 200 OK\r\n"
PHASES: dict[str, Callable[[], Pieces]] = {
    "nothing": lambda: iter([]),
    "the status line": lambda: chain([b"HTTP/1.1 200 "], repeat(b"x")),
    "interim responses": lambda: repeat(b"HTTP/1.1 100 Continue\r\n\r\n"),
    "headers of interim responses": lambda: chain([b"HTTP/1.1 103 Early Hints\r\n"], repeat(b"X: y\r\n")),
    "headers": lambda: chain([OK], repeat(b"X: y\r\n")),
    "one header": lambda: chain([OK + b"X: "], repeat(b"y")),
    "the body": lambda: chain([OK + b"Content-Length: 1000000\r\n\r\n"], repeat(b" ")),
    "a body without length": lambda: chain([OK + b"\r\n"], repeat(b" ")),
    "a compressed body": lambda: chain(
        [OK + b"Content-Encoding: gzip\r\n\r\n\x1f\x8b\x08\x08\0\0\0\0\0\0"], repeat(b"a")
    ),
    "chunks": lambda: chain([OK + b"Transfer-Encoding: chunked\r\n\r\n"], repeat(b"1\r\n \r\n")),
    "a chunk's size": lambda: chain([OK + b"Transfer-Encoding: chunked\r\n\r\n"], repeat(b"0")),
    "a chunk's extension": lambda: chain([OK + b"Transfer-Encoding: chunked\r\n\r\n1;"], repeat(b"x")),
    "trailers": lambda: chain([OK + b"Transfer-Encoding: chunked\r\n\r\n0\r\n"], repeat(b"X: y\r\n")),
}

Trickle = Callable[..., int]


@contextmanager
def trickling() -> Iterator[Trickle]:
    """Answer on every connection with pieces, one after the other, once a request is there; return the port."""
    ended = Event()
    with ExitStack() as stack:
        stack.callback(ended.set)

        def start(pieces: Callable[[], Pieces], context: ssl.SSLContext | None = None) -> int:
            listener = stack.enter_context(socket.create_server(("127.0.0.1", 0)))

            def serve(connection: socket.socket) -> None:
                with suppress(OSError), connection:
                    connection.settimeout(PATIENCE)
                    stream = context.wrap_socket(connection, server_side=True) if context else connection
                    with stream:
                        stream.recv(65536)
                        for piece in pieces():
                            stream.sendall(piece)
                            if ended.wait(PACE):
                                return
                        ended.wait(PATIENCE)

            def accept() -> None:
                with suppress(OSError):
                    while True:
                        Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()

            Thread(target=accept, daemon=True).start()
            stack.callback(listener.shutdown, socket.SHUT_RDWR)
            return int(listener.getsockname()[1])

        yield start
