"""Which conversations are asked for: what stands behind `conversations`, as a value and as words."""

from __future__ import annotations

from dataclasses import dataclass

from capi_bot.capi import numbers
from capi_bot.capi.presence import Liveness
from capi_bot.errors import UserError
from capi_bot.slack.commands import keywords
from capi_bot.slack.commands.keywords import Kind, Part
from capi_bot.slack.commands.text import plain, quoted, shown
from capi_bot.slack.packing import packed

LONGEST = 100
"""Characters of a listing in words: it travels in buttons."""

LONGEST_PACKED = 150
"""Characters of it as a button or the id of a block carries it, where signs such as `&` take more room."""

_FAR_TOO_LONG = 5 * LONGEST  # not even read


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
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


EVERYTHING = Listing()


def write(listing: Listing) -> str:
    """Return the words that `read` as this listing, at most 100 characters and 150 packed; else raise `UserError`.

    Everything is written as nothing.
    """
    text = " ".join(filter(None, _written(listing)))
    if len(text) > LONGEST:
        raise UserError(f"That is too long for me: {len(text)} characters, and I keep {LONGEST}. Use fewer words.")
    if len(packed(text)) > LONGEST_PACKED:
        raise UserError("That is too long for me: there are too many signs such as & and % in it. Use fewer.")
    if _read(text) != listing:
        raise UserError(f"I cannot keep “{shown(text)}”: use letters, numbers and single spaces.")
    return text


def read(text: str) -> Listing:
    """Read what stands behind `conversations`, in any order; `UserError` says what to write instead."""
    if len(text) > _FAR_TOO_LONG:
        raise UserError(f"That is too long for me: {LONGEST} characters are enough.")
    listing = _read(text)
    write(listing)
    return listing


def _read(text: str) -> Listing:
    parts = tuple(keywords.parts(plain(text)))
    state = _one(parts, "state")
    return Listing(
        state=Liveness(state) if state not in ("", "all") else None,
        since=_one(parts, "since"),
        oldest=_one(parts, "order") == "oldest",
        party=_one(parts, "party"),
        words=tuple(part.value for part in parts if part.kind == "word" and part.value),
    )


def _one(parts: tuple[Part, ...], kind: Kind) -> str:
    values = tuple(dict.fromkeys(part.value for part in parts if part.kind == kind))
    if len(values) > 1:
        raise UserError(f"I can look for one of “{shown(values[0])}” and “{shown(values[1])}”, not for both.")
    return "".join(values)


def _written(listing: Listing) -> tuple[str, ...]:
    return (
        listing.state or "",
        listing.since and f"{keywords.SINCE} {listing.since}",
        "oldest" if listing.oldest else "",
        *(word if keywords.is_plain(word) else quoted(word) for word in listing.words),
        listing.party and f"{keywords.WITH} {_party(listing.party)}",
    )


def _party(party: str) -> str:
    bare = numbers.is_number(party) or all(map(keywords.is_plain, party.split(" ")))
    return party if bare else quoted(party)
