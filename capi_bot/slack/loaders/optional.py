"""What every row of a list is read for."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Future
from typing import TypeVar

from capi_bot.capi.models import Call
from capi_bot.domain.liveness import group_calls_by_conversation
from capi_bot.errors import RemoteError, UnreachableError

T = TypeVar("T")

MEMBERS_IN_ROW = 4
"""Members of one page under a row: what a message has room for beside ten rows."""

GRACE = 0.3
"""Seconds that a list waits for its marks once it is there itself."""


def calls_or_none(read: Future[tuple[Call, ...]], patience: float) -> Mapping[str, tuple[Call, ...]] | None:
    """Return the calls in progress by conversation; None where they are late, or the application may not list them."""
    calls = result_or_none(read, patience)
    return None if calls is None else group_calls_by_conversation(calls)


def result_or_none(read: Future[T], patience: float = 0) -> T | None:
    """Return what was read beside the main thing; None where that is late, refused, or unknown to an older version."""
    try:
        return read.result(timeout=patience)
    except (RemoteError, UnreachableError, TimeoutError):
        return None
