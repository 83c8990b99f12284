from __future__ import annotations

import re

import pytest
from capi_bot.domain.search.cursor import (
    START,
    SearchCursor,
    Strategy,
    key,
    resumed,
)
from hypothesis import given, settings
from hypothesis import strategies as st

KEYS = [key(f"CON-{number}-c982c4150c06") for number in range(5)]


@pytest.mark.parametrize(
    ("position", "text"),
    [
        (START, "c0"),
        (SearchCursor(), "l0"),
        (SearchCursor(offset=12, behind="bc643220"), "l12~bc643220"),
        (SearchCursor(cursor="a~b="), "l0~~a~b="),
        (SearchCursor(cursor="7EjD", offset=3, behind="bc643220", lane=Strategy.USER), "u3~bc643220~7EjD"),
    ],
)
def test_a_position_is_a_short_text(position: SearchCursor, text: str) -> None:
    assert position.text == text
    assert SearchCursor.parse(text) == position


positions = st.builds(
    SearchCursor,
    cursor=st.none() | st.text(min_size=1),
    offset=st.integers(0, 999_999),
    behind=st.sampled_from(["", *KEYS, f"1764000000000-{KEYS[0]}"]),
    lane=st.sampled_from(Strategy),
)


@settings(deadline=None)
@given(positions)
def test_every_position_comes_back(position: SearchCursor) -> None:
    assert SearchCursor.parse(position.text) == position


@settings(deadline=None)
@given(st.text())
def test_any_text_is_a_position_or_junk(text: str) -> None:
    try:
        assert SearchCursor.parse(text).offset >= 0
    except ValueError as error:
        assert "search" in str(error)  # noqa: PT017 -- either outcome is fine, another error is not


@pytest.mark.parametrize("text", ["", "l", "0", "x0", "l-1", "l0~", "l1~~", "l\u0661", "l9999999", "l1~XYZ", "c0\n"])
def test_junk_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a place"):
        SearchCursor.parse(text)


def test_keys_are_short_tell_ids_apart_and_fit_into_any_text() -> None:
    odd = key("\ud800~ü")
    assert len({*KEYS, odd}) == len(KEYS) + 1
    assert all(re.fullmatch("[0-9a-f]{8}", each) for each in (*KEYS, odd))


@pytest.mark.parametrize(
    ("position", "behind"),
    [
        (SearchCursor(), 0),
        (SearchCursor(offset=2, behind=KEYS[1]), 2),
        (SearchCursor(offset=2, behind=KEYS[3]), 4),
        (SearchCursor(offset=3, behind=key("gone")), 2),
        (SearchCursor(offset=0, behind=key("gone")), 0),
        (SearchCursor(offset=2), 2),
        (SearchCursor(offset=99, behind=key("gone")), 5),
    ],
)
def test_a_page_goes_on_behind_the_last_thing_seen_wherever_that_is_now(position: SearchCursor, behind: int) -> None:
    assert resumed(KEYS, position) == behind


def test_nothing_is_behind_on_an_empty_page() -> None:
    assert resumed([], SearchCursor(offset=3, behind=KEYS[0])) == 0
