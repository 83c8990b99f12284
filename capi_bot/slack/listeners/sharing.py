"""Show to everybody what one person saw."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from capi_bot.errors import UserError
from capi_bot.slack.button_state import (
    STALE,
    decode_list,
    decode_tab,
    decode_user,
    decode_user_list,
)
from capi_bot.slack.listeners import (
    conversation_card,
    conversation_list,
    user_card,
    user_list,
)
from capi_bot.slack.messages import Reply
from capi_bot.slack.payloads import BlockAction
from capi_bot.slack.services import Services

SHOWN: Mapping[str, Callable[[str, Services], Reply]] = {
    "list": lambda state, services: conversation_list.show(decode_list(state), services),
    "card": lambda state, services: conversation_card.show(decode_tab(state), services),
    "user": lambda state, services: user_card.show(decode_user(state), services),
    "people": lambda state, services: user_list.show(decode_user_list(state), services),
}
"""What shows each kind of message, by the word before its state."""


def share(action: BlockAction, services: Services) -> Reply:
    """Show the same once more, afresh, for everybody in the channel."""
    kind, _, state = action.value.partition(":")
    if kind not in SHOWN:
        raise UserError(STALE)
    return SHOWN[kind](state, services)
