from __future__ import annotations

import pytest

from capi_bot.slack.commands import numbers

NUMBERS = [
    ("447700900111", "447700900111"),
    ("+44 7700 900-111", "447700900111"),
    ("+44 (0)7700 900111", "447700900111"),
    ("+44(0) 7700.900.111", "447700900111"),
    ("0044 7700 900111", "447700900111"),
    ("tel:+447700900111", "447700900111"),
    ("(0)20 7946 0958", "02079460958"),
    ("(415) 555-0100", "4155550100"),
    ("020/79460958", "02079460958"),
    ("5550100", "5550100"),
]


@pytest.mark.parametrize(("written", "digits"), NUMBERS)
def test_a_number_is_known_however_it_is_written(written: str, digits: str) -> None:
    assert numbers.is_number(written)
    assert numbers.digits(written) == digits


@pytest.mark.parametrize(
    "text", ["", "ada", "555010", "1" * 16, "44 7700 900111 x", "7700+900111", "١٢٣٤٥٦٧", "CON-1234567"]
)
def test_what_is_too_short_too_long_or_holds_a_letter_is_no_number(text: str) -> None:
    assert not numbers.is_number(text)


LEADING = [
    ("447700900111", 1),
    ("+44 7700 900-111 refund", 3),
    ("+44 (0) 7700 900111", 4),
    ("447700900111 447700900222", 1),
    ("4477009 +4477008", 1),
    ("447700900111 - refund", 2),
    ("12 refund 447700900111", 0),
    ("refund", 0),
    ("", 0),
]


@pytest.mark.parametrize(("text", "words"), LEADING)
def test_the_words_of_one_number_are_counted(text: str, words: int) -> None:
    assert numbers.leading(text.split()) == words
