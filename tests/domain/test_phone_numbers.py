from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capi_bot.domain import phone_numbers

TYPED = [
    ("447700900111", "447700900111"),
    ("+44 7700 900-111", "447700900111"),
    ("+44 (0)7700 900111", "447700900111"),
    ("+44(0) 7700.900.111", "447700900111"),
    ("+44 (7700) 900-111", "447700900111"),
    ("0044 7700 900111", "447700900111"),
    ("tel:+447700900111", "447700900111"),
    ("(0)20 7946 0958", "02079460958"),
    ("(415) 555-0100", "4155550100"),
    ("020/79460958", "02079460958"),
    ("5550100", "5550100"),
]


@pytest.mark.parametrize(("written", "digits"), TYPED)
def test_a_number_is_recognised_however_it_is_written(written: str, digits: str) -> None:
    assert phone_numbers.is_phone_number(written)
    assert phone_numbers.normalise_number(written) == digits


@pytest.mark.parametrize(
    "text", ["", "ada", "555010", "1" * 16, "44 7700 900111 x", "7700+900111", "١٢٣٤٥٦٧", "CON-1234567"]
)
def test_a_text_too_short_too_long_or_with_letters_is_no_number(text: str) -> None:
    assert not phone_numbers.is_phone_number(text)


@pytest.mark.parametrize(
    "text",
    ["2018-10-20", "2018-10-20..10-24", "2018-10..2018-11", "2018.10.20", "20.10.2018", "10/20/2018", "20.10.2018 10"],
)
def test_a_date_is_no_number(text: str) -> None:
    assert not phone_numbers.is_phone_number(text)


@pytest.mark.parametrize("text", ["2018-10-2055", "4420-79-46-0958", "020.79.46.0958"])
def test_a_number_that_starts_like_a_date_is_a_number(text: str) -> None:
    assert phone_numbers.is_phone_number(text)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (" 447700900111 ", "447700900111"),
        ("sip:447700900111@sip.example.com;transport=tls", "447700900111"),
        ("447700900111@sip.example.com", "447700900111"),
        ("1234", "1234"),
        ("", ""),
        ("ada", ""),
        ("sip:ada7@example.com", ""),
        ("agent 7", ""),
        ("7 dwarfs", ""),
        ("٤٤٧٧٠٠", ""),
    ],
)
def test_only_a_number_alone_is_normalised(written: str, expected: str) -> None:
    assert phone_numbers.normalise_number(written) == expected


def test_a_uri_with_a_host_is_no_number() -> None:
    assert not phone_numbers.is_phone_number("447700900111@example.com")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("447700900111", "447700900111"),
        ("07700900111", "447700900111"),
        ("00447700900111", "447700900111"),
        ("1234", "1234"),
    ],
)
def test_national_and_international_forms_are_the_same_number(one: str, other: str) -> None:
    assert phone_numbers.is_same_number(one, other)
    assert phone_numbers.is_same_number(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("7700900111", "447700900111"),
        ("0900111", "447700900111"),
        ("447700900111", "447700900112"),
        ("07700900111", "077009001"),
        ("", ""),
        ("0", "0000000"),
    ],
)
def test_different_numbers_are_different(one: str, other: str) -> None:
    assert not phone_numbers.is_same_number(one, other)
    assert not phone_numbers.is_same_number(other, one)


LEADING = [
    ("447700900111", 1),
    ("+44 7700 900-111 refund", 3),
    ("+44 (0) 7700 900111", 4),
    ("447700900111 447700900222", 1),
    ("4477009 +4477008", 1),
    ("447700900111 - refund", 2),
    ("12 refund 447700900111", 0),
    ("2018-10-20..10-24", 0),
    ("refund", 0),
    ("", 0),
]


@pytest.mark.parametrize(("text", "words"), LEADING)
def test_the_first_words_that_make_up_a_number_are_counted(text: str, words: int) -> None:
    assert phone_numbers.count_number_words(text.split()) == words


@given(st.text() | st.text("0123456789 +(-)").map(str.strip))
def test_a_normalised_number_stays_as_it_is(text: str) -> None:
    assert phone_numbers.normalise_number(phone_numbers.normalise_number(text)) == phone_numbers.normalise_number(text)
