"""Pages of events: newest first, filtered and folded, in few requests.

A fold is on one page only, and a page starts exactly where the one before it ended, whatever happened since.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from functools import partial

from capi_bot.capi.api import ConversationApi
from capi_bot.capi.models import Event, Member, Page
from capi_bot.capi.pagination import LARGEST_PAGE
from capi_bot.concurrency import Steps, Submit, Wait
from capi_bot.domain.events import know_people, unnamed_members
from capi_bot.domain.events.catalogue import API_FILTERABLE_TYPES, CATALOGUE, EventGroup, find_event_group
from capi_bot.domain.events.folding import FoldedEvent, FoldedKind, fold_events
from capi_bot.domain.own_numbers import NO_NUMBERS, OwnNumbers
from capi_bot.domain.people import People

_MAX_STEPS_BACK = 20
_CURSOR = re.compile(r"(?P<after>(?:\d{1,18}-)*\d{1,18})?(?:~(?P<skip>\d{1,4}))?\.(?P<cursor>.*)", re.ASCII | re.DOTALL)

ReadMembers = Callable[[Sequence[str]], Steps[Iterable[Member]]]
"""Reads the details of members by id, as many as it can."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EventPageRequest:
    """A request for one page of a conversation's events."""

    conversation_id: str
    event_filter: str = ""
    """The group or the exact type of the events; empty for all."""
    cursor: str | None = None
    """`next` or `prev` of an earlier page; None for the newest."""
    max_entries: int = 10
    """Entries, not counting the gaps between them."""
    own: OwnNumbers = NO_NUMBERS
    """The application's own numbers, which show who called whom and are called as the operator calls them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadLimits:
    """How much to read for one page. The API's first page is always read, and each is read to its end."""

    pages: int
    seconds: float
    clock: Callable[[], float]


@dataclass(frozen=True, slots=True, kw_only=True)
class EventPage:
    """A page of events and the cursors of its neighbours; `fold_events` makes its entries of `events`."""

    events: tuple[Event, ...] = ()
    """Newest first, as the API lists them; folds are whole, unless one alone exceeds the limits."""
    gap: FoldedEvent | None = None
    """The gap before all of them, where the event before it is known."""
    members: People = field(default_factory=People)
    """By member id, with what these events say about them."""
    next: str | None = None
    prev: str | None = None
    """None for the newest page, and where the previous pages are no longer known."""
    scanned: int = 0
    """How many events were considered."""
    unfinished: bool = False
    """Whether the page ends before it is full and before the list ends: at a limit or, without a `next`, in a loop."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _EventCursor:
    """The start of a page: the API's cursor, and which events of the API's page were on earlier pages.

    Events are identified by id, as the API's newest page grows at its top between two requests; only a list without ids
    is counted. `after` has the last id of the page before, then of the one before that.
    """

    cursor: str | None = None
    after: tuple[int, ...] = ()
    skip: int = 0


@dataclass(frozen=True, slots=True)
class _Match:
    """An event that passed the filter, and where the API listed it."""

    event: Event
    cursor: str | None
    index: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scan:
    matches: Sequence[_Match] = ()
    """Newest first, only what passed the filter."""
    events: Sequence[Event] = ()
    """All that was read: events that did not pass the filter may still identify members."""
    scanned: int = 0
    next: str | None = None
    cursors: Sequence[str | None] = ()
    """Where the API's pages that were read began."""
    is_cut: bool = False
    """Whether the next page would be one of them, as the API may offer a next page for ever, or is not known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _FoldedScan:
    scan: _Scan
    members: People
    entries: Sequence[FoldedEvent]

    @property
    def without_gaps(self) -> Sequence[int]:
        """Return the indexes of the entries that are no gap."""
        return [index for index, entry in enumerate(self.entries) if entry.kind is not FoldedKind.GAP]


def _read_no_members(_: Sequence[str]) -> Steps[Iterable[Member]]:
    yield from ()
    return ()


def read_event_page(
    api: ConversationApi,
    request: EventPageRequest,
    members_read: Future[Page[Member]],
    limits: ReadLimits,
    submit: Submit,
    read_members: ReadMembers = _read_no_members,
) -> Steps[EventPage]:
    """Read events from the request's cursor until the page is full; raise what the API raises.

    `members_read` has the members as they are listed, `read_members` the details of those who have no name then.
    """
    start = _decode_cursor(request.cursor)
    deadline, scan = limits.clock() + limits.seconds, _Scan(next=start.cursor)
    for number in range(max(1, limits.pages)):
        if number and (scan.next is None or limits.clock() >= deadline):
            break
        page_read = submit(partial(_read_events, api, request, scan.next))
        yield Wait(futures=(page_read,))
        scan = _add_page(scan, page_read.result(), request, start)
        yield Wait(futures=(members_read,))
        folded = _fold_scan(scan, members_read.result().items, request.own)
        if len(folded.without_gaps) > request.max_entries:
            break
    folded = yield from _with_names(folded, request.max_entries, read_members)
    return _make_page(request, start, folded)


def _read_events(api: ConversationApi, request: EventPageRequest, cursor: str | None) -> Page[Event]:
    event_type = request.event_filter if CATALOGUE.get(request.event_filter) in API_FILTERABLE_TYPES else None
    return api.events(
        request.conversation_id, page_size=LARGEST_PAGE, order="desc", cursor=cursor, event_type=event_type
    )


def _add_page(scan: _Scan, page: Page[Event], request: EventPageRequest, start: _EventCursor) -> _Scan:
    """Return all that was read once a page of the API is there, which began at the scan's `next`."""
    is_first = not scan.cursors
    cursors = (*scan.cursors, scan.next)
    new_indexes = _find_new_indexes(page.items, start, skip=start.skip if is_first else 0)
    matches = [
        _Match(page.items[index], scan.next, index)
        for index in new_indexes
        if _matches_filter(page.items[index], request.event_filter)
    ]
    return _Scan(
        matches=(*scan.matches, *matches),
        events=(*scan.events, *page.items),
        scanned=scan.scanned + len(new_indexes),
        next=None if page.next in cursors else page.next,
        cursors=cursors,
        is_cut=page.is_next_unknown or (page.next is not None and page.next in cursors),
    )


def _find_new_indexes(events: Sequence[Event], start: _EventCursor, *, skip: int) -> Sequence[int]:
    """Return the indexes of events on no earlier page: older than the last one there, or at least listed after it."""
    ids = [(index, event.id) for index, event in enumerate(events) if event.id is not None and start.after]
    earlier = [index for index, event_id in ids if event_id >= start.after[0]]
    older = [index for index, event_id in ids if event_id < start.after[0]]
    last_earlier = max((*earlier, skip - 1))
    return sorted({*older, *range(last_earlier + 1, len(events))})


def _matches_filter(event: Event, event_filter: str) -> bool:
    if not event_filter:
        return True
    if event_filter in set(EventGroup):
        return find_event_group(event.type) == event_filter
    return event.type == event_filter


def _fold_scan(scan: _Scan, listed: Iterable[Member], own: OwnNumbers) -> _FoldedScan:
    members = know_people(listed, scan.events, own=own)
    entries = fold_events([match.event for match in reversed(scan.matches)], members)
    return _FoldedScan(scan=scan, members=members, entries=entries)


def _with_names(folded: _FoldedScan, max_entries: int, read_members: ReadMembers) -> Steps[_FoldedScan]:
    """Return the scan with the names of those people on the page who had none."""
    events = [event for entry in folded.entries[-2 * max_entries :] for event in entry.events]
    unnamed = unnamed_members(folded.members, events)
    named = (yield from read_members(unnamed)) if unnamed else ()
    details = {member.id: member for member in named}
    people = folded.members
    return _fold_scan(folded.scan, {**people, **details}.values(), people.own) if details else folded


def _make_page(request: EventPageRequest, start: _EventCursor, folded: _FoldedScan) -> EventPage:
    """Return the newest entries; the oldest is left to the next page where the scan may have ended inside it."""
    indexes, has_more = folded.without_gaps, folded.scan.next is not None
    selected = indexes[max(has_more and len(indexes) > 1, len(indexes) - request.max_entries) :]
    first = selected[0] if selected else 0
    events = [event for entry in folded.entries[first:] for event in entry.events]
    before = folded.entries[first - 1] if first else None
    following = _next_cursor(start, folded.scan, events)
    return EventPage(
        events=tuple(reversed(events)),
        gap=before if before and before.kind is FoldedKind.GAP else None,
        members=folded.members,
        next=following,
        prev=_encode_cursor(replace(start, after=start.after[1:])) if start.after[1:] else None,
        scanned=folded.scan.scanned,
        unfinished=(has_more and len(selected) < request.max_entries) or (folded.scan.is_cut and following is None),
    )


def _next_cursor(start: _EventCursor, scan: _Scan, events: Sequence[Event]) -> str | None:
    on_page = {id(event) for event in events}
    rest = next((match for match in scan.matches if id(match.event) not in on_page), None)
    if rest is None and scan.next is None:
        return None
    cursor = rest.cursor if rest else scan.next
    last_id = min((event.id for event in events if event.id is not None), default=None)
    if last_id is None:
        return _encode_cursor(_EventCursor(cursor=cursor, after=start.after[:1], skip=rest.index if rest else 0))
    earlier = start.after if cursor == start.cursor else ()
    return _encode_cursor(_EventCursor(cursor=cursor, after=(last_id, *earlier)[:_MAX_STEPS_BACK]))


def _encode_cursor(cursor: _EventCursor) -> str:
    skip = f"~{cursor.skip}" if cursor.skip else ""
    return f"{'-'.join(map(str, cursor.after))}{skip}.{cursor.cursor or ''}"


def _decode_cursor(text: str | None) -> _EventCursor:
    match = _CURSOR.fullmatch(text or "")
    if match is None:
        return _EventCursor(cursor=text)
    after = tuple(map(int, match["after"].split("-"))) if match["after"] else ()
    return _EventCursor(cursor=match["cursor"] or None, after=after, skip=int(match["skip"] or 0))
