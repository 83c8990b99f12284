"""What a press brings beside the message or modal that was pressed: to everybody, or to nobody but who pressed."""

from __future__ import annotations

from dataclasses import dataclass

from capi_bot.slack.client import SlackClient
from capi_bot.slack.destinations.destination import (
    Destination,
    Later,
    once,
    try_in_order,
)
from capi_bot.slack.destinations.new_message import Target, post
from capi_bot.slack.destinations.pressed_message import Modal, PressedMessage, to_presser
from capi_bot.slack.memory import LatestPress
from capi_bot.slack.messages import Message, PendingReply
from capi_bot.slack.payloads import BlockAction
from capi_bot.slack.views.sharing import not_shared_note, shared_note


@dataclass(frozen=True, slots=True, kw_only=True)
class InChannel:
    """Be the channel, or the thread, in which somebody looked in private: the answer is for everybody there."""

    client: SlackClient
    latest_press: LatestPress
    action: BlockAction

    def show(self, painting: PendingReply) -> Later | None:
        """Post it and fill in; where the bot is no member, by the press's response_url, which a modal has not."""
        target = Target(channel_id=self.action.selected or self.action.channel_id, thread_ts=self._parent)
        taken, later = post(self.client, self.latest_press, target, painting)
        if not taken and not self._responded(once(painting)):
            self.fail(not_shared_note())
        elif self.action.view_id:
            self.fail(shared_note())
        return later

    def fail(self, failure: Message) -> None:
        """Tell only the person who pressed."""
        _pressed(self).fail(failure)

    @property
    def _parent(self) -> str:
        return self.action.thread_ts if self.action.in_thread else ""

    def _responded(self, message: Message) -> bool:
        url = "" if self.action.view_id else self.action.response_url
        return bool(url) and self.client.respond(url, message, private=False, thread_ts=self._parent)


@dataclass(frozen=True, slots=True, kw_only=True)
class Whispered:
    """Be a note beside what was pressed, which only the person who pressed sees."""

    client: SlackClient
    latest_press: LatestPress
    action: BlockAction

    def show(self, painting: PendingReply) -> None:
        """Tell it once."""
        self.fail(once(painting))

    def fail(self, failure: Message) -> None:
        """Tell only the person who pressed."""
        if self.action.view_id:
            _pressed(self).fail(failure)
        else:
            try_in_order(*to_presser(self.client, self.action, failure))


def _pressed(place: InChannel | Whispered) -> Destination:
    # What is only noted leaves the modal as it was, so that a later press in it is none the less the latest.
    if place.action.view_id:
        return Modal(client=place.client, latest_press=place.latest_press, action=place.action)
    return PressedMessage(client=place.client, latest_press=place.latest_press, action=place.action)
