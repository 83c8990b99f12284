"""Put the recap of a conversation together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from capi_bot.capi.models import Call, Conversation, Event, Member
from capi_bot.domain.call_summary import evidence
from capi_bot.domain.call_summary.calls_of_room import parted
from capi_bot.domain.call_summary.chats import chat_sentence
from capi_bot.domain.call_summary.evidence import LegObservation, ObservationKind
from capi_bot.domain.call_summary.leg_history import LegTimeline
from capi_bot.domain.call_summary.legs import legs
from capi_bot.domain.call_summary.sentence import call_sentence, capitalised
from capi_bot.domain.durations import (
    TextPart,
    is_long_ago,
    join_in_utc,
    split_times,
)
from capi_bot.domain.liveness import Liveness, deduce_liveness


@dataclass(frozen=True, slots=True, kw_only=True)
class CallSummary:
    """Be a conversation at a glance, in plain text that is not escaped."""

    story: tuple[TextPart, ...] = ()
    """One sentence without its full stop, the moments in it apart from the words; empty where nothing is known."""
    legs: tuple[LegTimeline, ...] = ()
    """Those of the newest call, in the order in which they began."""
    until: datetime | None = None
    """Until when they are known to last: now, unless nothing was heard of them for more than a day."""

    @property
    def sentence(self) -> str:
        """Say the story in words alone, with UTC's days."""
        return join_in_utc(self.story)


def summarise_call(
    conversation: Conversation,
    members: Iterable[Member],
    events: Iterable[Event],
    calls: Iterable[Call],
    *,
    now: datetime,
    older: Iterable[Event] = (),
) -> CallSummary:
    """Recap a conversation from its members, its newest events in any order, and its own calls.

    `older` are its first events, where the newest do not reach back to them and those in between were not read.
    """
    people, known, first = tuple(members), _in_order(events), tuple(older)
    told = tuple(_signs(people, (*first, *known), calls))
    over = deduce_liveness(conversation, people) is Liveness.ENDED
    every = parted(legs((*told, *map(_closed, told)) if over else told, _beginning(known) if first else None))
    spans = every[-1] if every else ()
    story = _of_calls(every, now, whole=not first) if every else chat_sentence(people, known, now, over=over)
    return CallSummary(story=split_times(story), legs=spans, until=_until(spans, known, now))


def _of_calls(calls: Sequence[Sequence[LegTimeline]], now: datetime, *, whole: bool) -> str:
    """Tell the newest call, and that there were others."""
    count = len(calls) - 1
    others = f"earlier: {count} call{'s' * (count > 1)}" if whole else "there were earlier calls"
    newest, before = call_sentence(calls[-1], now), others if count else ""
    return "; ".join(filter(None, (newest, before))) if newest else capitalised(before)


def _beginning(events: Iterable[Event]) -> datetime | None:
    return min((event.timestamp for event in events if event.timestamp), default=None)


def _in_order(events: Iterable[Event]) -> tuple[Event, ...]:
    return tuple(sorted(events, key=lambda event: (event.id or 0, event.timestamp or datetime.min.replace(tzinfo=UTC))))


def _until(spans: Iterable[LegTimeline], events: Iterable[Event], now: datetime) -> datetime:
    """Find until when to draw legs that last: a call that nobody ended may be years old."""
    told = [at for leg in spans for at in (leg.began, leg.connected, leg.ended) if at]
    last = max((*told, *(event.timestamp for event in events if event.timestamp)), default=now)
    return last if is_long_ago(last, now) else now


def _signs(members: Iterable[Member], events: Iterable[Event], calls: Iterable[Call]) -> Iterator[LegObservation]:
    """Let events name people first: a channel in an event is its own, one in the member list may be another's."""
    people = tuple(members)
    by_id = _by_id(people)
    for event in events:
        yield from evidence.of_event(event, by_id)
    for member in people:
        yield from evidence.of_member(member)
    for call in calls:
        yield from evidence.of_call(call)


def _by_id(members: Iterable[Member]) -> Mapping[str, Member]:
    """Key members by id; beta's lists give them none, yet they can still be found by user."""
    return {member.id or f"#{number}": member for number, member in enumerate(members)}


def _closed(sign: LegObservation) -> LegObservation:
    """End a leg with its conversation. Nobody tells when: a conversation is updated and destroyed long after, too."""
    return replace(sign, mark=ObservationKind.ENDED, at=None, ending=evidence.ENDED)
