"""What every place is, and the ways to reach somebody there."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import Protocol

from capi_bot.slack.messages import Message, PendingReply
from capi_bot.slack.payloads import BlockAction, Surface

BRIEF = 0.7
"""Seconds to wait for a message to be finished where an older one still stands."""

SHORT = 1.5
"""Seconds to wait for a message to be finished where it cannot be changed later."""

LONG = 8.0
"""Seconds to wait where something is already shown."""

CHANGES = 3
"""How often what is shown may become better by itself: a response_url may be used five times in all."""

log = logging.getLogger(__name__)

Attempt = Callable[[], bool]
"""A way to tell somebody something, and whether Slack took it."""

Later = Callable[[], None]
"""What is left to do once more is known; it waits, so it is not a worker's."""


class Destination(Protocol):
    """Take an answer, or the failure to find one."""

    def show(self, painting: PendingReply) -> Later | None:
        """Show the answer, and return how to finish it where there is more to come."""

    def fail(self, failure: Message) -> None:
        """Tell the person who asked."""


def message_key(channel_id: str, ts: str) -> str:
    """Return the name of a message among all of Slack's."""
    return f"{channel_id} {ts}"


def pressed_key(action: BlockAction) -> str:
    """Return the name under which presses on a message, or in a modal, are told apart from those on others."""
    if action.surface is Surface.HOME:
        return home_key(action.team_id, action.user_id)
    return action.view_id or message_key(action.channel_id, action.message_ts)


def home_key(team_id: str, user_id: str) -> str:
    """Return the name of somebody's Home tab, which has no view's id until it is first published."""
    return f"home {team_id} {user_id}"


def follow(painting: PendingReply, put: Callable[[Message], bool]) -> Later:
    """Return what puts a painting anew whenever there is news, until it is finished or nobody takes it."""

    def later() -> None:
        for _ in range(CHANGES):
            message, finished = painting.look(LONG)
            if not put(message) or finished:
                break

    return later


def once(painting: PendingReply, meanwhile: Callable[[], object] = lambda: None) -> Message:
    """Return a painting as it is worth showing where it cannot be changed later.

    `meanwhile` tells somebody to wait, where nothing can be shown in a while.
    """
    if painting.once:
        return painting.once(SHORT, meanwhile)
    message, _ = painting.look(SHORT)
    return message


def try_in_order(*ways: Attempt, sorry: Sequence[Attempt] = ()) -> bool:
    """Take the first way that works and tell whether one did; where none does, log it and say so by `sorry`'s ways."""
    if any(way() for way in ways):
        return True
    log.error("An answer reached nobody: Slack took it in no way.")
    any(way() for way in sorry)
    return False
