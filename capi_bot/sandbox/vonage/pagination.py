"""The API's two ways of paging: v1's opaque cursors, and the record index of the beta and Voice lists."""

from __future__ import annotations

import struct
from base64 import b64decode, b64encode
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Generic, TypeVar
from uuid import UUID
from zlib import crc32

from capi_bot.sandbox.vonage.api_request import ApiRequest, QueryParameters
from capi_bot.sandbox.vonage.errors import validation_error
from capi_bot.sandbox.world.records import Conversation, Json

T = TypeVar("T")
Key = tuple[int, str, int]
"""A number, the id of a conversation or an empty text, and a place in that conversation."""

_CHECKSUM_BYTES = 4
_POSITION = struct.Struct(">??q16sH5x")  # with the checksum's four bytes there is always `=` at the end, as in theirs
_NO_UUID = bytes(16)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Generic[T]):
    """The items of one page, and the fields beside them."""

    items: tuple[T, ...]
    envelope: Json


def within_dates(items: Sequence[T], parameters: QueryParameters, at: Callable[[T], datetime]) -> Sequence[T]:
    """Return the items from `date_start` to `date_end`, both included; items are in ascending order of time."""
    start, end = parameters.time("date_start"), parameters.time("date_end")
    first = 0 if start is None else bisect_left(items, start, key=at)
    last = len(items) if end is None else bisect_right(items, end, key=at)
    return items if start is end is None else items[first:last]


def creation_key(conversation: Conversation) -> Key:
    """Return a conversation's key among all: microseconds and id."""
    return ((conversation.created - _EPOCH) // timedelta(microseconds=1), conversation.id, 0)


def by_record_index(parameters: QueryParameters, items: Sequence[T]) -> Page[T]:
    """Return the page that starts at a record index, which counts items; the caller adds the links."""
    size, order = parameters.page_size(), parameters.order(any_case=True)
    index = parameters.number("record_index", minimum=0) or 0
    parameters.check()
    places = range(len(items))[:: 1 if order == "asc" else -1][index : index + size]
    envelope = {"count": len(items), "page_size": size, "record_index": index}
    return Page(items=tuple(items[place] for place in places), envelope=envelope)


def record_index_queries(request: ApiRequest, envelope: Json) -> Mapping[str, Json]:
    """Return the query of each link of a page."""
    count, size, index = (int(str(envelope[key])) for key in ("count", "page_size", "record_index"))
    starts = {"self": index, "first": 0, "last": max(0, (count - 1) // size * size)}
    if index + size < count:
        starts["next"] = index + size
    if index:
        starts["prev"] = max(0, index - size)
    return {rel: {**request.query, "page_size": size, "record_index": start} for rel, start in starts.items()}


def by_cursor(
    request: ApiRequest,
    parameters: QueryParameters,
    items: Sequence[T],
    *,
    key: Callable[[T], Key] | None = None,
    keep: Callable[[T], bool] = lambda _: True,
) -> Page[T]:
    """Return the page of a cursor out of items in ascending order, without looking at the others.

    `key` is an item's constant place among them, so that neither what is new nor what has vanished makes a page
    repeat or skip anything; without it the items only ever grow at their end. What `keep` refuses is passed over. A
    cursor belongs to the list it came from: with another order or filter it is refused.
    """
    size, descending = parameters.page_size(), parameters.order() == "desc"
    parameters.check()
    forwards = range(len(items))
    places = forwards[::-1] if descending else forwards

    def key_of(place: int) -> Key:
        return (place, "", 0) if key is None else key(items[place])

    def kept(places: range) -> Iterator[int]:
        return (place for place in places if keep(items[place]))

    position = _position(request)
    if position.after is None:
        start = 0
    elif descending:
        start = len(items) - bisect_left(forwards, position.after, key=key_of)
    else:
        start = bisect_right(forwards, position.after, key=key_of)
    if position.backwards:
        page = list(islice(kept(places[:start][::-1]), size))[::-1]
    else:
        page = list(islice(kept(places[start:]), size))
    first, end = (places.index(page[0]), places.index(page[-1]) + 1) if page else (start, start)
    query: dict[str, object] = {**request.query, "order": "desc" if descending else "asc", "page_size": size}
    query.pop("cursor", None)
    links = {"first": _link(request, query), "self": _link(request, query, request.query.get("cursor"))}
    list_name = _list_name(request)
    if any(True for _ in kept(places[end:])):
        following = Position(after=key_of(places[end - 1]) if end else None)
        links["next"] = _link(request, query, write_cursor(following, list_name))
    before = next(kept(places[:first][::-1]), None)
    if before is not None:
        links["prev"] = _link(request, query, write_cursor(Position(after=key_of(before), backwards=True), list_name))
    return Page(items=tuple(items[place] for place in page), envelope={"page_size": size, "_links": links})


def _link(request: ApiRequest, query: Json, cursor: str | None = None) -> Json:
    path = request.path.removeprefix(f"/{request.version}")
    return request.link(path, {**query, "cursor": cursor} if cursor else query)


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """The gap right after the item of a key, or before all items; whether that item is still there does not matter."""

    after: Key | None = None
    backwards: bool = False
    """Whether the page ends at the gap, instead of beginning there."""


def _position(request: ApiRequest) -> Position:
    cursor = request.query.get("cursor")
    if cursor is None:
        return Position()
    try:
        return read_cursor(cursor, _list_name(request))
    except ValueError:
        raise validation_error(("cursor", '"cursor" is invalid')) from None


def _list_name(request: ApiRequest) -> str:
    """Name a list by everything that decides what is in it, and in what order."""
    decisive = {"order": "asc", **request.query, "cursor": "", "page_size": ""}
    return f"{request.path} {sorted(decisive.items())}"


def write_cursor(position: Position, list_name: str) -> str:
    """Write a position in the named list as text of about the length of the vendor's own cursors."""
    number, conversation_id, index = position.after or (0, "", 0)
    unique = UUID(conversation_id.removeprefix("CON-")).bytes if conversation_id else _NO_UUID
    raw = _POSITION.pack(position.backwards, position.after is None, number, unique, index)
    return b64encode(_checksum(list_name, raw) + raw).decode()


def read_cursor(cursor: str, list_name: str) -> Position:
    """Read a position, or raise ValueError where the cursor is made up or of another list."""
    try:
        decoded = b64decode(cursor, validate=True)
    except ValueError as error:
        raise ValueError("not a cursor") from error
    checksum, raw = decoded[:_CHECKSUM_BYTES], decoded[_CHECKSUM_BYTES:]
    if checksum != _checksum(list_name, raw):
        raise ValueError("not a cursor of this list")
    backwards, at_beginning, number, unique, index = _POSITION.unpack(raw)
    conversation_id = "" if unique == _NO_UUID else f"CON-{UUID(bytes=unique)}"
    return Position(after=None if at_beginning else (number, conversation_id, index), backwards=backwards)


def _checksum(list_name: str, raw: bytes) -> bytes:
    return crc32(list_name.encode() + raw).to_bytes(_CHECKSUM_BYTES, "big")
