"""Show to everybody what one person saw."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from capi_bot.errors import UserError
from capi_bot.slack.listeners import cards, conversations, people, users
from capi_bot.slack.payloads import Click
from capi_bot.slack.replies import Reply
from capi_bot.slack.services import Services
from capi_bot.slack.state import STALE, unpack_list, unpack_panel, unpack_people, unpack_user

SHOWN: Mapping[str, Callable[[str, Services], Reply]] = {
    "list": lambda state, services: conversations.show(unpack_list(state), services),
    "card": lambda state, services: cards.show(unpack_panel(state), services),
    "user": lambda state, services: users.show(unpack_user(state), services),
    "people": lambda state, services: people.show(unpack_people(state), services),
}
"""What shows each kind of message, by the word before its state."""


def share(click: Click, services: Services) -> Reply:
    """Show the same once more, afresh, for everybody in the channel."""
    kind, _, state = click.carried.partition(":")
    if kind not in SHOWN:
        raise UserError(STALE)
    return SHOWN[kind](state, services)
