"""What people see until the answer is there."""

from __future__ import annotations

from capi_bot.slack.messages import Message
from capi_bot.slack.views import block_kit


def skeleton() -> Message:
    """Draw an opened modal that waits."""
    return block_kit.message(block_kit.section("Looking it up…"), title="Vonage")


def looking() -> Message:
    """Draw the note to whoever waits for something that cannot be changed once it is there."""
    return block_kit.message(block_kit.section("Looking… what I find follows."))


def looking_for(name: str) -> Message:
    """Draw what stands where somebody asked by a name, until it is clear what that means."""
    return block_kit.message(block_kit.section(f"Looking for {block_kit.bold(name)}…"))
