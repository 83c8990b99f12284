"""Words and phrases in quotes: text → tokens, the same wherever somebody writes what is to be looked for."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from capi_bot.slack.commands.text import bare, quoted

_TOKEN = re.compile(r"""(?P<phrase>"[^"]*"|(?<!\S)'[^'"]*'(?!\S))|\S+""")


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """Be a word as it was written, or a phrase that stood in quotes; `start` tells where."""

    raw: str
    start: int
    quoted: bool = False

    @property
    def word(self) -> str:
        """Be what is meant, without the punctuation of a sentence."""
        return self.raw if self.quoted else bare(self.raw)


def tokens(text: str) -> tuple[Token, ...]:
    """Take plain text apart; what is nothing but punctuation is left out."""
    return tuple(token for token in map(_token, _TOKEN.finditer(text)) if token.quoted or token.word)


def written(words: Iterable[str]) -> str:
    """Return the text of which the tokens mean these words."""
    return " ".join(word if _means_itself(word) else quoted(word) for word in words)


def _means_itself(word: str) -> bool:
    return [(token.word, token.quoted) for token in tokens(word)] == [(word, False)]


def _token(match: re.Match[str]) -> Token:
    if phrase := match["phrase"]:
        return Token(raw=" ".join(phrase[1:-1].split()), start=match.start(), quoted=True)
    return Token(raw=match[0], start=match.start())
