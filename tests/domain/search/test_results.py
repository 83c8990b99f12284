from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from capi_bot.domain.search.results import (
    START,
    ConversationResults,
    SearchCursor,
    StopReason,
    Strategy,
    cursor_key,
    resume_offset,
)

KEYS = [cursor_key(f"CON-{number}-c982c4150c06") for number in range(5)]


@pytest.mark.parametrize(
    ("cursor", "text"),
    [
        (START, "c0"),
        (SearchCursor(), "l0"),
        (SearchCursor(offset=12, last_key="bc643220"), "l12~bc643220"),
        (SearchCursor(page_cursor="a~b="), "l0~~a~b="),
        (SearchCursor(page_cursor="7EjD", offset=3, last_key="bc643220", strategy=Strategy.USER), "u3~bc643220~7EjD"),
    ],
)
def test_a_cursor_has_a_short_serialised_form(cursor: SearchCursor, text: str) -> None:
    assert cursor.text == text
    assert SearchCursor.parse(text) == cursor


cursors = st.builds(
    SearchCursor,
    page_cursor=st.none() | st.text(min_size=1),
    offset=st.integers(0, 999_999),
    last_key=st.sampled_from(["", *KEYS, f"1764000000000-{KEYS[0]}"]),
    strategy=st.sampled_from(Strategy),
)


@settings(deadline=None)
@given(cursors)
def test_every_cursor_survives_serialisation(cursor: SearchCursor) -> None:
    assert SearchCursor.parse(cursor.text) == cursor


@settings(deadline=None)
@given(st.text())
def test_any_text_is_a_cursor_or_refused(text: str) -> None:
    try:
        assert SearchCursor.parse(text).offset >= 0
    except ValueError as error:
        assert "search" in str(error)  # noqa: PT017 -- either outcome is fine, another error is not


@pytest.mark.parametrize("text", ["", "l", "0", "x0", "l-1", "l0~", "l1~~", "l\u0661", "l9999999", "l1~XYZ", "c0\n"])
def test_malformed_cursors_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a search cursor"):
        SearchCursor.parse(text)


def test_keys_are_short_and_differ_and_any_id_has_one() -> None:
    odd = cursor_key("\ud800~ü")
    assert len({*KEYS, odd}) == len(KEYS) + 1
    assert all(re.fullmatch("[0-9a-f]{8}", each) for each in (*KEYS, odd))


@pytest.mark.parametrize(
    ("cursor", "offset"),
    [
        (SearchCursor(), 0),
        (SearchCursor(offset=2, last_key=KEYS[1]), 2),
        (SearchCursor(offset=2, last_key=KEYS[3]), 4),
        (SearchCursor(offset=3, last_key=cursor_key("gone")), 2),
        (SearchCursor(offset=0, last_key=cursor_key("gone")), 0),
        (SearchCursor(offset=2), 2),
        (SearchCursor(offset=99, last_key=cursor_key("gone")), 5),
    ],
)
def test_a_page_is_continued_after_the_last_item_wherever_it_is_now(cursor: SearchCursor, offset: int) -> None:
    assert resume_offset(KEYS, cursor) == offset


def test_an_empty_page_is_continued_at_its_beginning() -> None:
    assert resume_offset([], SearchCursor(offset=3, last_key=KEYS[0])) == 0


@pytest.mark.parametrize("stop", [None, *StopReason])
def test_a_result_is_finished_once_there_is_a_reason_to_stop(stop: StopReason | None) -> None:
    assert ConversationResults(stop=stop).finished is (stop is not None)
