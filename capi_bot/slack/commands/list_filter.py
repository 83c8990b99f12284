"""Which conversations are asked for: what stands behind `conversations`, as a value and as words."""

from __future__ import annotations

from dataclasses import dataclass

from capi_bot.domain import phone_numbers
from capi_bot.domain.liveness import Liveness
from capi_bot.errors import UserError
from capi_bot.slack.commands import filter_words
from capi_bot.slack.commands.filter_words import FilterWord, WordKind
from capi_bot.slack.commands.text import plain, quoted, shown
from capi_bot.slack.query_string import packed

LONGEST = 100
"""Characters of a listing in words: it travels in buttons."""

LONGEST_PACKED = 150
"""Characters of it as a button or the id of a block carries it, where signs such as `&` take more room."""

_FAR_TOO_LONG = 5 * LONGEST  # not even read


@dataclass(frozen=True, slots=True, kw_only=True)
class ListFilter:
    """Be what a list of conversations is narrowed to; the default is all of them, newest first."""

    state: Liveness | None = None
    """LIVE, OPEN or ENDED; None for all."""
    since: str = ""
    """A span as `spans` writes it: `2h`, `today`, `2026-11-01..2026-11-03`; empty for any time."""
    oldest: bool = False
    """Whether the oldest come first."""
    party: str = ""
    """The number (digits alone) or the name of somebody who must be in them."""
    words: tuple[str, ...] = ()
    """Words that must all stand in a conversation's name or id; one in quotes may hold spaces."""


EVERYTHING = ListFilter()


def write_filter(filters: ListFilter) -> str:
    """Return the words that `read` as this listing, at most 100 characters and 150 packed; else raise `UserError`.

    Everything is written as nothing.
    """
    text = " ".join(filter(None, _written(filters)))
    if len(text) > LONGEST:
        raise UserError(f"That is too long for me: {len(text)} characters, and I keep {LONGEST}. Use fewer words.")
    if len(packed(text)) > LONGEST_PACKED:
        raise UserError("That is too long for me: there are too many signs such as & and % in it. Use fewer.")
    if _read(text) != filters:
        raise UserError(f"I cannot keep “{shown(text)}”: use letters, numbers and single spaces.")
    return text


def read_filter(text: str) -> ListFilter:
    """Read what stands behind `conversations`, in any order; `UserError` says what to write instead."""
    if len(text) > _FAR_TOO_LONG:
        raise UserError(f"That is too long for me: {LONGEST} characters are enough.")
    filters = _read(text)
    write_filter(filters)
    return filters


def _read(text: str) -> ListFilter:
    parts = tuple(filter_words.parts(plain(text)))
    state = _one(parts, "state")
    return ListFilter(
        state=Liveness(state) if state not in ("", "all") else None,
        since=_one(parts, "since"),
        oldest=_one(parts, "order") == "oldest",
        party=_one(parts, "party"),
        words=tuple(part.value for part in parts if part.kind == "word" and part.value),
    )


def _one(parts: tuple[FilterWord, ...], kind: WordKind) -> str:
    values = tuple(dict.fromkeys(part.value for part in parts if part.kind == kind))
    if len(values) > 1:
        raise UserError(f"I can look for one of “{shown(values[0])}” and “{shown(values[1])}”, not for both.")
    return "".join(values)


def _written(filters: ListFilter) -> tuple[str, ...]:
    return (
        filters.state or "",
        filters.since and f"{filter_words.SINCE} {filters.since}",
        "oldest" if filters.oldest else "",
        *(word if filter_words.is_plain(word) else quoted(word) for word in filters.words),
        filters.party and f"{filter_words.WITH} {_party(filters.party)}",
    )


def _party(party: str) -> str:
    bare = phone_numbers.is_phone_number(party) or all(map(filter_words.is_plain, party.split(" ")))
    return party if bare else quoted(party)
