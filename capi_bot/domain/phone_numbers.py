"""Phone numbers as people and networks write them, compared by their digits."""

from __future__ import annotations

import re
from collections.abc import Sequence

SHORTEST, LONGEST = 7, 15
"""Digits: https://www.itu.int/rec/T-REC-E.164 for the longest; what is shorter may be anything."""

_SIGNS = r"0-9 ().\-/"
_WRITTEN = re.compile(rf"(?:sips?:|tel:)?\s*([+(]*[0-9][{_SIGNS}]*)(?:[@;?].*)?", re.IGNORECASE | re.DOTALL)
_TYPED = re.compile(rf"(?:tel:)?\s*[+(]*[0-9][{_SIGNS}]*", re.IGNORECASE)
_GROUP = re.compile(rf"[{_SIGNS}]+")
_DATED = re.compile(
    r"""
      \(*(?:19|20)\d\d([-./])[01]?\d\1[0-3]?\d(?!\d)[-T0-9:.+/Z() ]*    # 2018-10-20T09:30
    | \(*[0-3]?\d([-./])[0-3]?\d\2(?:19|20)\d\d(?!\d)[-T0-9:.+/Z() ]*  # 20.10.2018
    | \d[-./\d]*\.\.\d[-./\d]*                                         # 2018-10..2018-11
    """,
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)
_TRUNK = re.compile(r"(?<=[0-9])\s*\(0\)")
_ABROAD = re.compile(r"^00(?=[1-9])")


def digits(text: str) -> str:
    """Return a phone number, also one in a SIP or tel URI, as the API writes it; `""` where a text is no number alone.

    `+44 (0)7700 900-111` is 447700900111.
    """
    written = _WRITTEN.fullmatch(text.strip())
    return _ABROAD.sub("", re.sub(r"[^0-9]", "", _TRUNK.sub("", written[1]))) if written else ""


def is_number(text: str) -> bool:
    """Tell whether what somebody typed is a phone number; a date and a URI with a host are none."""
    typed = _TYPED.fullmatch(text) is not None and not is_dated(text)
    return typed and SHORTEST <= len(digits(text)) <= LONGEST


def is_dated(text: str) -> bool:
    """Tell whether a text is a date, a time or a range: `20.10.2018`, `2018-10-20T09:30`, `2018-10..2018-11`."""
    return _DATED.fullmatch(text) is not None


def same_number(one: str, other: str) -> bool:
    """Tell whether two runs of digits reach the same phone: 07700900111 is 447700900111 dialled from inside."""
    if not (one and other):
        return False
    return one == other or _dialled_inside(one, other) or _dialled_inside(other, one)


def leading(words: Sequence[str]) -> int:
    """Count the words that make up the phone number at the beginning; 0 where there is none."""
    joined, used = "", 0
    for count, word in enumerate(words, 1):
        joined = f"{joined} {word}"
        if not _continues(word, count) or len(digits(joined)) > LONGEST:
            break
        used = count if is_number(joined.strip()) else used
    return used


def _dialled_inside(national: str, whole: str) -> bool:
    subscriber = national.lstrip("0")
    return national.startswith("0") and len(subscriber) >= SHORTEST and whole.endswith(subscriber)


def _continues(word: str, count: int) -> bool:
    return _GROUP.fullmatch(word) is not None or (count == 1 and _TYPED.fullmatch(word) is not None)
