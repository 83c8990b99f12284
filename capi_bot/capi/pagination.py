"""Pages: one by cursor, one out of a whole list, and all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeVar

from capi_bot.capi import wire
from capi_bot.capi.models import Page
from capi_bot.capi.query import Query
from capi_bot.errors import UserError

T = TypeVar("T")
Fetch = Callable[[str, Mapping[str, str]], object]


def by_cursor(fetch: Fetch, path: str, query: Query, name: str, parse: Callable[[object], T]) -> Page[T]:
    """Fetch one page of a list that the API pages; its things are found under `name`."""
    document = fetch(path, query.parameters())
    return Page(
        items=tuple(map(parse, wire.items(document, name))),
        next=wire.neighbour(document, "next"),
        prev=wire.neighbour(document, "prev"),
    )


def by_offset(whole: Sequence[T], query: Query) -> Page[T]:
    """Cut one page out of a whole list, oldest first, that the API gives unpaged; the cursors are offsets."""
    ordered = whole if query.order == "asc" else whole[::-1]
    start = offset(query.cursor)
    end = start + query.page_size
    return Page(
        items=tuple(ordered[start:end]),
        next=str(end) if end < len(ordered) else None,
        prev=str(max(0, start - query.page_size)) if start else None,
    )


def offset(cursor: str | None) -> int:
    """Read a cursor that is an offset; `UserError` where it is none."""
    if cursor and not (cursor.isascii() and cursor.isdecimal()):
        raise UserError("That is not a page of this list. Start again from its first page.")
    return int(cursor or 0)


def follow(page_at: Callable[[str | None], Page[T]]) -> Iterator[T]:
    """Walk a list, fetching each page when its first thing is asked for.

    The walk ends at an empty page and at a cursor that it has seen: the API may offer a next page for ever.
    """
    seen: set[str | None] = set()
    cursor: str | None = None
    while cursor not in seen:
        seen.add(cursor)
        page = page_at(cursor)
        yield from page.items
        if not page.items or page.next is None:
            return
        cursor = page.next
