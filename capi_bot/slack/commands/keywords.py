"""The words of a listing, one part after another: `live`, `since 2h`, `oldest`, `with Ada`, and words to look for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from capi_bot.errors import UserError
from capi_bot.slack.commands import numbers, spans
from capi_bot.slack.commands.text import shown

Kind = Literal["state", "since", "order", "party", "word"]

STATES = ("live", "open", "ended", "all")
ORDERS = ("oldest", "newest")
SINCE, WITH, FIRST = "since", "with", "first"

_KEYWORDS = frozenset({*STATES, *ORDERS, SINCE, WITH})
_BESIDE_KEYWORDS = frozenset({FIRST, "last", "past", "ago", "today", "yesterday", "private"})
_OFTEN_MISSPELT = ("live", "open", "ended", *ORDERS, SINCE, WITH, "today", "yesterday")
_TOKEN = re.compile(rf'(?i:({SINCE}|{WITH})):|"([^"]*)"|(\S+)')


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Be one part of a listing; `value` as the listing holds it."""

    kind: Kind
    value: str


@dataclass(frozen=True, slots=True)
class _Token:
    raw: str
    quoted: bool = False

    @property
    def word(self) -> str:
        """Be what is meant, without the punctuation of a sentence."""
        return self.raw if self.quoted else _bare(self.raw)

    @property
    def keyword(self) -> str:
        """Be the keyword that this is; empty where it is none."""
        key = self.word.lower()
        return key if key in _KEYWORDS and not self.quoted else ""


def parts(text: str) -> Iterator[Part]:
    """Yield the parts of plain words in their order; `UserError` where one cannot be understood."""
    left = _tokens(text)
    while left:
        part, used = _part(left)
        left = left[used:]
        yield part


def leads(text: str) -> bool:
    """Tell whether text begins with what can only be part of a listing, not with a word to look for."""
    tokens = _tokens(text)
    return bool(tokens) and _starts(tokens) and tokens[0].keyword not in {"all", *ORDERS}


def is_plain(word: str) -> bool:
    """Tell whether a word reads as itself wherever it stands, so that it needs no quotes."""
    tokens = _tokens(word)
    spare = word.lower() not in _KEYWORDS | _BESIDE_KEYWORDS and not _slip(word)
    return word[:1].isalpha() and spare and [(token.raw, token.word) for token in tokens] == [(word, word)]


def _tokens(text: str) -> tuple[_Token, ...]:
    tokens = map(_token, _TOKEN.finditer(text))
    return tuple(token for token in tokens if token.quoted or token.word)


def _token(match: re.Match[str]) -> _Token:
    keyword, phrase, word = match.groups()
    return _Token(keyword or word) if phrase is None else _Token(" ".join(phrase.split()), quoted=True)


def _bare(raw: str) -> str:
    word = raw.replace('"', "").strip("'").rstrip(",;:!?")
    return word.removesuffix(".") if not word.endswith("..") else word


def _part(tokens: tuple[_Token, ...]) -> tuple[Part, int]:
    first = tokens[0]
    match first.keyword:
        case "live" | "open" | "ended" | "all" as state:
            return Part(kind="state", value=state), 1
        case "oldest" | "newest" as order:
            return Part(kind="order", value=order), 1 + _is_first(tokens[1:2])
        case "since":
            value, used = _since(tokens[1:])
            return Part(kind="since", value=value), 1 + used
        case "with":
            value, used = _with(tokens[1:])
            return Part(kind="party", value=value), 1 + used
    return _unnamed(tokens)


def _is_first(tokens: tuple[_Token, ...]) -> bool:
    return [word.lower() for word in _words(tokens)] == [FIRST]


def _unnamed(tokens: tuple[_Token, ...]) -> tuple[Part, int]:
    words = _words(tokens)
    span, used = spans.leading(words, alone=True)
    if span:
        return Part(kind="since", value=span), used
    if used := _number(words):
        return Part(kind="party", value=numbers.digits(" ".join(words[:used]))), used
    return Part(kind="word", value=_looked_for(tokens[0])), 1


def _looked_for(token: _Token) -> str:
    meant = "" if token.quoted else _slip(token.word)
    if meant:
        raise UserError(
            f"“{shown(token.word)}” is nearly a word of mine. Write `{meant}`, "
            f'or `"{shown(token.word)}"` in quotes to look for it.'
        )
    return token.word


def _since(tokens: tuple[_Token, ...]) -> tuple[str, int]:
    words = _words(tokens) or [token.word for token in tokens[:1]]
    if not any(words) or tokens[0].keyword:
        raise UserError(f"After `{SINCE}` I need a time: {spans.EXAMPLES}.")
    span, used = spans.leading(words)
    return (span, used) if used else (spans.canonical(words[0]), 1)


def _with(tokens: tuple[_Token, ...]) -> tuple[str, int]:
    if tokens and tokens[0].quoted:
        name, used = tokens[0].raw, 1
    else:
        used = _number(_words(tokens)) or _name(tokens)
        name = _bare(" ".join(token.raw for token in tokens[:used]))
    if not name:
        raise UserError(
            f"After `{WITH}` I need a number or a name, such as `{WITH} 447700900111` or `{WITH} Ada Lovelace`; "
            f'a name that I take for something else in quotes: `{WITH} "Open Desk"`.'
        )
    return numbers.digits(name) if numbers.is_number(name) else name, used


def _name(tokens: tuple[_Token, ...]) -> int:
    ends = (count for count in range(len(tokens)) if tokens[count].quoted or _starts(tokens[count:]))
    return next(ends, len(tokens))


def _starts(tokens: tuple[_Token, ...]) -> bool:
    words = _words(tokens)
    return bool(tokens[0].keyword or spans.leading(words, alone=True)[1] or _number(words))


def _number(words: list[str]) -> int:
    near = words[: numbers.LONGEST]
    dates = (count for count in range(1, len(near)) if spans.leading(near[count:], alone=True)[1])
    return numbers.leading(near[: next(dates, len(near))])


def _words(tokens: tuple[_Token, ...]) -> list[str]:
    """Return the words up to the first one in quotes, which is always only itself."""
    quoted = (count for count, token in enumerate(tokens) if token.quoted)
    return [token.word for token in tokens[: next(quoted, len(tokens))]]


def _slip(word: str) -> str:
    typed = word.lower()
    return next((keyword for keyword in _OFTEN_MISSPELT if typed in _misspelt(keyword)), "")


def _misspelt(word: str) -> set[str]:
    missing = {word[:at] + word[at + 1 :] for at in range(1, len(word))}
    swapped = {word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in range(len(word) - 1)}
    return (missing | swapped) - {word}
