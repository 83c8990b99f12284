"""Files in the thread of the message that was pressed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from capi_bot.slack.client import SlackClient
from capi_bot.slack.destinations.destination import Destination, SendResult, TryAgainError
from capi_bot.slack.destinations.pressed_message import notes_beside
from capi_bot.slack.messages import Message
from capi_bot.slack.outcomes import Outcome
from capi_bot.slack.payloads import BlockAction
from capi_bot.slack.pending_reply import REPLACE_WAIT

REFUSALS: Final[Mapping[str, SendResult]] = {
    "missing_scope": SendResult.NO_UPLOAD_SCOPE,
    "not_allowed_token_type": SendResult.NO_UPLOAD_SCOPE,
    "channel_not_found": SendResult.NOT_IN_CHANNEL,
    "not_in_channel": SendResult.NOT_IN_CHANNEL,
}
"""What Slack's errors mean for files: https://docs.slack.dev/reference/methods/files.completeUploadExternal."""


class ThreadFiles(Destination):
    """The thread in which the documents of a message are attached; a message without any is a note meanwhile."""

    first_wait = REPLACE_WAIT

    def __init__(self, client: SlackClient, action: BlockAction) -> None:
        self._client = client
        self._action = action
        self._notes = notes_beside(client, action)

    def send(self, message: Message) -> SendResult:
        """Attach the documents, or notify the person who pressed that it takes a while."""
        if not message.documents:
            self.report(message)
            return SendResult.REPLACEABLE
        action = self._action
        sent = self._client.upload_files(action.actor.channel, action.thread_ts, message)
        if sent.outcome is Outcome.FAILED:
            raise TryAgainError(sent.retry_after, SendResult.UPLOAD_LOST)
        match sent.outcome:
            case Outcome.DONE:
                return SendResult.FINAL
            case Outcome.UNKNOWN:
                return SendResult.UPLOAD_UNCERTAIN
        return REFUSALS.get(sent.error, SendResult.UPLOAD_LOST)

    def report(self, failure: Message) -> SendResult:
        """Report it only to the person who pressed."""
        return self._notes.send(failure)
