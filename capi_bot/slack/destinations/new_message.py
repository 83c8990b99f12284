"""New messages: in the channel of a slash command, in a thread, and in the channel that an answer is shared to."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import Final

from capi_bot.slack.client import NOT_POSTED, SlackClient
from capi_bot.slack.destinations.destination import (
    Destination,
    SendResult,
    ShareButton,
    TryAgainError,
    as_result,
    message_key,
    try_in_order,
)
from capi_bot.slack.destinations.reports import PrivateNotes
from capi_bot.slack.memory import LatestPress
from capi_bot.slack.messages import Message
from capi_bot.slack.outcomes import CHANNEL_REFUSES, READ_ONLY, Outcome, Sent
from capi_bot.slack.payloads import BlockAction, Mention, Shortcut, SlashCommand
from capi_bot.slack.pending_reply import LONGEST_RETRY_AFTER, SHORT_RETRY_AFTER, UPDATE_WAIT

DIRECT: Final = "D"
"""How the ids of direct conversations begin."""

DELETED: Final = "message_not_found"
"""Slack's error for a message that was deleted: nobody misses the rest of it."""


@dataclass(slots=True, kw_only=True)
class PostedMessage:
    """A message that the bot posts as itself, and replaces as long as nobody has pressed it.

    In a direct conversation the bot may read what it has posted: where nobody knows whether a message was posted, it is
    looked for there by its key.
    """

    client: SlackClient
    latest_press: LatestPress
    channel_id: str
    thread_ts: str = ""
    _key: str = field(default_factory=lambda: secrets.token_hex(8), init=False)
    _ts: str = field(default="", init=False)
    may_be_posted: bool = field(default=False, init=False)
    """Whether nobody knows if it stands there."""

    @property
    def thread(self) -> str:
        """Return the key of the message whose thread it is in, or begins; empty while it is not posted."""
        return message_key(self.channel_id, self.thread_ts or self._ts) if self._ts else ""

    def post(self, message: Message) -> Sent:
        """Post it. Raise `TryAgainError` where it has to be looked for first."""
        if self.may_be_posted:
            sent = self.client.find_posted(self.channel_id, self.thread_ts, self._key)
            if sent.outcome is Outcome.FAILED:
                raise TryAgainError(sent.retry_after, SendResult.UNCERTAIN)
            if sent.error != NOT_POSTED:  # it was found, or cannot be looked for
                self._ts, self.may_be_posted = sent.id, not sent.is_done
                return sent if sent.is_done else Sent(outcome=Outcome.UNKNOWN)
        is_direct = self.channel_id.startswith(DIRECT)
        sent = self.client.post(self.channel_id, message, self.thread_ts, self._key if is_direct else "")
        self._ts, self.may_be_posted = sent.id, sent.outcome is Outcome.UNKNOWN
        if is_direct and self.may_be_posted:
            raise TryAgainError(otherwise=SendResult.UNCERTAIN)
        return sent

    def replace(self, message: Message) -> SendResult:
        """Replace it, unless it was pressed: then that answer stands there."""
        with self.latest_press.if_latest(message_key(self.channel_id, self._ts), "") as is_latest:
            if not is_latest:
                return SendResult.FINAL
            sent = self.client.update(self.channel_id, self._ts, message)
        if sent.is_done:
            return SendResult.REPLACEABLE
        if sent.error == DELETED:
            return SendResult.FINAL
        if sent.outcome is Outcome.FAILED and sent.retry_after <= LONGEST_RETRY_AFTER:
            raise TryAgainError(sent.retry_after, SendResult.UNFINISHED)
        return SendResult.UNFINISHED


def posted_result(sent: Sent) -> SendResult:
    """Return what the outcome of a post means where the answer can also be sent once, by a response_url.

    A short Retry-After is obeyed rather than evaded: `TryAgainError`.
    """
    if 0 < sent.retry_after <= SHORT_RETRY_AFTER:
        raise TryAgainError(sent.retry_after)
    if sent.outcome in {Outcome.DONE, Outcome.UNKNOWN}:
        return as_result(sent, SendResult.REPLACEABLE)
    return SendResult.NOT_ALLOWED if sent.error in READ_ONLY else SendResult.SEND_ONCE


class CommandChannel(Destination):
    """The channel of a slash command or, in private, nobody but who typed it."""

    def __init__(self, client: SlackClient, latest_press: LatestPress, slash: SlashCommand, *, private: bool) -> None:
        self._client = client
        self._slash = slash
        self._private = private
        self._message = PostedMessage(client=client, latest_press=latest_press, channel_id=slash.actor.channel)
        self._notes = PrivateNotes(client, slash.actor, response_url=slash.response_url)
        self.first_wait = None if private else 0.0
        self.share_once = ShareButton.TO_CHANNEL if private else None

    @property
    def thread(self) -> str:
        """Return where people write about what was posted."""
        return self._message.thread

    def send(self, message: Message) -> SendResult:
        """Post it at once; where the bot is no member, it can be sent once: that cannot be replaced."""
        return posted_result(self._message.post(message))

    def send_once(self, message: Message) -> SendResult:
        """Answer by the response_url: https://github.com/slackapi/bolt-js/issues/2287 says why it stays as it is."""
        if self._private:
            return self._notes.send(message)
        actor = self._slash.actor
        sent = try_in_order(
            lambda: self._client.respond(self._slash.response_url, message, private=False),
            lambda: self._client.post_ephemeral(actor.channel, actor.user, message),
        )
        if sent.outcome is Outcome.UNKNOWN:
            self._notes.avoid_response_url()
        return as_result(sent)

    def replace(self, message: Message) -> SendResult:
        """Replace what was posted."""
        return self._message.replace(message)

    def report_wait(self, notice: Message) -> None:
        """Report it only to the person who typed."""
        self._client.respond(self._slash.response_url, notice, private=True)

    def report(self, failure: Message) -> SendResult:
        """Report it only to the person who typed."""
        return self._notes.send(failure)


class MentionThread(Destination):
    """The thread of a mention, or a direct conversation; in private nobody but who wrote it."""

    def __init__(self, client: SlackClient, latest_press: LatestPress, mention: Mention, *, private: bool) -> None:
        self._client = client
        self._mention = mention
        self._private = private
        self._message = PostedMessage(
            client=client, latest_press=latest_press, channel_id=mention.actor.channel, thread_ts=mention.thread_ts
        )
        self._notes = PrivateNotes(client, mention.actor, thread_ts=mention.thread_ts)
        self._may_be_noted = False
        """Whether nobody knows if a failure was reported in the thread."""
        self.first_wait = None if private else 0.0
        self.share_once = ShareButton.TO_CHANNEL if private else None

    @property
    def thread(self) -> str:
        """Return where people write about what was posted."""
        return self._message.thread

    def send(self, message: Message) -> SendResult:
        """Post it in the thread."""
        sent = try_in_order(lambda: self._message.post(message))
        return SendResult.NOT_ALLOWED if sent.error in CHANNEL_REFUSES else as_result(sent, SendResult.REPLACEABLE)

    def send_once(self, message: Message) -> SendResult:
        """Show it only to the person who wrote."""
        return self._notes.send(message)

    def replace(self, message: Message) -> SendResult:
        """Replace what was posted."""
        return self._message.replace(message)

    def report_wait(self, notice: Message) -> None:
        """Report it only to the person who wrote."""
        actor = self._mention.actor
        self._client.post_ephemeral(actor.channel, actor.user, notice, self._mention.thread_ts)

    def report(self, failure: Message) -> SendResult:
        """Report it in the thread, because an ephemeral message may not appear in one that has only just begun.

        Not so in private: anybody could press a public note's Try again and see what is meant for one person. Nor where
        something may have been posted: whether it was is the concern of one person.
        """
        mention = self._mention
        if self._private or self._message.may_be_posted or self._may_be_noted:
            return self._notes.send(failure)
        sent = self._client.post(mention.actor.channel, failure, mention.thread_ts)
        self._may_be_noted = sent.outcome is Outcome.UNKNOWN
        if sent.outcome in {Outcome.DONE, Outcome.UNKNOWN}:
            return as_result(sent)
        return self._notes.send(failure)


class ShortcutThread(Destination):
    """The thread under the message on which a shortcut was chosen: for everybody; failures only for who asked."""

    once_wait = UPDATE_WAIT
    """What a response_url brings stays as it is, and the thread shows nothing meanwhile."""

    def __init__(self, client: SlackClient, latest_press: LatestPress, shortcut: Shortcut) -> None:
        self._client = client
        self._shortcut = shortcut
        self._message = PostedMessage(
            client=client,
            latest_press=latest_press,
            channel_id=shortcut.actor.channel,
            thread_ts=shortcut.thread_ts,
        )
        # What only one person sees may get lost in a thread that has not begun.
        self._note_thread = shortcut.thread_ts if shortcut.in_thread else ""
        self._notes = PrivateNotes(
            client, shortcut.actor, response_url=shortcut.response_url, thread_ts=self._note_thread
        )

    def send(self, message: Message) -> SendResult:
        """Post it in the thread; where the bot is no member, it can be sent once."""
        result = posted_result(self._message.post(message))
        if result is SendResult.NOT_ALLOWED:
            self.share_once = ShareButton.NOT_ALLOWED
            return SendResult.SEND_ONCE
        return result

    def send_once(self, message: Message) -> SendResult:
        """Answer by the response_url; where the bot may not post, only to the person who asked."""
        if self.share_once is ShareButton.NOT_ALLOWED:
            return self._notes.send(message)
        shortcut, client = self._shortcut, self._client
        url, channel_id, user_id = shortcut.response_url, shortcut.actor.channel, shortcut.actor.user
        sent = try_in_order(
            lambda: client.respond(url, message, private=False, thread_ts=shortcut.thread_ts),
            lambda: client.respond(url, message, private=True, thread_ts=self._note_thread),
            lambda: client.post_ephemeral(channel_id, user_id, message, self._note_thread),
        )
        if sent.outcome is Outcome.UNKNOWN:
            self._notes.avoid_response_url()
        return as_result(sent)

    def replace(self, message: Message) -> SendResult:
        """Replace what was posted."""
        return self._message.replace(message)

    def report(self, failure: Message) -> SendResult:
        """Report it only to the person who asked."""
        return self._notes.send(failure)


class SharedToChannel(Destination):
    """The channel, or the thread in it, in which somebody looked in private: the answer is for everybody there."""

    def __init__(
        self, client: SlackClient, latest_press: LatestPress, action: BlockAction, pressed: Destination
    ) -> None:
        self._client = client
        self._action = action
        self._pressed = pressed
        """Where only the person who pressed is notified."""
        self._thread_ts = action.thread_ts if action.in_thread else ""
        channel_id = action.selected or action.actor.channel
        self._response_url = action.response_url if channel_id == action.actor.channel else ""
        """What it brings stands in the channel of the press."""
        self._message = PostedMessage(
            client=client, latest_press=latest_press, channel_id=channel_id, thread_ts=self._thread_ts
        )

    @property
    def thread(self) -> str:
        """Return where people write about what was posted."""
        return self._message.thread

    def send(self, message: Message) -> SendResult:
        """Post it; where the bot is no member, the press's response_url can bring it once, which a modal has not."""
        result = posted_result(self._post(message))
        if result is SendResult.NOT_ALLOWED:
            return SendResult.NOT_SHARED
        if not self._action.view_id or result is SendResult.UNCERTAIN:
            return result
        return SendResult.NOT_SHARED if result is SendResult.SEND_ONCE else SendResult.SHARED

    def _post(self, message: Message) -> Sent:
        if self._response_url:
            return self._message.post(message)
        return try_in_order(lambda: self._message.post(message))

    def send_once(self, message: Message) -> SendResult:
        """Answer by the press's response_url."""
        url = self._response_url
        if not url:
            return SendResult.NOT_SHARED
        sent = try_in_order(lambda: self._client.respond(url, message, private=False, thread_ts=self._thread_ts))
        return SendResult.NOT_SHARED if sent.outcome is Outcome.REFUSED else as_result(sent)

    def replace(self, message: Message) -> SendResult:
        """Replace what was posted."""
        return self._message.replace(message)

    def report(self, failure: Message) -> SendResult:
        """Report it only to the person who pressed."""
        return self._pressed.report(failure)
