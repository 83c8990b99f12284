"""The application's own numbers: which they are, and what the operator calls them.

An own number is the `to` of an inbound call and the `from` of an outbound one. Which end of a channel is one of them
tells who called whom where no direction is known.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from threading import Lock
from types import MappingProxyType
from typing import Final

from capi_bot.capi.models import Call, Endpoint
from capi_bot.domain.phone_numbers import is_phone_number, normalise_number

MAX_LEARNED: Final = 1000
"""Numbers that are kept: some applications pass on the numbers of strangers as the `from` of what they dial."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnNumbers:
    """The own numbers that are known at one moment, as the API writes them; the default is none."""

    names: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}), hash=False)
    """By number, what the operator calls it."""
    learned: frozenset[str] = frozenset()
    """Numbers without a name, learned from calls."""

    def include(self, end: Endpoint | None) -> bool:
        """Return whether an end of a channel or call is one of them."""
        number = _number(end)
        return number in self.names or number in self.learned

    def name(self, end: Endpoint | None) -> str:
        """Return what the operator calls the number at this end; `""` for one without a name."""
        return self.names.get(_number(end), "") if self.names else ""


NO_NUMBERS: Final = OwnNumbers()


class LearnedNumbers:
    """The numbers that the operator has named, and those learned from calls; thread-safe. What was learned is kept."""

    def __init__(self, names: Mapping[str, str] = NO_NUMBERS.names) -> None:
        """Take the operator's names by number, as `CAPI_NUMBERS` has them."""
        self._current = OwnNumbers(names=MappingProxyType(dict(names)))
        self._lock = Lock()

    @property
    def current(self) -> OwnNumbers:
        """The numbers that are known by now, as a value that does not change."""
        return self._current

    def learn_all(self, calls: Mapping[str, Iterable[Call]] | None) -> OwnNumbers:
        """Add the own numbers of calls by conversation (None: not known), and return all that are known."""
        return self.learn(call for each in (calls or {}).values() for call in each)

    def learn(self, calls: Iterable[Call]) -> OwnNumbers:
        """Add the own numbers of these calls, and return all that are known.

        An application may dial with its caller's number as the `from`: what is also the `from` of an inbound call
        among these is not its own.
        """
        calls = tuple(calls)
        callers = {_number(call.from_) for call in calls if call.direction == "inbound"}
        called = {_number(call.to) for call in calls if call.direction == "inbound"}
        dialled_from = {_number(call.from_) for call in calls if call.direction == "outbound"}
        found = {number for number in called | (dialled_from - callers) if is_phone_number(number)}
        with self._lock:
            new = found - self._current.learned - self._current.names.keys()
            if new and len(self._current.learned) + len(new) <= MAX_LEARNED:
                self._current = OwnNumbers(names=self._current.names, learned=self._current.learned | new)
            return self._current


def _number(end: Endpoint | None) -> str:
    if end is None:
        return ""
    return end.address if end.address.isdecimal() else normalise_number(end.address)
