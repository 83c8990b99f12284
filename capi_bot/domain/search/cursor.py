"""Where a walk stands, as a value and as a short text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from zlib import crc32

_TEXT = re.compile(r"([ctpul])([0-9]{1,6})(?:~(?=.)([0-9a-f-]*)(?:~(.+))?)?", re.DOTALL)


class Strategy(StrEnum):
    """Name the ways that a search goes, one after the other."""

    CALLS = "c"
    """Calls in progress with the party at an end; of users: who is on one."""
    TALKING = "t"
    """The other calls in progress, whose members tell who else is on them."""
    LOG = "p"
    """The newest calls that are over, with the party at an end."""
    USER = "u"
    """What the user of exactly that name is in; of users: the one of exactly that name."""
    LIST = "l"
    """The whole list, page after page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchCursor:
    """Be a place between two things of a walk; the default is the beginning of the whole list."""

    cursor: str | None = None
    """The API's cursor of the page."""
    offset: int = 0
    """How many things of the page lie behind."""
    behind: str = ""
    """The key of the last of them: newer things push a page's things down, so that counting alone would repeat some."""
    lane: Strategy = Strategy.LIST

    @property
    def text(self) -> str:
        """Write it for a button: `l0`, `l12~bc643220`, `l12~bc643220~CURSOR`."""
        anchor = f"~{self.behind}" if self.behind or self.cursor else ""
        return f"{self.lane}{self.offset}{anchor}" + (f"~{self.cursor}" if self.cursor else "")

    @classmethod
    def parse(cls, text: str) -> SearchCursor:
        """Read what `text` wrote; `ValueError` for anything else."""
        read = _TEXT.fullmatch(text)
        if read is None:
            raise ValueError("That is not a place in a search.")
        lane, offset, behind, cursor = read.groups()
        return cls(lane=Strategy(lane), offset=int(offset), behind=behind or "", cursor=cursor)


START = SearchCursor(lane=Strategy.CALLS)
"""Where a search begins: with what is quickly known."""


def key(identifier: str) -> str:
    """Shorten an id to what a position remembers of it."""
    return f"{crc32(identifier.encode(errors='replace')):08x}"


def resumed(keys: Sequence[str], position: SearchCursor) -> int:
    """Return how many of a page's things lie behind a position, wherever newer ones have pushed them.

    Where the last thing behind it is gone from the page, rather one thing is seen again than one never.
    """
    if position.behind and position.behind in keys:
        return keys.index(position.behind) + 1
    return min(max(0, position.offset - bool(position.behind)), len(keys))
