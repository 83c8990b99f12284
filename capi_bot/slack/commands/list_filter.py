"""The filter of a list of conversations, as a value and as the words that a person types."""

from __future__ import annotations

from dataclasses import dataclass, field

from capi_bot.domain import phone_numbers
from capi_bot.domain.liveness import Liveness
from capi_bot.errors import UserError
from capi_bot.slack.commands import filter_words
from capi_bot.slack.commands.filter_words import FilterWord, WordKind
from capi_bot.slack.commands.text import excerpt, normalise, query_escape, quote

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
        words = (word if filter_words.needs_no_quotes(word) else quote(word) for word in self.words)
        criteria = (
            self.state.word if self.state else "",
            self.since and f"{filter_words.SINCE} {self.since}",
            "oldest" if self.oldest else "",
            *words,
            self.party and f"{filter_words.WITH} {_party_text(self.party)}",
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
    words = tuple(filter_words.parse_filter_words(normalise(text)))
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
    is_plain = phone_numbers.is_phone_number(party) or all(map(filter_words.needs_no_quotes, party.split(" ")))
    return party if is_plain else quote(party)
