"""Find what can be looked up in what people write: ids of Vonage's, and phone numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from capi_bot.capi import ids
from capi_bot.domain.phone_numbers import LONGEST, SHORTEST

ExtractedKind = Literal["conversation", "user", "member", "number"]

_KINDS: dict[str, ExtractedKind] = {"CON": "conversation", "USR": "user", "MEM": "member"}
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
_CARD = re.compile(
    r"(?<![\w-])(?:\d{4}([ .-])\d{4}\1\d{4}\1\d{4}|3[47]\d\d([ .-]?)\d{6}\2\d{5})(?![\w-])",
    re.ASCII,
)
"""Payment cards, which nobody writes phone numbers like: they are nobody's business."""

_TRUNK = re.compile(r"\(0\)")
_ORDINAL = re.compile(r"[0-9]{1,2}[.)]")
_ENOUGH, _FULL, _USUAL = 10, 12, 3
"""Digits after which something else may begin, or does; and of the shortest group that people end numbers with."""

_AMERICAN = re.compile(r"1[0-9]{10}")
"""A number of North America, with its country code, is of this length and no other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtractedId:
    """Be what was found: an id as the API writes it, or the digits of a phone number."""

    kind: ExtractedKind
    text: str


def extract_ids(texts: Iterable[str]) -> tuple[ExtractedId, ...]:
    """Return the ids and numbers in texts, each once, in their order."""
    return tuple(dict.fromkeys(found for text in texts for found in _spotted(text)))


def _spotted(text: str) -> Iterator[ExtractedId]:
    found = [*_ids(text), *_numbers(text)]
    return (spotted for _, spotted in sorted(found, key=lambda at: at[0]))


def _ids(text: str) -> Iterator[tuple[int, ExtractedId]]:
    for match in _ID.finditer(text):
        prefix = match[1].upper()
        yield match.start(), ExtractedId(kind=_KINDS[prefix], text=ids.canonical(match[0]))


def _numbers(text: str) -> Iterator[tuple[int, ExtractedId]]:
    without_cards = _CARD.sub(lambda card: "|" * len(card[0]), text)
    for match in _NUMBER.finditer(without_cards):
        for digits in _split(_whole(match["number"] or "", text[match.end() : match.end() + 1])):
            if SHORTEST <= len(digits) <= LONGEST:
                yield match.start(), ExtractedId(kind="number", text=digits)


def _whole(run: str, behind: str) -> str:
    # "5th" ends a run of groups in the middle of a word, which is none of them.
    return re.sub(r"[0-9]+$", "", run) if behind.isalnum() else run


def _split(run: str) -> list[str]:
    """Split a run of groups into numbers: what else is counted or listed may stand beside one with only a space."""
    numbers: list[list[str]] = [[]]
    for group in _TRUNK.sub(" ", run).split():
        digits = re.sub(r"[^0-9]", "", group)
        if group.startswith("+") or _is_over(numbers[-1], group, digits):
            numbers.append([])
        numbers[-1].append(digits)
        if _ORDINAL.fullmatch(group):
            numbers.append([])
    return ["".join(groups).removeprefix("00") for groups in numbers]


def _is_over(groups: list[str], group: str, more: str) -> bool:
    """Tell whether a number ends before another group."""
    number = "".join(groups).removeprefix("00")
    if len(number) + len(more) > LONGEST or len(more) >= _FULL:
        return True
    if group.startswith("("):
        return len(number) >= SHORTEST
    if len(number) >= _FULL or _AMERICAN.fullmatch(number):
        return True
    return len(number) >= _ENOUGH and _begins_anew(groups[-1], more)


def _begins_anew(last: str, more: str) -> bool:
    # A number may be whole, and a lone dash, another one, anything behind one in one piece, or a count follows: its own
    # last group is shorter than three digits only where the others are.
    return not more or len(more) >= SHORTEST or len(last) >= _ENOUGH or len(more) < min(len(last), _USUAL)
