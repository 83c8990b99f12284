"""The summary of a call: one sentence, and the timelines of its legs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from capi_bot.capi.models import Call, Conversation, Event, Member
from capi_bot.domain.call_summary.evidence import (
    ENDED,
    LegObservation,
    ObservationKind,
    observe_call,
    observe_event,
    observe_member,
)
from capi_bot.domain.call_summary.leg_history import LegTimeline
from capi_bot.domain.call_summary.legs import build_timelines, split_calls
from capi_bot.domain.call_summary.sentence import capitalised, describe_call, describe_chat
from capi_bot.domain.durations import TextPart, is_long_ago, join_in_utc, split_times
from capi_bot.domain.events import know_people
from capi_bot.domain.liveness import Liveness, deduce_liveness
from capi_bot.domain.member_status import MemberStatus, derive_member_statuses
from capi_bot.domain.own_numbers import NO_NUMBERS, OwnNumbers
from capi_bot.domain.people import People


@dataclass(frozen=True, slots=True, kw_only=True)
class CallSummary:
    """What happened in a conversation, in plain text without markup."""

    story: tuple[TextPart, ...] = ()
    """One sentence without its full stop, its times apart from the words; empty where nothing is known."""
    legs: tuple[LegTimeline, ...] = ()
    """Those of the newest call, in the order in which they began."""
    until: datetime | None = None
    """Until when they are known to last: now, unless nothing has happened for more than a day."""

    @property
    def sentence(self) -> str:
        """Return the story as text, with dates in UTC."""
        return join_in_utc(self.story)


def summarise_call(
    conversation: Conversation,
    members: Iterable[Member],
    events: Iterable[Event],
    calls: Iterable[Call],
    *,
    now: datetime,
    older: Iterable[Event] = (),
    own: OwnNumbers = NO_NUMBERS,
) -> CallSummary:
    """Summarise a conversation from its members, its newest events in any order, and its own calls.

    `older` are its first events, where the newest do not reach back to them and those in between were not read. `own`
    are the application's numbers.
    """
    older, calls = tuple(older), tuple(calls)
    newest = sorted(events, key=lambda event: (event.id or 0, event.timestamp or datetime.min.replace(tzinfo=UTC)))
    people = know_people(members, (*older, *newest), calls, own)
    members = tuple(people.values())
    observations = tuple(_observe(people, (*older, *newest), calls))
    is_over = deduce_liveness(conversation, members) is Liveness.ENDED
    if is_over:
        # A leg ends with its conversation. When is unknown: a conversation is updated and destroyed long after, too.
        ends = [replace(one, kind=ObservationKind.ENDED, at=None, ending=ENDED) for one in observations]
        observations = (*observations, *ends)
    times = [event.timestamp for event in newest if event.timestamp]
    timelines = build_timelines(observations, gap_end=min(times, default=None) if older else None, own=own)
    statuses = derive_member_statuses(members, newest)
    timelines = tuple(replace(leg, status=statuses.get(leg.member_id, MemberStatus())) for leg in timelines)
    calls_in_order = split_calls(timelines)
    if not calls_in_order:
        story = describe_chat(members, newest, now, is_over=is_over)
        return CallSummary(story=split_times(story), until=_last_known_time((), times, now))
    legs = calls_in_order[-1]
    story = _describe_calls(calls_in_order, now, is_complete=not older)
    return CallSummary(story=split_times(story), legs=legs, until=_last_known_time(legs, times, now))


def _describe_calls(calls: Sequence[Sequence[LegTimeline]], now: datetime, *, is_complete: bool) -> str:
    """Describe the newest call, and mention earlier ones."""
    newest, count = describe_call(calls[-1], now), len(calls) - 1
    if not count:
        return newest
    earlier = f"earlier: {count} call{'s' * (count > 1)}" if is_complete else "there were earlier calls"
    return f"{newest}; {earlier}" if newest else capitalised(earlier)


def _last_known_time(legs: Iterable[LegTimeline], event_times: Iterable[datetime], now: datetime) -> datetime:
    """Return until when legs without an end are known to last: a call without an end may be years old."""
    leg_times = [time for leg in legs for time in (leg.began, leg.connected, leg.ended) if time]
    last = max((*leg_times, *event_times), default=now)
    return last if is_long_ago(last, now) else now


def _observe(people: People, events: Iterable[Event], calls: Iterable[Call]) -> Iterator[LegObservation]:
    # Events come first, so that they name people: a channel in an event is its own, one in the member list may be
    # another's. Beta's lists give members no id, yet they can still be found by user.
    for event in events:
        yield from observe_event(event, people)
    for member in people.values():
        yield from observe_member(member, people.own)
    for call in calls:
        yield from observe_call(call, people.own)
