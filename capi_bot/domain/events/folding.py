"""Make a conversation's events short enough to read: repetition becomes one counted line, silence a line of its own."""

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
NOTHING = timedelta()
NAMED = 3
NOISE: Mapping[str, str] = MappingProxyType(
    {
        AudioEvent.SPEAKING_ON: "spoke",
        AudioEvent.SPEAKING_OFF: "spoke",
        MessageEvent.TYPING_ON: "typed",
        MessageEvent.TYPING_OFF: "typed",
    }
)
"""Types that come by the dozen, each with the verb that tells a whole run of them."""
WORDS: Mapping[str, frozenset[EventType]] = MappingProxyType(
    {
        "spoke": frozenset({AudioEvent.ASR_DONE}),
        "typed": frozenset({MessageEvent.MESSAGE, MessageEvent.TEXT, MessageEvent.TEXT_NEW}),
    }
)
"""What tells that somebody spoke or typed by telling what: the noise of it then adds nothing."""
WITNESSES = frozenset({*NOISE, *(kind for kinds in WORDS.values() for kind in kinds)})
"""Types next to a pause that show that speaking or writing would have been reported."""
SOUND_BEGINS: frozenset[EventType] = frozenset(
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
    """Name what an entry stands for: one event, several told as one, or a time without any."""

    EVENT = "event"
    FOLD = "fold"
    GAP = "gap"


@dataclass(frozen=True, slots=True, kw_only=True)
class FoldedEvent:
    """Be one line of a digest, in plain, unescaped text: who, what they did, and how often. A gap has no who."""

    kind: FoldedKind
    who: str = ""
    what: str
    often: str = ""
    """How often it happened, with the space or comma before it, or for how long nothing did.

    Where the line is too long, cut `what`, never this.
    """
    events: tuple[Event, ...] = ()
    count: int = 0
    """How often it happened: starting and stopping to speak is speaking once. A gap happens 0 times."""
    first: datetime | None = None
    last: datetime | None = None

    @property
    def text(self) -> str:
        """Say all but who, for those who set the name apart: `spoke 14 times`."""
        return self.what + self.often


@dataclass(frozen=True, slots=True)
class _Told:
    event: Event
    line: EventDescription
    noise: tuple[Event, ...] = ()
    """The speaking or typing just before, of which this event tells the words."""

    @property
    def events(self) -> tuple[Event, ...]:
        """Return all that the line stands for, oldest first."""
        return (*self.noise, self.event)

    @property
    def likeness(self) -> tuple[object, ...]:
        """Say what an event must share with its neighbour to be told in one line with it."""
        verb = NOISE.get(self.event.type)
        actor = self.event.from_member or self.event.from_user_id
        return (verb,) if verb else (self.event.type, actor, self.line)


def fold_events(
    events: Sequence[Event], members: Mapping[str, Member], *, gap: timedelta = LONG_PAUSE
) -> tuple[FoldedEvent, ...]:
    """Tell events, oldest first, in as few lines as keep what happened. `members` by member id give names.

    Speaking and typing fold whoever does it; any other event folds only with its like: same type, actor and line. No
    fold reaches over an event of another kind, nor over a pause longer than `gap`, which gets an entry of its own:
    `silent` only where it is known that nobody spoke or wrote. A pause in which something sounds is none. The noise
    before somebody's words is told by the words. Of events of one group, the gaps are those of the group.
    """
    told = [_Told(event, describe_event(event, members)) for event in _as_counted(events)]
    return tuple(_entries(_runs(_worded(told, gap), gap), gap))


def _as_counted(events: Iterable[Event]) -> Sequence[Event]:
    """Sort by id, as times may be milliseconds out of order. What has no id stays behind its predecessor."""
    last, counted = 0, []
    for event in events:
        last = last if event.id is None else event.id
        counted.append((last, event))
    return [event for _, event in sorted(counted, key=itemgetter(0))]


def _worded(told: Iterable[_Told], gap: timedelta) -> Iterator[_Told]:
    """Give noise to the words that follow it."""
    noise: list[_Told] = []
    for one in told:
        if one.event.type in NOISE:
            noise.append(one)
        elif noise and _tells(one, noise, gap):
            yield replace(one, noise=tuple(quiet.event for quiet in noise))
            noise = []
        else:
            yield from (*noise, one)
            noise = []
    yield from noise


def _tells(one: _Told, noise: Sequence[_Told], gap: timedelta) -> bool:
    """Tell whether these are the words of all the noise before: its speaker's, and soon after."""
    theirs = all(one.event.type in WORDS[NOISE[quiet.event.type]] and one.line.who == quiet.line.who for quiet in noise)
    return theirs and all(_pause(before, after) <= gap for before, after in pairwise((*noise, one)))


def _runs(told: Iterable[_Told], gap: timedelta) -> Sequence[Sequence[_Told]]:
    runs: list[list[_Told]] = []
    for one in told:
        before = runs[-1][-1] if runs else None
        if before and before.likeness == one.likeness and _pause(before, one) <= gap:
            runs[-1].append(one)
        else:
            runs.append([one])
    return runs


def _pause(before: _Told, after: _Told) -> timedelta:
    """Measure the time in which nothing happened; none where a time is not known or something sounds."""
    last, first = before.event, after.events[0]
    heard = last.type in SOUND_BEGINS or first.type in SOUND_ENDS
    return NOTHING if heard or last.timestamp is None or first.timestamp is None else first.timestamp - last.timestamp


def _entries(runs: Iterable[Sequence[_Told]], gap: timedelta) -> Iterator[FoldedEvent]:
    before: _Told | None = None
    for run in runs:
        if before and (pause := _pause(before, run[0])) > gap:
            yield _gap(before.event, run[0].events[0], pause)
        yield _entry(run)
        before = run[-1]


def _gap(before: Event, after: Event, pause: timedelta) -> FoldedEvent:
    # People may well talk where only other things are reported: silence needs a witness.
    what = "silent" if {before.type, after.type} & WITNESSES else "no events"
    how_long = f" for {format_duration(pause.total_seconds())}"
    return FoldedEvent(kind=FoldedKind.GAP, what=what, often=how_long, first=before.timestamp, last=after.timestamp)


def _entry(run: Sequence[_Told]) -> FoldedEvent:
    verb = NOISE.get(run[0].event.type)
    return _noise(run, verb) if verb and len(run) > 1 else _alike(run)


def _alike(run: Sequence[_Told]) -> FoldedEvent:
    line, often = run[0].line, f", {_times(len(run))}" if len(run) > 1 else ""
    return _standing_for(run, who=line.who, what=line.predicate, often=often, count=len(run))


def _noise(run: Sequence[_Told], verb: str) -> FoldedEvent:
    latest_press = _turns(run)
    count, together = sum(latest_press.values()), " in all" if len(latest_press) > 1 else ""
    often = f" {_times(count)}{together}" if count > 1 else ""
    return _standing_for(run, who=_together(tuple(latest_press)), what=verb, often=often, count=count)


def _standing_for(run: Sequence[_Told], *, who: str, what: str, often: str, count: int) -> FoldedEvent:
    events = tuple(event for one in run for event in one.events)
    moments = [event.timestamp for event in events if event.timestamp]
    return FoldedEvent(
        kind=FoldedKind.FOLD if len(run) > 1 else FoldedKind.EVENT,
        who=who,
        what=what,
        often=often,
        events=events,
        count=count,
        first=min(moments, default=None),
        last=max(moments, default=None),
    )


def _turns(run: Iterable[_Told]) -> Mapping[str, int]:
    """Count the turns of each person, in order of appearance; the start or the end of one may be in another run."""
    latest_press: dict[str, int] = {}
    for (who, _), count in Counter((one.line.who, one.event.type) for one in run).items():
        latest_press[who] = max(latest_press.get(who, 0), count)
    return latest_press


def _together(names: Sequence[str]) -> str:
    if len(names) > NAMED:
        names = (*names[: NAMED - 1], f"{len(names) - NAMED + 1} others")
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def _times(count: int) -> str:
    return "twice" if count == 2 else f"{count} times"  # noqa: PLR2004 -- English has a word for 2
