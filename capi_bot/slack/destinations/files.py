"""Files in the thread of the message that was pressed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from capi_bot.slack.client import SlackClient, UploadResult
from capi_bot.slack.destinations.destination import Destination, SendResult, try_in_order
from capi_bot.slack.destinations.pressed_message import ephemeral_attempts
from capi_bot.slack.messages import Message
from capi_bot.slack.payloads import BlockAction
from capi_bot.slack.pending_reply import REPLACE_WAIT

RESULTS: Final[Mapping[UploadResult, SendResult]] = {
    UploadResult.DONE: SendResult.FINAL,
    UploadResult.NO_SCOPE: SendResult.NO_UPLOAD_SCOPE,
    UploadResult.NOT_THERE: SendResult.NOT_IN_CHANNEL,
    UploadResult.LOST: SendResult.UPLOAD_LOST,
}


class ThreadFiles(Destination):
    """The thread in which the documents of a message are attached; a message without any is a note meanwhile."""

    first_wait = REPLACE_WAIT

    def __init__(self, client: SlackClient, action: BlockAction) -> None:
        self._client = client
        self._action = action

    def send(self, message: Message) -> SendResult:
        """Attach the documents, or notify the person who pressed that it takes a while."""
        if not message.documents:
            self.report(message)
            return SendResult.REPLACEABLE
        return RESULTS[self._client.upload_files(self._action.actor.channel, self._action.thread_ts, message)]

    def report(self, failure: Message) -> None:
        """Report it only to the person who pressed."""
        try_in_order(*ephemeral_attempts(self._client, self._action, failure))
