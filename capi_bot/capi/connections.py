"""Connections with a deadline: no wait outlasts the request that it belongs to, however slowly anything arrives.

A socket's timeout bounds one wait and begins again with the next: a header of one line a second takes minutes. Here
every wait is bounded by what is left of the request when it begins: the look-up of the name, each address, the proxy,
the TLS handshake, and each read and write. How much a header may hold is bounded by `http.client`: 100 lines of 64 KiB.
"""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from threading import Lock, Thread
from typing import Any

from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import ConnectTimeoutError, LocationParseError, NameResolutionError, NewConnectionError
from urllib3.util.connection import allowed_gai_family

from capi_bot.capi.arguments import check_pool_size
from capi_bot.errors import copy_error
from capi_bot.network import SharedContextAdapter

Address = tuple[int, int, int, Any]
"""Family, type and protocol of a socket, and the address to connect it to."""


class NameLookups:
    """Look-ups of host names, in threads of their own since `getaddrinfo` has no timeout; one at a time for a name."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._running: dict[tuple[str, int], Future[Sequence[Address]]] = {}

    def addresses(self, host: str, port: int, timeout: float | None) -> Sequence[Address]:
        """Return the addresses of a host; raise what `getaddrinfo` raises, and `TimeoutError` after some seconds."""
        key = (host, port)
        with self._lock:
            lookup = self._running.get(key)
            if lookup is None:
                lookup = self._running[key] = Future()
                Thread(target=self._run, args=(key, lookup), name="name_lookup", daemon=True).start()
        try:
            if error := lookup.exception(timeout):
                raise copy_error(error)  # an own one for each thread: whoever raises it adds to its traceback
            return lookup.result()
        finally:
            with self._lock:  # whoever comes next begins another, also where this one is stuck
                if self._running.get(key) is lookup:
                    del self._running[key]

    def _run(self, key: tuple[str, int], lookup: Future[Sequence[Address]]) -> None:
        try:
            found = socket.getaddrinfo(*key, family=allowed_gai_family(), type=socket.SOCK_STREAM)
            lookup.set_result([(family, kind, protocol, address) for family, kind, protocol, _, address in found])
        except Exception as error:  # noqa: BLE001 -- it is raised where it is waited for
            lookup.set_exception(error)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Request:
    """The request that a thread is at; `remaining` returns the seconds that it may still take."""

    remaining: Callable[[], float]
    lookups: NameLookups

    def bound(self, timeout: float | None) -> float:
        """Return the seconds of a wait that begins now; `TimeoutError` where none are left."""
        seconds = self.remaining()
        if seconds <= 0:
            raise TimeoutError("The deadline has passed.")
        return seconds if timeout is None else min(timeout, seconds)


_request: ContextVar[_Request | None] = ContextVar("request", default=None)


def time_left(seconds: float) -> Callable[[], float]:
    """Begin a span of seconds now; return what tells how many are left of it."""
    end = time.monotonic() + seconds
    return lambda: end - time.monotonic()


@contextmanager
def deadline(remaining: Callable[[], float], lookups: NameLookups) -> Iterator[None]:
    """End every wait of a `DeadlineAdapter` in this thread after the seconds that `remaining` returns as it begins.

    What requests and urllib3 raise then is what they raise after a timeout.
    """
    token = _request.set(_Request(remaining=remaining, lookups=lookups))
    try:
        yield
    finally:
        _request.reset(token)


class _Socket(socket.socket):
    """A socket whose timeout is shortened, before each wait, to what is left of the request."""

    _timeout: float | None = None
    """Seconds, as set from outside."""

    def settimeout(self, value: float | None) -> None:
        self._timeout = value
        super().settimeout(value)

    def _shorten_timeout(self) -> None:
        if request := _request.get():
            super().settimeout(request.bound(self._timeout))

    def connect(self, *args: Any) -> None:  # noqa: ANN401 -- here and below the arguments of the standard library
        self._shorten_timeout()
        super().connect(*args)

    def recv(self, *args: Any) -> bytes:  # noqa: ANN401
        self._shorten_timeout()
        return super().recv(*args)

    def recv_into(self, *args: Any) -> int:  # noqa: ANN401
        self._shorten_timeout()
        return super().recv_into(*args)

    def send(self, *args: Any) -> int:  # noqa: ANN401
        self._shorten_timeout()
        return super().send(*args)

    def sendall(self, *args: Any) -> None:  # noqa: ANN401
        self._shorten_timeout()
        super().sendall(*args)


class _TlsSocket(_Socket, ssl.SSLSocket):
    """The same with TLS. The handshake counts as one wait: the timeout bounds the whole of it."""

    def do_handshake(self, block: bool = False) -> None:  # noqa: FBT001, FBT002 -- as in SSLSocket
        self._shorten_timeout()
        super().do_handshake(block)


def create_connection(
    address: tuple[str, int],
    timeout: float | None = None,
    source_address: None = None,
    *,
    options: Iterable[tuple[Any, ...]] = (),
) -> socket.socket:
    """Connect to a host as `socket.create_connection` does, within the `deadline`, and observe it from then on.

    Raise what that raises, and `TimeoutError` also where the look-up of the name takes too long.
    """
    request = _request.get()
    if request is None:
        return socket.create_connection(address, timeout, source_address)
    failure = OSError("The host has no address.")
    for family, kind, protocol, found in request.lookups.addresses(*address, request.bound(timeout)):
        connection = _Socket(family, kind, protocol)
        try:
            for option in options:
                connection.setsockopt(*option)
            connection.settimeout(timeout)
            connection.connect(found)
        except OSError as error:
            connection.close()
            failure = error
        else:
            return connection
    raise failure


def observe_deadline(context: ssl.SSLContext) -> None:
    """Let the TLS connections that a context makes observe `deadline`, where there is one."""
    context.sslsocket_class = _TlsSocket


class _Connection(HTTPConnection):
    """A connection over a `_Socket`, whose host is looked up with a timeout."""

    def _new_conn(self) -> socket.socket:
        if _request.get() is None:
            return super()._new_conn()
        timeout = self.timeout if isinstance(self.timeout, int | float) else None
        try:
            return create_connection(
                (self._dns_host.strip("[]"), self.port), timeout, options=self.socket_options or ()
            )
        except UnicodeError:
            raise LocationParseError(f"“{self.host}” is no host name") from None
        except socket.gaierror as error:
            raise NameResolutionError(self.host, self, error) from error
        except TimeoutError as error:
            raise ConnectTimeoutError(self, f"No connection to {self.host} in time.") from error
        except OSError as error:
            raise NewConnectionError(self, f"No connection to {self.host}: {error}") from error


class _TlsConnection(_Connection, HTTPSConnection):
    """The same with TLS."""


class _ConnectionPool(HTTPConnectionPool):
    ConnectionCls = _Connection


class _TlsConnectionPool(HTTPSConnectionPool):
    ConnectionCls = _TlsConnection


class DeadlineAdapter(SharedContextAdapter):
    """An adapter of requests that observes `deadline`, also through a proxy of HTTP.

    Within a proxy of SOCKS the waits before the TLS handshake have the timeout alone. The environment names none, as
    `find_proxy` refuses it, but a caller of the client may. `pool_size`, 1 to 10,000, is the number of connections that
    are kept; any other raises `InvalidArgumentError`.
    """

    def __init__(self, *, pool_size: int) -> None:
        check_pool_size(pool_size)
        super().__init__(pool_size=pool_size)

    def init_poolmanager(self, *args: Any, **settings: Any) -> None:  # noqa: ANN401 -- requests' own signature
        """Make direct connections observe it."""
        observe_deadline(self._context)
        super().init_poolmanager(*args, **settings)
        self.poolmanager.pool_classes_by_scheme = {"http": _ConnectionPool, "https": _TlsConnectionPool}

    def proxy_manager_for(self, proxy: Any, **settings: Any) -> Any:  # noqa: ANN401 -- requests' own signature
        """Make connections through a proxy observe it."""
        if proxy.lower().startswith("https:"):
            settings["proxy_ssl_context"] = self._context
        manager = super().proxy_manager_for(proxy, **settings)
        if not proxy.lower().startswith("socks"):
            manager.pool_classes_by_scheme = self.poolmanager.pool_classes_by_scheme
        return manager
