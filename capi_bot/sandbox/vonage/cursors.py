"""The text of a cursor: a gap in one list, bound to everything that decides what is in that list."""

from __future__ import annotations

import re
import struct
from base64 import b64decode, b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID
from zlib import crc32

_CHECKSUM, _NUMBER, _LENGTH = struct.Struct(">I"), struct.Struct(">q"), struct.Struct(">H")
_ID = re.compile(r"[A-Z]{3}-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")

Key = tuple[int | str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """Be the gap right after the item of a key, or before everything; whether that item is still there is no matter."""

    after: Key | None = None
    backwards: bool = False
    """Whether the page meant is the one that ends at the gap, instead of the one that begins there."""


def write(gap: Gap, of: str) -> str:
    """Write a gap in the list that `of` names, about as long as the vendor's own cursors are."""
    told = bytes([gap.backwards, gap.after is None]) + b"".join(map(_packed, gap.after or ()))
    told += b"\0" * ((0 - len(told)) % 3)  # with the checksum's four bytes there is always `=` at the end, as in theirs
    return b64encode(_CHECKSUM.pack(_checksum(of, told)) + told).decode()


def read(cursor: str, of: str) -> Gap:
    """Read a gap, or raise ValueError where the cursor is made up or of another list."""
    try:
        raw = b64decode(cursor, validate=True)
        (checksum,) = _CHECKSUM.unpack_from(raw)
    except (ValueError, struct.error) as error:
        raise ValueError("not a cursor") from error
    told = raw[_CHECKSUM.size :]
    if checksum != _checksum(of, told):
        raise ValueError("a cursor of another list")
    backwards, at_beginning = told[:2]
    return Gap(after=None if at_beginning else tuple(_unpacked(told[2:])), backwards=bool(backwards))


def _packed(part: int | str) -> bytes:
    if isinstance(part, int):
        return b"i" + _NUMBER.pack(part)
    if _ID.fullmatch(part):
        return b"u" + part[:3].encode() + UUID(part[4:]).bytes
    text = part.encode()
    return b"s" + _LENGTH.pack(len(text)) + text


def _unpacked(told: bytes) -> Iterator[int | str]:
    while told.strip(b"\0"):
        tag, told = told[:1], told[1:]
        if tag == b"i":
            yield _NUMBER.unpack_from(told)[0]
            told = told[_NUMBER.size :]
        elif tag == b"u":
            yield f"{told[:3].decode()}-{UUID(bytes=told[3:19])}"
            told = told[19:]
        else:
            (length,) = _LENGTH.unpack_from(told)
            yield told[_LENGTH.size : _LENGTH.size + length].decode()
            told = told[_LENGTH.size + length :]


def _checksum(of: str, told: bytes) -> int:
    return crc32(told, crc32(of.encode()))
