"""The way to the app: what happens is told on threads of its own, with the tickets that the app may answer by."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

from capi_bot.sandbox.slack.board import Board
from capi_bot.sandbox.slack.deliveries import Courier, Parcel, Receipt, event_parcel, payload_parcel
from capi_bot.sandbox.slack.directory import Directory, Person
from capi_bot.sandbox.slack.events import callback
from capi_bot.sandbox.slack.payloads import Issued
from capi_bot.sandbox.slack.refusals import NotPossibleError
from capi_bot.sandbox.slack.rules import Json
from capi_bot.sandbox.slack.tickets import ResponseUrl, Tickets

COURIERS = 32


class Dispatch:
    """Tell the app, and show the person who acted what went wrong; thread-safe.

    `app_url` is where the app is told of things, `own_url` where the app reaches the workspace.
    """

    def __init__(
        self,
        *,
        directory: Directory,
        board: Board,
        tickets: Tickets,
        courier: Courier,
        new_id: Callable[[], str],
        app_url: str | None,
        own_url: str,
    ) -> None:
        self.app_url = app_url
        self.own_url = own_url
        self._directory = directory
        self._board = board
        self._tickets = tickets
        self._courier = courier
        self._new_id = new_id
        self._pool = ThreadPoolExecutor(COURIERS, thread_name_prefix="slack")
        self._last_event: Parcel | None = None

    def close(self) -> None:
        """Finish the deliveries in flight and start no more."""
        self._courier.close()
        self._pool.shutdown()

    def address(self, ticket: ResponseUrl) -> str:
        """Return the response_url of a ticket."""
        return f"{self.own_url.rstrip('/')}/response/{ticket.secret}"

    def issued(self, person: Person, ticket: ResponseUrl | None = None) -> Issued:
        """Return what the person's act lets the app answer with; the ticket tells where they are."""
        trigger_id = self._tickets.trigger(person.id, ticket.channel if ticket else "")
        return Issued(trigger_id=trigger_id, response_url=self.address(ticket) if ticket else "")

    def later(self, act: Callable[[], Receipt]) -> Future[Receipt]:
        """Do something that takes a while on a thread of its own."""
        return self._pool.submit(act)

    def deliver(self, parcel: Parcel) -> Receipt:
        """Take a parcel to the app and return what it said."""
        return self._courier.deliver(self.app_url, parcel)

    def interaction(self, person: Person, payload: Json, summary: str) -> Future[Receipt]:
        """Tell the app what a person pressed, chose or closed."""
        return self.later(lambda: self._with_toast(person, payload_parcel(payload, summary=summary)))

    def event(self, event: Json, *, by_app: bool = False) -> Future[Receipt]:
        """Tell the app of an event, again where it does not take it; what the app itself did is never `redeliver`ed."""
        parcel = event_parcel(callback(self._directory, event, f"Ev{self._new_id().upper()}"))
        self._last_event = self._last_event if by_app else parcel
        return self.later(lambda: self._courier.deliver_event(self.app_url, parcel))

    def redeliver(self) -> Receipt:
        """Send the last event once more with its event_id."""
        if self._last_event is None:
            raise NotPossibleError("No event has been delivered yet.")
        return self._courier.deliver_again(self.app_url, self._last_event)

    def _with_toast(self, person: Person, parcel: Parcel) -> Receipt:
        receipt = self.deliver(parcel)
        if receipt.error:
            self._board.toast(person.id, f"The app did not take that ({receipt.error}). Try again?")
        return receipt
