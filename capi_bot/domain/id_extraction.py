"""Extraction of Vonage ids and phone numbers from text that people wrote."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Literal

from capi_bot.capi import ids
from capi_bot.domain.phone_numbers import MAX_DIGITS, MIN_DIGITS, fold_digits, is_phone_number

ExtractedKind = Literal["conversation", "user", "member", "number"]

_KINDS: dict[str, ExtractedKind] = {"CON": "conversation", "USR": "user", "MEM": "member"}
_ID = re.compile(r"(?<![0-9A-Za-z])(CON|USR|MEM)(-[0-9A-Za-z-]{36})(?![0-9A-Za-z])", re.IGNORECASE)

# What holds digits but is no phone number is matched first, and dropped. The quantifiers are possessive, and a match
# starts only where a run of its characters can start, so the time grows with the length of the text and no faster.
_NUMBER = re.compile(
    r"""
      (?:https?://|www\.)[^\s<>|]++                              # links
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
_PAYMENT_CARD = re.compile(
    r"(?<![\w-])(?:\d{4}([ .-])\d{4}\1\d{4}\1\d{4}|3[47]\d\d([ .-]?)\d{6}\2\d{5})(?![\w-])",
    re.ASCII,
)
"""Payment cards, which are private; phone numbers are not written in this form."""

_REFERENCE = re.compile(
    r"""
    (?:
      (?<![^\W_])(?<!\bin[ ])
      (?:account|acct|article|booking|bug|build|bytes|case|claim|confirmation|contract|duration|ean|iban|imei|incident
        |invoice|isbn|issue|item|job|order|parcel|payment|po|policy|price|product|purchase|receipt|ref|reference
        |reservation|rma|seq|sequence|serial|shipment|size|sku|ticket|total|tracking|transaction|vat
        |auftrag|bestellung|bestell|rechnung|commande|facture|factura|pedido|fattura|ordine)s?
      (?:[ _.-]?(?:code|id|key|ms|no|nr|num|number|nummer|n\u00b0|n\u00ba|ref|reference))?(?![^\W_])
      (?:[ ](?:is|was)(?=[ :]))?
      [ \t.:=*~_"'`\#\u2116-]{0,6}
    |
      (?<!\w)(?<!phone[ ])(?<!mobile[ ])(?<!number[ ])(?<!cell[ ])(?<!tel[ ])[\#\u2116][ ]?
    )
    (?<![0-9])[0-9]++(?:[./-][0-9]++)*+(?:[ ][0-9]{4}(?![0-9]))*+
    """,
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)
"""Numbers of orders, tickets and the like, which have a word for it or `#` before them, and measures likewise."""

_EPOCH_SECONDS = re.compile(r"1[4-9][0-9]{8}", re.ASCII)
"""Times of 2014 to 2033 as programs write them. In one piece no country writes its numbers so."""

_TRUNK_PREFIX = re.compile(r"\(0\)")
_DIALLED_ABROAD = re.compile(r"^(?:00(?:11)?|011)(?=[1-9])")
"""What is dialled before a number abroad. 011 also begins numbers of some countries, but then less follows."""

_WITH_COUNTRY_CODE = re.compile(r"[(]?(?:\+|00)")
_EXTENSION = re.compile(r"(?<=[-.][0-9]{4})(?:x|ext\.?)[0-9]{1,7}(?![\w-])", re.IGNORECASE)
"""An extension that is written right after a number: `415-555-0101x5`."""
_ORDINAL = re.compile(r"[0-9]{1,2}[.)]")
_SHORTEST_ABROAD = 11
_LIKELY_LENGTH, _FULL_LENGTH, _USUAL_GROUP = 10, 12, 3
"""Digits after which a number may be complete, and is complete; digits of the shortest group that usually ends one."""

_NORTH_AMERICAN_LENGTH = 11
_NORTH_AMERICAN = re.compile(rf"1[0-9]{{{_NORTH_AMERICAN_LENGTH - 1}}}")
"""With their country code, all North American numbers have this length."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtractedId:
    """An id as the API writes it, or the digits of a phone number."""

    kind: ExtractedKind
    text: str
    has_country_code: bool = field(default=False, compare=False)
    """Whether a number was written with its country's code."""

    @property
    def number(self) -> str:
        """The number with a plus where it was written with its country's code."""
        return f"+{self.text}" if self.has_country_code else self.text


def extract_ids(texts: Iterable[str], *, not_numbers: re.Pattern[str] | None = None) -> tuple[ExtractedId, ...]:
    """Return the ids and phone numbers in texts, each once, in their order.

    What `not_numbers` matches, such as dates in the markup of a chat, holds no phone number.
    """
    return tuple(dict.fromkeys(extracted for text in texts for extracted in _extract(text, not_numbers)))


def find_ids(text: str) -> Iterator[tuple[int, ExtractedId]]:
    """Yield each id in a text with its position."""
    for match in _ID.finditer(text):
        yield match.start(), ExtractedId(kind=_KINDS[match[1].upper()], text=ids.canonical(match[0]))


def _extract(text: str, not_numbers: re.Pattern[str] | None) -> Iterator[ExtractedId]:
    positions = [*find_ids(text), *_find_numbers(text, not_numbers)]
    return (extracted for _, extracted in sorted(positions, key=itemgetter(0)))


def _find_numbers(text: str, not_numbers: re.Pattern[str] | None) -> Iterator[tuple[int, ExtractedId]]:
    text = masked = _EXTENSION.sub(lambda match: " " * len(match[0]), fold_digits(text))
    for pattern in filter(None, (_PAYMENT_CARD, not_numbers, _REFERENCE)):
        masked = pattern.sub(lambda match: "|" * len(match[0]), masked)
    for match in _NUMBER.finditer(masked):
        groups = match["number"] or ""
        if text[match.end() : match.end() + 1].isalnum():
            # "5th" ends the groups in the middle of a word, which is none of them.
            groups = re.sub(r"[0-9]+$", "", groups)
        for extracted in _split_numbers(groups):
            if is_phone_number(extracted.text) and not _is_too_long(extracted.text):
                yield match.start(), extracted


def _split_numbers(groups: str) -> Iterator[ExtractedId]:
    """Split groups of digits into numbers: a count or another number may follow one after only a space."""
    numbers: list[list[str]] = [[]]
    pieces: list[list[str]] = [[]]
    for group in _TRUNK_PREFIX.sub(" ", groups).split():
        digits = re.sub(r"[^0-9]", "", group)
        if group.startswith("+") or _is_complete(numbers[-1], group, digits):
            numbers.append([])
            pieces.append([])
        numbers[-1].append(digits)
        pieces[-1].append(group)
        if _ORDINAL.fullmatch(group):
            numbers.append([])
            pieces.append([])
    for number, piece in zip(numbers, pieces, strict=True):
        if len(piece) == 1 and _EPOCH_SECONDS.fullmatch(piece[0].rstrip(".)")):
            continue
        yield ExtractedId(
            kind="number",
            text=_without_prefix("".join(number)),
            has_country_code=_WITH_COUNTRY_CODE.match("".join(piece)) is not None,
        )


def _without_prefix(digits: str) -> str:
    number = _DIALLED_ABROAD.sub("", digits)
    return number if digits.startswith("00") or len(number) >= _SHORTEST_ABROAD else digits


def _is_too_long(digits: str) -> bool:
    """Return whether digits are more than follow the country code 1, as those of a time in milliseconds are."""
    return digits.startswith("1") and len(digits) > _NORTH_AMERICAN_LENGTH


def _is_complete(number_groups: list[str], group: str, digits: str) -> bool:
    """Return whether a number ends before another group."""
    number = _DIALLED_ABROAD.sub("", "".join(number_groups))
    if len(number) + len(digits) > MAX_DIGITS or len(digits) >= _FULL_LENGTH:
        return True
    if group.startswith("("):
        return len(number) >= MIN_DIGITS
    if len(number) >= _FULL_LENGTH or _NORTH_AMERICAN.fullmatch(number):
        return True
    return len(number) >= _LIKELY_LENGTH and _starts_new_number(number_groups[-1], digits)


def _starts_new_number(last: str, digits: str) -> bool:
    # After a number that may be complete, these start something else: a lone dash, another number, anything after a
    # number in one piece, or a count. A number's own last group has fewer than three digits only where the others have.
    is_count = len(digits) < min(len(last), _USUAL_GROUP)
    return not digits or len(digits) >= MIN_DIGITS or len(last) >= _LIKELY_LENGTH or is_count
