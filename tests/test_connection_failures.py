from __future__ import annotations

import errno
import re
import socket
from collections.abc import Callable
from http.client import BadStatusLine, IncompleteRead, LineTooLong, RemoteDisconnected, UnknownProtocol
from urllib.error import URLError

import pytest
import requests
from requests import exceptions
from urllib3 import HTTPConnectionPool
from urllib3.exceptions import (
    LocationParseError,
    MaxRetryError,
    NameResolutionError,
    NewConnectionError,
    ProtocolError,
    ReadTimeoutError,
)

from capi_bot.connection_failures import describe_connection_failure

POOL = HTTPConnectionPool("127.0.0.1")
REFUSED = ConnectionRefusedError(errno.ECONNREFUSED, "Connection refused")
UNKNOWN = socket.gaierror(socket.EAI_NONAME, "Name or service not known")

Wrap = Callable[[Exception], Exception]


def within_requests(error: Exception) -> Exception:
    """Wrap an error as urllib3 and requests do."""
    failed: NewConnectionError
    if isinstance(error, socket.gaierror):
        failed = NameResolutionError("host", POOL, error)
    else:
        failed = NewConnectionError(POOL, f"Failed to establish a new connection: {error}")
    failed.__cause__ = error
    return requests.ConnectionError(MaxRetryError(POOL, "/", failed))


@pytest.mark.parametrize("wrap", [lambda error: error, URLError, within_requests], ids=["bare", "urllib", "requests"])
@pytest.mark.parametrize(
    ("error", "words"),
    [
        (REFUSED, "the connection was refused"),
        (UNKNOWN, "there is no host of that name"),
        (socket.gaierror(socket.EAI_AGAIN, "Temporary failure"), "its name cannot be looked up just now"),
        (OSError(errno.ENETUNREACH, "Network is unreachable"), "no way through the network leads there"),
        (OSError(errno.EHOSTUNREACH, "No route to host"), "no way through the network leads there"),
        (TimeoutError(errno.ETIMEDOUT, "Connection timed out"), "no answer in time"),
        (ConnectionResetError(errno.ECONNRESET, "Connection reset by peer"), "the connection was broken off"),
        (OSError(errno.EACCES, "Permission denied"), "Permission denied"),
    ],
)
def test_what_the_system_says_is_found_in_whatever_wraps_it(wrap: Wrap, error: Exception, words: str) -> None:
    assert describe_connection_failure(wrap(error)) == words


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (BadStatusLine("220 mail"), "what answered does not speak HTTP"),
        (LineTooLong("header line"), "what answered does not speak HTTP"),
        (UnknownProtocol("HTTP/7"), "what answered does not speak HTTP"),
        (RemoteDisconnected("closed"), "the connection was broken off"),
        (IncompleteRead(b"{"), "the connection was broken off"),
        (
            requests.ConnectionError(ProtocolError("aborted", RemoteDisconnected("closed"))),
            "the connection was broken off",
        ),
        (requests.ConnectionError(ProtocolError("aborted", BadStatusLine("220"))), "what answered does not speak HTTP"),
        (requests.ConnectTimeout(), "no answer in time"),
        (requests.ConnectionError(ReadTimeoutError(POOL, "/", "Read timed out.")), "no answer in time"),
        (exceptions.ContentDecodingError(), "its answer cannot be unpacked"),
        (exceptions.InvalidURL(), "its name is not that of a host"),
        (LocationParseError("a..b"), "its name is not that of a host"),
        (UnicodeError("label empty or too long"), "its name is not that of a host"),
        (requests.RequestException(), "no usable answer"),
        (ZeroDivisionError(), "no usable answer"),
    ],
)
def test_each_failure_has_its_words(error: Exception, words: str) -> None:
    assert describe_connection_failure(error) == words


def every_class(base: type[Exception]) -> list[type[Exception]]:
    return [base, *(found for child in base.__subclasses__() for found in every_class(child))]


@pytest.mark.parametrize(
    "kind",
    [
        *(kind for kind in every_class(OSError) if kind.__module__ == "builtins"),
        *every_class(requests.RequestException),
    ],
)
def test_no_class_is_ever_named(kind: type[Exception]) -> None:
    error = kind.__new__(kind)
    assert not re.search(r"\b[A-Z]\w*[a-z][A-Z]|Error|Exception", describe_connection_failure(error))


def test_errors_that_wrap_each_other_end() -> None:
    first, second = ValueError("one"), ValueError("two")
    first.__cause__, second.__cause__ = second, first
    assert describe_connection_failure(first) == "no usable answer"
