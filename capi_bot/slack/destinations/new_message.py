"""New messages: in the channel of a slash command, in a thread, and in the channel that an answer is shared to."""

from __future__ import annotations

from dataclasses import dataclass, field

from capi_bot.slack.client import SlackClient
from capi_bot.slack.destinations.destination import (
    Attempt,
    Destination,
    SendResult,
    ShareButton,
    message_key,
    try_in_order,
)
from capi_bot.slack.memory import LatestPress
from capi_bot.slack.messages import Message
from capi_bot.slack.payloads import BlockAction, Mention, Shortcut, SlashCommand
from capi_bot.slack.pending_reply import UPDATE_WAIT


@dataclass(slots=True, kw_only=True)
class PostedMessage:
    """A message that the bot posts as itself, and replaces as long as nobody has pressed it."""

    client: SlackClient
    latest_press: LatestPress
    channel_id: str
    thread_ts: str = ""
    _ts: str = field(default="", init=False)

    def post(self, message: Message) -> SendResult:
        """Post it; where the bot may not, it is to be sent once, another way."""
        ts = self.client.post(self.channel_id, message, self.thread_ts)
        if ts is None:
            return SendResult.SEND_ONCE
        self._ts = ts
        return SendResult.REPLACEABLE if ts else SendResult.FINAL

    def replace(self, message: Message) -> SendResult:
        """Replace it, unless it was pressed: then that answer stands there."""
        if not self._ts:  # nobody knows whether it was posted
            return SendResult.FINAL
        with self.latest_press.if_latest(message_key(self.channel_id, self._ts), "") as is_latest:
            is_replaced = is_latest and self.client.update(self.channel_id, self._ts, message)
        return SendResult.REPLACEABLE if is_replaced else SendResult.FINAL


class CommandChannel(Destination):
    """The channel of a slash command or, in private, nobody but who typed it."""

    def __init__(self, client: SlackClient, latest_press: LatestPress, slash: SlashCommand, *, private: bool) -> None:
        self._client = client
        self._slash = slash
        self._private = private
        self._message = PostedMessage(client=client, latest_press=latest_press, channel_id=slash.actor.channel)
        self.first_wait = None if private else 0.0
        self.share_once = ShareButton.TO_CHANNEL if private else None

    def send(self, message: Message) -> SendResult:
        """Post it at once; where the bot is no member, it can be sent once: that cannot be replaced."""
        return self._message.post(message)

    def send_once(self, message: Message) -> SendResult:
        """Answer by the response_url: https://github.com/slackapi/bolt-js/issues/2287 says why it stays as it is."""
        actor = self._slash.actor
        is_taken = try_in_order(
            lambda: self._client.respond(self._slash.response_url, message, private=self._private),
            lambda: self._client.post_ephemeral(actor.channel, actor.user, message),
        )
        return SendResult.FINAL if is_taken else SendResult.LOST

    def replace(self, message: Message) -> SendResult:
        """Replace what was posted."""
        return self._message.replace(message)

    def report_wait(self, notice: Message) -> None:
        """Report it only to the person who typed."""
        self._client.respond(self._slash.response_url, notice, private=True)

    def report(self, failure: Message) -> None:
        """Report it only to the person who typed."""
        actor = self._slash.actor
        try_in_order(
            lambda: self._client.respond(self._slash.response_url, failure, private=True),
            lambda: self._client.post_ephemeral(actor.channel, actor.user, failure),
        )


class MentionThread(Destination):
    """The thread of a mention, or a direct conversation; in private nobody but who wrote it."""

    def __init__(self, client: SlackClient, latest_press: LatestPress, mention: Mention, *, private: bool) -> None:
        self._client = client
        self._mention = mention
        self._private = private
        self._message = PostedMessage(
            client=client, latest_press=latest_press, channel_id=mention.actor.channel, thread_ts=mention.thread_ts
        )
        self.first_wait = None if private else 0.0
        self.share_once = ShareButton.TO_CHANNEL if private else None

    def send(self, message: Message) -> SendResult:
        """Post it in the thread."""
        result = self._message.post(message)
        return result if try_in_order(lambda: result is not SendResult.SEND_ONCE) else SendResult.LOST

    def send_once(self, message: Message) -> SendResult:
        """Show it only to the person who wrote."""
        return SendResult.FINAL if try_in_order(lambda: self._post_ephemeral(message)) else SendResult.LOST

    def replace(self, message: Message) -> SendResult:
        """Replace what was posted."""
        return self._message.replace(message)

    def report_wait(self, notice: Message) -> None:
        """Report it only to the person who wrote."""
        self._post_ephemeral(notice)

    def report(self, failure: Message) -> None:
        """Report it in the thread, because an ephemeral message may not appear in one that has only just begun.

        Not so in private: anybody could press a public note's Try again and see what is meant for one person.
        """
        mention, ephemeral = self._mention, lambda: self._post_ephemeral(failure)
        if self._private:
            try_in_order(ephemeral)
        else:
            try_in_order(
                lambda: self._client.post(mention.actor.channel, failure, mention.thread_ts) is not None, ephemeral
            )

    def _post_ephemeral(self, message: Message) -> bool:
        actor = self._mention.actor
        return self._client.post_ephemeral(actor.channel, actor.user, message, self._mention.thread_ts)


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

    def send(self, message: Message) -> SendResult:
        """Post it in the thread; where the bot is no member, it can be sent once."""
        return self._message.post(message)

    def send_once(self, message: Message) -> SendResult:
        """Answer by the response_url."""
        shortcut = self._shortcut
        is_taken = try_in_order(
            lambda: self._client.respond(shortcut.response_url, message, private=False, thread_ts=shortcut.thread_ts),
            *self._ephemeral_attempts(message),
        )
        return SendResult.FINAL if is_taken else SendResult.LOST

    def replace(self, message: Message) -> SendResult:
        """Replace what was posted."""
        return self._message.replace(message)

    def report(self, failure: Message) -> None:
        """Report it only to the person who asked."""
        try_in_order(*self._ephemeral_attempts(failure))

    def _ephemeral_attempts(self, message: Message) -> tuple[Attempt, ...]:
        # What only one person sees may get lost in a thread that has not begun.
        shortcut, actor = self._shortcut, self._shortcut.actor
        thread_ts = shortcut.thread_ts if shortcut.in_thread else ""
        return (
            lambda: self._client.respond(shortcut.response_url, message, private=True, thread_ts=thread_ts),
            lambda: self._client.post_ephemeral(actor.channel, actor.user, message, thread_ts),
        )


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
        self._message = PostedMessage(
            client=client,
            latest_press=latest_press,
            channel_id=action.selected or action.actor.channel,
            thread_ts=self._thread_ts,
        )

    def send(self, message: Message) -> SendResult:
        """Post it; where the bot is no member, the press's response_url can bring it once, which a modal has not."""
        result = self._message.post(message)
        if not self._action.view_id:
            return result
        return SendResult.NOT_SHARED if result is SendResult.SEND_ONCE else SendResult.SHARED

    def send_once(self, message: Message) -> SendResult:
        """Answer by the press's response_url."""
        url = self._action.response_url
        is_taken = bool(url) and self._client.respond(url, message, private=False, thread_ts=self._thread_ts)
        return SendResult.FINAL if is_taken else SendResult.NOT_SHARED

    def replace(self, message: Message) -> SendResult:
        """Replace what was posted."""
        return self._message.replace(message)

    def report(self, failure: Message) -> None:
        """Report it only to the person who pressed."""
        self._pressed.report(failure)
