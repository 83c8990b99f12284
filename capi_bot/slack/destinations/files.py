"""Files in the thread of the message that was pressed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from capi_bot.errors import DeadlineExceededError
from capi_bot.slack.client import SlackClient, UploadResult
from capi_bot.slack.destinations.destination import (
    BRIEF,
    LONG,
    Later,
    try_in_order,
)
from capi_bot.slack.destinations.pressed_message import to_presser
from capi_bot.slack.messages import Message, PendingReply
from capi_bot.slack.payloads import BlockAction
from capi_bot.slack.views import downloads as view

LOOKS = 20
"""How often files that are not ready are waited for, each time for `LONG` seconds."""

REFUSED: Mapping[UploadResult, Callable[[], Message]] = {
    UploadResult.NO_SCOPE: view.missing_scope,
    UploadResult.NOT_THERE: view.not_in_channel,
    UploadResult.LOST: view.not_uploaded,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachedFiles:
    """Be the thread in which a message's documents are attached."""

    client: SlackClient
    action: BlockAction

    def show(self, painting: PendingReply) -> Later | None:
        """Attach them, or tell the person who pressed what to do about it; where it takes a while, tell that first."""
        message, finished = painting.look(BRIEF)
        if finished:
            self._attach(message)
            return None
        self.fail(message)
        return lambda: self._attach_late(painting)

    def _attach_late(self, painting: PendingReply) -> None:
        for _ in range(LOOKS):
            message, finished = painting.look(LONG)
            if finished:
                self._attach(message)
                return
        raise DeadlineExceededError("The files were not ready in time.")

    def _attach(self, message: Message) -> None:
        became = self.client.attach(self.action.channel_id, self.action.thread_ts, message)
        if became is not UploadResult.DONE:
            self.fail(REFUSED[became]())

    def fail(self, failure: Message) -> None:
        """Tell only the person who pressed."""
        try_in_order(*to_presser(self.client, self.action, failure))
