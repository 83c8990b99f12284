from __future__ import annotations

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st
from phonenumbers import PhoneNumberFormat, PhoneNumberType

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
    ("+４４（０）７７００　９００‐１１１", "447700900111"),  # noqa: RUF001 - typed on an East Asian keyboard
    ("٠٧٧٠٠ ٩٠٠١١١", "07700900111"),  # noqa: RUF001 - Arabic digits
    ("۰۷۷۰۰۹۰۰۱۱۱", "07700900111"),
    ("\u202a+44\u00a07700\u00a0900111\u202c", "447700900111"),
    ("(415) 555-0100 ext. 5", "4155550100"),
    ("415.555.0100x12", "4155550100"),
    ("415-555-0100 extensión 12", "4155550100"),
    ("415-555-0100,,12", "4155550100"),
    ("tel:+1-415-555-0100;ext=5", "14155550100"),
    ("8 (495) 123-45-67 доб. 12", "84951234567"),
    ("0011 44 7700 900111", "447700900111"),
    ("011 49 1512 34567890", "01149151234567890"),
]


@pytest.mark.parametrize(("written", "digits"), TYPED)
def test_a_number_is_recognised_however_it_is_written(written: str, digits: str) -> None:
    assert phone_numbers.is_phone_number(written)
    assert phone_numbers.normalise_number(written) == digits


@pytest.mark.parametrize("text", ["", "ada", "555010", "1" * 16, "44 7700 900111 x", "7700+900111", "CON-1234567"])
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
        ("٤٤٧٧٠٠", "447700"),
        ("sip:10.20.30.40", ""),
        ("3x4", ""),
        ("1001 ext 5", ""),
        ("447700900111x5", "447700900111"),
        ('"Ada" <sip:+447700900111@pbx.example;user=phone>', "447700900111"),
        ("Ada <447700900111>", "447700900111"),
        ("sip:447700900111;user=phone", "447700900111"),
        ("sip:%2B44-7700-900111@[2001:db8::1]:5060", "447700900111"),
        ("tel:7700900111;phone-context=+44", "447700900111"),
        ("<tel:+447700900111", "447700900111"),
        ("sip:192.168.100.200:5060;transport=tcp", ""),
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


NATIONAL = [
    ("US", "(415) 555-0101", "14155550101"),
    ("US", "415.555.0101 ext 5", "14155550101"),
    ("US", "1 415 555 0101", "14155550101"),
    ("US", "011 44 7700 900111", "447700900111"),
    ("US", "011 49 1512 34567890", "4915123456789" + "0"),
    ("CA", "604 555 0101", "16045550101"),
    ("ES", "612 34 56 78", "34612345678"),
    ("PT", "912 345 678", "351912345678"),
    ("PL", "512 345 678", "48512345678"),
    ("DK", "20 12 34 56", "4520123456"),
    ("SG", "8123 4567", "6581234567"),
    ("HK", "5123 4567", "85251234567"),
    ("IT", "312 345 6789", "393123456789"),
    ("IT", "02 1234 5678", "390212345678"),
    ("CN", "139 1234 5678", "8613912345678"),
    ("MX", "55 1234 5678", "525512345678"),
    ("AR", "11 15-2345-6789", "5491123456789"),
    ("RU", "8 (495) 123-45-67", "74951234567"),
    ("RU", "8 10 44 7700 900111", "447700900111"),
    ("RU", "912 345-67-89", "79123456789"),
    ("KZ", "8 701 123 4567", "77011234567"),
    ("BY", "8 029 123-45-67", "375291234567"),
    ("GB", "07700 900111", "447700900111"),
    ("GB", "7700900111", "447700900111"),
    ("GB", "011 44 7700 900111", "447700900111"),
    ("US", "07700 900111", "447700900111"),
    ("ES", "020 7946 0958", "442079460958"),
    ("GB", "+44 07700 900111", "447700900111"),
    ("DE", "0151 23456789", "4915123456789"),
    ("AU", "0011 44 7700 900111", "447700900111"),
    ("KE", "000 44 7911 123456", "447911123456"),
    ("JP", "０９０－１２３４－５６７８", "819012345678"),  # noqa: RUF001 - full width
    ("AE", "٠٥٠ ١٢٣ ٤٥٦٧", "971501234567"),  # noqa: RUF001 - Arabic digits
    ("IR", "۰۹۱۲ ۳۴۵ ۶۷۸۹", "989123456789"),
]


@pytest.mark.parametrize(("country", "dialled", "number"), NATIONAL)
def test_a_number_is_the_same_however_it_is_dialled_within_its_country(country: str, dialled: str, number: str) -> None:
    assert phone_numbers.is_phone_number(dialled)
    assert phone_numbers.is_same_number(dialled, number, [country])
    assert phone_numbers.is_same_number(phone_numbers.canonical_number(dialled), number, [country, "FR"])
    assert phone_numbers.is_same_number(f"+{number}", number, [country])
    assert phone_numbers.is_same_number(number, f"sip:+{number}@pbx.example", [country])


MOBILES = {
    region: example
    for region in sorted(phonenumbers.SUPPORTED_REGIONS)
    if (example := phonenumbers.example_number_for_type(region, PhoneNumberType.MOBILE))
}


def test_in_every_country_its_own_way_of_writing_finds_the_number_and_nobody_elses() -> None:
    e164 = {
        region: phonenumbers.format_number(mobile, PhoneNumberFormat.E164).removeprefix("+")
        for region, mobile in MOBILES.items()
    }
    for region, mobile in MOBILES.items():
        written = phonenumbers.format_number(mobile, PhoneNumberFormat.NATIONAL)
        if phone_numbers.is_phone_number(written):  # on some islands six digits are enough
            forms = phone_numbers.number_forms(phone_numbers.canonical_number(written), [region])
            assert {number for number in e164.values() if forms.include(number)} == {e164[region]}, region


STRANGERS = [
    ("(415) 555-0101", "444155550101", "US"),
    ("(415) 555-0101", "524155550101", "US"),
    ("(415) 555-0101", "14155550102", "US"),
    ("415 555 0101", "12125550101", "US"),
    ("555 0101", "14155550101", "US"),
    ("612 34 56 78", "33612345678", "ES"),
    ("912 345 678", "34912345678", "PT"),
    ("06 12 34 56 78", "31612345678", "FR"),
    ("07700 900111", "497700900111", "GB"),
    ("8 912 345 67 89", "989123456789", "RU"),
    ("8 912 345 67 89", "19123456789", "RU"),
    ("+47 55 55 01 01", "14755550101", "US"),
    ("+34 612 345 678", "4934612345678", "DE"),
    ("34612345678", "4934612345678", "DE"),
    ("0047 55 55 01 01", "14755550101", "US"),
    ("14155550101", "4414155550101", "GB"),
    ("447700900111", "1447700900111", "US"),
    ("05550101", "14155550101", "GB"),
    ("05550101", "14155550101", ""),
    ("04155550101", "14155550101", ""),
    ("0612345678", "34612345678", ""),
    ("4155550101", "14155550101", ""),
]


@pytest.mark.parametrize(("typed", "number", "country"), STRANGERS)
def test_strangers_whose_numbers_end_alike_are_not_the_same(typed: str, number: str, country: str) -> None:
    countries = [country] if country else []
    assert not phone_numbers.is_same_number(typed, number, countries)
    assert not phone_numbers.is_same_number(phone_numbers.canonical_number(typed), number, countries)


@given(st.integers(10**9, 10**15 - 1).map(str), st.integers(10**9, 10**15 - 1).map(str))
def test_what_has_its_countrys_code_is_only_itself(one: str, other: str) -> None:
    forms = phone_numbers.number_forms(f"+{one}", ["US", "GB", "RU"])
    assert forms.include(one)
    assert not forms.include(other) or other in forms.e164


def test_a_number_of_several_countries_is_of_any_of_them() -> None:
    forms = phone_numbers.number_forms("912 345 678", ["ES", "PT"])
    assert forms.include("34912345678")
    assert forms.include("351912345678")
    assert not forms.include("33912345678")


@pytest.mark.parametrize(
    "address", ["sip:4155550101@trunk.example", "4155550101@trunk.example", '"Ada" <sip:(415)555-0101@trunk.example>']
)
def test_a_sip_address_may_hold_a_number_as_it_is_dialled_within_the_country(address: str) -> None:
    assert phone_numbers.is_same_number("+1 415 555 0101", address, ["US"])
    assert not phone_numbers.is_same_number("+1 415 555 0101", address, ["ES"])


@pytest.mark.parametrize(
    "address", ["sip:+4755550101@trunk.example", "tel:+47-55550101", "sip:%2B4755550101@trunk.example"]
)
def test_a_sip_address_with_the_countrys_code_is_not_dialled_within_another(address: str) -> None:
    assert not phone_numbers.is_same_number("+1 475 555 0101", address, ["US"])
    assert phone_numbers.is_same_number("+47 55 55 01 01", address, ["US"])


@pytest.mark.parametrize(
    ("typed", "canonical"),
    [
        ("+44 7700 900111", "447700900111"),
        ("0044 7700 900111", "447700900111"),
        ("+1 (415) 555-0101", "+14155550101"),
        ("001 415 555 0101", "+14155550101"),
        ("tel:+14155550101", "+14155550101"),
        ("+14155550101", "+14155550101"),
        ("14155550101", "14155550101"),
        ("(415) 555-0101", "4155550101"),
        ("07700 900111", "07700900111"),
    ],
)
def test_a_filter_keeps_that_a_short_number_has_its_countrys_code(typed: str, canonical: str) -> None:
    assert phone_numbers.canonical_number(typed) == canonical
    assert phone_numbers.canonical_number(canonical) == canonical


@pytest.mark.parametrize(
    ("number", "needs"),
    [
        ("447700900111", False),
        ("+14155550101", False),
        ("14155550101", True),
        ("07700900111", True),
        ("011447700900111", True),
        ("101", False),
        ("ada", False),
        ("", False),
    ],
)
def test_only_what_may_lack_its_countrys_code_needs_a_country(number: str, *, needs: bool) -> None:
    assert phone_numbers.needs_country(number) is needs


@pytest.mark.parametrize(
    ("number", "country"),
    [
        ("14155550101", "US"),
        ("447700900111", "GB"),
        ("sip:+77011234567@pbx.example", "RU"),
        ("80012345678", ""),
        ("1234", ""),
        ("ada", ""),
        ("", ""),
    ],
)
def test_a_number_shows_whose_rules_it_follows(number: str, country: str) -> None:
    assert phone_numbers.country_of_number(number) == country


LEADING = [
    ("(415) 555-0101 ext. 5 refund", 4),
    ("(415) 555-0101 x5 refund", 3),
    ("(415) 555-0101 extension refund", 2),
    ("(415) 555-0101 int refund", 2),
    ("(415) 555-0101 anexo 5 refund", 4),
    ("(415) 555-0101x5 refund", 2),
    ("+1 415 555 0101ext5 refund", 4),
    ("(415) 555-0101;ext=5", 2),
    ("415 555 0101,,5 7 refund", 3),
    ("44 3x4 refund", 0),
    ("４１５ ５５５ ０１０１ refund", 3),  # noqa: RUF001 - full width
    ("011 49 1512 34567890 refund", 4),
    ("8 (912) 345-67-89", 3),
    ("٠٧٧٠٠ ٩٠٠١١١ refund", 2),  # noqa: RUF001 - Arabic digits
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
