"""Find what can be looked up in what people write: ids of Vonage's, and phone numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

Kind = Literal["conversation", "user", "member", "number"]

SHORTEST, LONGEST = 7, 15
"""Digits of a phone number: https://www.itu.int/rec/T-REC-E.164 for the longest."""

_KINDS: dict[str, Kind] = {"CON": "conversation", "USR": "user", "MEM": "member"}
_ID = re.compile(r"(?<![0-9A-Za-z])(CON|USR|MEM)(-[0-9A-Za-z-]{36})(?![0-9A-Za-z])", re.IGNORECASE)

# What holds digits and is no phone number is matched before phone numbers are, and thrown away. The quantifiers give
# nothing back, and runs begin only where a run can begin: text of any length is read once.
_NUMBER = re.compile(
    r"""
      <![^<>]*+>                                                 # dates and pings of Slack's markup
    | (?:https?://|www\.)[^\s<>|]++                              # links
    | (?<![\w-])\d{4}-\d\d-\d\d(?:[T ]\d\d?:\d\d(?::\d\d)?)?+    # 2026-11-01 09:30
    | (?<![\w-])\d{1,2}([./-])\d{1,2}\1\d{2,4}(?![\w-])          # 1.11.2026
    | \d++:\d\d(?::\d\d)?+                                       # 09:30
    | (?<![\w.-])\d++[.,]\d++(?![.,-]?\w)                        # 1700000001.000100
    | (?<![\w.-])\d{1,3}(?:\.\d{1,3}){3}(?![\w.-])               # 192.168.100.200
    | (?<![\w-])[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}
    | (?<![\w-])[0-9-]*+[^\W\d][\w-]*+                           # ids, and words with digits
    | (?<![\w-])(?P<number>[+(]{0,2}+[0-9][0-9 ().\u00a0\u2010-\u2015-]*+)
    """,
    re.VERBOSE | re.ASCII,
)
_TRUNK = re.compile(r"\(0\)")
_ENOUGH, _FULL = 10, 12
"""Digits after which a long group, or any group, begins another number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spotted:
    """Be what was found: an id as the API writes it, or the digits of a phone number."""

    kind: Kind
    text: str


def spot(texts: Iterable[str]) -> tuple[Spotted, ...]:
    """Return the ids and numbers in texts, each once, in their order."""
    return tuple(dict.fromkeys(found for text in texts for found in _spotted(text)))


def _spotted(text: str) -> Iterator[Spotted]:
    found = [*_ids(text), *_numbers(text)]
    return (spotted for _, spotted in sorted(found, key=lambda at: at[0]))


def _ids(text: str) -> Iterator[tuple[int, Spotted]]:
    for match in _ID.finditer(text):
        prefix = match[1].upper()
        yield match.start(), Spotted(kind=_KINDS[prefix], text=prefix + match[2])


def _numbers(text: str) -> Iterator[tuple[int, Spotted]]:
    for match in _NUMBER.finditer(text):
        for digits in _split(_whole(match["number"] or "", text[match.end() : match.end() + 1])):
            if SHORTEST <= len(digits) <= LONGEST:
                yield match.start(), Spotted(kind="number", text=digits)


def _whole(run: str, behind: str) -> str:
    # "5th" ends a run of groups in the middle of a word, which is none of them.
    return re.sub(r"[0-9]+$", "", run) if behind.isalnum() else run


def _split(run: str) -> list[str]:
    """Split a run of groups into numbers, which may follow each other with nothing but a space between them."""
    numbers = [""]
    for group in _TRUNK.sub(" ", run).split():
        digits = re.sub(r"[^0-9]", "", group)
        if group.startswith("+") or _is_full(numbers[-1], digits):
            numbers.append("")
        numbers[-1] += digits
    return [number.removeprefix("00") for number in numbers]


def _is_full(number: str, more: str) -> bool:
    known = len(number)
    return known >= _FULL or known + len(more) > LONGEST or (known >= _ENOUGH and len(more) >= SHORTEST)
