"""What a person does with the composer: run a slash command, or post a message that the app may hear of."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass

from capi_bot.sandbox.slack import events, payloads
from capi_bot.sandbox.slack.board import Board, Message
from capi_bot.sandbox.slack.deliveries import Receipt, form_parcel
from capi_bot.sandbox.slack.directory import Channel, Command, Directory, Person
from capi_bot.sandbox.slack.dispatch import Dispatch
from capi_bot.sandbox.slack.posting import answer, thread_parent
from capi_bot.sandbox.slack.refusals import NotPossibleError, RefusedError
from capi_bot.sandbox.slack.tickets import ResponseUrl, Tickets
from capi_bot.sandbox.slack.wording import escaped, mentions, written


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """Be what became of what a person typed: the ts of their message, and the delivery to the app, if any."""

    ts: str | None = None
    delivery: Future[Receipt] | None = None


class Composer:
    """Take what people type to the board and to the app."""

    def __init__(
        self,
        *,
        directory: Directory,
        board: Board,
        tickets: Tickets,
        dispatch: Dispatch,
        new_id: Callable[[], str],
    ) -> None:
        self._directory = directory
        self._board = board
        self._tickets = tickets
        self._dispatch = dispatch
        self._new_id = new_id

    def send(self, user: str, channel: str, text: str, thread_ts: str | None = None) -> Sent:
        """Do what a person typed."""
        person, place = self._directory.human(user), self._directory.place(channel, user)
        if not text.strip():
            raise NotPossibleError("Type something first.")
        if text.startswith("/"):
            return self._command(person, place, text, thread_ts)
        try:
            parent = thread_parent(self._board, place.id, thread_ts)
        except RefusedError:
            raise NotPossibleError("There is no such thread to reply to.") from None
        return self._message(person, place, text, parent)

    def _command(self, person: Person, channel: Channel, typed: str, thread_ts: str | None) -> Sent:
        name, _, text = typed.partition(" ")
        if thread_ts:
            self._board.toast(person.id, f"{name} is not supported in threads. Sorry!")
            return Sent()
        command = self._directory.command(name)
        if command is None:
            self._board.whisper(person.id, channel.id, f"`{escaped(name)}` is not a valid command.")
            return Sent()
        return Sent(delivery=self._dispatch.later(lambda: self._deliver(person, channel, command, text.strip())))

    def _deliver(self, person: Person, channel: Channel, command: Command, text: str) -> Receipt:
        ticket = self._tickets.response_url(person.id, channel.id)
        fields = payloads.slash_command(
            self._directory,
            command=command.command,
            text=written(text, self._directory, named=True),
            person=person,
            channel=channel,
            issued=self._dispatch.issued(person, ticket),
        )
        typed = f"{command.command} {text}".strip()
        receipt = self._dispatch.deliver(form_parcel("command", fields, summary=typed))
        error = receipt.error or self._show_ack(ticket, receipt, typed)
        if error:
            self._board.whisper(person.id, channel.id, f'{command.command} failed with the error "{error}"')
        return receipt

    def _show_ack(self, ticket: ResponseUrl, receipt: Receipt, typed: str) -> str:
        body = {"text": receipt.text} if receipt.json is None else receipt.json
        if body.get("response_type") == "in_channel":
            words = written(typed, self._directory)
            self._board.put(Message(ts=self._board.next_ts(), channel=ticket.channel, user=ticket.user, text=words))
        if not body.get("text") and not body.get("blocks"):
            return ""
        try:
            answer(self._board, ticket, body, self._directory.bot_user, self._new_id)
        except RefusedError as refused:
            return refused.code
        return ""

    def _message(self, person: Person, channel: Channel, typed: str, thread_ts: str | None) -> Sent:
        text = written(typed, self._directory)
        message = self._board.put(
            Message(ts=self._board.next_ts(), channel=channel.id, user=person.id, text=text, thread_ts=thread_ts),
        )
        if channel.owner:
            return Sent(ts=message.ts, delivery=self._deliver_direct(message))
        if not mentions(text, self._directory.bot_user):
            return Sent(ts=message.ts)
        if not channel.has_bot:
            absent = f"<@{self._directory.bot_user}> is not in this channel."
            self._board.whisper(person.id, channel.id, absent, thread_ts)
            return Sent(ts=message.ts)
        return Sent(ts=message.ts, delivery=self._deliver_mention(message))

    def _deliver_direct(self, message: Message) -> Future[Receipt] | None:
        if not self._directory.hears("message.im", "im:history"):
            return None
        return self._dispatch.event(events.direct_message(self._directory, message))

    def _deliver_mention(self, message: Message) -> Future[Receipt] | None:
        if not self._directory.hears("app_mention", "app_mentions:read"):
            return None
        return self._dispatch.event(events.app_mention(self._directory, message))
