"""Listeners of presses on messages: on the list of conversations, on cards, on users, and what is shared or downloaded.

Presses on the Home tab are in `home.py`, and those on what a shortcut opened in `shortcuts.py`.
"""

from __future__ import annotations

from dataclasses import replace

from capi_bot.errors import UserError
from capi_bot.slack.button_state import (
    STALE,
    ListState,
    Tab,
    TabState,
    decode_list,
    decode_tab,
    decode_user,
    decode_user_list,
)
from capi_bot.slack.loaders import tabs
from capi_bot.slack.loaders.conversation import Card, Download
from capi_bot.slack.loaders.conversation_list import start_list
from capi_bot.slack.loaders.users import UserCard, start_user_list
from capi_bot.slack.payloads import BlockAction
from capi_bot.slack.pending_reply import PendingReply
from capi_bot.slack.services import Services
from capi_bot.slack.views import list_controls


def turn_list_page(action: BlockAction, services: Services) -> PendingReply:
    """Show the list as the button says: another page, or the same afresh."""
    state = decode_list(action.value)
    return start_list(replace(state, since=None) if state.number == 1 else state, services)


def narrow_list(action: BlockAction, services: Services) -> PendingReply:
    """Show what a menu above the list selects, from its first page."""
    state = _list_state(action)
    filters = list_controls.apply_selection(state.filters, action.action_id, action.selected)
    return start_list(ListState(filters=filters, private=state.private), services)


def turn_row_page(action: BlockAction, services: Services) -> PendingReply:
    """Show another page of the open row's tab."""
    return start_list(_list_state(action), services, afresh=False)


def narrow_row_events(action: BlockAction, services: Services) -> PendingReply:
    """Narrow the events of the open row to what its menu selects."""
    state = _list_state(action)
    tab = tabs.narrow_events(state.tab_state, action.selected) if state.tab_state else None
    return start_list(replace(state, tab_state=tab), services, afresh=False)


def open_row_members(action: BlockAction, services: Services) -> PendingReply:
    """Open a row's members."""
    return _open_row(action, services, Tab.MEMBERS)


def open_row_events(action: BlockAction, services: Services) -> PendingReply:
    """Open a row's events."""
    return _open_row(action, services, Tab.EVENTS)


def close_row(action: BlockAction, services: Services) -> PendingReply:
    """Close the open row."""
    return start_list(replace(_list_state(action), tab_state=None), services, afresh=False)


def _open_row(action: BlockAction, services: Services, tab: Tab) -> PendingReply:
    state = _list_state(action)
    opened = TabState(conversation_id=state.tab_state.conversation_id, tab=tab) if state.tab_state else None
    return start_list(replace(state, tab_state=opened), services, afresh=False)


def _list_state(action: BlockAction) -> ListState:
    row = decode_list(action.value)
    return replace(decode_list(action.list_state), tab_state=row.tab_state) if action.list_state else row


def open_card(action: BlockAction, services: Services) -> PendingReply:
    """Open the card of a list's row."""
    row = decode_list(action.value).tab_state
    if row is None:
        raise UserError(STALE)
    tab = TabState(conversation_id=row.conversation_id, tab=Tab.MEMBERS)
    return Card.start(tab, services, private=action.is_private)


def turn_card_page(action: BlockAction, services: Services) -> PendingReply:
    """Show the card as the button says: another page of its tab, or the same afresh."""
    return Card.start(decode_tab(action.value), services, private=action.is_private)


def open_card_members(action: BlockAction, services: Services) -> PendingReply:
    """Open the card's members; from a user or Home, the card itself."""
    tab = replace(decode_tab(action.value), tab=Tab.MEMBERS)
    return Card.start(tab, services, private=action.is_private)


def open_card_events(action: BlockAction, services: Services) -> PendingReply:
    """Open the card's events."""
    tab = replace(decode_tab(action.value), tab=Tab.EVENTS)
    return Card.start(tab, services, private=action.is_private)


def narrow_card_events(action: BlockAction, services: Services) -> PendingReply:
    """Narrow the card's events to what its menu selects."""
    tab = tabs.narrow_events(decode_tab(action.value), action.selected)
    return Card.start(tab, services, private=action.is_private)


def close_card_tab(action: BlockAction, services: Services) -> PendingReply:
    """Close the card's tab."""
    tab = replace(decode_tab(action.value), tab=None)
    return Card.start(tab, services, private=action.is_private)


def turn_user_page(action: BlockAction, services: Services) -> PendingReply:
    """Show the user as the button says: first, or at another page of their conversations."""
    return UserCard.start(decode_user(action.value), services)


def turn_user_list_page(action: BlockAction, services: Services) -> PendingReply:
    """Show the list as the button says: another page of it."""
    return start_user_list(decode_user_list(action.value), services)


def share_message(action: BlockAction, services: Services) -> PendingReply:
    """Show the same once more, afresh, for everybody in the channel; the word before the state says what it was."""
    kind, _, state = action.value.partition(":")
    match kind:
        case "list":
            return start_list(decode_list(state), services)
        case "card":
            return Card.start(decode_tab(state), services)
        case "user":
            return UserCard.start(decode_user(state), services)
        case "people":
            return start_user_list(decode_user_list(state), services)
    raise UserError(STALE)


def download_conversation(action: BlockAction, services: Services) -> PendingReply:
    """Attach a card's conversation with all of its members and its events."""
    return Download.start(decode_tab(action.value).conversation_id, services)
