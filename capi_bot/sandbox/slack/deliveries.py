"""The way to the app, whichever it is: three seconds to answer, and events again until it does.

https://docs.slack.dev/apis/events-api
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Protocol

from capi_bot.sandbox.journal import Journal
from capi_bot.sandbox.slack.delivery_bodies import Parcel, Receipt, Retry
from capi_bot.sandbox.slack.rules import Json


class Transport(Protocol):
    """Be a way to the app."""

    def send(self, parcel: Parcel, retry: Retry | None, patience: float) -> Receipt:
        """Take the parcel to the app and wait so many seconds for its answer; what fails is told in the receipt."""
        ...


class Courier:
    """Take parcels to the app, and events again when it did not take them.

    `journal` is told of each attempt. `patience` is how long the app may take to answer, `pauses` how long to wait
    before each further attempt of an event, both in seconds; Slack itself waits 0, 60 and 300.
    """

    def __init__(
        self,
        *,
        transport: Transport,
        journal: Journal,
        clock: Callable[[], float],
        patience: float,
        pauses: tuple[float, ...],
    ) -> None:
        self._transport = transport
        self._journal = journal
        self._clock = clock
        self._patience = patience
        self._pauses = pauses
        self._closed = threading.Event()

    def close(self) -> None:
        """Try nothing again from now on."""
        self._closed.set()

    def deliver(self, parcel: Parcel, retry: Retry | None = None) -> Receipt:
        """Take the parcel to the app once, and return what it said."""
        summary = _told(parcel, retry)
        entry = self._journal.begin("delivery", parcel.kind, at=self._clock(), sent=parcel.payload, summary=summary)
        began = time.monotonic()
        receipt = self._transport.send(parcel, retry, self._patience)
        ms = (time.monotonic() - began) * 1000
        status, answered = receipt.error or str(receipt.status), receipt.json or receipt.text or None
        self._journal.end(entry, status=status, ms=ms, answered=answered, failed=bool(receipt.error))
        return receipt

    def not_taken(self, kind: str, receipt: Receipt, answer: Json) -> None:
        """Write down that what the app said to a parcel of this kind was refused with this answer."""
        said, why = receipt.json or receipt.text, answer["error"]
        self._journal.note(
            "method", "ack", at=self._clock(), status=why, sent=said, summary=kind, answered=answer, failed=True
        )

    def deliver_event(self, parcel: Parcel) -> Receipt:
        """Take the parcel to the app until it accepts, tries run out or the app asks for no more."""
        receipt = self.deliver(parcel)
        for attempt, pause in enumerate(self._pauses, start=1):
            if not receipt.error or receipt.headers.get("x-slack-no-retry") == "1" or self._closed.wait(pause):
                break
            receipt = self.deliver(parcel, Retry(attempt=attempt, reason=receipt.reason))
        return receipt


def _told(parcel: Parcel, retry: Retry | None) -> str:
    again = f"retry {retry.attempt}: {retry.reason}" if retry else ""
    return " · ".join(filter(None, (parcel.summary, again)))
