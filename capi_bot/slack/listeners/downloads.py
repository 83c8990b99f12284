"""Downloads: a whole conversation as files."""

from __future__ import annotations

from capi_bot.slack.button_state import decode_tab
from capi_bot.slack.loaders.download import Download
from capi_bot.slack.payloads import BlockAction
from capi_bot.slack.pending_reply import PendingReply
from capi_bot.slack.services import Services


def download_conversation(action: BlockAction, services: Services) -> PendingReply:
    """Attach a card's conversation with all of its members and its events."""
    return Download.start(decode_tab(action.value).conversation_id, services)
