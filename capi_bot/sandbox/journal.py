"""What went over the wire, in one list that both stand-ins write and the page's inspector reads."""

from __future__ import annotations

import secrets
import threading
from dataclasses import dataclass, replace
from itertools import count
from typing import Literal

MAX_ENTRIES = 500

Kind = Literal["delivery", "method", "vonage", "webhook"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One exchange: what was requested, sent and answered, and how long it took.

    A `delivery` goes from Slack to the app, a `method` from the app to Slack (a Web API method, `response_url`, or an
    `ack` that was refused), a `vonage` from the app to the Conversation API, a `webhook` from Vonage to the app. `sent`
    and `answered` are JSON values, or text where there was no JSON; no header is ever kept, so that no token is.
    """

    number: int
    kind: Kind
    title: str
    """The name of what was requested, such as `block_actions`, `chat.update` or `GET /v1/conversations`."""
    at: float
    """Unix time at which it began."""
    sent: object = None
    summary: str = ""
    """A few words for people, such as what was typed."""
    status: str = "pending"
    """`pending`, an HTTP status, `ok`, or an error's code."""
    failed: bool = False
    answered: object = None
    ms: float | None = None
    """Milliseconds until the answer; None while it is awaited."""
    version: int = 0
    """The journal's version in which this was written last."""


class Journal:
    """The newest entries; thread-safe. Every change is a new version, so that a reader gets changes only."""

    def __init__(self, max_entries: int = MAX_ENTRIES) -> None:
        self._condition = threading.Condition()
        self._max_entries = max_entries
        self._numbers = count(1)
        self._version = 0
        self.id = secrets.token_hex(4)
        """Tells a reader whether it is still the same journal."""
        self._entries: dict[int, Entry] = {}

    def begin(self, kind: Kind, title: str, *, at: float, sent: object = None, summary: str = "") -> Entry:
        entry = Entry(number=next(self._numbers), kind=kind, title=title, at=at, sent=sent, summary=summary)
        return self._written(entry)

    def end(self, entry: Entry, *, status: str, ms: float, answered: object = None, failed: bool = False) -> Entry:
        """Record the end of an exchange; an entry that has been dropped by now is not written again."""
        done = replace(entry, status=status, ms=ms, answered=answered, failed=failed)
        with self._condition:
            return self._written(done) if entry.number in self._entries else done

    def note(
        self,
        kind: Kind,
        title: str,
        *,
        at: float,
        status: str,
        sent: object = None,
        summary: str = "",
        answered: object = None,
        failed: bool = False,
    ) -> Entry:
        begun = self.begin(kind, title, at=at, sent=sent, summary=summary)
        return self.end(begun, status=status, ms=0.0, answered=answered, failed=failed)

    @property
    def version(self) -> int:
        with self._condition:
            return self._version

    def news(self, after: int, seconds: float = 0) -> tuple[Entry, ...]:
        """Return what changed after a version, in order of start; wait up to so many seconds for a change."""
        with self._condition:
            self._condition.wait_for(lambda: self._version > after, seconds)
            return tuple(entry for entry in self._entries.values() if entry.version > after)

    def _written(self, entry: Entry) -> Entry:
        with self._condition:
            self._version += 1
            self._entries[entry.number] = replace(entry, version=self._version)
            while len(self._entries) > self._max_entries:
                del self._entries[next(iter(self._entries))]
            self._condition.notify_all()
            return self._entries.get(entry.number, entry)
