"""Saved filters that report, with each use, whether the store serves."""

from __future__ import annotations

import sqlite3
from concurrent.futures import Future
from typing import Any, TypeVar

from capi_bot.concurrency import ExecutorFullError
from capi_bot.domain.saved_filters import FilterOwner, SavedFilter, SavedFilters
from capi_bot.errors import UserError
from capi_bot.readiness import Dependency, Readiness
from capi_bot.storage.file_check import explain_store_error

T = TypeVar("T")

_NOBODY = FilterOwner(team_id="", user_id="")


class ObservedSavedFilters:
    """The `SavedFilters` of another, whose results are reported."""

    def __init__(self, saved_filters: SavedFilters, readiness: Readiness) -> None:
        self._saved_filters = saved_filters
        self._readiness = readiness

    def list_for(self, owner: FilterOwner) -> Future[tuple[SavedFilter, ...]]:
        """Read a person's filters, the one saved last first."""
        return self._observed(self._saved_filters.list_for(owner))

    def save(self, owner: FilterOwner, saved: SavedFilter) -> Future[None]:
        """Save a filter; fail with `UserError` above the most that one person may save."""
        return self._observed(self._saved_filters.save(owner, saved))

    def delete(self, owner: FilterOwner, key: str) -> Future[None]:
        """Delete the filter with this key, if it is there."""
        return self._observed(self._saved_filters.delete(owner, key))

    def check(self) -> None:
        """Find out whether the store can be written to, without a change; raise `UserError` where it cannot."""
        self.begin_check().result()

    def begin_check(self) -> Future[None]:
        """Begin to find that out."""
        return self.delete(_NOBODY, "")

    def _observed(self, answer: Future[T]) -> Future[T]:
        answer.add_done_callback(self._report)
        return answer

    def _report(self, answer: Future[Any]) -> None:
        if answer.cancelled():
            return
        error = answer.exception()
        if error is None:
            self._readiness.report(Dependency.STORE, None)
        elif isinstance(error, UserError):
            cause = error.__cause__
            # Others are about the filter: one too many, or a text that cannot be encoded.
            is_outage = isinstance(cause, (sqlite3.Error, ExecutorFullError))
            self._readiness.report(Dependency.STORE, f"CAPI_STORE {explain_store_error(cause)}" if is_outage else None)
