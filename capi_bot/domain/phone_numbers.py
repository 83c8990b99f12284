"""Phone numbers as people and networks write them: recognised, normalised and compared.

Within a country people leave out its code and write a prefix before the number, or nothing. What a number means there
is read by `phonenumbers` (https://github.com/daviddrysdale/python-phonenumbers), whose metadata know every country's
prefixes and lengths. Numbers are compared as a whole (E.164), never by their last digits. `OwnCountries` are the
countries of the application's own numbers, where people write numbers without the country's code.
"""

from __future__ import annotations

import re
import time
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Final

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberFormat, ValidationResult

from capi_bot.capi.api import ConversationApi
from capi_bot.capi.models import Call
from capi_bot.capi.pagination import LARGEST_PAGE
from capi_bot.domain.addresses import parse_address

MIN_DIGITS, MAX_DIGITS = 7, 15
"""Length of a phone number. The longest: https://www.itu.int/rec/T-REC-E.164; what is shorter may be anything."""

_MAX_DIALLED = MAX_DIGITS + len("0011")
"""Digits of the longest number with what is dialled before it to call abroad."""

_FOLDED = str.maketrans(
    dict(zip("＋－．／（）＠；", "+-./()@;", strict=True))  # noqa: RUF001 - the full-width forms of East Asian keyboards
    | dict.fromkeys("‐‑‒–—−", "-")  # noqa: RUF001 - typographic dashes
    | dict.fromkeys("\u00a0\u2007\u202f\u3000\u200e\u200f\u202a\u202c\u2066\u2067\u2068\u2069", " ")
)
"""Blanks include the marks of direction that address books put around a number."""

_NUMBER_CHARACTERS = r"0-9 ().\-/"
_EXTENSION_START = "extensi[oó]n|extn?|anexo|int|x|доб"
_EXTENSION = rf"(?:(?:[,;]?\ ?(?:;ext=|{_EXTENSION_START})[.:=]?\ ?|,,+)[0-9]{{1,7}}\ *)?"
"""After a word for it, as in a `tel:` address, or after the pauses of an address book. `#5` may be anything."""
_NUMBER = re.compile(rf"(?:tel:)?\s*([+(]*[0-9][{_NUMBER_CHARACTERS}]*+){_EXTENSION}", re.IGNORECASE)
_PARAMETERS = re.compile(r"[;?].*", re.DOTALL)
_IP_ADDRESS = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,3}){3}(?::[0-9]+)?")
_DIGIT_GROUP = re.compile(rf"[{_NUMBER_CHARACTERS}]+")
_LAST_GROUP = re.compile(rf"[{_NUMBER_CHARACTERS}]+{_EXTENSION}", re.IGNORECASE)
_EXTENSION_WORDS = re.compile(rf"(?:{_EXTENSION_START})[.:]?([0-9]{{1,7}})?", re.IGNORECASE)
_SHORT_NUMBER = re.compile(r"[0-9]{1,7}")
_DATE_OR_RANGE = re.compile(
    r"""
      \(*(?:19|20)\d\d([-./])[01]?\d\1[0-3]?\d(?!\d)[-T0-9:.+/Z() ]*    # 2018-10-20T09:30
    | \(*[0-3]?\d([-./])[0-3]?\d\2(?:19|20)\d\d(?!\d)[-T0-9:.+/Z() ]*  # 20.10.2018
    | \d[-./\d]*\.\.\d[-./\d]*                                         # 2018-10..2018-11
    """,
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)
_TRUNK_PREFIX = re.compile(r"(?<=[0-9])\s*\(0\)")
_INTERNATIONAL_PREFIX = re.compile(r"^00(?:11)?(?=[1-9])")
"""What is dialled before a number abroad in most countries, and in Australia: no country's code is followed by 11."""

_WITH_COUNTRY_CODE = re.compile(r"(?:tel:)?[\s(]*(?:\+|0\s*0[\s().-]*[1-9])", re.IGNORECASE)
_DIALLED_ABROAD = re.compile(r"011(?=[1-9])|810(?=[1-9])")
"""The same in North America, and in the former Soviet Union; elsewhere these digits begin a number of the country."""

_LONGEST_NATIONAL = 11
"""Digits of the longest number that does not begin with 0 and is dialled within a country."""

_NON_GEOGRAPHIC, _UNKNOWN_REGION = "001", "ZZ"
"""Regions of `phonenumbers` that are no country."""


def fold_digits(text: str) -> str:
    """Return text of the same length with the digits, dashes and brackets of any script as ASCII."""
    if text.isascii():
        return text
    decimals = (str(unicodedata.decimal(character, character)) for character in text.translate(_FOLDED))
    return "".join(decimals)


def normalise_number(text: str) -> str:
    """Return a phone number, also one in a SIP or tel address, as the API writes it; `""` where there is none.

    `+44 (0)7700 900-111` and `"Ada" <sip:447700900111@pbx.example>` become `447700900111`.
    """
    match = _NUMBER.fullmatch(_number_text(text))
    if match is None:
        return ""
    digits = _INTERNATIONAL_PREFIX.sub("", re.sub(r"[^0-9]", "", _TRUNK_PREFIX.sub("", match[1])))
    has_extension = match.end(1) < match.end()
    return "" if has_extension and len(digits) < MIN_DIGITS else digits  # 3x4 is a name


def canonical_number(text: str) -> str:
    """Return a typed phone number as a filter keeps it: its digits.

    Before them is a plus where it was written with its country's code, but could be read without: `+47 55 55 01 01` in
    Norway is not `(475) 555-0101` in Connecticut.
    """
    digits = normalise_number(text)
    is_short = len(digits) <= _LONGEST_NATIONAL
    return f"+{digits}" if is_short and _WITH_COUNTRY_CODE.match(_number_text(text)) else digits


def is_phone_number(text: str) -> bool:
    """Return whether a text is a phone number; dates, and URIs with a host, are not."""
    folded = fold_digits(text)
    if _NUMBER.fullmatch(folded) is None or is_date_or_range(folded):
        return False
    return len(normalise_number(folded)) >= MIN_DIGITS and not _is_too_long(normalise_number(folded))


def is_date_or_range(text: str) -> bool:
    """Return whether a text is a date, a time or a range: `20.10.2018`, `2018-10-20T09:30`, `2018-10..2018-11`."""
    return _DATE_OR_RANGE.fullmatch(text) is not None


def count_number_words(words: Sequence[str]) -> int:
    """Return how many of the first words make up a phone number with its extension; 0 where there is none."""
    text, number_words = "", 0
    folded = [fold_digits(word) for word in words]
    for count, word in enumerate(folded, 1):
        text = f"{text} {word}"
        is_part = _DIGIT_GROUP.fullmatch(word) is not None or (count == 1 and _NUMBER.fullmatch(word) is not None)
        if not is_part and _LAST_GROUP.fullmatch(word) and is_phone_number(text.strip()):
            return count  # its extension is written right after it
        if not is_part or _is_too_long(normalise_number(text)):
            break
        number_words = count if is_phone_number(text.strip()) else number_words
    return number_words + (_count_extension_words(folded[number_words:]) if number_words else 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberForms:
    """What one number may be, and whether others are the same."""

    e164: frozenset[str]
    """The digits that it may have with its country's code, and those that were written; none for what is no number."""
    countries: tuple[str, ...] = ()
    is_foreign: bool = False
    """Whether it cannot be dialled within the countries: with a 0 before it, it may be of any other."""

    def include(self, text: str) -> bool:
        """Return whether the number in an address of the API is the same. Most are told apart by their last digits."""
        digits = normalise_number(text)
        if not digits or digits in self.e164:
            return bool(digits)
        if not any(form.endswith(digits[-MIN_DIGITS:]) for form in self.e164):
            return False
        if self.is_foreign and any(_is_national_form(form, digits) for form in self.e164):
            return True
        if not self.countries:
            return any(_is_national_form(digits, form) for form in self.e164)
        # In SIP addresses there are numbers as they are dialled within the country.
        is_dialled = parse_address(text).is_uri and not _WITH_COUNTRY_CODE.match(_number_text(text))
        is_national = digits.startswith("0") or is_dialled
        readings = _national_readings(digits, self.countries) if is_national else _international_reading(digits)
        return not self.e164.isdisjoint(readings)


def number_forms(number: str, countries: Iterable[str] = ()) -> NumberForms:
    """Return what a typed number may be: as it is written, and as it is dialled within the countries (ISO codes).

    What is none there, but begins with 0, may be of any other country.
    """
    digits, countries = normalise_number(number), tuple(sorted(countries))
    if not digits:
        return NumberForms(e164=frozenset(), countries=countries)
    readings = set(_national_readings(digits, countries)) if needs_country(number) else set[str]()
    is_foreign = not readings
    if is_foreign and len(abroad := _DIALLED_ABROAD.sub("", digits, count=1)) >= _LONGEST_NATIONAL:
        readings.update(_international_reading(abroad))
    readings.update(_international_reading(digits))
    return NumberForms(e164=frozenset({digits, *readings}), countries=countries, is_foreign=is_foreign)


def format_number(digits: str) -> str:
    """Return a number of the API as people read it: `+44 7700 900209`; any other text stays as it is.

    The metadata do not know the ranges that are kept for films: what can be no number of a country is one as well.
    """
    if not (digits.isascii() and digits.isdecimal() and MIN_DIGITS < len(digits) <= MAX_DIGITS):
        return digits
    parsed = None if digits.startswith("0") else _parse(f"+{digits}")
    if parsed is None or not (phonenumbers.is_valid_number(parsed) or len(digits) > _LONGEST_NATIONAL):
        return digits
    return phonenumbers.format_number(parsed, PhoneNumberFormat.INTERNATIONAL).replace("-", " ")


def needs_country(number: str) -> bool:
    """Return whether a number may have been written as it is dialled within some country, without its code."""
    digits = normalise_number(number)
    if len(digits) < MIN_DIGITS or _WITH_COUNTRY_CODE.match(_number_text(number)):
        return False
    return len(digits) <= _LONGEST_NATIONAL or digits not in _international_reading(digits) or _is_dialled(digits)


def is_same_number(one: str, other: str, countries: Iterable[str] = ()) -> bool:
    """Return whether two numbers reach the same phone: 07700900111 is 447700900111 dialled within its country."""
    return number_forms(one, countries).include(other)


def country_of_number(number: str) -> str:
    """Return the country (ISO code) whose rules numbers with this one's country code follow; `""` if it has none."""
    parsed = _parse(f"+{normalise_number(number)}")
    region = phonenumbers.region_code_for_country_code(parsed.country_code or 0) if parsed else ""
    return "" if region in {_NON_GEOGRAPHIC, _UNKNOWN_REGION} else region


def is_country(code: str) -> bool:
    """Return whether this is the ISO 3166-1 code of a country (two capitals)."""
    return code in phonenumbers.SUPPORTED_REGIONS


def _number_text(text: str) -> str:
    """Return what may be a number in a text: the user of a SIP address, or the text without parameters."""
    if text.isascii() and text.isdecimal():
        return text
    address = parse_address(fold_digits(text))
    if not address.is_uri:
        return address.user or _extension_or_nothing(address.uri)
    host = "" if _IP_ADDRESS.fullmatch(address.host) else address.host
    return (address.user or host).strip()


def _extension_or_nothing(text: str) -> str:
    stripped = text.strip()
    return stripped if _NUMBER.fullmatch(stripped) else _PARAMETERS.sub("", stripped)


def _is_too_long(digits: str) -> bool:
    return len(digits) > (_MAX_DIALLED if _is_dialled(digits) else MAX_DIGITS)


def _is_dialled(digits: str) -> bool:
    """Return whether digits begin with what is dialled before a number, rather than with a country's code."""
    return digits.startswith("0") or _DIALLED_ABROAD.match(digits) is not None


def _count_extension_words(words: Sequence[str]) -> int:
    match = _EXTENSION_WORDS.fullmatch(words[0]) if words else None
    if match is None:
        return 0
    if match[1]:
        return 1
    return 2 if len(words) > 1 and _SHORT_NUMBER.fullmatch(words[1]) else 0


def _parse(text: str, country: str | None = None) -> PhoneNumber | None:
    """Return a number of a possible length."""
    try:
        parsed = phonenumbers.parse(text, country)
    except NumberParseException:
        return None
    return parsed if phonenumbers.is_possible_number_with_reason(parsed) == ValidationResult.IS_POSSIBLE else None


def _digits(parsed: PhoneNumber, form: int) -> str:
    return re.sub(r"[^0-9]", "", phonenumbers.format_number(parsed, form))


def _international_reading(digits: str) -> Iterator[str]:
    # What people write between a country's code and a number is left out: +44 07700 900111, +54 11 15 2345 6789.
    parsed = None if digits.startswith("0") else _parse(f"+{digits}")
    if parsed:
        yield _digits(parsed, PhoneNumberFormat.E164)


def _national_readings(digits: str, countries: Iterable[str]) -> Iterator[str]:
    """Yield the numbers with their country's code that are reached by dialling these digits within the countries."""
    for country in countries:
        parsed = _parse(digits, country)
        if parsed is None:
            continue
        is_bare = digits == phonenumbers.national_significant_number(parsed)
        is_usual = digits == _digits(parsed, PhoneNumberFormat.NATIONAL)
        # Spreadsheets drop the 0 before a number; but what is one with its country's code already lacks nothing.
        if not is_bare or is_usual or not _is_valid(digits):
            yield _digits(parsed, PhoneNumberFormat.E164)


def _is_valid(digits: str) -> bool:
    parsed = _parse(f"+{digits}")
    return parsed is not None and phonenumbers.is_valid_number(parsed)


def _is_national_form(national: str, international: str) -> bool:
    """Return whether digits that begin with 0 are a whole number as it is dialled within its own country."""
    if not national.startswith("0") or len(national.lstrip("0")) < MIN_DIGITS:
        return False
    country = country_of_number(international)
    return international in _national_readings(national, (country,) if country else ())


READ_AGAIN: Final = 600.0
"""Seconds after which the newest calls are read again: an application seldom gets a number in another country."""


class OwnCountries:
    """The operator's country or, without one, those learned from calls; thread-safe.

    An application's own number is the `to` of an inbound call and the `from` of an outbound one. What was learned is
    kept, so that a search finds the same at night, when there are no calls.
    """

    def __init__(self, country: str = "", *, clock: Callable[[], float] = time.monotonic) -> None:
        """Take an ISO code, or `""` to learn; `clock` returns seconds."""
        self._is_set = bool(country)
        self._codes = frozenset({country} - {""})
        self._clock = clock
        self._last_read: float | None = None
        self._lock = Lock()

    @property
    def codes(self) -> tuple[str, ...]:
        """The ISO codes that are known by now, in order."""
        return tuple(sorted(self._codes))

    @property
    def is_due(self) -> bool:
        """Whether `read` would read something."""
        last_read = self._last_read
        return not self._is_set and (last_read is None or self._clock() - last_read >= READ_AGAIN)

    def learn(self, calls: Iterable[Call]) -> None:
        """Add the countries of these calls' own numbers, unless the operator has set one."""
        if self._is_set:
            return
        own_ends = (call.to if call.direction == "inbound" else call.from_ for call in calls if call.direction)
        codes = {country_of_number(number) for number in {end.address for end in own_ends if end}}
        with self._lock:
            self._codes |= codes - {""}

    def read(self, api: ConversationApi) -> None:
        """Learn from the newest calls, in progress or over, unless that was done a few minutes ago."""
        if self.is_due:
            self.learn(api.call_log(page_size=LARGEST_PAGE, order="desc").items)
            self._last_read = self._clock()
