"""Saved filters of a person, and the interface of their storage."""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import dataclass
from hashlib import blake2s
from typing import Protocol

MAX_SAVED_FILTERS = 20
"""How many filters one person may save."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FilterOwner:
    """A person in a workspace: user ids are unique only within their team."""

    team_id: str
    user_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedFilter:
    """A saved filter, as the text with which it can be typed."""

    text: str

    @property
    def key(self) -> str:
        """Return a key of 16 hex digits, the same in every process, for identifiers that have no room for the text."""
        return blake2s(self.text.encode(errors="replace"), digest_size=8).hexdigest()


class SavedFilters(Protocol):
    """Storage of saved filters. Each future is done within two seconds; it fails with `UserError` if not available."""

    def list_for(self, owner: FilterOwner) -> Future[tuple[SavedFilter, ...]]:
        """Read a person's filters, the one saved last first."""

    def save(self, owner: FilterOwner, saved: SavedFilter) -> Future[None]:
        """Save a filter, once however often it is saved; fail with `UserError` above `MAX_SAVED_FILTERS`."""

    def delete(self, owner: FilterOwner, key: str) -> Future[None]:
        """Delete the filter with this key, if it is there."""
