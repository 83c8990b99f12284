"""What stands in a modal until the answer is there."""

from __future__ import annotations

from capi_bot.slack.replies import Message
from capi_bot.slack.views import kit


def skeleton() -> Message:
    """Draw an opened modal that waits."""
    return kit.message(kit.section("Looking it up…"), title="Vonage")
