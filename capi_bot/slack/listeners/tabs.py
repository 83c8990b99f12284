"""Read the open tab of a conversation."""

from __future__ import annotations

from collections.abc import Callable

from capi_bot.capi.overview import ALL_MEMBERS
from capi_bot.slack.services import Services
from capi_bot.slack.state import Panel, Tab
from capi_bot.slack.views.panels import EventsTab, MembersTab, TabView

EVENTS = 10


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
    return lambda: MembersTab(page=page.result())


def _events(panel: Panel, services: Services) -> Callable[[], TabView]:
    api, conversation_id = services.api, panel.conversation_id
    page = services.reads.start(
        lambda: api.events(conversation_id, page_size=EVENTS, order="desc", cursor=panel.cursor)
    )
    members = services.reads.start(lambda: api.members(conversation_id, page_size=ALL_MEMBERS))
    return lambda: EventsTab(page=page.result(), members={member.id: member for member in members.result().items})
