"""Sharing: what one person saw, for everybody, and a whole conversation as files."""

from __future__ import annotations

from capi_bot.errors import UserError
from capi_bot.slack.button_state import STALE, decode_list, decode_tab, decode_user, decode_user_list
from capi_bot.slack.loaders.card import Card
from capi_bot.slack.loaders.download import Download
from capi_bot.slack.loaders.list_page import start_list
from capi_bot.slack.loaders.users import UserCard, start_user_list
from capi_bot.slack.payloads import BlockAction
from capi_bot.slack.pending_reply import PendingReply
from capi_bot.slack.services import Services


def share_message(action: BlockAction, services: Services) -> PendingReply:
    """Show the same once more, afresh, for everybody in the channel; the word before the state says what it was."""
    kind, _, state = action.value.partition(":")
    match kind:
        case "list":
            return start_list(decode_list(state), services)
        case "card":
            return Card.start(decode_tab(state), services)
        case "user":
            return UserCard.start(decode_user(state), services)
        case "people":
            return start_user_list(decode_user_list(state), services)
    raise UserError(STALE)


def download_conversation(action: BlockAction, services: Services) -> PendingReply:
    """Attach a card's conversation with all of its members and its events."""
    return Download.start(decode_tab(action.value).conversation_id, services)
