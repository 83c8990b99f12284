"""Files in the thread of the message that was pressed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from capi_bot.errors import TooSlowError
from capi_bot.slack.courier import Attached, Courier
from capi_bot.slack.payloads import Click
from capi_bot.slack.places.place import BRIEF, LONG, Later, first_way
from capi_bot.slack.places.pressed import to_presser
from capi_bot.slack.replies import Message, Painting
from capi_bot.slack.views import downloads as view

LOOKS = 20
"""How often files that are not ready are waited for, each time for `LONG` seconds."""

REFUSED: Mapping[Attached, Callable[[], Message]] = {
    Attached.NO_SCOPE: view.no_scope,
    Attached.NOT_THERE: view.not_there,
    Attached.LOST: view.not_taken,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachedFiles:
    """Be the thread in which a message's documents are attached."""

    courier: Courier
    click: Click

    def show(self, painting: Painting) -> Later | None:
        """Attach them, or tell the person who pressed what to do about it; where it takes a while, tell that first."""
        message, finished = painting.look(BRIEF)
        if finished:
            self._attach(message)
            return None
        self.fail(message)
        return lambda: self._attach_late(painting)

    def _attach_late(self, painting: Painting) -> None:
        for _ in range(LOOKS):
            message, finished = painting.look(LONG)
            if finished:
                self._attach(message)
                return
        raise TooSlowError("The files were not ready in time.")

    def _attach(self, message: Message) -> None:
        became = self.courier.attach(self.click.channel_id, self.click.thread_ts, message)
        if became is not Attached.DONE:
            self.fail(REFUSED[became]())

    def fail(self, failure: Message) -> None:
        """Tell only the person who pressed."""
        first_way(*to_presser(self.courier, self.click, failure))
