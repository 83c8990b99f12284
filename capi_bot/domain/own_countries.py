"""The countries of the application's own numbers: people there write numbers without the country's code."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from threading import Lock
from typing import Final

from capi_bot.capi.api import ConversationApi
from capi_bot.capi.models import Call
from capi_bot.capi.pagination import LARGEST_PAGE
from capi_bot.domain.phone_numbers import country_of_number

READ_AGAIN: Final = 600.0
"""Seconds after which the newest calls are read again: an application seldom gets a number in another country."""


class OwnCountries:
    """The operator's country or, without one, those learned from calls; thread-safe.

    An application's own number is the `to` of an inbound call and the `from` of an outbound one. What was learned is
    kept, so that a search finds the same at night, when there are no calls.
    """

    def __init__(self, country: str = "", *, clock: Callable[[], float] = time.monotonic) -> None:
        """Take an ISO code, or `""` to learn; `clock` returns seconds."""
        self._is_set = bool(country)
        self._codes = frozenset({country} - {""})
        self._clock = clock
        self._last_read: float | None = None
        self._lock = Lock()

    @property
    def codes(self) -> tuple[str, ...]:
        """The ISO codes that are known by now, in order."""
        return tuple(sorted(self._codes))

    @property
    def is_due(self) -> bool:
        """Whether `read` would read something."""
        last_read = self._last_read
        return not self._is_set and (last_read is None or self._clock() - last_read >= READ_AGAIN)

    def learn(self, calls: Iterable[Call]) -> None:
        """Add the countries of these calls' own numbers, unless the operator has set one."""
        if self._is_set:
            return
        own_ends = (call.to if call.direction == "inbound" else call.from_ for call in calls if call.direction)
        codes = {country_of_number(number) for number in {end.address for end in own_ends if end}}
        with self._lock:
            self._codes |= codes - {""}

    def read(self, api: ConversationApi) -> None:
        """Learn from the newest calls, in progress or over, unless that was done a few minutes ago."""
        if self.is_due:
            self.learn(api.call_log(page_size=LARGEST_PAGE, order="desc").items)
            self._last_read = self._clock()
