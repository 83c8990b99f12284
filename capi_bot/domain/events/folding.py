"""Folding of events: repeated events become one counted entry, a long pause an entry of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from operator import itemgetter
from types import MappingProxyType

from capi_bot.capi.models import Event, Member
from capi_bot.domain.durations import format_duration
from capi_bot.domain.events import EventDescription, EventType, describe_event
from capi_bot.domain.events.audio import AudioEvent
from capi_bot.domain.events.calls import CallEvent
from capi_bot.domain.events.messages import MessageEvent

LONG_PAUSE = timedelta(minutes=2)
MAX_NAMES = 3
"""Names in one entry; of more people the rest are counted."""

INDICATOR_VERBS: Mapping[str, str] = MappingProxyType(
    {
        AudioEvent.SPEAKING_ON: "spoke",
        AudioEvent.SPEAKING_OFF: "spoke",
        MessageEvent.TYPING_ON: "typed",
        MessageEvent.TYPING_OFF: "typed",
    }
)
"""Speaking and typing indicators, which come by the dozen, each with the verb that describes a sequence of them."""
CONTENT_TYPES: Mapping[str, frozenset[EventType]] = MappingProxyType(
    {
        "spoke": frozenset({AudioEvent.ASR_DONE}),
        "typed": frozenset({MessageEvent.MESSAGE, MessageEvent.TEXT, MessageEvent.TEXT_NEW}),
    }
)
"""By verb the types that have spoken or written content; the indicators just before such an event add nothing."""
ACTIVITY_TYPES: frozenset[str] = frozenset(INDICATOR_VERBS).union(*CONTENT_TYPES.values())
"""Types that show, next to a gap, that speaking or typing in it would have been reported."""
SOUND_STARTS: frozenset[EventType] = frozenset(
    {AudioEvent.SPEAKING_ON, AudioEvent.PLAY, AudioEvent.SAY, CallEvent.RINGBACK_START}
)
SOUND_ENDS: frozenset[EventType] = frozenset(
    {
        AudioEvent.SPEAKING_OFF,
        AudioEvent.PLAY_STOP,
        AudioEvent.PLAY_DONE,
        AudioEvent.SAY_STOP,
        AudioEvent.SAY_DONE,
        CallEvent.RINGBACK_STOP,
    }
)


class FoldedKind(StrEnum):
    """What an entry represents: one event, several events, or a time without any."""

    EVENT = "event"
    FOLD = "fold"
    GAP = "gap"


@dataclass(frozen=True, slots=True, kw_only=True)
class FoldedEvent:
    """An entry in plain, unescaped text: who, what they did, and how often. A gap has no `who`."""

    kind: FoldedKind
    who: str = ""
    what: str
    repetition: str = ""
    """How often it happened, with the space or comma before it, or how long a gap is.

    Where the text is too long, cut `what`, never this.
    """
    events: tuple[Event, ...] = ()
    count: int = 0
    """How often it happened: starting and stopping to speak is speaking once. A gap happens 0 times."""
    first: datetime | None = None
    last: datetime | None = None

    @property
    def text(self) -> str:
        """Return the sentence without its subject: `spoke 14 times`."""
        return self.what + self.repetition


@dataclass(frozen=True, slots=True)
class _DescribedEvent:
    event: Event
    description: EventDescription
    indicators: tuple[Event, ...] = ()
    """The speaking or typing indicators just before, of which this event has the content."""

    @property
    def events(self) -> tuple[Event, ...]:
        """Return all events that this entry represents, oldest first."""
        return (*self.indicators, self.event)

    @property
    def fold_key(self) -> tuple[object, ...]:
        """Return what neighbouring events must share to be folded."""
        verb = INDICATOR_VERBS.get(self.event.type)
        actor = self.event.from_member or self.event.from_user_id
        return (verb,) if verb else (self.event.type, actor, self.description)


def fold_events(
    events: Sequence[Event], members: Mapping[str, Member], *, gap: timedelta = LONG_PAUSE
) -> tuple[FoldedEvent, ...]:
    """Fold events, oldest first, into as few entries as keep what happened. `members` by member id give names.

    Speaking and typing indicators of all people fold together; other events fold only where type, actor and description
    are the same. No fold contains an event of another kind, or a pause longer than `gap`, which gets an entry of its
    own: `silent` only where it is known that no person spoke or wrote. A pause in which something sounds is none. The
    indicators before spoken or written content are part of its entry. The gaps in a group of events are those of the
    group.
    """
    described = [_DescribedEvent(event, describe_event(event, members)) for event in _sort_by_id(events)]
    entries: list[FoldedEvent] = []
    before: _DescribedEvent | None = None
    for run in _group_into_runs(_attach_indicators(described, gap), gap):
        if before and (pause := _measure_pause(before, run[0])) > gap:
            entries.append(_make_gap(before.event, run[0].events[0], pause))
        entries.append(_fold(run))
        before = run[-1]
    return tuple(entries)


def _sort_by_id(events: Iterable[Event]) -> Sequence[Event]:
    """Sort by id, as times may be milliseconds out of order. An event without an id stays behind its predecessor."""
    last_id, keyed = 0, []
    for event in events:
        last_id = last_id if event.id is None else event.id
        keyed.append((last_id, event))
    return [event for _, event in sorted(keyed, key=itemgetter(0))]


def _attach_indicators(described: Iterable[_DescribedEvent], gap: timedelta) -> Iterator[_DescribedEvent]:
    """Attach indicators to the content that follows them."""
    indicators: list[_DescribedEvent] = []
    for current in described:
        if current.event.type in INDICATOR_VERBS:
            indicators.append(current)
        elif indicators and _is_content_of(current, indicators, gap):
            yield replace(current, indicators=tuple(indicator.event for indicator in indicators))
            indicators = []
        else:
            yield from (*indicators, current)
            indicators = []
    yield from indicators


def _is_content_of(content: _DescribedEvent, indicators: Sequence[_DescribedEvent], gap: timedelta) -> bool:
    """Return whether an event has the content of all these indicators: the same person's, and soon after them."""
    is_same_person = all(
        content.event.type in CONTENT_TYPES[INDICATOR_VERBS[indicator.event.type]]
        and content.description.who == indicator.description.who
        for indicator in indicators
    )
    return is_same_person and all(
        _measure_pause(before, after) <= gap for before, after in pairwise((*indicators, content))
    )


def _group_into_runs(described: Iterable[_DescribedEvent], gap: timedelta) -> Sequence[Sequence[_DescribedEvent]]:
    runs: list[list[_DescribedEvent]] = []
    for current in described:
        before = runs[-1][-1] if runs else None
        if before and before.fold_key == current.fold_key and _measure_pause(before, current) <= gap:
            runs[-1].append(current)
        else:
            runs.append([current])
    return runs


def _measure_pause(before: _DescribedEvent, after: _DescribedEvent) -> timedelta:
    """Return the time in which nothing happened; none where a time is not known or something sounds."""
    last, first = before.event, after.events[0]
    if last.type in SOUND_STARTS or first.type in SOUND_ENDS or last.timestamp is None or first.timestamp is None:
        return timedelta()
    return first.timestamp - last.timestamp


def _make_gap(before: Event, after: Event, pause: timedelta) -> FoldedEvent:
    # Where only other types are reported, people may be talking: no event is no proof of silence.
    what = "silent" if {before.type, after.type} & ACTIVITY_TYPES else "no events"
    duration = f" for {format_duration(pause.total_seconds())}"
    return FoldedEvent(
        kind=FoldedKind.GAP, what=what, repetition=duration, first=before.timestamp, last=after.timestamp
    )


def _fold(run: Sequence[_DescribedEvent]) -> FoldedEvent:
    verb = INDICATOR_VERBS.get(run[0].event.type)
    if verb and len(run) > 1:
        counts = _count_by_person(run)
        who, what, count = _join_names(tuple(counts)), verb, sum(counts.values())
        in_all = " in all" if len(counts) > 1 else ""
        repetition = f" {_format_count(count)}{in_all}" if count > 1 else ""
    else:
        description, count = run[0].description, len(run)
        who, what = description.who, description.predicate
        repetition = f", {_format_count(count)}" if count > 1 else ""
    events = tuple(event for described in run for event in described.events)
    times = [event.timestamp for event in events if event.timestamp]
    return FoldedEvent(
        kind=FoldedKind.FOLD if len(run) > 1 else FoldedKind.EVENT,
        who=who,
        what=what,
        repetition=repetition,
        events=events,
        count=count,
        first=min(times, default=None),
        last=max(times, default=None),
    )


def _count_by_person(run: Iterable[_DescribedEvent]) -> Mapping[str, int]:
    """Count how often each person did it, in order of appearance; the start or the end may be in another run."""
    counts: dict[str, int] = {}
    for (who, _), count in Counter((described.description.who, described.event.type) for described in run).items():
        counts[who] = max(counts.get(who, 0), count)
    return counts


def _join_names(names: Sequence[str]) -> str:
    if len(names) > MAX_NAMES:
        names = (*names[: MAX_NAMES - 1], f"{len(names) - MAX_NAMES + 1} others")
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def _format_count(count: int) -> str:
    return "twice" if count == 2 else f"{count} times"  # noqa: PLR2004 -- English has a word for 2
