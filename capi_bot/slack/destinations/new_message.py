"""What was typed: a slash command, answered in its channel, or a mention, answered in its thread."""

from __future__ import annotations

from dataclasses import dataclass

from capi_bot.slack.client import SlackClient
from capi_bot.slack.destinations.destination import (
    Later,
    follow,
    message_key,
    once,
    try_in_order,
)
from capi_bot.slack.memory import LatestPress
from capi_bot.slack.messages import Message, PendingReply
from capi_bot.slack.views.notices import not_delivered, searching
from capi_bot.slack.views.sharing import with_share_button


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedInChannel:
    """Be a slash command: answered in the channel or, in private, only to who typed it."""

    client: SlackClient
    latest_press: LatestPress
    channel_id: str
    user_id: str
    response_url: str
    private: bool

    def show(self, painting: PendingReply) -> Later | None:
        """Post at once and fill in; where the bot is no member, wait a little: that cannot be replaced."""
        posted, later = (False, None) if self.private else self._post(painting)
        if not posted:
            self._respond(once(painting, self._wait))
        return later

    def fail(self, failure: Message) -> None:
        """Tell only the person who typed."""
        try_in_order(
            lambda: self.client.respond(self.response_url, failure, private=True),
            lambda: self.client.post_ephemeral(self.channel_id, self.user_id, failure),
        )

    def _wait(self) -> None:
        # What a slash command is answered with cannot be replaced: https://github.com/slackapi/bolt-js/issues/2287.
        self.client.respond(self.response_url, searching(), private=True)

    def _post(self, painting: PendingReply) -> tuple[bool, Later | None]:
        return post(self.client, self.latest_press, Target(channel_id=self.channel_id), painting)

    def _respond(self, message: Message) -> None:
        message = with_share_button(message) if self.private else message
        try_in_order(
            lambda: self.client.respond(self.response_url, message, private=self.private),
            lambda: self.client.post_ephemeral(self.channel_id, self.user_id, message),
            sorry=(
                lambda: self.client.respond(self.response_url, not_delivered(), private=True),
                lambda: self.client.post_ephemeral(self.channel_id, self.user_id, not_delivered()),
            ),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedInThread:
    """Be a mention: answered in its thread, failures too; in private only to who wrote it."""

    client: SlackClient
    latest_press: LatestPress
    channel_id: str
    user_id: str
    thread_ts: str
    private: bool

    def show(self, painting: PendingReply) -> Later | None:
        """Post in the thread and fill in."""
        if self.private:
            self._whisper(with_share_button(once(painting, lambda: self._whispered(searching()))))
            return None
        target = Target(channel_id=self.channel_id, thread_ts=self.thread_ts)
        posted, later = post(self.client, self.latest_press, target, painting)
        try_in_order(lambda: posted, sorry=(lambda: self._whispered(not_delivered()),))
        return later

    def fail(self, failure: Message) -> None:
        """Tell the thread, because an ephemeral message may not appear in one that has only just begun.

        Not so in private: anybody could press a public note's Try again and see what is meant for one person.
        """
        if self.private:
            self._whisper(failure)
        else:
            try_in_order(lambda: self.client.post(self.channel_id, failure, self.thread_ts) is not None)

    def _whisper(self, message: Message) -> None:
        try_in_order(lambda: self._whispered(message), sorry=(lambda: self._whispered(not_delivered()),))

    def _whispered(self, message: Message) -> bool:
        return self.client.post_ephemeral(self.channel_id, self.user_id, message, self.thread_ts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Be a channel, or a thread in it."""

    channel_id: str
    thread_ts: str = ""


def post(
    client: SlackClient, latest_press: LatestPress, target: Target, painting: PendingReply
) -> tuple[bool, Later | None]:
    """Post as the bot; return whether it may stand there, and how to fill it in where there is more to come."""
    first, finished = painting.look(0)
    ts = client.post(target.channel_id, first, target.thread_ts)

    def change(message: Message) -> bool:
        with latest_press.if_latest(message_key(target.channel_id, ts or ""), "") as is_latest:
            return is_latest and client.update(target.channel_id, ts or "", message)

    return ts is not None, follow(painting, change) if ts and not finished else None
