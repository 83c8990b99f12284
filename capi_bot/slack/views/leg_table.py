"""What newer clients of Slack draw better than text can: the legs of a call as a table.

https://docs.slack.dev/reference/block-kit/blocks/table-block
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from capi_bot.domain.call_summary import CallSummary, LegTimeline
from capi_bot.domain.display_names import describe_channel_type
from capi_bot.slack.messages import AccessibleBlock, Block
from capi_bot.slack.views import block_kit
from capi_bot.slack.views.call_timeline import (
    history,
    is_alone,
    rang,
    status,
    talked,
)

TABLE_ROWS = 100
TABLE_COLUMNS = 20
TABLE_TEXT = 10_000
"""Characters in all cells together."""

LEGS = 20
"""Rows below the heading: more would leave no room for the rest of a card."""

HEADING = ("Who", "Direction", "Channel", "State", "Rang", "On the call")
NOTHING = ("",) * (len(HEADING) - 1)
COLUMNS = ("left", "left", "left", "left", "right", "right")


def table(told: CallSummary, now: datetime, width: int = block_kit.NAME) -> Sequence[AccessibleBlock]:
    """Draw the legs as a table, which Slack puts below all other blocks, with names of at most `width` characters."""
    if not told.legs:
        return ()
    shown, left = told.legs[:LEGS], len(told.legs) - LEGS
    more = [f"and {left} more"] if left > 0 else []
    alone = [is_alone(leg, told.legs) for leg in shown]
    rows = [_row(leg, now, width, alone=by) for leg, by in zip(shown, alone, strict=True)]
    aloud = [_aloud(leg, now, width, alone=by) for leg, by in zip(shown, alone, strict=True)]
    return (
        AccessibleBlock(_block([HEADING, *rows, *((words, *NOTHING) for words in more)]), "\n".join((*aloud, *more))),
    )


def _row(leg: LegTimeline, now: datetime, width: int, *, alone: bool) -> Sequence[str]:
    name, channel = (
        block_kit.cut(block_kit.clean(text), width) for text in (leg.name, describe_channel_type(leg.type))
    )
    return name, leg.direction, channel, status(leg, alone=alone), rang(leg, now), talked(leg, now)


def _aloud(leg: LegTimeline, now: datetime, width: int, *, alone: bool) -> str:
    channel, past = block_kit.plain(describe_channel_type(leg.type), width), history(leg, now, alone=alone)
    return f"{block_kit.plain(leg.name, width)}: {', '.join(filter(None, (leg.direction, channel, past)))}"


def _block(rows: Sequence[Sequence[str]]) -> Block:
    cells = [[{"type": "raw_text", "text": text or "—"} for text in row] for row in rows]
    return {"type": "table", "column_settings": [{"align": align} for align in COLUMNS], "rows": cells}
