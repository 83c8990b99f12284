"""The button that shares an answer with the whole channel, and notes about sharing."""

from __future__ import annotations

from dataclasses import replace

from capi_bot.slack.action_ids import Action
from capi_bot.slack.messages import Block, Message
from capi_bot.slack.views import block_kit

CHANNEL_MENU: Block = {
    "type": "conversations_select",
    "action_id": str(Action.SHARE),
    "placeholder": {"type": "plain_text", "text": "Share to channel…"},
    "filter": {"include": ["public", "private"], "exclude_bot_users": True},
}


def with_share_button(message: Message, *, anywhere: bool = False) -> Message:
    """Return an answer with a Share button, where it can be shared and there is room.

    Where there is no channel, `anywhere` draws a menu of channels instead; it carries no value, so its block's id does.
    """
    if not 0 < len(message.share) <= (block_kit.MAX_BLOCK_ID if anywhere else block_kit.MAX_BUTTON_VALUE):
        return message
    button = block_kit.button(Action.SHARE, "Share to channel", value=message.share)
    row = block_kit.actions(CHANNEL_MENU, block_id=message.share) if anywhere else block_kit.actions(button)
    with_button = replace(message, blocks=(*message.blocks, row))
    return with_button if with_button.size <= block_kit.MAX_MESSAGE_SIZE else message


def with_refusal(message: Message) -> Message:
    """Return an answer that stands where the bot may not post, with a line that says so."""
    line = block_kit.context("I may not post here, so only you see this.")
    with_line = replace(message, blocks=(*message.blocks, line))
    return with_line if with_line.size <= block_kit.MAX_MESSAGE_SIZE else message


def shared_note() -> Message:
    """Draw the note that an answer was posted in the channel."""
    return block_kit.message(block_kit.section("Shared: everybody in the channel sees it now."))


def not_shared_note() -> Message:
    """Draw the note that an answer could not be posted in the channel."""
    return block_kit.message(
        block_kit.section(
            "⚠️ I could not post that in the channel.",
            "Invite me there with `/invite @capi` and press Share to channel again.",
        )
    )
