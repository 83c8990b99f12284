"""What turns an answer that one person sees into one for the whole channel."""

from __future__ import annotations

from dataclasses import replace

from capi_bot.slack.action_ids import Action
from capi_bot.slack.messages import Block, Message
from capi_bot.slack.views import block_kit

CHANNELS: Block = {
    "type": "conversations_select",
    "action_id": str(Action.SHARE),
    "placeholder": {"type": "plain_text", "text": "Share to channel…"},
    "filter": {"include": ["public", "private"], "exclude_bot_users": True},
}


def shareable(message: Message, *, anywhere: bool = False) -> Message:
    """Return an answer with the button that shares it, where it can be shared and there is room.

    What was asked for in no channel may go `anywhere`: a menu of channels, which carries no value of its own, chooses.
    """
    if not 0 < len(message.share) <= (block_kit.BLOCK_ID if anywhere else block_kit.BUTTON_VALUE):
        return message
    button = block_kit.button(Action.SHARE, "Share to channel", value=message.share)
    row = block_kit.actions(CHANNELS, block_id=message.share) if anywhere else block_kit.actions(button)
    shown = replace(message, blocks=(*message.blocks, row))
    return shown if shown.size <= block_kit.MESSAGE_SIZE else message


def shared() -> Message:
    """Draw the note that something stands in the channel now."""
    return block_kit.message(block_kit.section("Shared: everybody in the channel sees it now."))


def not_shared() -> Message:
    """Draw the note that it could not be posted there."""
    return block_kit.message(
        block_kit.section(
            "⚠️ I could not post that in the channel.",
            "Invite me there with `/invite @capi` and press Share to channel again.",
        )
    )
