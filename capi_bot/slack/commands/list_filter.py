"""The filter of a list of conversations, as a value and as the words that a person types.

The words are `live`, `since 2h`, `oldest`, `with Ada`, and words to search for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from string import ascii_lowercase
from typing import Literal

from capi_bot.domain import phone_numbers
from capi_bot.domain.liveness import Liveness
from capi_bot.errors import UserError
from capi_bot.slack.commands import time_ranges
from capi_bot.slack.commands.text import Token, excerpt, normalise, query_escape, quote, strip_word, tokenise

WordKind = Literal["state", "since", "order", "party", "word"]

STATES: Mapping[str, str] = {
    **{state.word: state.value for state in Liveness if state is not Liveness.UNKNOWN},
    "open": Liveness.OPEN.value,
    "all": "all",
}
"""By the word that people type, the value of a state; an idle conversation was called open before."""
ORDERS = ("oldest", "newest")
SINCE, WITH, FIRST = "since", "with", "first"
PRIVATE = "private"

_KEYWORDS = frozenset({*STATES, *ORDERS, SINCE, WITH})
_RESERVED_WORDS = frozenset({FIRST, "last", "past", "ago", "today", "yesterday", PRIVATE})
_OFTEN_MISSPELT = ("live", "open", "idle", "ended", "missed", *ORDERS, SINCE, WITH, "today", "yesterday")
_KEYWORD_WITH_COLON = re.compile(rf'("[^"]*")|(?<!\S)({SINCE}|{WITH}):', re.IGNORECASE)
_TIME_OF_DAY = re.compile(r"\d{1,2}:\d\d(?::\d\d)?", re.ASCII)
_LONG_KEYWORD = 5
"""Letters from which on a wrong one hardly ever makes another word: `sinse` is `since`, `love` is not `live`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FilterWord:
    """One criterion of a list filter, with its value as `ListFilter` holds it."""

    kind: WordKind
    value: str


def parse_filter_words(text: str) -> Iterator[FilterWord]:
    """Yield the criteria in plain text in their order; `UserError` where one cannot be understood."""
    tokens = _tokenise(text)
    while tokens:
        word, used = _parse_next(tokens)
        tokens = tokens[used:]
        yield word


def starts_filter(text: str) -> bool:
    """Return whether text begins with what can only be a filter; after `all` or an order the rest decides."""
    tokens = _tokenise(text)
    if not tokens or not _starts_criterion(tokens):
        return False
    return _keyword(tokens[0]) not in {"all", *ORDERS} or _has_only_criteria(tokens)


def is_keyword(word: str) -> bool:
    """Return whether a word is one of those that filters are written with."""
    return word.lower() in _KEYWORDS | _RESERVED_WORDS


def needs_no_quotes(word: str) -> bool:
    """Return whether a word is read as itself wherever it stands."""
    is_free = word.lower() not in _KEYWORDS | _RESERVED_WORDS and not _mistyped_keyword(word)
    is_free = is_free and not is_one_edit_away(word, PRIVATE)
    return word[:1].isalpha() and is_free and [(token.raw, token.word) for token in _tokenise(word)] == [(word, word)]


def is_one_edit_away(typed: str, word: str) -> bool:
    """Return whether one letter of a word was left out, added, swapped with the next or mistaken."""
    return typed.lower() in _edits(word)


def is_typo(typed: str, word: str) -> bool:
    """Return whether a word is more likely mistyped than another word: `lives`, `livee`, `lvie`, but not `liver`."""
    letters = typed.lower()
    if letters not in _edits(word):
        return False
    if len(letters) > len(word):
        return letters[0] == word[0] and set(letters) <= {*word, "s"}
    if sorted(letters) == sorted(word):
        return True
    return letters[0] == word[0] and (len(letters) < len(word) or len(word) >= _LONG_KEYWORD)


def _tokenise(text: str) -> tuple[Token, ...]:
    return tokenise(_KEYWORD_WITH_COLON.sub(lambda match: match[1] or f"{match[2]} ", text))


def _keyword(token: Token) -> str:
    word = token.word.lower()
    return word if word in _KEYWORDS and not token.quoted else ""


def _has_only_criteria(tokens: tuple[Token, ...]) -> bool:
    while tokens:
        word, used = _parse_next(tokens)
        if word.kind == "word":
            return False
        tokens = tokens[used:]
    return True


def _parse_next(tokens: tuple[Token, ...]) -> tuple[FilterWord, int]:
    """Parse the criterion at the beginning of tokens; return it and how many tokens it takes."""
    match _keyword(tokens[0]):
        case state if state in STATES:
            return FilterWord(kind="state", value=STATES[state]), 1
        case "oldest" | "newest" as order:
            is_first_next = [word.lower() for word in _unquoted_words(tokens[1:2])] == [FIRST]
            return FilterWord(kind="order", value=order), 1 + is_first_next
        case "since":
            value, used = _parse_since(tokens[1:])
            return FilterWord(kind="since", value=value), 1 + used
        case "with":
            value, used = _parse_party(tokens[1:])
            return FilterWord(kind="party", value=value), 1 + used
    return _parse_without_keyword(tokens)


def _parse_without_keyword(tokens: tuple[Token, ...]) -> tuple[FilterWord, int]:
    words = _unquoted_words(tokens)
    time_range, used = _parse_time_range(words, alone=True)
    if time_range:
        return FilterWord(kind="since", value=time_range), used
    if used := _count_number_words(words):
        return FilterWord(kind="party", value=phone_numbers.canonical_number(" ".join(words[:used]))), used
    return FilterWord(kind="word", value=_parse_search_word(tokens[0])), 1


def _parse_search_word(token: Token) -> str:
    if token.quoted:
        return token.word
    if phone_numbers.is_date_or_range(token.word):
        time_ranges.normalise_time_range(token.word)
    if keyword := _mistyped_keyword(token.word):
        raise UserError(
            f"“{excerpt(token.word)}” is nearly a word of mine. Write `{keyword}`, "
            f'or `"{excerpt(token.word)}"` in quotes to look for it.'
        )
    return token.word


def _parse_since(tokens: tuple[Token, ...]) -> tuple[str, int]:
    words = _unquoted_words(tokens) or [token.word for token in tokens[:1]]
    if not any(words) or _keyword(tokens[0]):
        raise UserError(f"After `{SINCE}` I need a time: {time_ranges.EXAMPLES}.")
    time_range, used = _parse_time_range(words)
    return (time_range, used) if used else (time_ranges.normalise_time_range(words[0]), 1)


def _parse_time_range(words: list[str], *, alone: bool = False) -> tuple[str, int]:
    time_range, used = time_ranges.leading_time_range(words, alone=alone)
    following = [word for word in words[used : used + 2] if word.lower() != "at"]
    if used and following and _TIME_OF_DAY.fullmatch(following[0]):
        raise UserError(
            f"I know days, not times of day such as “{excerpt(following[0])}”. Write {time_ranges.EXAMPLES}."
        )
    return time_range, used


def _parse_party(tokens: tuple[Token, ...]) -> tuple[str, int]:
    if tokens and tokens[0].quoted:
        name, used = tokens[0].raw, 1
    else:
        used = _count_number_words(_unquoted_words(tokens)) or _count_name_words(tokens)
        name = strip_word(" ".join(token.raw for token in tokens[:used]))
    if not name:
        raise UserError(
            f"After `{WITH}` I need a number or a name, such as `{WITH} 447700900111` or `{WITH} Ada Lovelace`; "
            f'a name that I take for something else in quotes: `{WITH} "Open Desk"`.'
        )
    return phone_numbers.canonical_number(name) if phone_numbers.is_phone_number(name) else name, used


def _count_name_words(tokens: tuple[Token, ...]) -> int:
    ends = (count for count in range(len(tokens)) if tokens[count].quoted or _starts_criterion(tokens[count:]))
    return next(ends, len(tokens))


def _starts_criterion(tokens: tuple[Token, ...]) -> bool:
    words = _unquoted_words(tokens)
    is_time_range = time_ranges.leading_time_range(words, alone=True)[1] > 0
    return bool(_keyword(tokens[0])) or is_time_range or _count_number_words(words) > 0


def _count_number_words(words: list[str]) -> int:
    """Return how many words the phone number at the beginning takes; a date after it is not part of it."""
    candidates = words[: phone_numbers.MAX_DIGITS]
    dates = (
        count
        for count in range(1, len(candidates))
        if time_ranges.leading_time_range(candidates[count:], alone=True)[1]
    )
    return phone_numbers.count_number_words(candidates[: next(dates, len(candidates))])


def _unquoted_words(tokens: tuple[Token, ...]) -> list[str]:
    """Return the words up to the first one in quotes, which is always only itself."""
    quoted = (count for count, token in enumerate(tokens) if token.quoted)
    return [token.word for token in tokens[: next(quoted, len(tokens))]]


def _mistyped_keyword(word: str) -> str:
    return next((keyword for keyword in _OFTEN_MISSPELT if is_typo(word, keyword)), "")


@cache
def _edits(word: str) -> frozenset[str]:
    """Return all strings at an edit distance of one, a swap of neighbours counted as one edit."""
    cuts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    fewer = {left + right[1:] for left, right in cuts if right}
    swapped = {left + right[1] + right[0] + right[2:] for left, right in cuts if len(right) > 1}
    others = {left + letter + right[1:] for left, right in cuts if right for letter in ascii_lowercase}
    more = {left + letter + right for left, right in cuts for letter in ascii_lowercase}
    return frozenset(fewer | swapped | others | more) - {word}


MAX_FILTER_LENGTH = 100
"""Characters of a filter's text, which stands in the values of buttons."""

MAX_ESCAPED_LENGTH = 150
"""Characters of the same in a button's value or a block's id, where characters such as `&` take more room."""

_MAX_INPUT_LENGTH = 5 * MAX_FILTER_LENGTH  # longer text is not even parsed


@dataclass(frozen=True, slots=True, kw_only=True)
class ListFilter:
    """The criteria of a list of conversations; the default is all of them, newest first."""

    state: Liveness | None = None
    """LIVE, OPEN, ENDED or MISSED; None for all."""
    since: str = ""
    """A range as `time_ranges` writes it: `2h`, `today`, `2026-11-01..2026-11-03`; empty for any time."""
    oldest: bool = False
    """Whether the oldest come first."""
    party: str = ""
    """The number (as `canonical_number` writes it) or the name of somebody who must be in them."""
    words: tuple[str, ...] = ()
    """Words that must all stand in a conversation's name or id; one in quotes may hold spaces."""
    text: str = field(init=False, repr=False, compare=False)
    """The words that `read_filter` parses to this filter; empty for the default.

    Written once with the filter, because every button of a list carries it.
    """

    def __post_init__(self) -> None:
        words = (word if needs_no_quotes(word) else quote(word) for word in self.words)
        criteria = (
            self.state.word if self.state else "",
            self.since and f"{SINCE} {self.since}",
            "oldest" if self.oldest else "",
            *words,
            self.party and f"{WITH} {_party_text(self.party)}",
        )
        object.__setattr__(self, "text", " ".join(filter(None, criteria)))


EVERYTHING = ListFilter()


def write_filter(filters: ListFilter) -> str:
    """Return a filter's text, checked: it fits into buttons and is read as the same filter again; else `UserError`.

    The check parses: whoever draws a filter that was read or checked before takes `ListFilter.text`.
    """
    text = filters.text
    if len(text) > MAX_FILTER_LENGTH:
        raise UserError(
            f"That is too long for me: {len(text)} characters, and I keep {MAX_FILTER_LENGTH}. Use fewer words."
        )
    if len(query_escape(text)) > MAX_ESCAPED_LENGTH:
        raise UserError("That is too long for me: there are too many signs such as & and % in it. Use fewer.")
    if _parse(text) != filters:
        raise UserError(f"I cannot keep “{excerpt(text)}”: use letters, numbers and single spaces.")
    return text


def read_filter(text: str) -> ListFilter:
    """Parse what follows `conversations`, in any order; `UserError` says what to write instead."""
    if len(text) > _MAX_INPUT_LENGTH:
        raise UserError(f"That is too long for me: {MAX_FILTER_LENGTH} characters are enough.")
    filters = _parse(text)
    write_filter(filters)
    return filters


def _parse(text: str) -> ListFilter:
    words = tuple(parse_filter_words(normalise(text)))
    state = _single_value(words, "state")
    return ListFilter(
        state=Liveness(state) if state not in ("", "all") else None,
        since=_single_value(words, "since"),
        oldest=_single_value(words, "order") == "oldest",
        party=_single_value(words, "party"),
        words=tuple(word.value for word in words if word.kind == "word" and word.value),
    )


def _single_value(words: tuple[FilterWord, ...], kind: WordKind) -> str:
    values = tuple(dict.fromkeys(word.value for word in words if word.kind == kind))
    if len(values) > 1:
        raise UserError(f"I can look for one of “{excerpt(values[0])}” and “{excerpt(values[1])}”, not for both.")
    return "".join(values)


def _party_text(party: str) -> str:
    is_plain = phone_numbers.is_phone_number(party) or all(map(needs_no_quotes, party.split(" ")))
    return party if is_plain else quote(party)
