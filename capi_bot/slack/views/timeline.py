"""The legs of a call against time: a line each with a bar of text, which reads on a phone and without colour."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from capi_bot.capi.recap import LegSpan, Recap, Stage, bar, lasted, scale
from capi_bot.capi.recap.durations import is_long_ago
from capi_bot.slack.replies import Worded
from capi_bot.slack.views import kit

BAR = 14
NAME = 16
"""Characters of a bar and of a name: with the rest of the line they do not wrap on a phone."""

MOST = 8
"""Legs that are shown, those that last before those that ended."""

SHORTEST = timedelta(seconds=1)
"""A call of which less is known has no bars: there is nothing to compare."""

# Blanks at the ends of code are easily lost: that a leg is over is drawn like what is before it begins.
_OVER_AS_NOT_YET = str.maketrans(" ", "·")

_ENDINGS = {
    "completed": "ended",
    "disconnected": "cut off",
    "failed": "not reached",
    "rejected": "declined",
    "unanswered": "no answer",
}
"""Endings of which the API's word is none of ours."""


def timeline(told: Recap, now: datetime, width: int = kit.NAME) -> Sequence[Worded]:
    """Draw the legs with names of at most `width` characters, and below them what the bars mean."""
    if not told.legs:
        return ()
    begin, end = scale(told.legs, told.until or now)
    shown = _chosen(told.legs)
    more = _more(len(told.legs) - len(shown))
    lines = [f"{_bar(leg, begin, end)}{kit.bold(leg.name, min(width, NAME))} {_facts(leg, now)}" for leg in shown]
    aloud = [f"{kit.plain(leg.name, width)}: {history(leg, now)}" for leg in shown]
    block = Worded(kit.section(*lines, *more), "\n".join((*aloud, *more)))
    return (block, _legend(begin, end)) if end - begin >= SHORTEST else (block,)


def status(leg: LegSpan) -> str:
    """Say in a word or two how far a leg has come, or how it ended."""
    match leg.stage:
        case Stage.CALLED:
            return "invited" if leg.type == "app" else "called"
        case Stage.RINGING:
            return "ringing"
        case Stage.CONNECTED:
            return "connected" if leg.machine or leg.type == "websocket" else "talking"
        case Stage.ENDED:
            return _ENDINGS.get(leg.ending, leg.ending)
        case Stage.UNKNOWN:
            return "state not known"


def rang(leg: LegSpan, now: datetime) -> str:
    """Say how long a leg rang, or has been ringing."""
    return _lasted(leg.ringing, leg.connected or leg.ended, now, goes_on=leg.stage is Stage.RINGING)


def talked(leg: LegSpan, now: datetime) -> str:
    """Say how long somebody was on the call, or has been."""
    return _lasted(leg.connected, leg.ended, now, goes_on=leg.stage is Stage.CONNECTED)


def history(leg: LegSpan, now: datetime) -> str:
    """Say in words what a bar shows: `rang 6 s, talking, 5 min`."""
    rung = rang(leg, now) if leg.connected else ""
    return ", ".join(filter(None, (f"rang {rung}" if rung else "", _facts(leg, now))))


def _lasted(start: datetime | None, end: datetime | None, now: datetime, *, goes_on: bool) -> str:
    if start is None or (goes_on and is_long_ago(start, now)):
        return ""
    until = now if goes_on else end
    return lasted((until - start).total_seconds()) if until else ""


def _chosen(legs: Sequence[LegSpan]) -> Sequence[LegSpan]:
    lasting_first = sorted(range(len(legs)), key=lambda place: legs[place].stage is Stage.ENDED)
    return [legs[place] for place in sorted(lasting_first[:MOST])]


def _more(count: int) -> Sequence[str]:
    return [f"and {count} more leg{'s' * (count > 1)}"] if count > 0 else []


def _bar(leg: LegSpan, begin: datetime, end: datetime) -> str:
    return f"`{bar(leg, begin, end, BAR).translate(_OVER_AS_NOT_YET)}` " if end - begin >= SHORTEST else ""


def _facts(leg: LegSpan, now: datetime) -> str:
    how_long = talked(leg, now) if leg.connected else rang(leg, now)
    return ", ".join(filter(None, (status(leg), how_long)))


def _legend(begin: datetime, end: datetime) -> Worded:
    start, span = kit.day_and_time(begin), lasted((end - begin).total_seconds())
    drawn = kit.context(kit.facts("░ ringing", "█ talking", f"{span} from {start}"))
    return Worded(drawn, f"Begun {kit.spoken(start)}")
