"""What people see until the answer is there."""

from __future__ import annotations

from capi_bot.slack.replies import Message
from capi_bot.slack.views import kit


def skeleton() -> Message:
    """Draw an opened modal that waits."""
    return kit.message(kit.section("Looking it up…"), title="Vonage")


def looking() -> Message:
    """Draw the note to whoever waits for something that cannot be changed once it is there."""
    return kit.message(kit.section("Looking… what I find follows."))


def looking_for(name: str) -> Message:
    """Draw what stands where somebody asked by a name, until it is clear what that means."""
    return kit.message(kit.section(f"Looking for {kit.bold(name)}…"))
