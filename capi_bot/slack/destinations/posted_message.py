"""A message that the bot posts as itself."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import Final

from capi_bot.slack.client import NOT_POSTED, SlackClient
from capi_bot.slack.destinations.destination import SendResult, TryAgainError, message_key
from capi_bot.slack.memory import LatestPress
from capi_bot.slack.messages import Message
from capi_bot.slack.outcomes import Outcome, Sent
from capi_bot.slack.pending_reply import LONGEST_RETRY_AFTER

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
