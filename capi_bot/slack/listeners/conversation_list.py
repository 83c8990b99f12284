"""The list of conversations: show it, narrow it, open and close a row."""

from __future__ import annotations

from dataclasses import replace

from capi_bot.slack.button_state import ListState, Tab, TabState, decode_list
from capi_bot.slack.commands import Command
from capi_bot.slack.loaders import tabs
from capi_bot.slack.loaders.list_page import start_list
from capi_bot.slack.payloads import BlockAction
from capi_bot.slack.pending_reply import PendingReply
from capi_bot.slack.services import Services
from capi_bot.slack.views import list_controls


def answer_command(command: Command, services: Services) -> PendingReply:
    """Answer `conversations`."""
    return start_list(ListState(filters=command.filters, private=command.private), services)


def turn_page(action: BlockAction, services: Services) -> PendingReply:
    """Show the list as the button says: another page, or the same afresh."""
    state = decode_list(action.value)
    return start_list(replace(state, since=None) if state.number == 1 else state, services)


def narrow_list(action: BlockAction, services: Services) -> PendingReply:
    """Show what a menu above the list selects, from its first page."""
    state = _list_state(action)
    filters = list_controls.apply_selection(state.filters, action.action_id, action.selected)
    return start_list(ListState(filters=filters, private=state.private), services)


def turn_tab_page(action: BlockAction, services: Services) -> PendingReply:
    """Show another page of the open row's tab."""
    return start_list(_list_state(action), services, afresh=False)


def narrow_events(action: BlockAction, services: Services) -> PendingReply:
    """Narrow the events of the open row to what its menu selects."""
    state = _list_state(action)
    tab = tabs.narrow_events(state.tab_state, action.selected) if state.tab_state else None
    return start_list(replace(state, tab_state=tab), services, afresh=False)


def open_members(action: BlockAction, services: Services) -> PendingReply:
    """Open a row's members."""
    return _open_tab(action, services, Tab.MEMBERS)


def open_events(action: BlockAction, services: Services) -> PendingReply:
    """Open a row's events."""
    return _open_tab(action, services, Tab.EVENTS)


def close_tab(action: BlockAction, services: Services) -> PendingReply:
    """Close the open row."""
    return start_list(replace(_list_state(action), tab_state=None), services, afresh=False)


def _open_tab(action: BlockAction, services: Services, tab: Tab) -> PendingReply:
    state = _list_state(action)
    opened = TabState(conversation_id=state.tab_state.conversation_id, tab=tab) if state.tab_state else None
    return start_list(replace(state, tab_state=opened), services, afresh=False)


def _list_state(action: BlockAction) -> ListState:
    row = decode_list(action.value)
    return replace(decode_list(action.list_state), tab_state=row.tab_state) if action.list_state else row
