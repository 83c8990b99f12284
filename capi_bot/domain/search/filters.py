"""What is looked for, and whether a call, a member or a text is it. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from unicodedata import normalize

from capi_bot.capi.models import Call, Endpoint, Member, Order
from capi_bot.domain.liveness import Liveness
from capi_bot.domain.phone_numbers import is_same_number, normalise_number


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Say which conversations are wanted; the default is all of them, newest first."""

    state: Liveness | None = None
    start: datetime | None = None
    end: datetime | None = None
    oldest: bool = False
    """Whether the oldest come first."""
    party: str = ""
    """The number or the name of somebody who must be, or have been, in them."""
    words: tuple[str, ...] = ()
    """Texts that must all stand in a conversation's id, name or display name; each may hold spaces."""

    @property
    def needs_walking(self) -> bool:
        """Tell whether more is asked than the API's own list can be narrowed to: dates and order."""
        return bool(self.state or self.party or self.words)

    @property
    def order(self) -> Order:
        """Return the API's word for the order."""
        return "asc" if self.oldest else "desc"

    @property
    def number(self) -> str:
        """Return the digits of a party that is a number, else `""`."""
        return normalise_number(self.party)

    @property
    def name(self) -> str:
        """Return a party that is a name, else `""`."""
        return "" if self.number else self.party


def says(words: Iterable[str], *texts: str) -> bool:
    """Tell whether each of the words stands in one of the texts, however both are capitalised and encoded."""
    told = [_folded(text) for text in texts]
    return all(any(_folded(word) in text for text in told) for word in words)


def is_called(name: str, *texts: str) -> bool:
    """Tell whether one of the texts is that name, however both are capitalised and encoded."""
    return _folded(name) in map(_folded, texts)


def is_between(filters: Filters, when: datetime | None) -> bool:
    """Tell whether a time is within the wanted ones; an unknown time is so only where any is."""
    if when is None:
        return filters.start is None and filters.end is None
    return (filters.start is None or filters.start <= when) and (filters.end is None or when <= filters.end)


def call_has_party(filters: Filters, call: Call) -> bool:
    """Tell whether the party is at an end of a call."""
    if filters.number:
        return call_reaches(call, filters.number)
    return any(_is_called(filters.name, end) for end in (call.from_, call.to) if end)


def call_reaches(call: Call, number: str) -> bool:
    """Tell whether a number, as digits, is at an end of a call."""
    return any(is_same_number(number, normalise_number(end.address)) for end in (call.from_, call.to) if end)


def member_has_party(filters: Filters, member: Member) -> bool:
    """Tell whether the party is a member: by name, which may be a number, or at an end of the channel."""
    names, channel = (member.user_display_name, member.user_name), member.channel
    if filters.name:
        return says([filters.name], *names)
    ends = [end for end in (channel.from_, channel.to) if end] if channel else []
    numbers = map(normalise_number, (*names, *(end.address for end in ends)))
    return any(is_same_number(filters.number, number) for number in numbers)


def _is_called(name: str, end: Endpoint) -> bool:
    # An app user's end is the user's name; of several ways to reach somebody the API makes a list: "app,sms".
    return "app" in end.type.split(",") and says([name], end.address)


def _folded(text: str) -> str:
    folded = normalize("NFKC", normalize("NFKC", text).casefold())
    return " ".join(folded.split())
