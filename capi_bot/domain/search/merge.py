"""The merge of a list's pages with candidates that calls know: one order by time, whatever the source.

A page has the candidates whose times lie within it. A cursor's key begins with the time of the last one before it, so
that calls which began or ended meanwhile neither repeat nor hide any.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Generic, TypeVar

from capi_bot.domain.search.results import SearchCursor, cursor_key
from capi_bot.domain.search.scan import Batch, Check, Match

C = TypeVar("C")
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry(Generic[C]):
    """A candidate, and the time that it is sorted by: milliseconds since 1970, 0 where none is known."""

    candidate: C
    time: int
    key: str
    """Its cursor key: its time, and a hash of its id."""
    is_listed: bool = False
    """Whether it is of the list, and not of calls."""


def make_entry(candidate: C, identifier: str, moment: datetime | None, *, is_listed: bool = False) -> Entry[C]:
    """Return a candidate with its place in time."""
    time = milliseconds(moment)
    return Entry(candidate=candidate, time=time, key=f"{time:013d}-{cursor_key(identifier)}", is_listed=is_listed)


def milliseconds(moment: datetime | None) -> int:
    """Return a moment in milliseconds since 1970; 0 where it is not known."""
    return max(0, int(moment.timestamp() * 1000)) if moment else 0


def merge_page(
    listed: Sequence[Entry[C]], others: Sequence[Entry[C]], *, oldest: bool, is_last: bool
) -> list[Entry[C]]:
    """Return a page of the list with the others that belong to it; on the `is_last` one are all that follow.

    Where the list has no times, as in beta, the others come first and the list stays in its own order.
    """
    times = [entry.time for entry in listed if entry.time]
    if not is_last and listed:
        edge = (max if oldest else min)(times, default=0)
        others = [entry for entry in others if (entry.time <= edge if oldest and edge else entry.time >= edge)]
    elif not is_last:
        others = []
    return sorted((*others, *listed), key=lambda entry: entry.time, reverse=not oldest)


def count_seen(entries: Sequence[Entry[C]], cursor: SearchCursor, *, oldest: bool) -> int:
    """Return how many entries of a page come before a cursor within it."""
    if not cursor.offset:
        return 0
    keys = [entry.key for entry in entries]
    # Cursors of earlier versions have only the hash.
    hashes = [key.rpartition("-")[2] for key in keys]
    for known in (keys, hashes):
        if cursor.last_key in known:
            return known.index(cursor.last_key) + 1
    last = cursor_time(cursor)
    if not last:
        return min(max(0, cursor.offset - 1), len(entries))
    return sum(entry.time <= last if oldest else entry.time >= last for entry in entries)


def unseen(others: Sequence[Entry[C]], cursor: SearchCursor, *, oldest: bool) -> Sequence[Entry[C]]:
    """Return those that earlier pages have not had, where a cursor stands between two pages of the list."""
    last = cursor_time(cursor)
    if cursor.offset or not cursor.last_key:
        return others
    return [entry for entry in others if (entry.time > last if oldest else entry.time < last)]


def cursor_time(cursor: SearchCursor) -> int:
    """Return the time of the last entry before a cursor; 0 where its key has none."""
    time, dash, _ = cursor.last_key.partition("-")
    return int(time) if dash and time.isdecimal() else 0


def merged_batch(
    entries: Sequence[Entry[C]],
    match: Callable[[C], Match[T] | None],
    *,
    start: SearchCursor,
    offset: int,
    following: SearchCursor | None,
) -> Batch[T]:
    """Return a batch of the entries from `offset` on; only those of the list count as scanned."""
    checks: list[Check[T]] = []
    scanned = 0
    for number, entry in enumerate(entries[offset:], offset + 1):
        scanned += entry.is_listed
        if result := match(entry.candidate):
            after = replace(start, offset=number, last_key=entry.key)
            checks.append(Check(match=result, next=after, scanned=scanned))
    last = [replace(check, next=following, scanned=scanned) for check in checks[-1:]]
    return Batch(checks=(*checks[:-1], *last), next=following, scanned=scanned)
