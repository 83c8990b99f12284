from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from capi_bot.sandbox.vonage.lazy import (
    Made,
    joined,
    mapped,
    patched,
    stretch,
)


def test_an_item_is_made_when_it_is_looked_at_and_not_before() -> None:
    made: list[int] = []

    def make(place: int) -> int:
        made.append(place)
        return place * 10

    page = mapped(stretch(Made(100_000, make), 500, 90_000), str)[2:4]
    assert (len(page), made) == (2, [])
    assert list(page) == ["5020", "5030"]
    assert made == [502, 503]


def test_there_is_nothing_beyond_the_end() -> None:
    with pytest.raises(IndexError):
        Made(3, int)[3]
    assert Made(3, int)[-1] == 2
    assert list(stretch("abc", 3, 1)) == []


def test_lists_are_put_one_after_another() -> None:
    assert "".join(joined(("ab", "", "cde"))) == "abcde"
    assert len(joined(())) == 0


@settings(deadline=None)
@given(st.text(max_size=12), st.data())
def test_patches_replace_just_what_they_say(text: str, data: st.DataObject) -> None:
    places = sorted(data.draw(st.lists(st.integers(0, len(text)), min_size=4, max_size=4)))
    swaps: Sequence[tuple[int, int, str]] = ((places[0], places[1], "<>"), (places[2], places[3], ""))
    expected = text[: places[0]] + "<>" + text[places[1] : places[2]] + text[places[3] :]
    assert "".join(patched(text, reversed(swaps))) == expected


def test_nothing_patched_is_the_list_itself() -> None:
    text = "abc"
    assert patched(text, ()) is text
