"""Sharing: what one person saw, shown to everybody."""

from __future__ import annotations

from capi_bot.errors import UserError
from capi_bot.slack.button_state import STALE, decode_list, decode_tab, decode_user, decode_user_list
from capi_bot.slack.listeners import conversation_card, conversation_list, user_card, user_list
from capi_bot.slack.payloads import BlockAction
from capi_bot.slack.pending_reply import PendingReply
from capi_bot.slack.services import Services


def share_message(action: BlockAction, services: Services) -> PendingReply:
    """Show the same once more, afresh, for everybody in the channel; the word before the state says what it was."""
    kind, _, state = action.value.partition(":")
    match kind:
        case "list":
            return conversation_list.show(decode_list(state), services)
        case "card":
            return conversation_card.show(decode_tab(state), services)
        case "user":
            return user_card.show(decode_user(state), services)
        case "people":
            return user_list.show(decode_user_list(state), services)
    raise UserError(STALE)
