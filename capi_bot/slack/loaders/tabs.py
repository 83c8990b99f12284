"""Reads for the open tab of a conversation: a page of its members, or of its events."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final, Self, TypeVar

from capi_bot.capi import ids
from capi_bot.capi.api import ConversationApi
from capi_bot.capi.models import Call, Member, MemberState, Page
from capi_bot.capi.pagination import LARGEST_PAGE
from capi_bot.concurrency import Steps, Wait
from capi_bot.domain.conversation_summary import MAX_MEMBERS
from capi_bot.domain.events.pages import EventPageRequest, ReadLimits, read_event_page
from capi_bot.errors import CapiBotError, NotFoundError
from capi_bot.slack.button_state import Tab, TabState
from capi_bot.slack.loaders.optional import completed
from capi_bot.slack.pending_reply import EVENTS_WAIT, TAB_WAIT
from capi_bot.slack.services import Services
from capi_bot.slack.views.tabs import EventsTab, MembersTab, TabView
from capi_bot.slack.views.tabs.events import ALL, is_narrow

T = TypeVar("T")

EVENTS_PER_PAGE: Final = 10
"""Lines of events on one page, besides the pauses between them."""

MEMBERS_IN_ROW: Final = 4
"""Members of one page under a row: what a message has room for beside ten rows."""

MAX_EVENT_PAGES: Final = 5
"""How far one press looks through a conversation's events, besides `EVENTS_WAIT`."""

MAX_NAMED_MEMBERS: Final = 8
"""Members, at most, whose details are read so that events can name them."""

STATE_ORDER: Final = (MemberState.JOINED, MemberState.INVITED, MemberState.LEFT, MemberState.UNKNOWN)

OFFSET_PREFIX: Final = "~"
"""What the cursor of a page in our own order begins with; no cursor of the API does."""


def first_items(page: Page[T], count: int) -> Page[T]:
    """Return no more of a page than was asked for, whatever came."""
    return replace(page, items=page.items[:count])


def narrow_events(tab: TabState, selected: str) -> TabState:
    """Return the tab with its newest events of the selected group or type."""
    return replace(tab, tab=Tab.EVENTS, event_filter="" if selected == ALL else selected, cursor=None, number=1)


@dataclass(slots=True, kw_only=True)
class TabReads:
    """The reads of an open tab: the first begin at once, the others while a reply waits for the tab."""

    _steps: Steps[TabView]
    _pause: Wait
    """What the first reads, which have begun, are waited for with."""
    _view: TabView | None = None

    @classmethod
    def start(cls, steps: Steps[TabView]) -> Self:
        """Begin the first reads."""
        return cls(_steps=steps, _pause=next(steps))

    def wait(self) -> Steps[TabView]:
        """Wait for everything that the tab shows, and return that."""
        if self._view is None:
            yield self._pause
            self._view = yield from self._steps
        return self._view


def start_tab(tab: TabState | None, services: Services, members_per_page: int) -> TabReads | None:
    """Begin to read what a tab shows; None where no tab is open."""
    match tab:
        case TabState(tab=Tab.MEMBERS):
            return TabReads.start(_read_members(tab, services, members_per_page))
        case TabState(tab=Tab.EVENTS):
            return TabReads.start(_read_events(tab, services))
    return None


def wait_with_tab(tab_reads: TabReads | None, *others: Future[Any]) -> Steps[TabView | None]:
    """Wait for a tab and for what is shown around it; where both fail, the failure of the latter is raised."""
    try:
        view = (yield from tab_reads.wait()) if tab_reads else None
    except CapiBotError:
        yield Wait(futures=others)
        for other in others:
            other.result()
        raise
    yield Wait(futures=others)
    return view


def wait_unless_gone(tab_reads: TabReads | None, *others: Future[Any]) -> Steps[TabView | None]:
    """Wait as `wait_with_tab`; None too where the conversation is gone, as it is when its call has ended."""
    try:
        return (yield from wait_with_tab(tab_reads, *others))
    except NotFoundError:
        return None


def with_calls(view: TabView | None, calls: Sequence[Call]) -> TabView | None:
    """Return a tab with the conversation's own calls, which know who called whom."""
    return view and replace(view, calls=tuple(calls))


def _read_members(tab: TabState, services: Services, count: int) -> Steps[TabView]:
    api, conversation_id = services.api, tab.conversation_id
    members_read = services.page_reads.submit(api.members, conversation_id, page_size=MAX_MEMBERS)
    events_read = services.page_reads.submit(api.events, conversation_id, page_size=LARGEST_PAGE, order="desc")
    yield Wait(futures=(members_read,))
    everyone = members_read.result()
    whole = everyone.next is None or len(everyone.items) < MAX_MEMBERS
    if whole:
        page = _page_by_state(everyone.items, tab.cursor, count)
    else:
        page = yield from _page_of_api(tab, services, count)
    members = yield from _with_details(page.items, tab, services)
    # Events only say more about members: they are neither waited for long nor missed.
    yield Wait(futures=(events_read,), timeout=TAB_WAIT)
    events = completed({tab: events_read}).get(tab)
    return MembersTab(
        page=replace(page, items=members),
        everyone=everyone.items,
        whole=whole,
        events=events.items if events else (),
        own=services.numbers.current,
    )


def _page_by_state(everyone: Sequence[Member], cursor: str | None, count: int) -> Page[Member]:
    offset = (cursor or "").removeprefix(OFFSET_PREFIX)
    start = int(offset) if offset.isascii() and offset.isdecimal() else 0
    return Page(
        items=_by_state(everyone)[start : start + count],
        next=f"{OFFSET_PREFIX}{start + count}" if start + count < len(everyone) else None,
        prev=f"{OFFSET_PREFIX}{max(0, start - count)}" if start else None,
    )


def _page_of_api(tab: TabState, services: Services, count: int) -> Steps[Page[Member]]:
    """Read a page of more members than fit into one list: only the API can order those, and it does not by state."""
    cursor = None if (tab.cursor or "").startswith(OFFSET_PREFIX) else tab.cursor
    read = services.page_reads.submit(services.api.members, tab.conversation_id, page_size=count, cursor=cursor)
    yield Wait(futures=(read,))
    page = first_items(read.result(), count)
    return replace(page, items=_by_state(page.items))


def _by_state(members: Sequence[Member]) -> tuple[Member, ...]:
    return tuple(sorted(members, key=lambda member: STATE_ORDER.index(member.state)))


def _with_details(members: Sequence[Member], tab: TabState, services: Services) -> Steps[tuple[Member, ...]]:
    """Read those members about whom the list says too little, side by side."""
    brief = [member.id for member in members if _is_brief(member)]
    details = services.page_reads.submit_each(partial(_read_member, tab.conversation_id, services.api), brief)
    yield Wait(futures=tuple(details.values()))
    return tuple((details[member.id].result() if member.id in details else None) or member for member in members)


def _read_member(conversation_id: str, api: ConversationApi, member_id: str) -> Member | None:
    try:
        return api.member(conversation_id, member_id)
    except NotFoundError:  # gone since the list was made
        return None


def _is_brief(member: Member) -> bool:
    has_details = member.channel or member.media or member.invited or member.joined or member.left
    return not has_details and ids.MEMBER.fullmatch(member.id) is not None


def _read_events(tab: TabState, services: Services) -> Steps[TabView]:
    api, conversation_id = services.api, tab.conversation_id
    members_read = services.page_reads.submit(api.members, conversation_id, page_size=MAX_MEMBERS)
    request = EventPageRequest(
        conversation_id=conversation_id,
        event_filter=tab.event_filter if is_narrow(tab.event_filter) else "",
        cursor=tab.cursor,
        max_entries=EVENTS_PER_PAGE,
        own=services.numbers.current,
    )
    limits = ReadLimits(pages=MAX_EVENT_PAGES, seconds=EVENTS_WAIT, clock=lambda: services.now().timestamp())
    page = yield from read_event_page(
        api, request, members_read, limits, services.page_reads.submit, partial(_read_named_members, tab, services)
    )
    return EventsTab(
        page=Page(items=page.events, next=page.next, prev=page.prev),
        members=page.members,
        silence=page.gap,
        scanned=page.scanned,
        unfinished=page.unfinished,
    )


def _read_named_members(tab: TabState, services: Services, member_ids: Sequence[str]) -> Steps[Sequence[Member]]:
    """Read members about whom the list says too little to name them; a name is nothing to wait for long."""
    named = [member_id for member_id in member_ids if ids.MEMBER.fullmatch(member_id)][:MAX_NAMED_MEMBERS]
    details = services.page_reads.submit_each(partial(services.api.member, tab.conversation_id), named)
    yield Wait(futures=tuple(details.values()), timeout=TAB_WAIT)
    return tuple(completed(details).values())
