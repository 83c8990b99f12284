"""The way to the app: what happens is told on threads of its own, with the tickets that the app may answer by."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager

from capi_bot.sandbox.slack import failure_messages
from capi_bot.sandbox.slack.board import Board
from capi_bot.sandbox.slack.deliveries import Courier
from capi_bot.sandbox.slack.delivery_bodies import (
    Parcel,
    Receipt,
    Retry,
    event_parcel,
    payload_parcel,
)
from capi_bot.sandbox.slack.events import callback
from capi_bot.sandbox.slack.payloads import Issued
from capi_bot.sandbox.slack.people import Person
from capi_bot.sandbox.slack.refusals import NotPossibleError, RefusedError
from capi_bot.sandbox.slack.register import Register
from capi_bot.sandbox.slack.response_tokens import ResponseUrl, Tickets
from capi_bot.sandbox.slack.rules import Json

COURIERS = 32


class Dispatch:
    """Tell the app, and show the person who acted what went wrong; thread-safe.

    `own_url` is where the app reaches the workspace, `executor` what deliveries run on.
    """

    def __init__(
        self,
        *,
        register: Register,
        board: Board,
        tickets: Tickets,
        courier: Courier,
        new_id: Callable[[], str],
        own_url: str,
    ) -> None:
        self.own_url = own_url
        self._register = register
        self._board = board
        self._tickets = tickets
        self._courier = courier
        self._new_id = new_id
        self.executor: Executor = ThreadPoolExecutor(COURIERS, thread_name_prefix="slack")
        self._last_event: Parcel | None = None

    def close(self) -> None:
        """Finish the deliveries in flight and start no more."""
        self._courier.close()
        self.executor.shutdown()

    def address(self, ticket: ResponseUrl) -> str:
        """Return the response_url of a ticket."""
        return f"{self.own_url.rstrip('/')}/response/{ticket.secret}"

    def issued(self, person: Person, ticket: ResponseUrl | None = None) -> Issued:
        """Return what the person's act lets the app answer with; the ticket tells where they are."""
        trigger_id = self._tickets.trigger(person.id, ticket.channel if ticket else "")
        return Issued(trigger_id=trigger_id, response_url=self.address(ticket) if ticket else "")

    def later(self, act: Callable[[], Receipt]) -> Future[Receipt]:
        """Do something that takes a while on a thread of its own."""
        return self.executor.submit(act)

    def deliver(self, parcel: Parcel) -> Receipt:
        """Take a parcel to the app and return what it said."""
        return self._courier.deliver(parcel)

    @contextmanager
    def judging(self, kind: str, receipt: Receipt) -> Iterator[None]:
        """Write down, for developers, why what the app said to a parcel of this kind is refused here."""
        try:
            yield
        except RefusedError as refused:
            self._courier.not_taken(kind, receipt, refused.as_json())
            raise
        except failure_messages.AppFailedError as failed:
            if not receipt.error:  # else the app said nothing, and the delivery tells that
                self._courier.not_taken(kind, receipt, {"ok": False, "error": failed.why})
            raise

    def interaction(self, person: Person, payload: Json, summary: str) -> Future[Receipt]:
        """Tell the app what a person pressed, chose or closed."""
        return self.later(lambda: self._with_toast(person, payload_parcel(payload, summary=summary)))

    def event(self, event: Json, *, by_app: bool = False) -> Future[Receipt]:
        """Tell the app of an event, again where it does not take it; what the app itself did is never `redeliver`ed."""
        parcel = event_parcel(callback(self._register.now, event, f"Ev{self._new_id().upper()}"))
        self._last_event = self._last_event if by_app else parcel
        return self.later(lambda: self._courier.deliver_event(parcel))

    def redeliver(self) -> Receipt:
        """Send the last event once more with its event_id."""
        if self._last_event is None:
            raise NotPossibleError("No event has been delivered yet.")
        return self._courier.deliver(self._last_event, Retry())

    def _with_toast(self, person: Person, parcel: Parcel) -> Receipt:
        receipt = self.deliver(parcel)
        if receipt.error:
            self._board.toast(person.id, failure_messages.for_press(receipt))
        return receipt
