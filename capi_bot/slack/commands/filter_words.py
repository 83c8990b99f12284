"""The words of a listing, one part after another: `live`, `since 2h`, `oldest`, `with Ada`, and words to look for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from capi_bot.domain import phone_numbers
from capi_bot.errors import UserError
from capi_bot.slack.commands import time_ranges
from capi_bot.slack.commands.text import bare, shown
from capi_bot.slack.commands.tokens import Token, tokens
from capi_bot.slack.commands.typos import is_near, is_slip

WordKind = Literal["state", "since", "order", "party", "word"]

STATES = ("live", "open", "ended", "all")
ORDERS = ("oldest", "newest")
SINCE, WITH, FIRST = "since", "with", "first"
PRIVATE = "private"

_KEYWORDS = frozenset({*STATES, *ORDERS, SINCE, WITH})
_BESIDE_KEYWORDS = frozenset({FIRST, "last", "past", "ago", "today", "yesterday", PRIVATE})
_OFTEN_MISSPELT = ("live", "open", "ended", *ORDERS, SINCE, WITH, "today", "yesterday")
_COLON = re.compile(rf'("[^"]*")|(?<!\S)({SINCE}|{WITH}):', re.IGNORECASE)
_OF_DAY = re.compile(r"\d{1,2}:\d\d(?::\d\d)?", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class FilterWord:
    """Be one part of a listing; `value` as the listing holds it."""

    kind: WordKind
    value: str


def parts(text: str) -> Iterator[FilterWord]:
    """Yield the parts of plain words in their order; `UserError` where one cannot be understood."""
    left = _tokens(text)
    while left:
        part, used = _part(left)
        left = left[used:]
        yield part


def leads(text: str) -> bool:
    """Tell whether text begins with what can only be part of a listing; of `all` and an order the rest has to tell."""
    found = _tokens(text)
    if not found or not _starts(found):
        return False
    return _keyword(found[0]) not in {"all", *ORDERS} or _tells(found)


def is_plain(word: str) -> bool:
    """Tell whether a word reads as itself wherever it stands, so that it needs no quotes."""
    spare = word.lower() not in _KEYWORDS | _BESIDE_KEYWORDS and not _slip(word) and not is_near(word, PRIVATE)
    return word[:1].isalpha() and spare and [(token.raw, token.word) for token in _tokens(word)] == [(word, word)]


def _tokens(text: str) -> tuple[Token, ...]:
    return tokens(_COLON.sub(lambda found: found[1] or f"{found[2]} ", text))


def _keyword(token: Token) -> str:
    word = token.word.lower()
    return word if word in _KEYWORDS and not token.quoted else ""


def _tells(found: tuple[Token, ...]) -> bool:
    while found:
        part, used = _part(found)
        if part.kind == "word":
            return False
        found = found[used:]
    return True


def _part(left: tuple[Token, ...]) -> tuple[FilterWord, int]:
    match _keyword(left[0]):
        case "live" | "open" | "ended" | "all" as state:
            return FilterWord(kind="state", value=state), 1
        case "oldest" | "newest" as order:
            return FilterWord(kind="order", value=order), 1 + _is_first(left[1:2])
        case "since":
            value, used = _since(left[1:])
            return FilterWord(kind="since", value=value), 1 + used
        case "with":
            value, used = _with(left[1:])
            return FilterWord(kind="party", value=value), 1 + used
    return _unnamed(left)


def _is_first(left: tuple[Token, ...]) -> bool:
    return [word.lower() for word in _words(left)] == [FIRST]


def _unnamed(left: tuple[Token, ...]) -> tuple[FilterWord, int]:
    words = _words(left)
    span, used = _span(words, alone=True)
    if span:
        return FilterWord(kind="since", value=span), used
    if used := _number(words):
        return FilterWord(kind="party", value=phone_numbers.normalise_number(" ".join(words[:used]))), used
    return FilterWord(kind="word", value=_looked_for(left[0])), 1


def _looked_for(token: Token) -> str:
    if token.quoted:
        return token.word
    if phone_numbers.is_date_or_range(token.word):
        time_ranges.canonical(token.word)
    if meant := _slip(token.word):
        raise UserError(
            f"“{shown(token.word)}” is nearly a word of mine. Write `{meant}`, "
            f'or `"{shown(token.word)}"` in quotes to look for it.'
        )
    return token.word


def _since(left: tuple[Token, ...]) -> tuple[str, int]:
    words = _words(left) or [token.word for token in left[:1]]
    if not any(words) or _keyword(left[0]):
        raise UserError(f"After `{SINCE}` I need a time: {time_ranges.EXAMPLES}.")
    span, used = _span(words)
    return (span, used) if used else (time_ranges.canonical(words[0]), 1)


def _span(words: list[str], *, alone: bool = False) -> tuple[str, int]:
    span, used = time_ranges.leading(words, alone=alone)
    behind = [word for word in words[used : used + 2] if word.lower() != "at"]
    if used and behind and _OF_DAY.fullmatch(behind[0]):
        raise UserError(f"I know days, not times of day such as “{shown(behind[0])}”. Write {time_ranges.EXAMPLES}.")
    return span, used


def _with(left: tuple[Token, ...]) -> tuple[str, int]:
    if left and left[0].quoted:
        name, used = left[0].raw, 1
    else:
        used = _number(_words(left)) or _name(left)
        name = bare(" ".join(token.raw for token in left[:used]))
    if not name:
        raise UserError(
            f"After `{WITH}` I need a number or a name, such as `{WITH} 447700900111` or `{WITH} Ada Lovelace`; "
            f'a name that I take for something else in quotes: `{WITH} "Open Desk"`.'
        )
    return phone_numbers.normalise_number(name) if phone_numbers.is_phone_number(name) else name, used


def _name(left: tuple[Token, ...]) -> int:
    ends = (count for count in range(len(left)) if left[count].quoted or _starts(left[count:]))
    return next(ends, len(left))


def _starts(left: tuple[Token, ...]) -> bool:
    words = _words(left)
    return bool(_keyword(left[0]) or time_ranges.leading(words, alone=True)[1] or _number(words))


def _number(words: list[str]) -> int:
    near = words[: phone_numbers.MAX_DIGITS]
    dates = (count for count in range(1, len(near)) if time_ranges.leading(near[count:], alone=True)[1])
    return phone_numbers.count_number_words(near[: next(dates, len(near))])


def _words(left: tuple[Token, ...]) -> list[str]:
    """Return the words up to the first one in quotes, which is always only itself."""
    quoted = (count for count, token in enumerate(left) if token.quoted)
    return [token.word for token in left[: next(quoted, len(left))]]


def _slip(word: str) -> str:
    return next((keyword for keyword in _OFTEN_MISSPELT if is_slip(word, keyword)), "")
