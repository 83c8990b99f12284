"""What a person keeps: the filters they saved from lists."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2s
from typing import Protocol

MOST = 20
"""Filters that one person may keep."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Be somebody in a workspace: Slack's ids of users are told apart by their team."""

    team_id: str
    user_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedFilter:
    """Be a saved filter: the words of a listing, as `commands.listing.write` gives them."""

    text: str

    @property
    def key(self) -> str:
        """Name it in few characters, for a button: outside text may be many times as long there."""
        return blake2s(self.text.encode(errors="replace"), digest_size=8).hexdigest()


class SavedFilters(Protocol):
    """Keep filters. Every method raises `UserError` while they cannot be reached."""

    def of(self, person: Person) -> tuple[SavedFilter, ...]:
        """List a person's filters, the one saved last first."""

    def save(self, person: Person, saved: SavedFilter) -> None:
        """Keep a filter, once however often it is saved; raise `UserError` where there is no room for one more."""

    def forget(self, person: Person, saved: SavedFilter) -> None:
        """Let go of a filter, if it is there."""
