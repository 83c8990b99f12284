"""Phone numbers as people write them."""

from __future__ import annotations

import re
from collections.abc import Sequence

SHORTEST, LONGEST = 7, 15
"""Digits: https://www.itu.int/rec/T-REC-E.164 for the longest; what is shorter may be a word."""

_LOOKS = re.compile(r"(?:tel:)?\s*[+(]?[0-9][0-9 ().\-/]*", re.IGNORECASE)
_TRUNK = re.compile(r"(?<=[0-9])\s*\(0\)")
_ABROAD = "00"


def is_number(text: str) -> bool:
    """Tell whether a text is a phone number, such as `+44 (0)7700 900-111`."""
    return _LOOKS.fullmatch(text) is not None and SHORTEST <= len(digits(text)) <= LONGEST


def digits(text: str) -> str:
    """Return a phone number as the API writes it, for example `447700900111`."""
    return re.sub(r"[^0-9]", "", _TRUNK.sub("", text)).removeprefix(_ABROAD)


def leading(words: Sequence[str]) -> int:
    """Count the words that make up the phone number at the beginning; 0 where there is none."""
    joined, used = "", 0
    for count, word in enumerate(words, 1):
        joined = f"{joined} {word}"
        if not _continues(word, count) or len(digits(joined)) > LONGEST:
            break
        used = count if is_number(joined.strip()) else used
    return used


def _continues(word: str, count: int) -> bool:
    return re.fullmatch(r"[0-9 ().\-/]+", word) is not None or (count == 1 and _LOOKS.fullmatch(word) is not None)
