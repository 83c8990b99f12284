from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capi_bot.sandbox.world.lazy_sequence import (
    Held,
    Key,
    Lazy,
    Merged,
)

AT = datetime(2026, 5, 1, tzinfo=UTC)


def key(number: int) -> Key:
    return AT + timedelta(seconds=number // 2), str(number % 2)


def held(*numbers: int) -> Held[int]:
    return Held(numbers, key)


class Counted(Lazy[int]):
    """Count to a hundred, and remember how far somebody looked."""

    def __init__(self) -> None:
        self.made: list[int] = []

    def __len__(self) -> int:
        return 100

    def make(self, place: int) -> int:
        self.made.append(place)
        return place


def test_only_what_is_looked_at_is_made() -> None:
    counted = Counted()

    assert (len(counted), len(counted[10:20]), len(counted[::-1])) == (100, 10, 100)
    assert counted.made == []
    assert counted[-1] == 99
    assert list(counted[::-1][:3]) == [99, 98, 97]
    assert next(iter(counted)) == 0
    assert counted.made == [99, 99, 98, 97, 0]


def test_a_place_behind_the_end_is_no_place() -> None:
    with pytest.raises(IndexError):
        Counted()[100]


def test_equal_items_make_equal_sequences() -> None:
    assert held(3, 1, 2) == (1, 2, 3)
    assert held(1, 2) == held(2, 1)
    assert held(1, 2) != (1, 2, 3)
    assert held(1, 2) != (1, 3)
    assert held(1) != 1


@given(st.lists(st.integers(0, 40)), st.lists(st.integers(0, 40)))
def test_two_merged_are_as_one_that_was_sorted(first: list[int], second: list[int]) -> None:
    merged = Merged(held(*first), held(*second))
    expected = sorted((*first, *second))

    assert list(merged) == [merged[place] for place in range(len(merged))] == expected
    assert [merged.key(place) for place in range(len(merged))] == [key(number) for number in expected]
    assert [merged.place(key(number)) for number in range(42)] == [held(*expected).place(key(n)) for n in range(42)]


def test_the_place_of_a_key_is_that_of_the_first_item_at_or_after_it() -> None:
    row = held(2, 4, 4, 6)

    assert [row.place(key(number)) for number in (0, 2, 3, 4, 5, 7)] == [0, 0, 1, 1, 3, 4]
