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
    return show(ListState(filters=command.filters, private=command.private), services)


def turn_page(action: BlockAction, services: Services) -> PendingReply:
    """Show the list as the button says: another page, or the same afresh."""
    state = decode_list(action.value)
    return show(replace(state, since=None) if state.number == 1 else state, services)


def narrow_list(action: BlockAction, services: Services) -> PendingReply:
    """Show what a menu above the list selects, from its first page."""
    state = _list_state(action)
    filters = list_controls.apply_selection(state.filters, action.action_id, action.selected)
    return show(ListState(filters=filters, private=state.private), services)


def turn_tab_page(action: BlockAction, services: Services) -> PendingReply:
    """Show another page of the open row's tab."""
    return show(_list_state(action), services, afresh=False)


def narrow_events(action: BlockAction, services: Services) -> PendingReply:
    """Narrow the events of the open row to what its menu selects."""
    state = _list_state(action)
    tab = tabs.narrow_events(state.tab_state, action.selected) if state.tab_state else None
    return show(replace(state, tab_state=tab), services, afresh=False)


def open_members(action: BlockAction, services: Services) -> PendingReply:
    """Open a row's members."""
    return _open_tab(action, services, Tab.MEMBERS)


def open_events(action: BlockAction, services: Services) -> PendingReply:
    """Open a row's events."""
    return _open_tab(action, services, Tab.EVENTS)


def close_tab(action: BlockAction, services: Services) -> PendingReply:
    """Close the open row."""
    return show(replace(_list_state(action), tab_state=None), services, afresh=False)


def _open_tab(action: BlockAction, services: Services, tab: Tab) -> PendingReply:
    state = _list_state(action)
    opened = TabState(conversation_id=state.tab_state.conversation_id, tab=tab) if state.tab_state else None
    return show(replace(state, tab_state=opened), services, afresh=False)


def _list_state(action: BlockAction) -> ListState:
    row = decode_list(action.value)
    return replace(decode_list(action.list_state), tab_state=row.tab_state) if action.list_state else row


def show(state: ListState, services: Services, *, afresh: bool = True) -> PendingReply:
    """Show a list: by the API's own paging where that will do, else by a search, perhaps one of a moment ago."""
    now = services.now()
    # What counts back from now must not move while somebody turns pages.
    since = (state.since or int(now.timestamp())) if state.filters.since else None
    state = replace(state, since=since)
    start, end = time_ranges.resolve(state.filters.since, datetime.fromtimestamp(since or 0, UTC), services.time_zone)
    filters = Filters(
        state=state.filters.state,
        start=start,
        end=end,
        oldest=state.filters.oldest,
        party=state.filters.party,
        words=state.filters.words,
    )
    if filters.needs_search:
        return search_page(state, filters, services, members_per_page=MEMBERS_IN_ROW, afresh=afresh)
    return ListPage.start(state, filters, services, now, members_per_page=MEMBERS_IN_ROW)
