"""Read what happened in a conversation one screen at a time: newest first, narrowed and folded, in few requests.

A fold stands on one screen only, and a screen goes on exactly where the one before it ended, whatever happened since.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from capi_bot.capi.api import ConversationApi
from capi_bot.capi.models import Event, Member, Page
from capi_bot.capi.query import LARGEST_PAGE
from capi_bot.domain.events import unnamed_members, with_known_channels
from capi_bot.domain.events.catalogue import (
    API_FILTERABLE_TYPES,
    CATALOGUE,
    EventGroup,
    find_event_group,
)
from capi_bot.domain.events.folding import FoldedEvent, FoldedKind, fold_events

ALL = "all"
"""What an events menu says where nothing is left out: a menu's value may not be empty."""

_STEPS_BACK = 20
_PLACE = re.compile(r"(?P<after>(?:\d{1,18}-)*\d{1,18})?(?:~(?P<skip>\d{1,4}))?\.(?P<cursor>.*)", re.ASCII | re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class EventPageRequest:
    """Ask for one screen of a conversation's events."""

    conversation_id: str
    only: str = ""
    """A group or an exact type to narrow to; empty or ALL for everything."""
    start: str | None = None
    """What an earlier stretch gave as its `next` or `prev`; None for the newest."""
    count: int = 10
    """Entries, besides the silences between them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadLimits:
    """Say how far to walk for one screen. The first page is always read, and a page that has begun is finished."""

    pages: int
    seconds: float
    clock: Callable[[], float]


@dataclass(frozen=True, slots=True, kw_only=True)
class EventPage:
    """Be what one screen shows, and the ways to its neighbours; `digest` makes its entries of `events`."""

    events: tuple[Event, ...] = ()
    """Newest first, as the API lists them; folds are whole, unless one alone is longer than the allowance."""
    silence: FoldedEvent | None = None
    """The silence before all of them, where the event before it is known."""
    members: Mapping[str, Member] = field(default_factory=dict)
    """By member id, as well as they are known by these events."""
    next: str | None = None
    prev: str | None = None
    """None for the newest screen, and where the way back is not known any more."""
    looked: int = 0
    """How many events were looked at."""
    unfinished: bool = False
    """Whether the allowance ended before the screen was full."""


Meeting = Callable[[Sequence[str]], Iterable[Member]]


@dataclass(frozen=True, slots=True, kw_only=True)
class _EventCursor:
    """Be where a screen begins: the API's page, and what earlier screens showed of it.

    Events are told apart by id, as the newest page grows at its top between two presses; only a list without ids is
    counted. `after` has the last id of the screen before, then of the one before that.
    """

    cursor: str | None = None
    after: tuple[int, ...] = ()
    skip: int = 0


@dataclass(frozen=True, slots=True)
class _Found:
    event: Event
    cursor: str | None
    index: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Walked:
    found: Sequence[_Found] = ()
    """Newest first, only what is wanted."""
    read: Sequence[Event] = ()
    """All that was read: what is not wanted may still tell who somebody is."""
    looked: int = 0
    next: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    walked: _Walked
    members: Mapping[str, Member]
    entries: Sequence[FoldedEvent]

    @property
    def happened(self) -> Sequence[int]:
        """Find the entries that are no silence."""
        return [index for index, entry in enumerate(self.entries) if entry.kind is not FoldedKind.GAP]


def _nobody(_: Sequence[str]) -> Iterable[Member]:
    return ()


def read_event_page(
    api: ConversationApi,
    screen: EventPageRequest,
    people: Callable[[], Iterable[Member]],
    allowance: ReadLimits,
    meet: Meeting = _nobody,
) -> EventPage:
    """Walk from where the screen starts until it is full; raise what the API raises.

    `people` gives the members as they are listed; `meet` the details of those, by member id, whom that leaves nameless.
    """
    start = _place(screen.start)
    tellings = (_told(walked, people()) for walked in _walk(api, screen, start, allowance))
    told = next(tellings)
    while len(told.happened) <= screen.count and (longer := next(tellings, None)):
        told = longer
    return _stretch(screen, start, _introduced(told, screen.count, meet))


def is_narrow(only: str) -> bool:
    """Tell whether a screen leaves anything out."""
    return only not in ("", ALL)


def _walk(
    api: ConversationApi, screen: EventPageRequest, start: _EventCursor, allowance: ReadLimits
) -> Iterator[_Walked]:
    until, walked, cursor, seen = allowance.clock() + allowance.seconds, _Walked(), start.cursor, {start.cursor}
    for number in range(max(1, allowance.pages)):
        if number and allowance.clock() >= until:
            return
        page = _page(api, screen, cursor)
        fresh = _fresh(page.items, start, skip=number == 0)
        found = (_Found(page.items[index], cursor, index) for index in fresh)
        wanted = [one for one in found if _is_wanted(one.event, screen.only)]
        cursor = page.next if page.items and page.next not in seen else None
        walked = _Walked(
            found=(*walked.found, *wanted),
            read=(*walked.read, *page.items),
            looked=walked.looked + len(fresh),
            next=cursor,
        )
        yield walked
        if cursor is None:
            return
        seen.add(cursor)


def _page(api: ConversationApi, screen: EventPageRequest, cursor: str | None) -> Page[Event]:
    return api.events(
        screen.conversation_id,
        page_size=LARGEST_PAGE,
        order="desc",
        cursor=cursor,
        event_type=screen.only if CATALOGUE.get(screen.only) in API_FILTERABLE_TYPES else None,
    )


def _fresh(items: Sequence[Event], start: _EventCursor, *, skip: bool) -> Sequence[int]:
    """Find what no earlier screen has shown: older than the last one shown, or at least below it in the list."""
    numbered = [(index, event.id) for index, event in enumerate(items) if event.id is not None and start.after]
    shown = [index for index, number in numbered if number >= start.after[0]]
    older = [index for index, number in numbered if number < start.after[0]]
    below = max((*shown, start.skip - 1 if skip else -1))
    return sorted({*older, *range(below + 1, len(items))})


def _is_wanted(event: Event, only: str) -> bool:
    if not is_narrow(only):
        return True
    return find_event_group(event.type) == only if only in set(EventGroup) else event.type == only


def _told(walked: _Walked, people: Iterable[Member]) -> _Told:
    members = with_known_channels(people, walked.read)
    entries = fold_events([one.event for one in reversed(walked.found)], members)
    return _Told(walked=walked, members=members, entries=entries)


def _introduced(told: _Told, count: int, meet: Meeting) -> _Told:
    """Tell the same with the names of those on the screen who had none."""
    shown = [event for entry in told.entries[-2 * count :] for event in entry.events]
    unknown = unnamed_members(told.members, shown)
    met = {member.id: member for member in meet(unknown)} if unknown else {}
    return _told(told.walked, {**told.members, **met}.values()) if met else told


def _stretch(screen: EventPageRequest, start: _EventCursor, told: _Told) -> EventPage:
    """Show the newest entries; the oldest waits for the next screen where the walk may have ended in its midst."""
    happened, more = told.happened, told.walked.next is not None
    shown = happened[max(more and len(happened) > 1, len(happened) - screen.count) :]
    first = shown[0] if shown else 0
    events = [event for entry in told.entries[first:] for event in entry.events]
    before = told.entries[first - 1] if first else None
    return EventPage(
        events=tuple(reversed(events)),
        silence=before if before and before.kind is FoldedKind.GAP else None,
        members=told.members,
        next=_next(start, told.walked, events),
        prev=_written(replace(start, after=start.after[1:])) if start.after[1:] else None,
        looked=told.walked.looked,
        unfinished=more and len(shown) < screen.count,
    )


def _next(start: _EventCursor, walked: _Walked, shown: Sequence[Event]) -> str | None:
    seen = {id(event) for event in shown}
    left = next((one for one in walked.found if id(one.event) not in seen), None)
    if left is None and walked.next is None:
        return None
    cursor = left.cursor if left else walked.next
    last = min((event.id for event in shown if event.id is not None), default=None)
    if last is None:
        return _written(_EventCursor(cursor=cursor, after=start.after[:1], skip=left.index if left else 0))
    earlier = start.after if cursor == start.cursor else ()
    return _written(_EventCursor(cursor=cursor, after=(last, *earlier)[:_STEPS_BACK]))


def _written(place: _EventCursor) -> str:
    skip = f"~{place.skip}" if place.skip else ""
    return f"{'-'.join(map(str, place.after))}{skip}.{place.cursor or ''}"


def _place(text: str | None) -> _EventCursor:
    told = _PLACE.fullmatch(text or "")
    if told is None:
        return _EventCursor(cursor=text)
    after = tuple(map(int, told["after"].split("-"))) if told["after"] else ()
    return _EventCursor(cursor=told["cursor"] or None, after=after, skip=int(told["skip"] or 0))
