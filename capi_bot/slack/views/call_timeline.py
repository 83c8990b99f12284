"""The story of a call and its legs against time: as bars of text, which read on a phone, or as a table block."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from capi_bot.domain.abnormalities import is_alone
from capi_bot.domain.call_summary import CallSummary, LegTimeline, Stage, format_duration
from capi_bot.domain.call_summary.leg_history import ALWAYS_CONNECTED
from capi_bot.domain.display_names import describe_channel_type
from capi_bot.domain.durations import is_long_ago
from capi_bot.slack.messages import AccessibleBlock, Block
from capi_bot.slack.views import block_kit

BAR_WIDTH = 10
BAR_NAME_WIDTH = 16
"""Characters of a bar and of a name: with the rest of the line they do not wrap on a phone."""

STORY_WIDTH_PER_NAME = 8
"""Characters of a story for each of a name."""

MAX_BARS = 8
"""Legs that are shown, those in progress before those that ended."""

MIN_COMPARED_DURATION = timedelta(seconds=1)
"""A call of which less is known has no bars: there is nothing to compare."""

NOT_YET, RINGING, CONNECTED, GONE = "·", "░", "█", "-"
UNKNOWN = "?"
LEGEND = {
    NOT_YET: "not yet",
    RINGING: "ringing",
    CONNECTED: "connected",
    GONE: "gone",
    UNKNOWN: "not known",
}

MAX_TABLE_ROWS = 100
MAX_TABLE_COLUMNS = 20
MAX_TABLE_TEXT = 10_000
"""Characters in all cells together: https://docs.slack.dev/reference/block-kit/blocks/table-block."""

MAX_TABLE_LEGS = 20
"""Rows below the heading: more would leave no room for the rest of a card."""

TABLE_HEADING = ("Who", "Direction", "Channel", "State", "Rang", "On the call")
EMPTY_CELLS = ("",) * (len(TABLE_HEADING) - 1)
COLUMN_ALIGNMENTS = ("left", "left", "left", "left", "right", "right")

_ENDINGS = {
    "completed": "ended",
    "disconnected": "cut off",
    "failed": "not reached",
    "rejected": "declined",
    "unanswered": "no answer",
}
_CALLERS_ENDINGS = _ENDINGS | {"busy": "line busy", "failed": "no connection", "rejected": "turned away"}
"""Texts of endings, for somebody who was called and for who called; other endings are shown as the API calls them."""


def call_story(summary: CallSummary, width: int = block_kit.NAME_WIDTH) -> Sequence[Block]:
    """Draw the story, its times in the reader's own zone."""
    remaining, text = STORY_WIDTH_PER_NAME * width, ""
    for part in summary.story:
        if remaining <= 0:
            break
        if isinstance(part, datetime):
            text += block_kit.date(part)
            continue
        # The space before the time that follows stays.
        words = block_kit.escape_outside_text(part, remaining) + " " * part.endswith(" ")
        text, remaining = text + words, remaining - len(words)
    return (block_kit.section(text if text.endswith("…") else f"{text}."),) if text else ()


def leg_timelines(summary: CallSummary, now: datetime, width: int = block_kit.NAME_WIDTH) -> Sequence[AccessibleBlock]:
    """Draw a line with a bar for each leg, names of at most `width` characters, and below them a legend."""
    legs = summary.legs
    if not legs:
        return ()
    begin, end = find_time_scale(legs, summary.until or now)
    in_progress_first = sorted(range(len(legs)), key=lambda index: legs[index].stage is Stage.ENDED)
    visible = [legs[index] for index in sorted(in_progress_first[:MAX_BARS])]
    hidden = len(legs) - MAX_BARS
    more = [f"and {hidden} more leg{'s' * (hidden > 1)}"] if hidden > 0 else []
    has_bars = end - begin >= MIN_COMPARED_DURATION
    bars = [draw_bar(leg, begin, end, BAR_WIDTH) if has_bars else "" for leg in visible]
    lines, spoken_lines = [], []
    for leg, bar in zip(visible, bars, strict=True):
        alone = is_alone(leg, legs)
        name = block_kit.bold(leg.name, min(width, BAR_NAME_WIDTH))
        lines.append(f"{f'`{bar}` ' if bar else ''}{name} {_status_and_time(leg, now, alone=alone)}")
        spoken_lines.append(f"{block_kit.escape_outside_text(leg.name, width)}: {describe_leg(leg, now, alone=alone)}")
    block = AccessibleBlock(block_kit.section(*lines, *more), "\n".join((*spoken_lines, *more)))
    return (block, _legend(begin, end, "".join(bars))) if has_bars else (block,)


def leg_table(summary: CallSummary, now: datetime, width: int = block_kit.NAME_WIDTH) -> Sequence[AccessibleBlock]:
    """Draw the legs as a table, which only newer clients of Slack show, below all other blocks.

    https://docs.slack.dev/reference/block-kit/blocks/table-block
    """
    if not summary.legs:
        return ()
    rows: list[Sequence[str]] = [TABLE_HEADING]
    spoken_lines = []
    for leg in summary.legs[:MAX_TABLE_LEGS]:
        alone = is_alone(leg, summary.legs)
        name, channel = (
            block_kit.truncate(block_kit.clean(text), width) for text in (leg.name, describe_channel_type(leg.type))
        )
        status = leg_status(leg, alone=alone)
        rows.append((name, leg.direction, channel, status, ringing_time(leg, now), connected_time(leg, now)))
        spoken_channel = block_kit.escape_outside_text(describe_channel_type(leg.type), width)
        facts = filter(None, (leg.direction, spoken_channel, describe_leg(leg, now, alone=alone)))
        spoken_lines.append(f"{block_kit.escape_outside_text(leg.name, width)}: {', '.join(facts)}")
    if (hidden := len(summary.legs) - MAX_TABLE_LEGS) > 0:
        rows.append((f"and {hidden} more", *EMPTY_CELLS))
        spoken_lines.append(f"and {hidden} more")
    table = {
        "type": "table",
        "column_settings": [{"align": alignment} for alignment in COLUMN_ALIGNMENTS],
        "rows": [[{"type": "raw_text", "text": text or "—"} for text in row] for row in rows],
    }
    return (AccessibleBlock(table, "\n".join(spoken_lines)),)


def leg_status(leg: LegTimeline, *, alone: bool) -> str:
    """Return in a word or two how far a leg has come, or how it ended."""
    match leg.stage:
        case Stage.CALLED:
            return "invited" if leg.type == "app" else "called"
        case Stage.RINGING:
            return "ringing"
        case Stage.CONNECTED:
            return _connected_status(leg, alone=alone)
        case Stage.ENDED:
            return (_CALLERS_ENDINGS if leg.inbound else _ENDINGS).get(leg.ending, leg.ending)
        case Stage.UNKNOWN:
            return "state not known"


def _connected_status(leg: LegTimeline, *, alone: bool) -> str:
    """Return how somebody takes part who is connected: who cannot speak or hear does not talk."""
    if leg.status.on_hold:
        return "on hold"
    if leg.status.earmuffed.on:
        return "cannot hear"
    if leg.status.muted.on:
        return "muted"
    return "connected" if alone or leg.machine or leg.type == "websocket" else "talking"


def ringing_time(leg: LegTimeline, now: datetime) -> str:
    """Return how long a leg rang, or has been ringing."""
    end = _end_of_phase(leg.ringing, leg.connected or leg.ended, now, in_progress=leg.stage is Stage.RINGING)
    return format_duration((end - leg.ringing).total_seconds()) if leg.ringing and end else ""


def connected_time(leg: LegTimeline, now: datetime) -> str:
    """Return how long somebody was on the call, or has been."""
    end = _end_of_phase(leg.connected, leg.ended, now, in_progress=leg.stage is Stage.CONNECTED)
    duration = leg.talk_time(end) if end else None
    return "" if duration is None else format_duration(duration.total_seconds())


def describe_leg(leg: LegTimeline, now: datetime, *, alone: bool) -> str:
    """Describe what a bar shows: `rang 6 s, talking, 5 min`."""
    rang = ringing_time(leg, now) if leg.connected else ""
    return ", ".join(filter(None, (f"rang {rang}" if rang else "", _status_and_time(leg, now, alone=alone))))


def find_time_scale(legs: Iterable[LegTimeline], now: datetime) -> tuple[datetime, datetime]:
    """Return the range of time that bars share: from the first beginning to now or, once all ended, the last end."""
    legs = tuple(legs)
    moments = [moment for leg in legs for moment in (leg.began, leg.connected, leg.ended) if moment]
    in_progress = any(leg.stage is not Stage.ENDED for leg in legs)
    end = max(moments, default=now)
    return min(moments, default=now), max(end, now) if in_progress else end


def draw_bar(leg: LegTimeline, begin: datetime, end: datetime, width: int) -> str:
    """Draw one leg between two moments, in exactly `width` characters: `··░░████--`.

    `·` is not there yet, `░` ringing or waiting, `█` connected, `-` gone or over, `?` not known. However short, a leg
    shows.
    """
    start = leg.ringing or leg.began
    if start is None or width < 1:
        return UNKNOWN * width
    was_connected = leg.stage is Stage.CONNECTED or leg.ending in ALWAYS_CONNECTED
    connected = start if leg.connected is None and was_connected else leg.connected
    may_have_ended = leg.stage in {Stage.ENDED, Stage.UNKNOWN}  # no end is known, but it may have ended any time
    known = [moment for moment in (leg.began, leg.connected) if moment]
    last_known = max(known) if known and may_have_ended else end
    stop = max(start, leg.ended or last_known)
    turn = stop if connected is None else min(max(start, connected), stop)
    has_both = connected is not None and turn > start and width > 1
    left, middle, right = (_column(moment, begin, end, width) for moment in (start, turn, stop))
    left, right = _widen(left, right, width, least=1 + has_both)
    middle = min(max(middle, left + 1), right - 1) if has_both else right if connected is None else left
    rest = UNKNOWN if leg.ended is None and may_have_ended else GONE
    bar = NOT_YET * left + RINGING * (middle - left) + CONNECTED * (right - middle) + rest * (width - right)
    for away_from, back_at in leg.absences:
        left, right = (_column(moment, begin, end, width) for moment in (away_from, back_at))
        # That somebody was there before and after shows even where the absence takes all the room.
        right = min(right, width - 1) if leg.stage is Stage.CONNECTED else right
        bar = bar[:left] + GONE * max(0, right - left) + bar[max(left, right) :]
    return bar


def _end_of_phase(start: datetime | None, end: datetime | None, now: datetime, *, in_progress: bool) -> datetime | None:
    """Return when a phase ended, or now; None for one that has format_duration for a day: its date says more."""
    if start is None or (in_progress and is_long_ago(start, now)):
        return None
    return now if in_progress else end


def _status_and_time(leg: LegTimeline, now: datetime, *, alone: bool) -> str:
    time = connected_time(leg, now) if leg.connected else ringing_time(leg, now)
    return ", ".join(filter(None, (leg_status(leg, alone=alone), time)))


def _legend(begin: datetime, end: datetime, bars: str) -> AccessibleBlock:
    start, duration = block_kit.day_and_time(begin), format_duration((end - begin).total_seconds())
    marks = ", ".join(f"`{mark}` {meaning}" for mark, meaning in LEGEND.items() if mark in bars)
    return AccessibleBlock(
        block_kit.context(block_kit.join_facts(marks, f"{duration} from {start}")),
        f"Begun {block_kit.without_markup(start)}",
    )


def _column(moment: datetime, begin: datetime, end: datetime, width: int) -> int:
    whole = (end - begin).total_seconds()
    share = (moment - begin).total_seconds() / whole if whole > 0 else float(moment >= end)
    return round(width * min(max(share, 0.0), 1.0))


def _widen(left: int, right: int, width: int, *, least: int) -> tuple[int, int]:
    """Make room for every phase, to the right or, at the edge, to the left."""
    right = min(width, max(right, left + least))
    return min(left, right - least), right
