"""Read the open tab of a conversation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from capi_bot.capi.models import Page
from capi_bot.capi.overview import ALL_MEMBERS
from capi_bot.capi.story import acquainted
from capi_bot.slack.services import Services
from capi_bot.slack.state import Panel, Tab
from capi_bot.slack.views.panels import EventsTab, MembersTab, TabView

T = TypeVar("T")

EVENTS = 10


def first(page: Page[T], count: int) -> Page[T]:
    """Return no more of a page than was asked for, whatever came."""
    return replace(page, items=page.items[:count])


def start_tab(panel: Panel | None, services: Services, members: int) -> Callable[[], TabView | None]:
    """Begin to read what the panel shows, `members` a page; the returned function waits for it."""
    match panel:
        case Panel(tab=Tab.MEMBERS):
            return _members(panel, services, members)
        case Panel(tab=Tab.EVENTS):
            return _events(panel, services)
        case _:
            return lambda: None


def _members(panel: Panel, services: Services, count: int) -> Callable[[], TabView]:
    api, conversation_id = services.api, panel.conversation_id
    page = services.reads.start(lambda: api.members_in_full(conversation_id, page_size=count, cursor=panel.cursor))
    return lambda: MembersTab(page=first(page.result(), count))


def _events(panel: Panel, services: Services) -> Callable[[], TabView]:
    api, conversation_id = services.api, panel.conversation_id
    page = services.reads.start(
        lambda: api.events(conversation_id, page_size=EVENTS, order="desc", cursor=panel.cursor)
    )
    members = services.reads.start(lambda: api.members(conversation_id, page_size=ALL_MEMBERS))

    def read() -> EventsTab:
        shown = first(page.result(), EVENTS)
        return EventsTab(page=shown, members=acquainted(members.result().items, shown.items))

    return read
