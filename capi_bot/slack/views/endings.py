"""The end of a conversation in words: when it ended, how long its call lasted, and how."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from capi_bot.domain.call_summary.sentence import capitalised
from capi_bot.domain.conversation_summary import ConversationSummary
from capi_bot.domain.durations import format_duration
from capi_bot.domain.liveness import Liveness
from capi_bot.slack.views import block_kit

__all__ = ["NOTHING_KEPT", "capitalised", "describe_ending"]

NOTHING_KEPT: Final = (
    "This is what the list of calls has of it: Vonage keeps no members and no events of a call that is over."
)
"""What a card says of a conversation that is gone."""


def describe_ending(summary: ConversationSummary, now: datetime | None) -> Sequence[str]:
    """Return when and after how long a conversation ended, and how, as facts of a row; none of one that goes on.

    A conversation that stays, such as a room with a name, tells of a call that was missed in it.
    """
    call = summary.ended_call
    is_over = summary.liveness is Liveness.ENDED
    if not is_over and not (call and call.is_missed and summary.liveness is Liveness.OPEN):
        return ()
    ended = summary.ended if is_over else call and call.ended
    when = (block_kit.ago(ended, now) if now else block_kit.date(ended)) if ended else ""
    after = f"after {format_duration(call.lasted.total_seconds())}" if call and call.lasted is not None else ""
    verb = "ended" if is_over else "missed a call that ended"
    if not (when or call):
        return ()
    return tuple(filter(None, (" ".join(filter(None, (verb, when, after))), call.how if call else "")))
