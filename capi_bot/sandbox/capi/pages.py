"""The API's two ways of paging: v1's opaque cursors, and the record index of the beta and Voice lists."""

from __future__ import annotations

import struct
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar
from zlib import crc32

from capi_bot.sandbox.capi.asked import Asked
from capi_bot.sandbox.capi.parameters import Parameters
from capi_bot.sandbox.capi.refusals import invalid
from capi_bot.sandbox.world import Json

T = TypeVar("T")

_CURSOR = struct.Struct(">II")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut(Generic[T]):
    """Be one page's items and what its envelope says of its place."""

    items: tuple[T, ...]
    envelope: Json


def by_cursor(asked: Asked, parameters: Parameters, items: Sequence[T]) -> Cut[T]:
    """Cut the page that a cursor names out of items that are in ascending order.

    A cursor belongs to the list it came from: with another order or filter it is refused.
    """
    size, order = parameters.page_size(), parameters.order()
    parameters.check()
    ordered = items if order == "asc" else items[::-1]
    start = _start(asked)
    query: dict[str, object] = {**asked.query, "order": order, "page_size": size}
    query.pop("cursor", None)
    links = {"first": _link(asked, query), "self": _link(asked, query, asked.query.get("cursor"))}
    if start + size < len(ordered):
        links["next"] = _link(asked, query, _cursor(asked, start + size))
    if start:
        links["prev"] = _link(asked, query, _cursor(asked, max(0, start - size)))
    return Cut(items=tuple(ordered[start : start + size]), envelope={"page_size": size, "_links": links})


def by_record_index(parameters: Parameters, items: Sequence[T], *, counts_pages: bool = False) -> Cut[T]:
    """Cut the page that starts at a record index; the caller adds the links."""
    size, order = parameters.page_size(), parameters.order(any_case=True)
    index = parameters.whole("record_index", minimum=0) or 0
    parameters.check()
    ordered = items if order == "asc" else items[::-1]
    start = index * size if counts_pages else index
    envelope = {"count": len(items), "page_size": size, "record_index": index}
    return Cut(items=tuple(ordered[start : start + size]), envelope=envelope)


def _link(asked: Asked, query: dict[str, object], cursor: str | None = None) -> Json:
    path = asked.path.removeprefix(f"/{asked.version}")
    return asked.link(path, {**query, "cursor": cursor} if cursor else query)


def _cursor(asked: Asked, start: int) -> str:
    return b64encode(_CURSOR.pack(_list_of(asked), start)).decode()


def _start(asked: Asked) -> int:
    cursor = asked.query.get("cursor")
    if cursor is None:
        return 0
    try:
        of, start = _CURSOR.unpack(b64decode(cursor, validate=True))
    except (NotBase64, ValueError, struct.error):
        of, start = None, 0
    if of != _list_of(asked):
        raise invalid(("cursor", '"cursor" is invalid'))
    return int(start)


def _list_of(asked: Asked) -> int:
    """Number a list by everything that decides what is in it, and in what order."""
    decisive = {"order": "asc", **asked.query, "cursor": "", "page_size": ""}
    return crc32(f"{asked.path} {sorted(decisive.items())}".encode())
