"""The composer: slash commands, Slack's own among them, and messages that the app may hear of.

https://slack.com/help/articles/201259356
"""

from __future__ import annotations

import re
from concurrent.futures import Future
from dataclasses import dataclass, replace

from capi_bot.sandbox.slack import errors, events, payloads
from capi_bot.sandbox.slack.deliveries import DeliveryResult, Dispatcher, command_delivery
from capi_bot.sandbox.slack.directory import Command, Directory
from capi_bot.sandbox.slack.errors import NotPossibleError, RefusedError
from capi_bot.sandbox.slack.messages import Message, escape_typed, mentions
from capi_bot.sandbox.slack.people import Channel, Person
from capi_bot.sandbox.slack.posting import respond, thread_parent
from capi_bot.sandbox.slack.response_tokens import ResponseUrl
from capi_bot.sandbox.slack.store import WorkspaceState

SLACKS_COMMANDS = (
    Command(command="/invite", usage_hint="@someone", description="Invite people or apps to this channel"),
    Command(command="/remove", usage_hint="@someone", description="Remove people or apps from this channel"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What became of what a person typed: the ts of their message, and the delivery to the app, if any."""

    ts: str | None = None
    delivery: Future[DeliveryResult] | None = None


class Composer:
    """What people type, taken to the store and to the app."""

    def __init__(self, state: WorkspaceState, dispatcher: Dispatcher) -> None:
        self._state = state
        self._store = state.store
        self._dispatcher = dispatcher

    @property
    def _directory(self) -> Directory:
        return self._state.directory

    def send(self, user: str, channel_id: str, text: str, thread_ts: str | None = None) -> Sent:
        """Do what a person typed; who writes in a public channel that they are not in joins it so."""
        person, channel = self._directory.require_person(user), self._directory.require_channel(channel_id, user)
        if not text.strip():
            raise NotPossibleError("Type something first.")
        if channel.is_archived:
            raise NotPossibleError(f"#{channel.name} is archived: nothing can be posted in it.")
        self._state.memberships.join(channel.id, person.id)
        if text.startswith("/"):
            return self._command(person, channel, text, thread_ts)
        try:
            parent = thread_parent(self._store, channel.id, thread_ts)
        except RefusedError:
            raise NotPossibleError("There is no such thread to reply to.") from None
        return self._message(person, channel, text, parent)

    def change(self, user: str, channel_id: str, ts: str, text: str | None) -> None:
        """Change a person's own message, or delete it without a text; the app is notified as Slack does."""
        message = self._store.require_message(user, channel_id, ts)
        if message.user != user or message.subtype:
            raise NotPossibleError("You can change only what you have written yourself.")
        if text is None:
            self._store.remove(message)
        elif not text.strip():
            raise NotPossibleError("Type something first.")
        else:
            self._store.put(replace(message, text=escape_typed(text, self._directory), edited=True))

    def _command(self, person: Person, channel: Channel, typed: str, thread_ts: str | None) -> Sent:
        name, _, text = typed.partition(" ")
        if thread_ts:
            self._store.add_toast(person.id, f"{name} is not supported in threads. Sorry!")
            return Sent()
        if name in {"/invite", "/remove", "/kick"}:  # the last is what /remove was called before
            sentence = self._change_members(name, text, person, channel)
        elif self._directory.is_app_available(person.id) and (command := self._directory.command(name)):
            deliver = self._dispatcher.executor.submit(self._deliver, person, channel, command, text.strip())
            return Sent(delivery=deliver)
        else:
            sentence = errors.for_unknown_command(name)
        if sentence:
            self._store.post_as_slackbot(person.id, channel.id, sentence)
        return Sent()

    def _change_members(self, command: str, text: str, person: Person, channel: Channel) -> str:
        """Do what `/invite` or `/remove` says; return Slackbot's answer, empty where the channel shows it."""
        if channel.owner:
            return f"{command} works in channels."
        if not person.is_full_member:
            return f"You don't have permission to use {command} in this channel."
        users = re.findall(r"<@(\w+)>", escape_typed(text, self._directory))
        if not users:
            return f"Say whom: {command} @name."
        change = self._invite if command == "/invite" else self._remove
        return "\n".join(filter(None, (change(channel, user) for user in users)))

    def _invite(self, channel: Channel, user: str) -> str:
        person, bot = self._directory.person(user), self._directory.bot_user
        other_bot = person is not None and person.is_bot and user != bot
        if person is None or other_bot or (person.team_id and person.team_id not in channel.shared_with):
            return f"<@{user}> can't be invited to this channel."
        return "" if self._state.memberships.join(channel.id, user) else f"<@{user}> is already in this channel."

    def _remove(self, channel: Channel, user: str) -> str:
        return "" if self._state.memberships.leave(channel.id, user) else f"<@{user}> is not in this channel."

    def _deliver(self, person: Person, channel: Channel, command: Command, text: str) -> DeliveryResult:
        token = self._state.tokens.response_url(person.id, channel.id)
        escaped = escape_typed(text, self._directory, named=True)
        fields = payloads.slash_command(self._directory, person, channel, command.command, escaped)
        fields |= self._dispatcher.issue(person, token)
        typed = f"{command.command} {text}".strip()
        result = self._dispatcher.deliver(command_delivery(fields, summary=typed))
        if error := result.error or self._show_ack(token, result, typed):
            self._store.post_as_slackbot(person.id, channel.id, errors.for_command(command.command, error))
        return result

    def _show_ack(self, token: ResponseUrl, result: DeliveryResult, typed: str) -> str:
        """Post what the app acknowledged with; return Slack's error code where that is refused."""
        body = {"text": result.text} if result.json is None else result.json
        if body.get("response_type") == "in_channel":
            text = escape_typed(typed, self._directory)
            self._store.put(Message(ts=self._store.next_ts(), channel=token.channel, user=token.user, text=text))
        if not any(body.get(name) for name in ("text", "blocks", "attachments")):
            return ""
        try:
            with self._dispatcher.checking_ack("slash_commands", result):
                respond(self._store, token, body, self._directory.bot_user, self._state.new_id)
        except RefusedError as refused:
            return refused.code
        return ""

    def _message(self, person: Person, channel: Channel, typed: str, thread_ts: str | None) -> Sent:
        text, ts = escape_typed(typed, self._directory), self._store.next_ts()
        message = self._store.put(Message(ts=ts, channel=channel.id, user=person.id, text=text, thread_ts=thread_ts))
        if mentions(text, self._directory.bot_user) and not channel.has_bot:
            absent = f"<@{self._directory.bot_user}> is not in this channel."
            self._store.post_as_slackbot(person.id, channel.id, absent, thread_ts)
        deliveries = [self._dispatcher.event(event) for event in events.written(self._directory, message)]
        return Sent(ts=ts, delivery=deliveries[-1] if deliveries else None)
