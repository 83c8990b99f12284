"""One sentence about a conversation: who called whom and who answered or, without a call, who is in it.

What the events that were read leave out is left out here too: "after 6 s" needs the ringing and the answer, and a
number of people needs to know of every leg whether it is connected. A sentence has no full stop, and holds the times
that are to be formatted in the reader's time zone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from capi_bot.capi.models import Event, Member, MemberState
from capi_bot.domain.call_summary.leg_history import ALWAYS_CONNECTED, NEVER_CONNECTED, LegTimeline, Stage
from capi_bot.domain.durations import format_interval, format_ongoing, format_past_time
from capi_bot.domain.events import find_event_type
from capi_bot.domain.events.calls import describe_call_status
from capi_bot.domain.events.conversations import deletion_time, is_deleted
from capi_bot.domain.events.messages import MessageEvent
from capi_bot.domain.liveness import count_joined

MAX_NAMES = 3
"""Names in a list before the rest is counted; clauses about called people likewise."""

_MESSAGES = frozenset({MessageEvent.MESSAGE, MessageEvent.TEXT, MessageEvent.TEXT_NEW, MessageEvent.IMAGE})


def describe_call(legs: Sequence[LegTimeline], now: datetime) -> str:
    """Describe the legs of one call, which are in the order in which they began."""
    callers = [leg for leg in legs if leg.inbound]
    called = _one_leg_per_person([leg for leg in legs if not leg.inbound and _was_called(leg)])
    joined = _one_leg_per_person(
        [
            leg
            for leg in legs
            if not leg.inbound and not _was_called(leg) and (leg.stage is Stage.CONNECTED or leg.connected)
        ]
    )
    is_live = any(leg.stage is not Stage.ENDED for leg in legs)
    opening = _callers_clause if callers else _called_clause
    clauses = [opening(callers or called, now, is_live=is_live)]
    if callers or len(called) > 1:
        clauses.extend(f"{leg.name} {_outcome(leg, now, is_live=is_live)}" for leg in called[:MAX_NAMES])
    more = len(called) - MAX_NAMES
    if callers and more > 0:  # without callers the first clause has counted them
        clauses.append(f"{more} other{'s were' if more > 1 else ' was'} called")
    if joined:
        clauses.append(f"{_list_names(_by_person(joined).values())} joined")
    clauses, closing = [clause for clause in clauses if clause], _closing_clause(legs, now)
    if not clauses:
        return capitalised(closing)
    return "; ".join([*clauses, closing] if closing else clauses)


def describe_chat(members: Sequence[Member], events: Sequence[Event], now: datetime, *, is_over: bool) -> str:
    """Describe a conversation without a call: its members and messages; `""` where nothing is known of it."""
    clauses: list[str] = []
    if members and not is_over and all(member.state is not MemberState.UNKNOWN for member in members):
        joined = count_joined(members)
        invited = sum(member.state is MemberState.INVITED for member in members)
        present = f"{count_people(joined)} {'is' if joined == 1 else 'are'} in it" if joined else "nobody is in it"
        clauses.append(present + (f", {invited} invited" if invited else ""))
    clauses.append(_messages_clause(events, now))
    return capitalised("; ".join(clause for clause in clauses if clause))


def count_people(count: int) -> str:
    """Return a number of people: `1 person`, `2 people`."""
    return f"{count} {'person' if count == 1 else 'people'}"


def capitalised(words: str) -> str:
    """Begin a sentence of our own words with a capital; do not use it for one that begins with a name."""
    return words[:1].upper() + words[1:]


def _messages_clause(events: Sequence[Event], now: datetime) -> str:
    all_messages = (event for event in events if find_event_type(event.type) in _MESSAGES)
    by_id = {event.id or f"#{number}": event for number, event in enumerate(all_messages)}
    deleted = [event for event in by_id.values() if is_deleted(event)]
    messages = [event for event in by_id.values() if not is_deleted(event)]
    last = _last_time((event.timestamp for event in messages), now)
    # Numbers begin at 1: a page without it does not have all messages.
    if 1 not in {event.id for event in events}:
        return f"the last message {last}" if last else ""
    count = f"{len(messages)} message{'s' * (len(messages) > 1)}"
    kept = f"{count}, {'the last ' * (len(messages) > 1)}{last}" if last else count
    return "; ".join(filter(None, (kept if messages else "", _deleted_clause(deleted, now, more=bool(messages)))))


def _deleted_clause(deleted: Sequence[Event], now: datetime, *, more: bool) -> str:
    if not deleted:
        return ""
    count, is_one = len(deleted), len(deleted) == 1
    subject = f"{count} more" if more else f"{count} message{'' if is_one else 's'}"
    last = _last_time((deletion_time(event) for event in deleted), now)
    when = f" {last}" if last and is_one else f", the last {last}" if last else ""
    return f"{subject} {'was' if is_one else 'were'} deleted{when}"


def _last_time(times: Iterable[datetime | None], now: datetime) -> str:
    newest = max(filter(None, times), default=None)
    return format_past_time(newest, now) if newest else ""


def _one_leg_per_person(legs: Sequence[LegTimeline]) -> Sequence[LegTimeline]:
    """Return one leg of each person in order; if not all can be named, those on the call first, then those who were."""
    people: dict[str, LegTimeline] = {}
    for leg in legs:
        person = leg.user_id or leg.id
        people[person] = min(people.get(person, leg), leg, key=_presence_rank)
    first_legs = tuple(people.values())
    return sorted(first_legs, key=_presence_rank) if len(first_legs) > MAX_NAMES else first_legs


def _presence_rank(leg: LegTimeline) -> int:
    if leg.stage is Stage.CONNECTED:
        return 0
    return 1 if leg.connected else 2 + (leg.stage is Stage.ENDED)


def _was_called(leg: LegTimeline) -> bool:
    """Return whether the person was called; false where they joined by themselves or are only known to be present."""
    rang = leg.ringing or leg.answered or leg.machine or _missed_status(leg)
    return bool(rang) or leg.stage in {Stage.CALLED, Stage.RINGING}


def _callers_clause(callers: Sequence[LegTimeline], now: datetime, *, is_live: bool) -> str:
    first, to = callers[0], _shared_far_end("", callers)
    if len(callers) > 1:
        return f"{_list_names(_by_person(callers).values())} called{to}"
    if first.stage in {Stage.CALLED, Stage.RINGING}:
        return f"{first.name} is calling{to}"
    outcome = _missed_status(first) or _return_or_departure(first, now, is_live=is_live)
    return f"{first.name} called{to}{_join_clause(outcome)}"


def _called_clause(called: Sequence[LegTimeline], now: datetime, *, is_live: bool) -> str:
    from_ = _shared_far_end(" from", called)
    match called:
        case []:
            return ""
        case [leg] if leg.stage is Stage.CALLED:
            return f"{leg.name} {_waiting_status(leg)}{from_}"
        case [leg]:
            return f"{leg.name} was called{from_}{_join_clause(_outcome(leg, now, is_live=is_live))}"
        case _:
            return f"{_list_names(called)} were called{from_}"


def _shared_far_end(preposition: str, legs: Sequence[LegTimeline]) -> str:
    far_ends = {leg.far_end for leg in legs}
    return f"{preposition} {far_ends.pop()}" if len(far_ends) == 1 and "" not in far_ends else ""


def _outcome(leg: LegTimeline, now: datetime, *, is_live: bool) -> str:
    """Describe the outcome of the call to a person."""
    if leg.stage is Stage.RINGING:
        return f"has been ringing {format_ongoing(leg.ringing, now)}" if leg.ringing else "is ringing"
    if leg.stage is Stage.CALLED:
        return _waiting_status(leg)
    if missed := _missed_status(leg):
        return missed
    wait = format_interval(leg.ringing, leg.connected) if leg.ringing and leg.connected else ""
    after = " at once" if wait == "0 s" else f" after {wait}" if wait else ""
    machine = f" ({describe_call_status('machine', inbound=False)})" if leg.machine else ""
    return f"answered{after}{machine}{_join_clause(_return_or_departure(leg, now, is_live=is_live))}"


def _waiting_status(leg: LegTimeline) -> str:
    # An app is not known to be called before it rings: its user may have been invited to a chat.
    return "is invited" if leg.type == "app" else "is being called"


def _missed_status(leg: LegTimeline) -> str:
    """Describe why a person was never connected; `""` where they were, or where that is not known."""
    if leg.stage is not Stage.ENDED or leg.connected or leg.machine or leg.ending in ALWAYS_CONNECTED:
        return ""
    if leg.ending in NEVER_CONNECTED:
        return describe_call_status(leg.ending, inbound=leg.inbound)
    # Where the beginning of a leg was read, the answer that follows it would have been read too.
    if leg.is_partial or not (leg.ringing or leg.began):
        return ""
    return describe_call_status("unanswered" if leg.ringing else "failed", inbound=leg.inbound)


def _return_or_departure(leg: LegTimeline, now: datetime, *, is_live: bool) -> str:
    """Describe that a person returned to a call, or left one that continues."""
    if leg.stage is Stage.CONNECTED and leg.absences and leg.connected_since:
        return _with_time("came back", leg.connected_since, now)
    if leg.stage is not Stage.ENDED or not is_live:
        return ""
    return _with_time("left", leg.ended, now) if leg.ended else "left"


def _with_time(verb: str, time: datetime, now: datetime) -> str:
    past = format_past_time(time, now)
    return f"{verb} {past}" if past else verb


def _closing_clause(legs: Sequence[LegTimeline], now: datetime) -> str:
    stages = {leg.stage for leg in legs}
    if stages == {Stage.ENDED}:
        return _length_clause(legs)
    people = [leg for leg in legs if leg.stage is Stage.CONNECTED and leg.type != "websocket" and not leg.machine]
    if Stage.UNKNOWN in stages or not people:
        return ""
    starts = [leg.connected_since for leg in people if leg.connected_since]
    duration = f" {format_ongoing(max(starts), now)}" if len(starts) == len(people) else ""
    return f"{count_people(len(_by_person(people)))} on the call{duration}"


def _length_clause(legs: Sequence[LegTimeline]) -> str:
    """Describe how long a call lasted, from the first connection to the last end, if all of them are known."""
    connected = [leg for leg in legs if not _missed_status(leg)]
    if not connected:
        return ""
    starts = [leg.connected for leg in connected if leg.connected]
    ends = [leg.ended for leg in connected if leg.ended]
    is_known = len(starts) == len(ends) == len(connected)
    return f"the call lasted {format_interval(min(starts), max(ends))}" if is_known else "the call has ended"


def _by_person(legs: Iterable[LegTimeline]) -> Mapping[str, LegTimeline]:
    """Group legs by their person: an app and a phone of one user are one person."""
    return {leg.user_id or leg.id: leg for leg in legs}


def _join_clause(clause: str) -> str:
    return f" and {clause}" if clause else ""


def _list_names(legs: Iterable[LegTimeline]) -> str:
    names = [leg.name for leg in legs]
    if len(names) > MAX_NAMES:
        names = [*names[: MAX_NAMES - 1], f"{len(names) - MAX_NAMES + 1} others"]
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))
