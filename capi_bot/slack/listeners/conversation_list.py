"""The list of conversations: show it, narrow it, open and close a row."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

from capi_bot.domain.search import Filters
from capi_bot.slack.button_state import ListState, Tab, TabState, decode_list
from capi_bot.slack.commands import Command, time_ranges
from capi_bot.slack.loaders import tabs
from capi_bot.slack.loaders.list_page import ListPage
from capi_bot.slack.loaders.search_results import search_page
from capi_bot.slack.payloads import BlockAction
from capi_bot.slack.pending_reply import PendingReply
from capi_bot.slack.services import Services
from capi_bot.slack.views import list_controls

MEMBERS_IN_ROW: Final = 4
"""Members of one page under a row: what a message has room for beside ten rows."""


def answer_command(command: Command, services: Services) -> PendingReply:
    """Answer `conversations`."""
    return show(ListState(asked=command.filters, private=command.private), services)


def turn_page(action: BlockAction, services: Services) -> PendingReply:
    """Show the list as the button says: another page, or the same afresh."""
    state = decode_list(action.value)
    return show(replace(state, since=None) if state.number == 1 else state, services)


def narrow_list(action: BlockAction, services: Services) -> PendingReply:
    """Show what a menu above the list selects, from its first page."""
    state = _list_state(action)
    filters = list_controls.selected(state.asked, action.action_id, action.selected)
    return show(ListState(asked=filters, private=state.private), services)


def turn_tab_page(action: BlockAction, services: Services) -> PendingReply:
    """Show another page of the open row's tab."""
    return show(_list_state(action), services, afresh=False)


def narrow_events(action: BlockAction, services: Services) -> PendingReply:
    """Narrow the events of the open row to what its menu selects."""
    state = _list_state(action)
    tab = tabs.narrow_events(state.panel, action.selected) if state.panel else None
    return show(replace(state, panel=tab), services, afresh=False)


def open_members(action: BlockAction, services: Services) -> PendingReply:
    """Open a row's members."""
    return _open_tab(action, services, Tab.MEMBERS)


def open_events(action: BlockAction, services: Services) -> PendingReply:
    """Open a row's events."""
    return _open_tab(action, services, Tab.EVENTS)


def close_tab(action: BlockAction, services: Services) -> PendingReply:
    """Close the open row."""
    return show(replace(_list_state(action), panel=None), services, afresh=False)


def _open_tab(action: BlockAction, services: Services, tab: Tab) -> PendingReply:
    state = _list_state(action)
    opened = TabState(conversation_id=state.panel.conversation_id, tab=tab) if state.panel else None
    return show(replace(state, panel=opened), services, afresh=False)


def _list_state(action: BlockAction) -> ListState:
    row = decode_list(action.value)
    return replace(decode_list(action.list_state), panel=row.panel) if action.list_state else row


def show(state: ListState, services: Services, *, afresh: bool = True) -> PendingReply:
    """Show a list: by the API's own paging where that will do, else by a search, perhaps one of a moment ago."""
    now = services.now()
    # What counts back from now must not move while somebody turns pages.
    since = (state.since or int(now.timestamp())) if state.asked.since else None
    state = replace(state, since=since)
    start, end = time_ranges.resolve(state.asked.since, datetime.fromtimestamp(since or 0, UTC), services.time_zone)
    filters = Filters(
        state=state.asked.state,
        start=start,
        end=end,
        oldest=state.asked.oldest,
        party=state.asked.party,
        words=state.asked.words,
    )
    if filters.needs_search:
        return search_page(state, filters, services, members_per_page=MEMBERS_IN_ROW, afresh=afresh)
    return ListPage.start(state, filters, services, now, members_per_page=MEMBERS_IN_ROW)
