"""The values of a search: what is known so far, why it stopped, and the cursor to continue from."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Generic, TypeVar
from zlib import crc32

from capi_bot.capi.models import Call, Conversation, User
from capi_bot.domain.conversation_summary import ConversationDetails
from capi_bot.domain.ended_calls import CallLog
from capi_bot.errors import CapiBotError

T_co = TypeVar("T_co", covariant=True)

_CURSOR = re.compile(r"([ctpul])([0-9]{1,6})(?:~(?=.)([0-9a-f-]*)(?:~(.+))?)?", re.DOTALL)


class Strategy(StrEnum):
    """A way to find candidates; a search tries several, one after the other. The values are part of a cursor's text."""

    CALLS = "c"
    """Calls in progress with the party at an end; of users: those on a call."""
    OTHER_CALLS = "t"
    """The other calls in progress: their members show who else is on them."""
    CALL_LOG = "p"
    """The newest calls that are over, with the party at an end."""
    USER = "u"
    """The conversations of the user of exactly that name; of users: the user of exactly that name."""
    LIST = "l"
    """The whole list, page after page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchCursor:
    """A position between two items of a search; the default is the beginning of the whole list."""

    page_cursor: str | None = None
    """The API's cursor of the page."""
    offset: int = 0
    """How many items of the page come before the position."""
    last_key: str = ""
    """The key of the last of them: newer items push a page's items down, so that an offset alone would repeat some."""
    strategy: Strategy = Strategy.LIST

    @property
    def text(self) -> str:
        """Serialise the cursor: `l0`, `l12~bc643220`, `l12~bc643220~PAGE_CURSOR`."""
        anchor = f"~{self.last_key}" if self.last_key or self.page_cursor else ""
        return f"{self.strategy}{self.offset}{anchor}" + (f"~{self.page_cursor}" if self.page_cursor else "")

    @classmethod
    def parse(cls, text: str) -> SearchCursor:
        """Parse a serialised cursor; `ValueError` for any other text."""
        match = _CURSOR.fullmatch(text)
        if match is None:
            raise ValueError("That is not a search cursor.")
        strategy, offset, last_key, page_cursor = match.groups()
        return cls(strategy=Strategy(strategy), offset=int(offset), last_key=last_key or "", page_cursor=page_cursor)


START = SearchCursor(strategy=Strategy.CALLS)
"""Where a search begins: with the strategies that need few requests."""


def cursor_key(identifier: str) -> str:
    """Return the short hash by which a cursor remembers an item."""
    return f"{crc32(identifier.encode(errors='replace')):08x}"


def resume_offset(keys: Sequence[str], cursor: SearchCursor) -> int:
    """Return how many of a page's items come before the cursor, wherever newer ones have pushed them.

    If the item just before it is gone from the page, one item may be repeated: none is skipped.
    """
    if cursor.last_key and cursor.last_key in keys:
        return keys.index(cursor.last_key) + 1
    return min(max(0, cursor.offset - bool(cursor.last_key)), len(keys))


class StopReason(StrEnum):
    """The reason why a search stopped."""

    ENOUGH = "enough"
    """The requested number of hits was found."""
    QUICK_HIT = "quick hit"
    """A strategy that needs few requests has answered; the caller decides whether to scan the whole list too."""
    END = "end"
    """There is no more."""
    BUDGET = "budget"
    """Pages, reads or seconds are used up."""
    FAILED = "failed"


class Source(StrEnum):
    """A source of candidates besides the whole list."""

    CALLS = "calls in progress"
    LOG = "newest calls, in progress or over"
    USERS = "users by name"


@dataclass(frozen=True, kw_only=True)  # not slotted: Python cannot make a frozen slotted one through an alias
class SearchResult(Generic[T_co]):
    """The hits of a search so far, in order, and how far it has come."""

    hits: tuple[T_co, ...] = ()
    scanned: int = 0
    """Items of the whole list that this run has dealt with; candidates from calls and users are not counted."""
    sources: frozenset[Source] = frozenset()
    """The sources besides the list that it has searched."""
    failed_sources: Mapping[Source, CapiBotError] = field(default_factory=dict)
    """The sources that could not be read, and why: there may be more hits than were found."""
    log: CallLog | None = None
    """The newest calls, in progress or over, where they were read; its `since` says how far they reach back."""
    stop: StopReason | None = None
    """None while the search continues."""
    next: SearchCursor | None = None
    """Where to continue, so that nothing is repeated or lost. None at the end."""
    error: CapiBotError | None = None
    """Why the search failed; None where a bug is to blame."""

    @property
    def finished(self) -> bool:
        """Return whether nothing will be added."""
        return self.stop is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A conversation that matches."""

    conversation: Conversation
    """As it was listed or, where it was read, in detail; of a call in progress perhaps its id alone."""
    details: ConversationDetails | None = None
    """What `read_details` read; None where nothing was read beyond the list."""
    calls: tuple[Call, ...] | None = None
    """Its calls in progress, and those that are over where it was found by one; None where they are not known."""


ConversationResults = SearchResult[Hit]
UserResults = SearchResult[User]
