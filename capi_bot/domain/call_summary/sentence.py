"""Tell a call in one sentence: who called whom, who answered, and how many are on it for how long.

What a page of events leaves out is left out here too: "after 6 s" needs the ringing and the answer, and a number of
people needs to know of every leg whether it is connected.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from capi_bot.domain.call_summary.leg_history import (
    NEVER_CONNECTED,
    SPOKE,
    LegTimeline,
    Stage,
)
from capi_bot.domain.durations import format_interval, format_ongoing, format_past_time
from capi_bot.domain.events.legs import describe_call_status

NAMED = 3
"""Names in a row before the rest is counted; clauses about called people likewise."""


def call_sentence(legs: Sequence[LegTimeline], now: datetime) -> str:
    """Tell the legs of one call, in the order in which they began, in one sentence without its full stop."""
    callers = [leg for leg in legs if leg.inbound]
    called = _named_first([leg for leg in legs if not leg.inbound and _was_called(leg)])
    joined = _named_first([leg for leg in legs if not leg.inbound and not _was_called(leg) and _was_there(leg)])
    live = any(leg.stage is not Stage.ENDED for leg in legs)
    opening = _callers(callers, now, live=live) if callers else _called(called, now, live=live)
    fates = _fates(called, now, live=live, counted=not callers) if callers or len(called) > 1 else ()
    told = [part for part in (opening, *fates, _plural(joined, "joined", "joined")) if part]
    closing = _closing(legs, now)
    return "; ".join(part for part in (*told, closing) if part) if told else capitalised(closing)


def _named_first(legs: Sequence[LegTimeline]) -> Sequence[LegTimeline]:
    """Take one leg a person, in time; of more than are named, those who are on the call first, then those who were."""
    people: dict[str, LegTimeline] = {}
    for leg in legs:
        whose = leg.user_id or leg.id
        people[whose] = min(people.get(whose, leg), leg, key=_presence)
    each = tuple(people.values())
    return sorted(each, key=_presence) if len(each) > NAMED else each


def _presence(leg: LegTimeline) -> int:
    """Tell how present somebody is, 0 being the most."""
    if leg.stage is Stage.CONNECTED:
        return 0
    return 1 if leg.connected else 2 + (leg.stage is Stage.ENDED)


def _was_called(leg: LegTimeline) -> bool:
    """Tell whether somebody was rung up, rather than came in by themselves or is only known to be there."""
    rung = leg.ringing or leg.answered or leg.machine or _missed(leg)
    return bool(rung) or leg.stage in {Stage.CALLED, Stage.RINGING}


def _was_there(leg: LegTimeline) -> bool:
    return leg.stage is Stage.CONNECTED or leg.connected is not None


def _callers(callers: Sequence[LegTimeline], now: datetime, *, live: bool) -> str:
    first, whom = callers[0], _shared_end("", callers)
    if len(callers) > 1:
        return f"{_names(_by_person(callers).values())} called{whom}"
    if first.stage in {Stage.CALLED, Stage.RINGING}:
        return f"{first.name} is calling{whom}"
    return f"{first.name} called{whom}{_then(_missed(first) or _since(first, now, live=live))}"


def _called(called: Sequence[LegTimeline], now: datetime, *, live: bool) -> str:
    whence = _shared_end(" from", called)
    if len(called) == 1 and called[0].stage is Stage.CALLED:
        return f"{called[0].name} {_awaited(called[0])}{whence}"
    fate = _fate(called[0], now, live=live) if len(called) == 1 else ""
    told = _plural(called, "was called", "were called")
    return f"{told}{whence}{_then(fate)}" if told else ""


def _shared_end(preposition: str, legs: Sequence[LegTimeline]) -> str:
    ends = {leg.far_end for leg in legs}
    return f"{preposition} {ends.pop()}" if len(ends) == 1 and "" not in ends else ""


def _fates(called: Sequence[LegTimeline], now: datetime, *, live: bool, counted: bool) -> Iterator[str]:
    """Tell what became of the first few and, where the opening has not counted them, how many more there were."""
    for leg in called[:NAMED]:
        yield f"{leg.name} {_fate(leg, now, live=live)}"
    more = len(called) - NAMED
    if more > 0 and not counted:
        yield f"{more} other{'s were' if more > 1 else ' was'} called"


def _fate(leg: LegTimeline, now: datetime, *, live: bool) -> str:
    """Tell what became of somebody who was called."""
    match leg.stage:
        case Stage.RINGING:
            return f"has been ringing {format_ongoing(leg.ringing, now)}" if leg.ringing else "is ringing"
        case Stage.CALLED:
            return _awaited(leg)
        case _:
            return _missed(leg) or f"answered{_after(leg)}{_machine(leg)}{_then(_since(leg, now, live=live))}"


def _awaited(leg: LegTimeline) -> str:
    # An app is not known to be called before it rings: its user may have been invited to a room.
    return "is invited" if leg.type == "app" else "is being called"


def _missed(leg: LegTimeline) -> str:
    """Tell why somebody never came to speak. What has the beginning of a leg would have the answer that came after."""
    if leg.stage is not Stage.ENDED or leg.connected or leg.machine or leg.ending in SPOKE:
        return ""
    if leg.ending in NEVER_CONNECTED:
        return describe_call_status(leg.ending, inbound=leg.inbound)
    if leg.partial or not (leg.ringing or leg.began):
        return ""
    return describe_call_status("unanswered" if leg.ringing else "failed", inbound=leg.inbound)


def _after(leg: LegTimeline) -> str:
    if not (leg.ringing and leg.connected):
        return ""
    wait = format_interval(leg.ringing, leg.connected)
    return " at once" if wait == "0 s" else f" after {wait}"


def _machine(leg: LegTimeline) -> str:
    return f" ({describe_call_status('machine', inbound=False)})" if leg.machine else ""


def _since(leg: LegTimeline, now: datetime, *, live: bool) -> str:
    """Tell that somebody is gone from a call that goes on, or is back on it."""
    if leg.stage is Stage.CONNECTED and leg.away and leg.since:
        return _dated("came back", leg.since, now)
    if leg.stage is not Stage.ENDED or not live:
        return ""
    return _dated("left", leg.ended, now) if leg.ended else "left"


def _dated(what: str, moment: datetime, now: datetime) -> str:
    return " ".join(filter(None, (what, format_past_time(moment, now))))


def _closing(legs: Sequence[LegTimeline], now: datetime) -> str:
    stages = {leg.stage for leg in legs}
    if stages == {Stage.ENDED}:
        return _length(legs)
    people = [leg for leg in legs if leg.stage is Stage.CONNECTED and _is_person(leg)]
    if Stage.UNKNOWN in stages or not people:
        return ""
    since = [leg.since for leg in people if leg.since]
    how_long = f" {format_ongoing(max(since), now)}" if len(since) == len(people) else ""
    return f"{count_people(len(_by_person(people)))} on the call{how_long}"


def _length(legs: Sequence[LegTimeline]) -> str:
    """Tell how long a call lasted from the first who was connected to the last who went, if every leg tells."""
    spoke = [leg for leg in legs if not _missed(leg)]
    starts = [leg.connected for leg in spoke if leg.connected]
    ends = [leg.ended for leg in spoke if leg.ended]
    if not spoke:
        return ""
    known = len(starts) == len(ends) == len(spoke)
    return f"the call lasted {format_interval(min(starts), max(ends))}" if known else "the call has ended"


def _by_person(legs: Iterable[LegTimeline]) -> Mapping[str, LegTimeline]:
    """Key legs by whose they are: somebody with an app and a phone on the call is one person."""
    return {leg.user_id or leg.id: leg for leg in legs}


def _is_person(leg: LegTimeline) -> bool:
    return leg.type != "websocket" and not leg.machine


def count_people(count: int) -> str:
    """Count people: `1 person`, `2 people`."""
    return f"{count} {'person' if count == 1 else 'people'}"


def _then(what: str) -> str:
    return f" and {what}" if what else ""


def capitalised(words: str) -> str:
    """Begin a sentence of our own words with a capital; one that begins with a name is left as the name is."""
    return words[:1].upper() + words[1:]


def _plural(legs: Sequence[LegTimeline], one: str, more: str) -> str:
    people = _by_person(legs).values()
    return f"{_names(people)} {one if len(people) == 1 else more}" if people else ""


def _names(legs: Iterable[LegTimeline]) -> str:
    names = [leg.name for leg in legs]
    if len(names) > NAMED:
        names = [*names[: NAMED - 1], f"{len(names) - NAMED + 1} others"]
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))
