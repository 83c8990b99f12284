from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capi_bot.slack import button_state
from capi_bot.slack.commands.text import query_escape


@given(st.dictionaries(st.text(min_size=1), st.text(min_size=1)))
def test_pairs_come_back_as_they_were(pairs: dict[str, str]) -> None:
    assert button_state.decode(button_state.encode(pairs)) == pairs


@pytest.mark.parametrize(
    "text", ["サポート窓口", "Поддержка", "دعم", "naïve", "CON-1", "2026-11-01..2026-11-03", '"a"']
)
def test_text_of_any_script_takes_no_more_room_than_it_has(text: str) -> None:
    assert query_escape(text) == text


@pytest.mark.parametrize(
    ("text", "written"),
    [("a b", "a+b"), ("R&D", "R%26D"), ("5%", "5%25"), ("a=b+c;", "a%3Db%2Bc%3B"), ("<é>", "%3Cé%3E"), ("\x00", "%00")],
)
def test_what_a_query_gives_a_meaning_is_written_otherwise(text: str, written: str) -> None:
    assert query_escape(text) == written


def test_what_has_no_value_is_left_out() -> None:
    assert button_state.encode({"a": "1", "b": "", "c": None, "d": "2"}) == "a=1&d=2"


@given(st.integers(0xD800, 0xDFFF).map(chr))
def test_half_a_surrogate_pair_is_replaced_for_it_has_no_bytes(half: str) -> None:
    assert query_escape(f"a{half}b") == "a?b"
