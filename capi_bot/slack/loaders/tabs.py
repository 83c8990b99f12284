"""Read the open tab of a conversation."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import TypeVar

from capi_bot.capi import ids
from capi_bot.capi.models import Member, MemberState, Page
from capi_bot.capi.query import LARGEST_PAGE
from capi_bot.domain.conversation_summary import ALL_MEMBERS
from capi_bot.domain.events.pages import (
    ALL,
    EventPageRequest,
    ReadLimits,
    read_event_page,
)
from capi_bot.errors import NotFoundError
from capi_bot.slack.button_state import Tab, TabState
from capi_bot.slack.parallel import completed, wait_all
from capi_bot.slack.services import Services
from capi_bot.slack.views.tabs import EventsTab, MembersTab, TabView

T = TypeVar("T")

EVENTS = 10
"""Lines of events on one page, besides the silences between them."""

PAGES, SECONDS = 5, 6.0
"""How far one press looks through a conversation's events."""

GRACE = 1.5
"""Seconds that members, once they are there, wait for the events that tell more of them, and events for members."""

MET = 8
"""Members, at most, whose details are read so that events can name them."""

_ORDER = (MemberState.JOINED, MemberState.INVITED, MemberState.LEFT, MemberState.UNKNOWN)
_SORTED = "~"
"""What the place of a page in our own order begins with; no cursor of the API does."""


def first(page: Page[T], count: int) -> Page[T]:
    """Return no more of a page than was asked for, whatever came."""
    return replace(page, items=page.items[:count])


def narrowed(tab_state: TabState, selected: str) -> TabState:
    """Return the panel with its newest events of the chosen group or type."""
    return replace(tab_state, tab=Tab.EVENTS, event_filter="" if selected == ALL else selected, cursor=None, number=1)


def start_tab(tab_state: TabState | None, services: Services, members: int) -> Callable[[], TabView | None]:
    """Begin to read what the panel shows, `members` a page; the returned function waits for it."""
    match tab_state:
        case TabState(tab=Tab.MEMBERS):
            return _members(tab_state, services, members)
        case TabState(tab=Tab.EVENTS):
            return _events(tab_state, services)
        case _:
            return lambda: None


def _members(tab_state: TabState, services: Services, count: int) -> Callable[[], TabView]:
    conversation_id = tab_state.conversation_id
    listed = services.reads.start(lambda: services.api.members(conversation_id, page_size=ALL_MEMBERS))
    newest = services.reads.start(
        lambda: services.api.events(conversation_id, page_size=LARGEST_PAGE, order="desc").items
    )

    def read_page() -> MembersTab:
        everyone = listed.result()
        whole = everyone.next is None or len(everyone.items) < ALL_MEMBERS
        page = _sorted(everyone.items, tab_state.cursor, count) if whole else _as_listed(tab_state, services, count)
        shown = replace(page, items=_in_full(page.items, tab_state, services))
        # What happened only tells more of them: it is neither waited for long nor missed.
        wait_all((newest,), GRACE)
        return MembersTab(
            page=shown, everyone=everyone.items, whole=whole, events=completed({tab_state: newest}).get(tab_state, ())
        )

    return read_page


def _as_listed(tab_state: TabState, services: Services, count: int) -> Page[Member]:
    """Read a page of more members than fit into one list: only the API can order those, and it does not by state."""
    cursor = None if (tab_state.cursor or "").startswith(_SORTED) else tab_state.cursor
    page = services.reads.start(lambda: services.api.members(tab_state.conversation_id, page_size=count, cursor=cursor))
    shown = first(page.result(), count)
    return replace(shown, items=_by_state(shown.items))


def _sorted(everyone: Sequence[Member], cursor: str | None, count: int) -> Page[Member]:
    offset = (cursor or "").removeprefix(_SORTED)
    start = int(offset) if offset.isascii() and offset.isdecimal() else 0
    return Page(
        items=_by_state(everyone)[start : start + count],
        next=f"{_SORTED}{start + count}" if start + count < len(everyone) else None,
        prev=f"{_SORTED}{max(0, start - count)}" if start else None,
    )


def _by_state(members: Sequence[Member]) -> tuple[Member, ...]:
    return tuple(sorted(members, key=lambda member: _ORDER.index(member.state)))


def _in_full(members: Sequence[Member], tab_state: TabState, services: Services) -> tuple[Member, ...]:
    """Get those of whom the list tells too little, side by side."""
    brief = [member.id for member in members if _is_brief(member)]
    details = services.reads.each(lambda member_id: _detail(member_id, tab_state, services), brief)
    return tuple((details[member.id].result() if member.id in details else None) or member for member in members)


def _detail(member_id: str, tab_state: TabState, services: Services) -> Member | None:
    try:
        return services.api.member(tab_state.conversation_id, member_id)
    except NotFoundError:  # gone since the list was made
        return None


def _is_brief(member: Member) -> bool:
    known = member.channel or member.media or member.invited or member.joined or member.left
    return not known and ids.MEMBER.fullmatch(member.id) is not None


def _events(tab_state: TabState, services: Services) -> Callable[[], TabView]:
    api, conversation_id = services.api, tab_state.conversation_id
    members = services.reads.start(lambda: api.members(conversation_id, page_size=ALL_MEMBERS))
    screen = EventPageRequest(
        conversation_id=conversation_id, only=tab_state.event_filter, start=tab_state.cursor, count=EVENTS
    )
    limits = ReadLimits(pages=PAGES, seconds=SECONDS, clock=lambda: services.now().timestamp())
    meet = partial(_introduced, tab_state, services)
    stretch = services.searches.start(
        lambda: read_event_page(api, screen, lambda: members.result().items, limits, meet)
    )

    def read_screen() -> EventsTab:
        told = stretch.result()
        return EventsTab(
            page=Page(items=told.events, next=told.next, prev=told.prev),
            members=told.members,
            silence=told.silence,
            scanned=told.looked,
            unfinished=told.unfinished,
        )

    return read_screen


def _introduced(tab_state: TabState, services: Services, member_ids: Sequence[str]) -> Sequence[Member]:
    """Get members of whom the list tells too little to name them; a name is nothing to wait for long."""
    asked = [member_id for member_id in member_ids if ids.MEMBER.fullmatch(member_id)][:MET]
    details = services.reads.each(lambda member_id: services.api.member(tab_state.conversation_id, member_id), asked)
    wait_all(details.values(), GRACE)
    return tuple(completed(details).values())
