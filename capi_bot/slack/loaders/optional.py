"""Reads that a message can do without: what is not there, or refused, is left out."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from concurrent.futures import Future
from typing import Any, TypeVar

from capi_bot.capi.models import Call, Conversation
from capi_bot.domain.conversation_summary import ConversationDetails, read_details
from capi_bot.domain.liveness import group_calls_by_conversation
from capi_bot.errors import CapiBotError, RemoteError, UnreachableError
from capi_bot.slack.services import Services

T = TypeVar("T")
K = TypeVar("K")

log = logging.getLogger(__name__)


def calls_or_none(read: Future[tuple[Call, ...]]) -> Mapping[str, tuple[Call, ...]] | None:
    """Return the calls in progress by conversation; None where they are late, or the application may not list them."""
    calls = result_or_none(read)
    return None if calls is None else group_calls_by_conversation(calls)


def result_or_none(read: Future[T]) -> T | None:
    """Return what was read beside the main thing; None where that is late, refused, or unknown to an older version."""
    if not read.done():
        return None
    try:
        return read.result()
    except (RemoteError, UnreachableError):
        return None


def start_details(
    rows: Mapping[str, Conversation], calls: Mapping[str, tuple[Call, ...]] | None, services: Services
) -> dict[str, Future[ConversationDetails]]:
    """Begin to read what the rows of a list lack, by id; what several people lack at once is read once."""
    submit, legs = services.row_reads.submit, calls or {}
    return {name: submit(read_details, services.api, row, legs.get(name, ())) for name, row in rows.items()}


def completed(futures: Mapping[K, Future[T]]) -> dict[K, T]:
    """Return the results that are there by now. A read that failed is left out; one that failed by a bug is logged."""
    done = {key: future for key, future in futures.items() if future.done()}
    for future in done.values():
        if (error := future.exception()) and not isinstance(error, CapiBotError):
            log.error("A read failed.", exc_info=error)
    return {key: future.result() for key, future in done.items() if not future.exception()}


def are_done(futures: Iterable[Future[Any]]) -> bool:
    """Return whether no future will bring anything more."""
    return all(future.done() for future in futures)
