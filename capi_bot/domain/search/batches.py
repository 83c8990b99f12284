"""The way of a walk, in parts that each need no more pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from capi_bot.capi.models import Page
from capi_bot.domain.search.cursor import SearchCursor, key, resumed
from capi_bot.domain.search.results import Source

C = TypeVar("C")
T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer(Generic[T_co]):
    """Be a hit at once, or how to tell by reading."""

    hit: T_co | None = None
    read: Callable[[], T_co | None] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Check(Generic[T_co]):
    """Be something that is, or may be, a hit."""

    answer: Answer[T_co]
    after: SearchCursor | None
    """Where the walk stands once this is dealt with."""
    looked: int
    """How many things of the whole list the stretch has dealt with then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch(Generic[T_co]):
    """Be a part of the way. What cannot be a hit is no step."""

    steps: tuple[Check[T_co], ...]
    after: SearchCursor | None
    looked: int
    suffices: bool = False
    """Whether a hit up to its end answers the question, so that going on is left to whoever asks."""
    source: Source | None = None
    """What it is a part of, where that is not the whole list."""


def batch(
    things: Sequence[C],
    judge: Callable[[C], Answer[T] | None],
    *,
    keys: Sequence[str],
    at: SearchCursor,
    behind: int,
    after: SearchCursor | None,
    counted: bool = False,
    suffices: bool = False,
) -> Batch[T]:
    """Make a stretch of the things at a position, but for the first few, which lie `behind`.

    `judge` gives None for what is no hit; `keys` are what positions remember of things; `counted` ones are of the
    whole list.
    """
    steps = [
        Check(
            answer=answer,
            after=replace(at, offset=number, behind=keys[number - 1]),
            looked=(number - behind) * counted,
        )
        for number, thing in enumerate(things[behind:], behind + 1)
        if (answer := judge(thing))
    ]
    looked = (len(things) - behind) * counted
    # Nothing that follows the last step has to be seen again.
    last = [replace(step, after=after, looked=looked) for step in steps[-1:]]
    return Batch(steps=(*steps[:-1], *last), after=after, looked=looked, suffices=suffices)


def listed(
    start: SearchCursor,
    read: Callable[[str | None], Page[C]],
    judge: Callable[[C], Answer[T] | None],
    identity: Callable[[C], str],
) -> Iterator[Batch[T]]:
    """Make a stretch of each page of the whole list; a page is read when its turn comes.

    The list ends at an empty page and at a cursor that was seen: the API may offer a next page for ever.
    """
    seen: set[str | None] = set()
    at: SearchCursor | None = start
    while at:
        seen.add(at.cursor)
        page = read(at.cursor)
        keys = [key(identity(thing)) for thing in page.items]
        ends = not page.items or page.next is None or page.next in seen
        after = None if ends else SearchCursor(cursor=page.next)
        yield batch(page.items, judge, keys=keys, at=at, behind=resumed(keys, at), after=after, counted=True)
        at = after
