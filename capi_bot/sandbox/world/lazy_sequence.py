"""Sequences in an order, of which only the items that are looked at are made."""

from __future__ import annotations

from abc import abstractmethod
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from heapq import merge
from operator import itemgetter
from typing import TypeVar, overload

T = TypeVar("T")

Key = tuple[datetime, str]
"""What items are ordered by: a time, and an id where times are the same."""


class Lazy(Sequence[T]):
    """Be a sequence whose items are made when somebody looks; slices are views, and equal items make it equal."""

    @abstractmethod
    def make(self, place: int) -> T:
        """Make the item at a place that exists, counted from 0."""

    @overload
    def __getitem__(self, at: int) -> T: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[T]: ...
    def __getitem__(self, at: int | slice) -> T | Sequence[T]:
        places = range(len(self))[at]
        return View(self, places) if isinstance(places, range) else self.make(places)

    def __iter__(self) -> Iterator[T]:
        return map(self.make, range(len(self)))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Sequence):
            return NotImplemented
        return len(self) == len(other) and all(mine == yours for mine, yours in zip(self, other, strict=True))

    __hash__ = None  # type: ignore[assignment] # as a list's: what is in it may not be hashable


class View(Lazy[T]):
    """Show some places of another sequence."""

    def __init__(self, of: Lazy[T], places: range) -> None:
        self._of = of
        self._places = places

    def __len__(self) -> int:
        return len(self._places)

    def make(self, place: int) -> T:
        """Make the other sequence's item."""
        return self._of.make(self._places[place])


class Ordered(Lazy[T]):
    """Be in ascending order of keys, which cost less than the items."""

    @abstractmethod
    def key(self, place: int) -> Key:
        """Tell the key of the item at a place."""

    def place(self, key: Key) -> int:
        """Tell the place of the first item at or after a key."""
        return bisect_left(range(len(self)), key, key=self.key)

    def keyed(self) -> Iterator[tuple[Key, T]]:
        """Walk through keys and items."""
        return zip(map(self.key, range(len(self))), self, strict=True)


class Held(Ordered[T]):
    """Hold items that are there already, in any order."""

    def __init__(self, items: Iterable[T], key: Callable[[T], Key]) -> None:
        self._items = tuple(sorted(items, key=key))
        self._keys = tuple(map(key, self._items))

    def __len__(self) -> int:
        return len(self._items)

    def make(self, place: int) -> T:
        """Give the item."""
        return self._items[place]

    def key(self, place: int) -> Key:
        """Tell the item's own key."""
        return self._keys[place]


class Merged(Ordered[T]):
    """Be two ordered sequences as one; nothing is built ahead, so it costs the same whatever their lengths."""

    def __init__(self, first: Ordered[T], second: Ordered[T]) -> None:
        self._first = first
        self._second = second

    def __len__(self) -> int:
        return len(self._first) + len(self._second)

    def make(self, place: int) -> T:
        """Make the item in the one that it is in."""
        of, there = self._find(place)
        return of.make(there)

    def key(self, place: int) -> Key:
        """Tell the key in the one that it is in."""
        of, there = self._find(place)
        return of.key(there)

    def __iter__(self) -> Iterator[T]:
        return (item for _, item in self.keyed())

    def keyed(self) -> Iterator[tuple[Key, T]]:
        """Walk through both at once."""
        return merge(self._first.keyed(), self._second.keyed(), key=itemgetter(0))

    def _find(self, place: int) -> tuple[Ordered[T], int]:
        """Bisect for how many of the items before a place are the first one's."""
        first, second = self._first, self._second
        least, most = max(0, place - len(second)), min(place, len(first))
        splits = range(least, most)
        mine = least + bisect_left(splits, x=True, key=lambda n: second.key(place - n - 1) < first.key(n))
        yours = place - mine
        if yours == len(second) or (mine < len(first) and first.key(mine) <= second.key(yours)):
            return first, mine
        return second, yours
