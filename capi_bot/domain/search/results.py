"""What a walk has found, as a value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Generic, TypeVar

from capi_bot.capi.models import Call, Conversation, User
from capi_bot.domain.conversation_summary import ConversationDetails
from capi_bot.domain.search.cursor import SearchCursor
from capi_bot.errors import CapiBotError

T_co = TypeVar("T_co", covariant=True)


class StopReason(StrEnum):
    """Name the reasons to stop."""

    ENOUGH = "enough"
    """As many were found as were wanted."""
    KNOWN = "known"
    """What is quickly known has answered; whether the whole list is looked through too is left to whoever asks."""
    END = "end"
    """There is no more."""
    BUDGET = "budget"
    """Pages, reads or seconds are used up."""
    FAILED = "failed"


class Source(StrEnum):
    """Name what a search looks at, or reads, beside the whole list."""

    CALLS = "calls in progress"
    LOG = "newest calls, in progress or over"
    USERS = "users by name"


@dataclass(frozen=True, kw_only=True)  # not slotted: Python cannot make a frozen slotted one by an alias such as Found
class SearchResult(Generic[T_co]):
    """Be what has been found by now, in order."""

    hits: tuple[T_co, ...] = ()
    looked: int = 0
    """Things of the whole list that this run has dealt with; what calls and users told is not counted."""
    sources: frozenset[Source] = frozenset()
    """What it has looked at beside the list."""
    missed: Mapping[Source, CapiBotError] = field(default_factory=dict)
    """What could not be read, and why: more may be wanted than was found."""
    stop: StopReason | None = None
    """None while it goes on."""
    next: SearchCursor | None = None
    """Where to continue, so that nothing is repeated or lost. None at the end."""
    error: CapiBotError | None = None
    """Why it failed; None where a bug is to blame, which `run` has raised."""

    @property
    def finished(self) -> bool:
        """Tell whether nothing will be added."""
        return self.stop is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """Be a conversation that is wanted."""

    conversation: Conversation
    """As it was listed or, where it was looked into, in detail; of a call in progress perhaps its id alone."""
    look: ConversationDetails | None = None
    """What `read_row` read; None where nothing was read beyond the list."""
    calls: tuple[Call, ...] | None = None
    """Its calls in progress, and those that are over where it was found by one; None where they are not known."""


ConversationResults = SearchResult[Hit]
UserResults = SearchResult[User]
