"""The story of a call, and its legs against time: a line each with a bar of text, which reads on a phone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from capi_bot.domain.call_summary import (
    CallSummary,
    LegTimeline,
    Stage,
)
from capi_bot.domain.durations import format_duration, is_long_ago
from capi_bot.slack.messages import AccessibleBlock, Block
from capi_bot.slack.views import block_kit, leg_bars
from capi_bot.slack.views.leg_bars import bar, scale

BAR = 10
NAME = 14
"""Characters of a bar and of a name: with the rest of the line they do not wrap on a phone."""

STORY = 8
"""Characters of a story for each of a name."""

MOST = 8
"""Legs that are shown, those that last before those that ended."""

SHORTEST = timedelta(seconds=1)
"""A call of which less is known has no bars: there is nothing to compare."""

LEGEND = {
    leg_bars.NOT_YET: "not yet",
    leg_bars.RINGING: "ringing",
    leg_bars.CONNECTED: "connected",
    leg_bars.OVER: "gone",
    leg_bars.UNKNOWN: "not known",
}

_ENDINGS = {
    "completed": "ended",
    "disconnected": "cut off",
    "failed": "not reached",
    "rejected": "declined",
    "unanswered": "no answer",
}
_CALLERS_ENDINGS = _ENDINGS | {"busy": "line busy", "failed": "no connection", "rejected": "turned away"}
"""Endings of which the API's word is none of ours: of somebody who was called, and of who called."""


def story(told: CallSummary, width: int = block_kit.NAME) -> Sequence[Block]:
    """Draw the story, its moments in the reader's own zone."""
    left, drawn = STORY * width, ""
    for part in told.story:
        if left <= 0:
            break
        words = block_kit.date(part) if isinstance(part, datetime) else _spaced(part, left)
        drawn, left = drawn + words, left - (0 if isinstance(part, datetime) else len(words))
    return (block_kit.section(drawn if drawn.endswith("…") else f"{drawn}."),) if drawn else ()


def timeline(told: CallSummary, now: datetime, width: int = block_kit.NAME) -> Sequence[AccessibleBlock]:
    """Draw the legs with names of at most `width` characters, and below them what the bars mean."""
    if not told.legs:
        return ()
    begin, end = scale(told.legs, told.until or now)
    shown, more = _chosen(told.legs), _more(len(told.legs) - MOST)
    compared = end - begin >= SHORTEST
    drawn = [bar(leg, begin, end, BAR) if compared else "" for leg in shown]
    facts = [_facts(leg, now, alone=is_alone(leg, told.legs)) for leg in shown]
    lines = [
        f"{f'`{line}` ' if line else ''}{block_kit.bold(leg.name, min(width, NAME))} {said}"
        for leg, line, said in zip(shown, drawn, facts, strict=True)
    ]
    aloud = [
        f"{block_kit.plain(leg.name, width)}: {history(leg, now, alone=is_alone(leg, told.legs))}" for leg in shown
    ]
    block = AccessibleBlock(block_kit.section(*lines, *more), "\n".join((*aloud, *more)))
    return (block, _legend(begin, end, "".join(drawn))) if compared else (block,)


def is_alone(leg: LegTimeline, legs: Sequence[LegTimeline]) -> bool:
    """Tell whether nobody else is connected: then a leg is, but talks to nobody."""
    return not any(other is not leg and other.stage is Stage.CONNECTED for other in legs)


def status(leg: LegTimeline, *, alone: bool) -> str:
    """Say in a word or two how far a leg has come, or how it ended."""
    match leg.stage:
        case Stage.CALLED:
            return "invited" if leg.type == "app" else "called"
        case Stage.RINGING:
            return "ringing"
        case Stage.CONNECTED:
            return "connected" if alone or leg.machine or leg.type == "websocket" else "talking"
        case Stage.ENDED:
            return (_CALLERS_ENDINGS if leg.inbound else _ENDINGS).get(leg.ending, leg.ending)
        case Stage.UNKNOWN:
            return "state not known"


def rang(leg: LegTimeline, now: datetime) -> str:
    """Say how long a leg rang, or has been ringing."""
    end = _end(leg.ringing, leg.connected or leg.ended, now, goes_on=leg.stage is Stage.RINGING)
    return format_duration((end - leg.ringing).total_seconds()) if leg.ringing and end else ""


def talked(leg: LegTimeline, now: datetime) -> str:
    """Say how long somebody was on the call, or has been."""
    end = _end(leg.connected, leg.ended, now, goes_on=leg.stage is Stage.CONNECTED)
    talk_time = leg.talk_time(end) if end else None
    return "" if talk_time is None else format_duration(talk_time.total_seconds())


def history(leg: LegTimeline, now: datetime, *, alone: bool) -> str:
    """Say in words what a bar shows: `rang 6 s, talking, 5 min`."""
    rung = rang(leg, now) if leg.connected else ""
    return ", ".join(filter(None, (f"rang {rung}" if rung else "", _facts(leg, now, alone=alone))))


def _spaced(text: str, limit: int) -> str:
    """Make words harmless and keep the space before the moment that follows."""
    return block_kit.plain(text, limit) + " " * text.endswith(" ")


def _end(start: datetime | None, end: datetime | None, now: datetime, *, goes_on: bool) -> datetime | None:
    """Find when something ended, or now; of what has been going on for more than a day its date tells more."""
    if start is None or (goes_on and is_long_ago(start, now)):
        return None
    return now if goes_on else end


def _chosen(legs: Sequence[LegTimeline]) -> Sequence[LegTimeline]:
    lasting_first = sorted(range(len(legs)), key=lambda place: legs[place].stage is Stage.ENDED)
    return [legs[place] for place in sorted(lasting_first[:MOST])]


def _more(count: int) -> Sequence[str]:
    return [f"and {count} more leg{'s' * (count > 1)}"] if count > 0 else []


def _facts(leg: LegTimeline, now: datetime, *, alone: bool) -> str:
    how_long = talked(leg, now) if leg.connected else rang(leg, now)
    return ", ".join(filter(None, (status(leg, alone=alone), how_long)))


def _legend(begin: datetime, end: datetime, drawn: str) -> AccessibleBlock:
    start, span = block_kit.day_and_time(begin), format_duration((end - begin).total_seconds())
    meaning = ", ".join(f"`{mark}` {what}" for mark, what in LEGEND.items() if mark in drawn)
    return AccessibleBlock(
        block_kit.context(block_kit.facts(meaning, f"{span} from {start}")), f"Begun {block_kit.spoken(start)}"
    )
