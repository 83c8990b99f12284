"""What a person does with the composer: run a slash command, or post a message that the app may hear of."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass

from capi_bot.sandbox.slack import (
    events,
    failure_messages,
    invitations,
    payloads,
)
from capi_bot.sandbox.slack.board import Board
from capi_bot.sandbox.slack.delivery_bodies import Receipt, command_parcel
from capi_bot.sandbox.slack.directory import Command, Directory
from capi_bot.sandbox.slack.dispatch import Dispatch
from capi_bot.sandbox.slack.messages import Message
from capi_bot.sandbox.slack.people import Channel, Person
from capi_bot.sandbox.slack.posting import answer, thread_parent
from capi_bot.sandbox.slack.refusals import NotPossibleError, RefusedError
from capi_bot.sandbox.slack.register import Register
from capi_bot.sandbox.slack.response_tokens import ResponseUrl, Tickets
from capi_bot.sandbox.slack.wording import mentions, written


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
        register: Register,
        board: Board,
        tickets: Tickets,
        dispatch: Dispatch,
        new_id: Callable[[], str],
    ) -> None:
        self._register = register
        self._board = board
        self._tickets = tickets
        self._dispatch = dispatch
        self._new_id = new_id

    @property
    def _directory(self) -> Directory:
        return self._register.now

    def send(self, user: str, channel: str, text: str, thread_ts: str | None = None) -> Sent:
        """Do what a person typed; who writes in a public channel that they are not in comes into it so."""
        person, place = self._directory.human(user), self._directory.place(channel, user)
        if not text.strip():
            raise NotPossibleError("Type something first.")
        if place.is_archived:
            raise NotPossibleError(f"#{place.name} is archived: nothing can be posted in it.")
        self._register.join(place.id, person.id)
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
        if invitations.is_slacks_own(name):
            return self._tell(person, channel, invitations.run(self._register, name, text, person, channel))
        command = self._directory.command(name) if self._directory.serves(person.id) else None
        if command is None:
            return self._tell(person, channel, failure_messages.for_unknown_command(name))
        return Sent(delivery=self._dispatch.later(lambda: self._deliver(person, channel, command, text.strip())))

    def _tell(self, person: Person, channel: Channel, sentence: str) -> Sent:
        if sentence:
            self._board.whisper(person.id, channel.id, sentence)
        return Sent()

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
        receipt = self._dispatch.deliver(command_parcel(fields, summary=typed))
        error = receipt.error or self._show_ack(ticket, receipt, typed)
        if error:
            self._board.whisper(person.id, channel.id, failure_messages.for_command(command.command, error))
        return receipt

    def _show_ack(self, ticket: ResponseUrl, receipt: Receipt, typed: str) -> str:
        body = {"text": receipt.text} if receipt.json is None else receipt.json
        if body.get("response_type") == "in_channel":
            words = written(typed, self._directory)
            self._board.put(Message(ts=self._board.next_ts(), channel=ticket.channel, user=ticket.user, text=words))
        if not any(body.get(name) for name in ("text", "blocks", "attachments")):
            return ""
        try:
            with self._dispatch.judging("slash_commands", receipt):
                answer(self._board, ticket, body, self._directory.bot_user, self._new_id)
        except RefusedError as refused:
            return refused.code
        return ""

    def _message(self, person: Person, channel: Channel, typed: str, thread_ts: str | None) -> Sent:
        text = written(typed, self._directory)
        message = self._board.put(
            Message(ts=self._board.next_ts(), channel=channel.id, user=person.id, text=text, thread_ts=thread_ts),
        )
        if mentions(text, self._directory.bot_user) and not channel.has_bot:
            absent = f"<@{self._directory.bot_user}> is not in this channel."
            self._board.whisper(person.id, channel.id, absent, thread_ts)
        told = [self._dispatch.event(event) for event in events.spoken(self._directory, message)]
        return Sent(ts=message.ts, delivery=told[-1] if told else None)
