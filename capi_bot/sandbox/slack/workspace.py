"""The workspace: what people do in it, and what the app is told of it."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict, dataclass

from capi_bot.sandbox.slack import choices, payloads
from capi_bot.sandbox.slack.board import Board, Message
from capi_bot.sandbox.slack.deliveries import Courier, Parcel, Receipt, event_parcel, form_parcel, payload_parcel
from capi_bot.sandbox.slack.directory import Channel, Command, Directory, Person
from capi_bot.sandbox.slack.faults import Faults
from capi_bot.sandbox.slack.posting import answer, thread_parent
from capi_bot.sandbox.slack.refusals import NotPossibleError, RefusedError
from capi_bot.sandbox.slack.rules import Json
from capi_bot.sandbox.slack.tickets import ResponseUrl, Tickets
from capi_bot.sandbox.slack.views import Modals, filled
from capi_bot.sandbox.slack.wording import escaped, mentions, written

COURIERS = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """Be what became of what a person typed: the ts of their message, and the delivery to the app, if any."""

    ts: str | None = None
    delivery: Future[Receipt] | None = None


class Workspace:
    """Be a Slack workspace with one app in it; thread-safe.

    `app_url` is where the app is told of things, `own_url` where the app reaches the workspace (learnt from the first
    request when not set): both may be set later. `patience` is how long the app may take to answer, `pauses` how long
    to wait before each further attempt of an event, in seconds. `per_minute` turns rate limits on (see faults.TIERS).
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
        self.app_url = app_url
        self.own_url = own_url
        self.directory = directory or Directory()
        self.new_id = new_id
        self.board = Board(clock)
        self.tickets = Tickets(clock, new_id)
        self.faults = Faults(clock, per_minute or {})
        self.modals = Modals(self.board, self.directory, new_id)
        self._courier = Courier(
            signing_secret=signing_secret,
            clock=clock,
            new_id=new_id,
            note=self.board.note,
            patience=patience,
            pauses=pauses,
        )
        self._pool = ThreadPoolExecutor(COURIERS, thread_name_prefix="slack")
        self._last_event: Parcel | None = None

    def close(self) -> None:
        """Finish the deliveries in flight and start no more."""
        self._courier.close()
        self._pool.shutdown()

    def state(self, user: str) -> Json:
        """Return everything that this person's page shows; ready for JSON."""
        directory = self.directory
        return {
            "team": {"id": directory.team_id, "name": directory.team_name},
            "me": user,
            "people": [asdict(person) for person in directory.people],
            "channels": [asdict(channel) for channel in directory.channels],
            "commands": [asdict(command) for command in directory.commands],
            **self.board.seen_by(user),
        }

    def send(self, user: str, channel: str, text: str, thread_ts: str | None = None) -> Sent:
        """Do what a person does with the composer: run a slash command, or post a message that may mention the bot."""
        person, place = self.directory.human(user), self.directory.place(channel)
        if not text.strip():
            raise NotPossibleError("Type something first.")
        if text.startswith("/"):
            return self._command(person, place, text, thread_ts)
        try:
            parent = thread_parent(self.board, place.id, thread_ts)
        except RefusedError:
            raise NotPossibleError("There is no such thread to reply to.") from None
        return self._message(person, place, text, parent)

    def press(
        self,
        user: str,
        *,
        block_id: str,
        action_id: str,
        channel: str = "",
        ts: str = "",
        view_id: str = "",
        given: Json | None = None,
    ) -> Future[Receipt]:
        """Press or choose something in a message or, by `view_id`, in a modal; `given` is the choice."""
        person = self.directory.human(user)
        press = choices.Press(block_id=block_id, action_id=action_id, given=given or {})
        if view_id:
            payload = self._view_action(person, self.board.view(user, view_id), press)
        else:
            payload = self._message_action(person, self.board.seen(user, channel, ts), press)
        return self._pool.submit(self._deliver_press, person, payload_parcel(payload, summary=action_id))

    def submit(self, user: str, view_id: str, values: choices.Values | None = None) -> None:
        """Submit a modal and do what the app answers; what the app or Slack finds wrong comes as NotPossibleError."""
        person, view = self.directory.human(user), filled(self.board.view(user, view_id), values or {})
        if missing := choices.unfilled(view["blocks"], view["state"]["values"]):
            raise NotPossibleError("Some fields still need an answer.", missing)
        payload = payloads.view_submission(self.directory, view=view, person=person, issued=self._issued(person))
        receipt = self._courier.deliver(self.app_url, payload_parcel(payload, summary=view["callback_id"]))
        if receipt.error:
            raise NotPossibleError(f"We had some trouble connecting ({receipt.error}). Try again?")
        self.modals.follow(user, view_id, receipt.json or {})

    def dismiss(self, user: str, view_id: str) -> None:
        """Close a modal; the app is told where the view asks for it."""
        person, view = self.directory.human(user), self.board.view(user, view_id)
        if view["clear_on_close"]:
            self.modals.clear(user)
        else:
            self.modals.pop(user)
        if view["notify_on_close"]:
            payload = payloads.view_closed(self.directory, view=view, person=person)
            self._pool.submit(self._deliver_press, person, payload_parcel(payload, summary=view["callback_id"]))

    def redeliver(self) -> Receipt:
        """Send the last event once more with its event_id, as Slack does when it missed the answer."""
        if self._last_event is None:
            raise NotPossibleError("No event has been delivered yet.")
        return self._courier.deliver_again(self.app_url, self._last_event)

    def _command(self, person: Person, channel: Channel, typed: str, thread_ts: str | None) -> Sent:
        name, _, text = typed.partition(" ")
        if thread_ts:
            self.board.toast(person.id, f"{name} is not supported in threads. Sorry!")
            return Sent()
        command = self.directory.command(name)
        if command is None:
            self.board.whisper(person.id, channel.id, f"`{escaped(name)}` is not a valid command.")
            return Sent()
        return Sent(delivery=self._pool.submit(self._deliver_command, person, channel, command, text.strip()))

    def _deliver_command(self, person: Person, channel: Channel, command: Command, text: str) -> Receipt:
        ticket = self.tickets.response_url(person.id, channel.id)
        fields = payloads.slash_command(
            self.directory,
            command=command.command,
            text=written(text, self.directory, named=True),
            person=person,
            channel=channel,
            issued=self._issued(person, ticket),
        )
        typed = f"{command.command} {text}".strip()
        receipt = self._courier.deliver(self.app_url, form_parcel("command", fields, summary=typed))
        error = receipt.error or self._show_ack(ticket, receipt, typed)
        if error:
            self.board.whisper(person.id, channel.id, f'{command.command} failed with the error "{error}"')
        return receipt

    def _show_ack(self, ticket: ResponseUrl, receipt: Receipt, typed: str) -> str:
        body = {"text": receipt.text} if receipt.json is None else receipt.json
        if body.get("response_type") == "in_channel":
            words = written(typed, self.directory)
            self.board.put(Message(ts=self.board.next_ts(), channel=ticket.channel, user=ticket.user, text=words))
        if not body.get("text") and not body.get("blocks"):
            return ""
        try:
            answer(self.board, ticket, body, self.directory.bot_user, self.new_id)
        except RefusedError as refused:
            return refused.code
        return ""

    def _message(self, person: Person, channel: Channel, typed: str, thread_ts: str | None) -> Sent:
        text = written(typed, self.directory)
        message = self.board.put(
            Message(ts=self.board.next_ts(), channel=channel.id, user=person.id, text=text, thread_ts=thread_ts),
        )
        if not mentions(text, self.directory.bot_user):
            return Sent(ts=message.ts)
        if not channel.has_bot:
            absent = f"<@{self.directory.bot_user}> is not in this channel."
            self.board.whisper(person.id, channel.id, absent, thread_ts)
            return Sent(ts=message.ts)
        return Sent(ts=message.ts, delivery=self._deliver_mention(message))

    def _deliver_mention(self, message: Message) -> Future[Receipt] | None:
        if "app_mentions:read" not in self.directory.scopes:
            return None
        event = payloads.app_mention(self.directory, message, f"Ev{self.new_id().upper()}")
        self._last_event = event_parcel(event)
        return self._pool.submit(self._courier.deliver_event, self.app_url, self._last_event)

    def _message_action(self, person: Person, message: Message, press: choices.Press) -> Json:
        blocks = message.blocks or ()
        return payloads.message_action(
            self.directory,
            message=message,
            action=press.action(blocks, self.board.next_ts()),
            values=press.values(blocks),
            person=person,
            channel=self.directory.place(message.channel),
            issued=self._issued(person, self.tickets.response_url(person.id, message.channel, message.ts)),
            replies=self.board.replies()[message.channel, message.ts],
        )

    def _view_action(self, person: Person, view: Json, press: choices.Press) -> Json:
        return payloads.view_action(
            self.directory,
            view={**view, "state": {"values": press.values(view["blocks"])}},
            action=press.action(view["blocks"], self.board.next_ts()),
            person=person,
            issued=self._issued(person),
        )

    def _deliver_press(self, person: Person, parcel: Parcel) -> Receipt:
        receipt = self._courier.deliver(self.app_url, parcel)
        if receipt.error:
            self.board.toast(person.id, f"The app did not take that ({receipt.error}). Try again?")
        return receipt

    def _issued(self, person: Person, ticket: ResponseUrl | None = None) -> payloads.Issued:
        url = f"{self.own_url.rstrip('/')}/response/{ticket.secret}" if ticket else ""
        return payloads.Issued(trigger_id=self.tickets.trigger(person.id), response_url=url)
