"""Phone numbers as people and networks write them: recognised, normalised and compared by their digits."""

from __future__ import annotations

import re
from collections.abc import Sequence

MIN_DIGITS, MAX_DIGITS = 7, 15
"""Length of a phone number. The longest: https://www.itu.int/rec/T-REC-E.164; what is shorter may be anything."""

_NUMBER_CHARACTERS = r"0-9 ().\-/"
_NUMBER_OR_URI = re.compile(
    rf"(?:sips?:|tel:)?\s*([+(]*[0-9][{_NUMBER_CHARACTERS}]*)(?:[@;?].*)?", re.IGNORECASE | re.DOTALL
)
_NUMBER = re.compile(rf"(?:tel:)?\s*[+(]*[0-9][{_NUMBER_CHARACTERS}]*", re.IGNORECASE)
_DIGIT_GROUP = re.compile(rf"[{_NUMBER_CHARACTERS}]+")
_DATE_OR_RANGE = re.compile(
    r"""
      \(*(?:19|20)\d\d([-./])[01]?\d\1[0-3]?\d(?!\d)[-T0-9:.+/Z() ]*    # 2018-10-20T09:30
    | \(*[0-3]?\d([-./])[0-3]?\d\2(?:19|20)\d\d(?!\d)[-T0-9:.+/Z() ]*  # 20.10.2018
    | \d[-./\d]*\.\.\d[-./\d]*                                         # 2018-10..2018-11
    """,
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)
_TRUNK_PREFIX = re.compile(r"(?<=[0-9])\s*\(0\)")
_INTERNATIONAL_PREFIX = re.compile(r"^00(?=[1-9])")


def normalise_number(text: str) -> str:
    """Return a phone number, also one in a SIP or tel URI, as the API writes it; `""` where the text is anything else.

    `+44 (0)7700 900-111` becomes `447700900111`.
    """
    match = _NUMBER_OR_URI.fullmatch(text.strip())
    if match is None:
        return ""
    return _INTERNATIONAL_PREFIX.sub("", re.sub(r"[^0-9]", "", _TRUNK_PREFIX.sub("", match[1])))


def is_phone_number(text: str) -> bool:
    """Return whether a text is a phone number; dates, and URIs with a host, are not."""
    if _NUMBER.fullmatch(text) is None or is_date_or_range(text):
        return False
    return MIN_DIGITS <= len(normalise_number(text)) <= MAX_DIGITS


def is_date_or_range(text: str) -> bool:
    """Return whether a text is a date, a time or a range: `20.10.2018`, `2018-10-20T09:30`, `2018-10..2018-11`."""
    return _DATE_OR_RANGE.fullmatch(text) is not None


def is_same_number(one: str, other: str) -> bool:
    """Return whether two numbers reach the same phone: 07700900111 is 447700900111 dialled within its country."""
    if not (one and other):
        return False
    return one == other or _is_national_form(one, other) or _is_national_form(other, one)


def count_number_words(words: Sequence[str]) -> int:
    """Return how many of the first words make up a phone number; 0 where there is none."""
    text, number_words = "", 0
    for count, word in enumerate(words, 1):
        text = f"{text} {word}"
        is_part = _DIGIT_GROUP.fullmatch(word) is not None or (count == 1 and _NUMBER.fullmatch(word) is not None)
        if not is_part or len(normalise_number(text)) > MAX_DIGITS:
            break
        number_words = count if is_phone_number(text.strip()) else number_words
    return number_words


def _is_national_form(national: str, international: str) -> bool:
    subscriber = national.lstrip("0")
    return national.startswith("0") and len(subscriber) >= MIN_DIGITS and international.endswith(subscriber)
