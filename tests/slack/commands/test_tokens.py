from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capi_bot.slack.commands.text import join_words, normalise, tokenise

WORDS = [
    ("", []),
    ("a  b", ["a", "b"]),
    ('"a  b" c', ["a b", "c"]),
    ("'open day' c", ["open day", "c"]),
    ("it's o'clock 'til d'", ["it's", "o'clock", "til d"]),
    ("*a* _b_ ~c~ • (d), e! f.", ["a", "b", "c", "d", "e", "f"]),
    ("(0) (415) 2026-11-01..", ["(0)", "(415)", "2026-11-01.."]),
    ('""', [""]),
    ('"*a*"', ["*a*"]),
    ('5" a"b', ["5", "ab"]),
    ("((a)) Ada (sales)", ["a", "Ada", "sales"]),
]


@pytest.mark.parametrize(("text", "words"), WORDS)
def test_text_is_taken_apart_into_words_and_phrases(text: str, words: list[str]) -> None:
    assert [token.word for token in tokenise(text)] == words


@given(st.text().map(normalise))
def test_words_come_back_from_what_is_written_of_them(text: str) -> None:
    words = [token.word for token in tokenise(text)]

    assert [token.word for token in tokenise(join_words(words))] == words


def test_only_what_would_not_come_back_as_itself_is_written_in_quotes() -> None:
    assert join_words(["live", "with", "<b>", "a b", "x.", ""]) == 'live with <b> "a b" "x." ""'


def test_a_token_tells_where_it_stands() -> None:
    assert [(token.start, token.quoted) for token in tokenise('a "b" c')] == [(0, False), (2, True), (6, False)]
