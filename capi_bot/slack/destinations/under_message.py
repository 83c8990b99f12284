"""The thread under a message on which a shortcut was chosen."""

from __future__ import annotations

from dataclasses import dataclass

from capi_bot.slack.client import SlackClient
from capi_bot.slack.destinations.destination import (
    LONG,
    Attempt,
    Later,
    try_in_order,
)
from capi_bot.slack.destinations.new_message import Target, post
from capi_bot.slack.memory import LatestPress
from capi_bot.slack.messages import Message, PendingReply
from capi_bot.slack.payloads import Shortcut
from capi_bot.slack.views.notices import not_delivered


@dataclass(frozen=True, slots=True, kw_only=True)
class UnderMessage:
    """Be the thread under somebody's message: answered there for everybody, failures told only to who asked."""

    client: SlackClient
    latest_press: LatestPress
    shortcut: Shortcut

    def show(self, painting: PendingReply) -> Later | None:
        """Post and fill in; where the bot is no member, wait: what a response_url brings stays as it is."""
        target = Target(channel_id=self.shortcut.channel_id, thread_ts=self.shortcut.thread_ts)
        taken, later = post(self.client, self.latest_press, target, painting)
        if not taken:
            self._respond(painting.look(LONG)[0])
        return later

    def fail(self, failure: Message) -> None:
        """Tell only the person who asked."""
        try_in_order(*self._asker(failure))

    def _respond(self, message: Message) -> None:
        asked = self.shortcut
        try_in_order(
            lambda: self.client.respond(asked.response_url, message, private=False, thread_ts=asked.thread_ts),
            *self._asker(message),
            sorry=self._asker(not_delivered()),
        )

    def _asker(self, message: Message) -> tuple[Attempt, ...]:
        # What only one person sees may get lost in a thread that has not begun.
        asked = self.shortcut
        thread = asked.thread_ts if asked.in_thread else ""
        return (
            lambda: self.client.respond(asked.response_url, message, private=True, thread_ts=thread),
            lambda: self.client.post_ephemeral(asked.channel_id, asked.user_id, message, thread),
        )
