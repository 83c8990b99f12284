"""Pages of lists: the query for one, one by cursor, one by offset, and all of them.

https://developer.vonage.com/en/api/conversation
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar, get_args

from capi_bot.capi import wire
from capi_bot.capi.arguments import (
    LARGEST_NUMBER,
    is_sendable,
    is_whole,
    number_filter,
    show,
    text_filter,
    time_filter,
)
from capi_bot.capi.models import Order, Page
from capi_bot.errors import InvalidArgumentError

logger = logging.getLogger(__name__)

T = TypeVar("T")
Fetch = Callable[[str, Mapping[str, str]], object]
"""GETs a path of the API with query parameters and returns its JSON."""
LARGEST_PAGE = 100
"""The API's limit of items in a page."""
MAX_PAGES = 10_000
"""Pages of one iteration: a million items, where pages are large."""
MAX_EMPTY_PAGES = 10
"""Empty pages in a row after which an iteration ends: a filter may leave some empty between others that are not."""


_OFFSET = re.compile(r"[0-9]{1,18}")
_FILTERS: Mapping[str, Callable[[str, Any], str | int | datetime | None]] = {
    "date_start": time_filter,
    "date_end": time_filter,
    "start_id": number_filter,
    "end_id": number_filter,
}
"""What checks the filters that are not texts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """Which page of a list, in which order and with which filters; what the API would refuse raises."""

    page_size: int = 10
    order: Order = "asc"
    cursor: str | None = None
    filters: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not is_whole(self.page_size) or abs(self.page_size) > LARGEST_NUMBER:
            raise InvalidArgumentError(f"page_size is a whole number, not {show(self.page_size)}.")
        if not isinstance(self.order, str):
            raise InvalidArgumentError(f"order is the text asc or desc, not {show(self.order)}.")
        if self.cursor is not None and not (isinstance(self.cursor, str) and self.cursor and is_sendable(self.cursor)):
            raise InvalidArgumentError(f"cursor is the next or prev of a page, or None, not {show(self.cursor)}.")
        if not 1 <= self.page_size <= LARGEST_PAGE:
            raise InvalidArgumentError(f"A page holds 1 to {LARGEST_PAGE} things, not {self.page_size}.")
        if self.order not in get_args(Order):
            raise InvalidArgumentError(
                f"The order is either asc (oldest first) or desc (newest first), not “{self.order}”."
            )

    def parameters(self, cursor: str = "cursor") -> dict[str, str]:
        """Return the query parameters of the request; `cursor` is the name of the one that holds the cursor."""
        paging = {"page_size": str(self.page_size), "order": self.order}
        return paging | dict(self.filters) | ({cursor: self.cursor} if self.cursor else {})


def build_filters(**values: str | int | datetime | None) -> Mapping[str, str]:
    """Return the filters that are not None, as query parameters; times become ISO 8601 in UTC.

    `InvalidArgumentError` for what is none: text that is empty, times without a zone, values of another type.
    """
    checked = {name: _FILTERS.get(name, text_filter)(name, value) for name, value in values.items()}
    return {
        name: value.isoformat(timespec="milliseconds").replace("+00:00", "Z")
        if isinstance(value, datetime)
        else str(value)
        for name, value in checked.items()
        if value is not None
    }


def fetch_page(fetch: Fetch, path: str, query: Query, name: str, parse: Callable[[object], T]) -> Page[T]:
    """Fetch one page of a list that the API pages by cursor; its items are under `name` in the envelope.

    `is_next_unknown` is True where the link to the next page has no cursor, or the first of several pages has no link.
    """
    document = fetch(path, query.parameters())
    listed, following = read_list(document, name), wire.parse_cursor(document, "next")
    is_cut = wire.has_link(document, "next") or (query.cursor is None and wire.parse_count(document) > listed.given)
    return Page(
        items=tuple(map(parse, listed.items)),
        next=following,
        prev=wire.parse_cursor(document, "prev"),
        is_next_unknown=following is None and is_cut,
    )


def fetch_numbered_page(fetch: Fetch, path: str, query: Query, name: str, parse: Callable[[object], T]) -> Page[T]:
    """Fetch one page of a list that the API pages by `record_index`, the position of a page's first item.

    Where a link to another page is missing or cannot be read, the position follows from the number of all items. A page
    without items before that number is reached has an unknown next page.
    """
    start = parse_offset(query.cursor)
    document = fetch(path, query.parameters("record_index"))
    listed = read_list(document, name)
    count = wire.parse_count(document)
    end, is_cut = start + (listed.given or query.page_size), start + listed.given < count
    has_next = wire.has_link(document, "next") or (is_cut and listed.given > 0)
    has_prev = start > 0 and (wire.has_link(document, "prev") or count > 0)
    return Page(
        items=tuple(map(parse, listed.items)),
        next=_find_offset(document, "next") or (str(end) if has_next else None),
        prev=_find_offset(document, "prev") or (str(max(0, start - query.page_size)) if has_prev else None),
        is_next_unknown=is_cut and not has_next,
    )


def read_list(document: object, name: str) -> wire.ItemList:
    """Return the items of a response, and how many others were left out of them, of which a warning is logged."""
    listed = wire.parse_list(document, name)
    if listed.left_out:
        logger.warning("Left out %d of %d %s, which are errors or have no id.", listed.left_out, listed.given, name)
    return listed


def _find_offset(document: object, relation: wire.Relation) -> str | None:
    offset = wire.parse_cursor(document, relation, "record_index")
    return offset if offset and _OFFSET.fullmatch(offset) else None


def slice_list(
    document: object, query: Query, name: str, parse: Callable[[object], T], keep: Callable[[T], bool] = lambda _: True
) -> Page[T]:
    """Return one page of a response that is a whole list, of the items for which `keep` is true: see `slice_page`."""
    listed = read_list(document, name)
    items = tuple(filter(keep, map(parse, listed.items)))
    return slice_page(items, query, is_cut=wire.has_link(document, "next") or wire.parse_count(document) > listed.given)


def slice_page(items: Sequence[T], query: Query, *, is_cut: bool = False) -> Page[T]:
    """Return one page of a list that the API gives whole and oldest first; the cursors are offsets.

    `is_cut` is whether the API says that the list has more than it gave.
    """
    ordered = items if query.order == "asc" else items[::-1]
    start = parse_offset(query.cursor)
    end = start + query.page_size
    return Page(
        items=tuple(ordered[start:end]),
        next=str(end) if end < len(ordered) else None,
        prev=str(max(0, start - query.page_size)) if start else None,
        is_next_unknown=is_cut and end >= len(ordered),
    )


def parse_offset(cursor: str | None) -> int:
    """Return a cursor that is an offset as a number, 0 where there is none; any other cursor raises."""
    if cursor and not _OFFSET.fullmatch(cursor):
        raise InvalidArgumentError("That is not a page of this list. Start again from its first page.")
    return int(cursor or 0)


class ItemIterator(Iterator[T]):
    """An iterator over the items of all pages, each of which is fetched when its first item is needed.

    Its end is not always that of the list: it ends after `max_pages`, after `MAX_EMPTY_PAGES` in a row, where a cursor
    occurs for the second time, as the API may offer a next page for ever, and where the API does not say which page is
    next. Then `is_complete` stays False, and a warning is logged.
    """

    def __init__(self, page_at: Callable[[str | None], Page[T]], *, max_pages: int) -> None:
        self.is_complete = False
        """Whether the last item of the list has been returned."""
        self._items = self._iterate(page_at, max_pages)

    def __next__(self) -> T:
        """Return the next item; raises what fetching a page raises."""
        return next(self._items)

    def _iterate(self, page_at: Callable[[str | None], Page[T]], max_pages: int) -> Iterator[T]:
        cursor: str | None = None
        seen = {cursor}
        empty_pages = 0
        for _ in range(max_pages):
            page = page_at(cursor)
            yield from page.items
            if page.next is None:
                self.is_complete = not page.is_next_unknown
                if page.is_next_unknown:
                    logger.warning(
                        "A list was left after page %d: it has more, but the API does not say where.", len(seen)
                    )
                return
            empty_pages = 0 if page.items else empty_pages + 1
            if empty_pages == MAX_EMPTY_PAGES:
                logger.warning("A list was left after %d empty pages in a row, though it has a next page.", empty_pages)
                return
            if page.next in seen:
                logger.warning("A list was left where its pages form a loop, after page %d.", len(seen))
                return
            cursor = page.next
            seen.add(cursor)
        logger.warning("A list was left after %d pages, though it has more.", max_pages)


def iterate_items(page_at: Callable[[str | None], Page[T]], *, max_pages: int = MAX_PAGES) -> ItemIterator[T]:
    """Iterate over the items of all pages; `page_at` fetches the page of a cursor, None being the first."""
    return ItemIterator(page_at, max_pages=max_pages)
