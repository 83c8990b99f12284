from __future__ import annotations

import pytest

from capi_bot.capi.finding.numbers import digits, same_number


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("447700900111", "447700900111"),
        (" +44 (7700) 900-111 ", "447700900111"),
        ("(0)7700.900.111", "07700900111"),
        ("sip:447700900111@sip.example.com;transport=tls", "447700900111"),
        ("tel:+447700900111", "447700900111"),
        ("1234", "1234"),
        ("", ""),
        ("ada", ""),
        ("sip:ada7@example.com", ""),
        ("agent 7", ""),
        ("7 dwarfs", ""),
        ("٤٤٧٧٠٠", ""),
    ],
)
def test_a_number_is_read_out_of_what_is_a_number_alone(written: str, told: str) -> None:
    assert digits(written) == told


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("447700900111", "447700900111"),
        ("07700900111", "447700900111"),
        ("00447700900111", "447700900111"),
        ("1234", "1234"),
    ],
)
def test_the_same_phone_is_reached_however_it_is_dialled(one: str, other: str) -> None:
    assert same_number(one, other)
    assert same_number(other, one)


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
def test_other_phones_are_told_apart(one: str, other: str) -> None:
    assert not same_number(one, other)
    assert not same_number(other, one)
