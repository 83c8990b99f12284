"""Which envelopes wait for an acknowledgement, over whichever connection it comes."""

from __future__ import annotations

import threading
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Literal

from capi_bot.sandbox.slack.socket_mode.frames import Ack

REMEMBERED = 500

Verdict = Literal["ok", "too_late", "unknown_envelope_id"]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Awaited:
    link: int
    answer: Future[Ack | None] = field(default_factory=Future)


class Acks:
    """Match acknowledgements with envelopes; thread-safe.

    An app may acknowledge over another connection than the one on which it was told: it may have moved meanwhile.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._awaited: dict[str, _Awaited] = {}
        self._past: dict[str, None] = {}

    def expect(self, envelope_id: str, link: int) -> Future[Ack | None]:
        """Wait for the answer to an envelope that goes over this link; it comes as None when the link was cut."""
        awaited = _Awaited(link=link)
        with self._lock:
            self._awaited[envelope_id] = awaited
        return awaited.answer

    def forget(self, envelope_id: str) -> None:
        """Wait no longer."""
        with self._lock:
            self._awaited.pop(envelope_id, None)
            self._past[envelope_id] = None
            while len(self._past) > REMEMBERED:
                del self._past[next(iter(self._past))]

    def settle(self, ack: Ack) -> Verdict:
        """Give an answer to whoever waits for it, and say whether anybody does."""
        with self._lock:
            awaited = self._awaited.pop(ack.envelope_id, None)
            if awaited is None:
                return "too_late" if ack.envelope_id in self._past else "unknown_envelope_id"
        awaited.answer.set_result(ack)
        return "ok"

    def lose(self, link: int) -> None:
        """Tell everybody who waits for an answer over this link that it was cut."""
        with self._lock:
            lost = {name: awaited for name, awaited in self._awaited.items() if awaited.link == link}
            for name in lost:
                del self._awaited[name]
        for awaited in lost.values():
            awaited.answer.set_result(None)
