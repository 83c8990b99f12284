"""The API's two ways of paging: v1's opaque cursors, and the record index of the beta and Voice lists."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Generic, TypeVar

from capi_bot.sandbox.vonage import cursors
from capi_bot.sandbox.vonage.asked import Asked
from capi_bot.sandbox.vonage.cursors import Gap, Key
from capi_bot.sandbox.vonage.lazy import Made, mapped
from capi_bot.sandbox.vonage.parameters import Parameters
from capi_bot.sandbox.vonage.refusals import invalid
from capi_bot.sandbox.world.records import Json

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut(Generic[T]):
    """Be one page's items and what its envelope says of its place."""

    items: tuple[T, ...]
    envelope: Json
    cursor: str = ""
    """The cursor of this very page; empty where pages are found by record index."""


def by_cursor(
    asked: Asked,
    parameters: Parameters,
    items: Sequence[T],
    *,
    key: Callable[[T], Key] | None = None,
    keep: Callable[[T], bool] = lambda _: True,
) -> Cut[T]:
    """Cut the page that a cursor names out of items that are in ascending order, without looking at the others.

    `key` tells an item's place among them for good, so that neither what is new nor what has vanished makes a page
    repeat or skip anything; without it the items only ever grow at their end. What `keep` refuses is passed over. A
    cursor belongs to the list it came from: with another order or filter it is refused.
    """
    size, descending = parameters.page_size(), parameters.order() == "desc"
    parameters.check()
    listed = _Listed(items=items, key=key, keep=keep, descending=descending)
    gap = _gap(asked)
    page = listed.page(gap, size)
    links = _links(asked, {"order": "desc" if descending else "asc", "page_size": size}, page)
    cursor = asked.query.get("cursor") or cursors.write(gap, _list_of(asked))
    return Cut(items=page.items, envelope={"page_size": size, "_links": links}, cursor=cursor)


def by_record_index(parameters: Parameters, items: Sequence[T], *, counts_pages: bool = False) -> Cut[T]:
    """Cut the page that starts at a record index; the caller adds the links."""
    size, order = parameters.page_size(), parameters.order(any_case=True)
    index = parameters.whole("record_index", minimum=0) or 0
    parameters.check()
    start, count = index * size if counts_pages else index, len(items)
    places = range(count)[:: 1 if order == "asc" else -1][start : start + size]
    envelope = {"count": count, "page_size": size, "record_index": index}
    return Cut(items=tuple(items[place] for place in places), envelope=envelope)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Page(Generic[T]):
    items: tuple[T, ...]
    following: Gap | None
    previous: Gap | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Listed(Generic[T]):
    """Be a list in the order that was asked for; a place counts from its beginning."""

    items: Sequence[T]
    key: Callable[[T], Key] | None
    keep: Callable[[T], bool]
    descending: bool

    @property
    def keys(self) -> Sequence[Key]:
        """The keys of the items, ascending."""
        key = self.key
        return Made(len(self.items), lambda place: (place,)) if key is None else mapped(self.items, key)

    def page(self, gap: Gap, size: int) -> _Page[T]:
        """Cut the page that begins or ends at a gap."""
        place = self._place(gap)
        found = list(islice(self._kept(range(place)[::-1]), size))[::-1] if gap.backwards else []
        if not gap.backwards:
            found = list(islice(self._kept(range(place, len(self.items))), size))
        first, last = (found[0][0], found[-1][0]) if found else (place, place - 1)
        behind = next(self._kept(range(first)[::-1]), None)
        ahead = next(self._kept(range(last + 1, len(self.items))), None)
        return _Page(
            items=tuple(item for _, item in found),
            following=None if ahead is None else Gap(after=self._key(last) if last >= 0 else None),
            previous=None if behind is None else Gap(after=self._key(behind[0]), backwards=True),
        )

    def _place(self, gap: Gap) -> int:
        if gap.after is None:
            return 0
        if self.descending:
            return len(self.items) - bisect_left(self.keys, gap.after)
        return bisect_right(self.keys, gap.after)

    def _kept(self, places: range) -> Iterator[tuple[int, T]]:
        return ((place, item) for place in places if self.keep(item := self.items[self._index(place)]))

    def _key(self, place: int) -> Key:
        return self.keys[self._index(place)]

    def _index(self, place: int) -> int:
        return len(self.items) - 1 - place if self.descending else place


def _links(asked: Asked, paging: Json, page: _Page[T]) -> Json:
    query: dict[str, object] = {**asked.query, **paging}
    query.pop("cursor", None)
    links = {"first": _link(asked, query), "self": _link(asked, query, asked.query.get("cursor"))}
    for rel, gap in (("next", page.following), ("prev", page.previous)):
        if gap is not None:
            links[rel] = _link(asked, query, cursors.write(gap, _list_of(asked)))
    return links


def _link(asked: Asked, query: Json, cursor: str | None = None) -> Json:
    path = asked.path.removeprefix(f"/{asked.version}")
    return asked.link(path, {**query, "cursor": cursor} if cursor else query)


def _gap(asked: Asked) -> Gap:
    cursor = asked.query.get("cursor")
    if cursor is None:
        return Gap()
    try:
        return cursors.read(cursor, _list_of(asked))
    except ValueError:
        raise invalid(("cursor", '"cursor" is invalid')) from None


def _list_of(asked: Asked) -> str:
    """Name a list by everything that decides what is in it, and in what order."""
    decisive = {"order": "asc", **asked.query, "cursor": "", "page_size": ""}
    return f"{asked.path} {sorted(decisive.items())} {asked.caller.id if asked.caller else ''}"
