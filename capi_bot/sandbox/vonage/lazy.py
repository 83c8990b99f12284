"""Lists made out of other lists without looking at what is in them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from itertools import accumulate
from typing import Generic, TypeVar

from capi_bot.sandbox.world.lazy_sequence import Lazy

T = TypeVar("T")
Base = TypeVar("Base")
Swap = tuple[int, int, Sequence[T]]
"""What stands in the place of `base[start:stop]`: start, stop, and the items."""


class Made(Lazy[T], Generic[T]):
    """Be so many items, each made by its place."""

    def __init__(self, length: int, make: Callable[[int], T]) -> None:
        self._length = length
        self._make = make

    def __len__(self) -> int:
        return self._length

    def make(self, place: int) -> T:
        """Make the item at a place."""
        return self._make(place)


def mapped(items: Sequence[Base], make: Callable[[Base], T]) -> Sequence[T]:
    """Turn each item into another."""
    return Made(len(items), lambda place: make(items[place]))


def stretch(items: Sequence[T], start: int, stop: int) -> Sequence[T]:
    """Take the items from `start` until before `stop`, none where that is earlier."""
    return Made(max(0, stop - start), lambda place: items[start + place])


def joined(pieces: Sequence[Sequence[T]]) -> Sequence[T]:
    """Put lists one after another."""
    starts = tuple(accumulate(map(len, pieces), initial=0))

    def make(place: int) -> T:
        piece = bisect_right(starts, place) - 1
        return pieces[piece][place - starts[piece]]

    return Made(starts[-1], make)


def patched(items: Sequence[T], swaps: Iterable[Swap[T]]) -> Sequence[T]:
    """Put other items in the place of some stretches, which do not overlap and may be empty."""
    pieces: list[Sequence[T]] = []
    done = 0
    for start, stop, instead in sorted(swaps, key=lambda swap: swap[:2]):
        pieces += [stretch(items, done, start), instead]
        done = stop
    return joined((*pieces, stretch(items, done, len(items)))) if pieces else items
