"""What a press brings beside the message or modal that was pressed: to everybody, or to nobody but who pressed."""

from __future__ import annotations

from dataclasses import dataclass

from capi_bot.slack.courier import Courier
from capi_bot.slack.payloads import Click
from capi_bot.slack.places.asked import Target, post
from capi_bot.slack.places.place import Later, Place, first_way, once
from capi_bot.slack.places.pressed import Modal, PressedMessage, to_presser
from capi_bot.slack.replies import Message, Painting
from capi_bot.slack.turns import Turns
from capi_bot.slack.views.sharing import not_shared, shared


@dataclass(frozen=True, slots=True, kw_only=True)
class InChannel:
    """Be the channel, or the thread, in which somebody looked in private: the answer is for everybody there."""

    courier: Courier
    turns: Turns
    click: Click

    def show(self, painting: Painting) -> Later | None:
        """Post it and fill in; where the bot is no member, by the press's response_url, which a modal has not."""
        target = Target(channel_id=self.click.chosen or self.click.channel_id, thread_ts=self._parent)
        taken, later = post(self.courier, self.turns, target, painting)
        if not taken and not self._responded(once(painting)):
            self.fail(not_shared())
        elif self.click.view_id:
            self.fail(shared())
        return later

    def fail(self, failure: Message) -> None:
        """Tell only the person who pressed."""
        _pressed(self).fail(failure)

    @property
    def _parent(self) -> str:
        return self.click.thread_ts if self.click.in_thread else ""

    def _responded(self, message: Message) -> bool:
        url = "" if self.click.view_id else self.click.response_url
        return bool(url) and self.courier.respond(url, message, private=False, thread_ts=self._parent)


@dataclass(frozen=True, slots=True, kw_only=True)
class Whispered:
    """Be a note beside what was pressed, which only the person who pressed sees."""

    courier: Courier
    turns: Turns
    click: Click

    def show(self, painting: Painting) -> None:
        """Tell it once."""
        self.fail(once(painting))

    def fail(self, failure: Message) -> None:
        """Tell only the person who pressed."""
        if self.click.view_id:
            _pressed(self).fail(failure)
        else:
            first_way(*to_presser(self.courier, self.click, failure))


def _pressed(place: InChannel | Whispered) -> Place:
    # What is only noted leaves the modal as it was, so that a later press in it is none the less the latest.
    if place.click.view_id:
        return Modal(courier=place.courier, turns=place.turns, click=place.click)
    return PressedMessage(courier=place.courier, turns=place.turns, click=place.click)
