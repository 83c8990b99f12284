"""Failures of connections in words: what kept a request from being answered, whichever library met it."""

from __future__ import annotations

import errno
import socket
from collections.abc import Iterator
from http.client import HTTPException, IncompleteRead
from http.client import InvalidURL as InvalidHttpUrl

import urllib3.exceptions
from requests import exceptions

_NO_ROUTE = frozenset({errno.EHOSTUNREACH, errno.ENETUNREACH, errno.EHOSTDOWN, errno.ENETDOWN})
_BROKEN_OFF = (
    ConnectionResetError,
    ConnectionAbortedError,
    BrokenPipeError,
    EOFError,
    IncompleteRead,
    exceptions.ChunkedEncodingError,
)
_NO_NAME = (
    UnicodeError,  # a label that is empty, or has more than 63 characters
    InvalidHttpUrl,
    exceptions.InvalidURL,
    urllib3.exceptions.LocationParseError,
)
_WORDS: tuple[tuple[type[BaseException] | tuple[type[BaseException], ...], str], ...] = (
    (ConnectionRefusedError, "the connection was refused"),
    (_BROKEN_OFF, "the connection was broken off"),
    (_NO_NAME, "its name is not that of a host"),
    (TimeoutError, "no answer in time"),
    (HTTPException, "what answered does not speak HTTP"),
    ((exceptions.InvalidHeader, urllib3.exceptions.InvalidHeader), "what answered does not speak HTTP"),
    ((exceptions.ContentDecodingError, urllib3.exceptions.DecodeError), "its answer cannot be unpacked"),
)
"""In this order: the first class that matches counts."""
_LATE = (exceptions.Timeout, urllib3.exceptions.TimeoutError)
"""Their subclasses include errors that are no timeouts, such as that of a refused connection."""


def describe_connection_failure(error: BaseException) -> str:
    """Return what kept a request from being answered: it completes `Slack cannot be reached (…)`.

    The libraries wrap the error of the system, which says what happened, in others of their own.
    """
    causes = tuple(_causes(error))
    words = next(filter(None, map(_describe, causes)), "")
    is_late = any(isinstance(cause, _LATE) for cause in causes)
    return words or ("no answer in time" if is_late else "no usable answer")


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Yield an error and those that it wraps, the nearest first."""
    waiting: list[object] = [error]
    seen: set[int] = set()
    while waiting:
        found = waiting.pop(0)
        if isinstance(found, BaseException) and id(found) not in seen:
            seen.add(id(found))
            yield found
            waiting += [getattr(found, "reason", None), *found.args, found.__cause__, found.__context__]


def _describe(error: BaseException) -> str:
    """Return what one error says by its class or number; empty where one that it wraps may say more."""
    if isinstance(error, socket.gaierror):
        is_temporary = error.errno == socket.EAI_AGAIN
        return "its name cannot be looked up just now" if is_temporary else "there is no host of that name"
    for kinds, words in _WORDS:
        if isinstance(error, kinds):
            return words
    if not isinstance(error, OSError):
        return ""
    if error.errno in _NO_ROUTE:
        return "no way through the network leads there"
    return error.strerror or ""
