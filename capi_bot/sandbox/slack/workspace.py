"""The workspace: what people do in it, and what the app is told of it."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future
from dataclasses import asdict
from typing import Literal

from capi_bot.sandbox.slack import choices, events, payloads
from capi_bot.sandbox.slack.board import Board, Message
from capi_bot.sandbox.slack.composer import Composer
from capi_bot.sandbox.slack.deliveries import Courier, Receipt, payload_parcel
from capi_bot.sandbox.slack.directory import Directory, Person
from capi_bot.sandbox.slack.dispatch import Dispatch
from capi_bot.sandbox.slack.faults import Faults
from capi_bot.sandbox.slack.files import Files
from capi_bot.sandbox.slack.refusals import NotPossibleError
from capi_bot.sandbox.slack.rules import Json
from capi_bot.sandbox.slack.tickets import Tickets
from capi_bot.sandbox.slack.views import Views, filled


class Workspace:
    """Be a Slack workspace with one app in it; thread-safe.

    `app_url` is where the app is told of things, `own_url` where the app reaches the workspace (learnt from the first
    request when not set): both may be set later, in `dispatch`. `patience` is how long the app may take to answer,
    `pauses` how long to wait before each further attempt of an event, in seconds. `per_minute` turns rate limits on
    (see faults.TIERS).
    """

    def __init__(  # noqa: PLR0913 - each is a fact about the workspace that a test may want otherwise
        self,
        *,
        signing_secret: str,
        bot_token: str,
        app_url: str | None,
        clock: Callable[[], float] = time.time,
        own_url: str = "",
        directory: Directory | None = None,
        new_id: Callable[[], str] = lambda: secrets.token_hex(6),
        patience: float = 3.0,
        pauses: tuple[float, ...] = (0.0, 1.0),
        per_minute: Mapping[str, int] | None = None,
    ) -> None:
        self.bot_token = bot_token
        self.directory = directory or Directory()
        self.new_id = new_id
        self.board = Board(clock, self._heard)
        self.tickets = Tickets(clock, new_id)
        self.faults = Faults(clock, per_minute or {})
        self.views = Views(self.board, self.directory, new_id)
        self.files = Files(new_id)
        courier = Courier(
            signing_secret=signing_secret,
            clock=clock,
            new_id=new_id,
            note=self.board.note,
            patience=patience,
            pauses=pauses,
        )
        self.dispatch = Dispatch(
            directory=self.directory,
            board=self.board,
            tickets=self.tickets,
            courier=courier,
            new_id=new_id,
            app_url=app_url,
            own_url=own_url,
        )
        self.composer = Composer(
            directory=self.directory,
            board=self.board,
            tickets=self.tickets,
            dispatch=self.dispatch,
            new_id=new_id,
        )

    @property
    def app_url(self) -> str | None:
        """Where the app is told of things."""
        return self.dispatch.app_url

    @app_url.setter
    def app_url(self, url: str | None) -> None:
        self.dispatch.app_url = url

    @property
    def own_url(self) -> str:
        """Where the app reaches the workspace."""
        return self.dispatch.own_url

    @own_url.setter
    def own_url(self, url: str) -> None:
        self.dispatch.own_url = url

    def close(self) -> None:
        """Finish the deliveries in flight and start no more."""
        self.dispatch.close()

    def state(self, user: str) -> Json:
        """Return everything that this person's page shows; ready for JSON."""
        directory = self.directory
        seen = directory.seen_by(user)
        return {
            "team": {"id": directory.team_id, "name": directory.team_name},
            "me": user,
            "people": [asdict(person) for person in directory.people],
            "channels": [channel.as_json() for channel in seen],
            "commands": [asdict(command) for command in directory.commands],
            "shortcuts": [asdict(shortcut) for shortcut in directory.shortcuts],
            **self.board.seen_by(user, {channel.id for channel in seen}),
        }

    def redeliver(self) -> Receipt:
        """Send the last event once more with its event_id, as Slack does when it missed the answer."""
        return self.dispatch.redeliver()

    def press(
        self,
        user: str,
        press: choices.Press,
        *,
        channel: str = "",
        ts: str = "",
        view_id: str = "",
    ) -> Future[Receipt]:
        """Press or choose something in a message or, by `view_id`, in a modal or on the Home tab."""
        person = self.directory.human(user)
        if view_id:
            payload = self._view_press(person, self.board.view(user, view_id), press)
        else:
            payload = self._message_press(person, self._seen(person, channel, ts), press)
        return self.dispatch.interaction(person, payload, summary=press.action_id)

    def submit(self, user: str, view_id: str, values: choices.Values | None = None) -> None:
        """Submit a modal and do what the app answers; what the app or Slack finds wrong comes as NotPossibleError."""
        person, view = self.directory.human(user), filled(self.board.view(user, view_id), values or {})
        if missing := choices.unfilled(view["blocks"], view["state"]["values"]):
            raise NotPossibleError("Some fields still need an answer.", missing)
        payload = payloads.view_submission(
            self.directory,
            view=view,
            person=person,
            issued=self.dispatch.issued(person),
            response_urls=tuple(self._response_urls(person, view)),
        )
        receipt = self.dispatch.deliver(payload_parcel(payload, summary=view["callback_id"]))
        if receipt.error:
            raise NotPossibleError(f"We had some trouble connecting ({receipt.error}). Try again?")
        self.views.follow(user, view_id, receipt.json or {})

    def dismiss(self, user: str, view_id: str) -> None:
        """Close a modal; the app is told where the view asks for it."""
        person, view = self.directory.human(user), self.board.view(user, view_id)
        if view["clear_on_close"]:
            self.views.clear(user)
        else:
            self.views.pop(user)
        if view["notify_on_close"]:
            payload = payloads.view_closed(self.directory, view=view, person=person)
            self.dispatch.interaction(person, payload, summary=view["callback_id"])

    def open_home(self, user: str, tab: Literal["home", "messages"] = "home") -> Future[Receipt] | None:
        """Open a tab of the app's own place; the app is told each time if it subscribes to that."""
        person = self.directory.human(user)
        if not self.directory.hears("app_home_opened"):
            return None
        channel = self.directory.direct_message(person)
        view = self.board.home(user) if tab == "home" else None
        return self.dispatch.event(events.app_home_opened(channel, tab, view, self.board.next_ts()))

    def use_shortcut(self, user: str, callback_id: str, channel: str = "", ts: str = "") -> Future[Receipt]:
        """Use a shortcut, on a message where it is for messages."""
        person, shortcut = self.directory.human(user), self.directory.shortcut(callback_id)
        if shortcut.type == "message":
            payload = self._message_shortcut(person, callback_id, self._seen(person, channel, ts))
        else:
            payload = payloads.global_shortcut(
                self.directory,
                callback_id=callback_id,
                person=person,
                issued=self.dispatch.issued(person),
                action_ts=self.board.next_ts(),
            )
        return self.dispatch.interaction(person, payload, summary=shortcut.name)

    def _message_shortcut(self, person: Person, callback_id: str, message: Message) -> Json:
        if message.ephemeral_to:
            raise NotPossibleError("A shortcut works on messages that everybody sees.")
        return payloads.message_shortcut(
            self.directory,
            callback_id=callback_id,
            message=message,
            person=person,
            channel=self.directory.place(message.channel, person.id),
            issued=self.dispatch.issued(person, self.tickets.response_url(person.id, message.channel)),
            action_ts=self.board.next_ts(),
            replies=self.board.replies()[message.channel, message.ts],
        )

    def _seen(self, person: Person, channel: str, ts: str) -> Message:
        return self.board.seen(person.id, self.directory.place(channel, person.id).id, ts)

    def _message_press(self, person: Person, message: Message, press: choices.Press) -> Json:
        blocks = message.blocks or ()
        return payloads.message_press(
            self.directory,
            message=message,
            action=press.action(blocks, self.board.next_ts()),
            values=press.values(blocks),
            person=person,
            channel=self.directory.place(message.channel, person.id),
            issued=self.dispatch.issued(person, self.tickets.response_url(person.id, message.channel, message.ts)),
            replies=self.board.replies()[message.channel, message.ts],
        )

    def _view_press(self, person: Person, view: Json, press: choices.Press) -> Json:
        return payloads.view_press(
            self.directory,
            view={**view, "state": {"values": press.values(view["blocks"])}},
            action=press.action(view["blocks"], self.board.next_ts()),
            person=person,
            issued=self.dispatch.issued(person),
        )

    def _response_urls(self, person: Person, view: Json) -> Iterator[Json]:
        for ids, channel in choices.answered_in(view["blocks"], view["state"]["values"]):
            yield {
                **ids,
                "channel_id": channel,
                "response_url": self.dispatch.address(self.tickets.response_url(person.id, channel)),
            }

    def _heard(self, old: Message | None, new: Message | None) -> None:
        if event := events.own_voice(self.directory, old, new, self.board.next_ts):
            self.dispatch.event(event, by_app=True)
