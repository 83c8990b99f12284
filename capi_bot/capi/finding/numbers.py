"""Phone numbers as people and networks write them, compared by their digits."""

from __future__ import annotations

import re

_WRITTEN = re.compile(r"(?:sips?:|tel:)?([+(]*[0-9][0-9 ().-]*)(?:[@;?].*)?", re.IGNORECASE | re.DOTALL)
_SUBSCRIBER = 7
"""Digits from which on the end of a number tells whose it is."""


def digits(text: str) -> str:
    """Return the digits of a phone number, also one in a SIP or tel URI; `""` where a text is no number alone."""
    written = _WRITTEN.fullmatch(text.strip())
    return re.sub(r"\D", "", written[1]) if written else ""


def same_number(one: str, other: str) -> bool:
    """Tell whether two runs of digits reach the same phone: 07700900111 is 447700900111 dialled from inside."""
    if not (one and other):
        return False
    return one == other or _dialled_inside(one, other) or _dialled_inside(other, one)


def _dialled_inside(national: str, whole: str) -> bool:
    subscriber = national.lstrip("0")
    return national.startswith("0") and len(subscriber) >= _SUBSCRIBER and whole.endswith(subscriber)
