"""The card of one conversation: its facts, its story, its members and events."""

from __future__ import annotations

from dataclasses import replace

from capi_bot.capi import ids
from capi_bot.errors import UserError
from capi_bot.slack.button_state import STALE, Tab, TabState, decode_list, decode_tab
from capi_bot.slack.commands import Command
from capi_bot.slack.loaders import tabs
from capi_bot.slack.loaders.by_name import start_conversation_search
from capi_bot.slack.loaders.card import Card
from capi_bot.slack.payloads import BlockAction
from capi_bot.slack.pending_reply import PendingReply
from capi_bot.slack.services import Services


def answer_command(command: Command, services: Services) -> PendingReply:
    """Answer `conversation CON-…` or `conversation NAME`."""
    return answer_members_command(command, services)


def answer_members_command(command: Command, services: Services) -> PendingReply:
    """Answer `members CON-…` or `members NAME`."""
    if ids.identify(command.argument) != "conversation":
        return start_conversation_search(command, services)
    tab = TabState(conversation_id=command.argument, tab=Tab.MEMBERS)
    return Card.start(tab, services, private=command.private)


def answer_events_command(command: Command, services: Services) -> PendingReply:
    """Answer `events CON-…` or `events NAME`, perhaps with a group or a type of events."""
    if ids.identify(command.argument) != "conversation":
        return start_conversation_search(command, services)
    tab = TabState(conversation_id=command.argument, tab=Tab.EVENTS, event_filter=command.event_filter)
    return Card.start(tab, services, private=command.private)


def open_from_row(action: BlockAction, services: Services) -> PendingReply:
    """Open the card of a list's row."""
    row = decode_list(action.value).tab_state
    if row is None:
        raise UserError(STALE)
    tab = TabState(conversation_id=row.conversation_id, tab=Tab.MEMBERS)
    return Card.start(tab, services, private=action.is_private)


def turn_page(action: BlockAction, services: Services) -> PendingReply:
    """Show the card as the button says: another page of its tab, or the same afresh."""
    return Card.start(decode_tab(action.value), services, private=action.is_private)


def open_members(action: BlockAction, services: Services) -> PendingReply:
    """Open the card's members; from a user or Home, the card itself."""
    tab = replace(decode_tab(action.value), tab=Tab.MEMBERS)
    return Card.start(tab, services, private=action.is_private)


def open_events(action: BlockAction, services: Services) -> PendingReply:
    """Open the card's events."""
    tab = replace(decode_tab(action.value), tab=Tab.EVENTS)
    return Card.start(tab, services, private=action.is_private)


def narrow_events(action: BlockAction, services: Services) -> PendingReply:
    """Narrow the card's events to what its menu selects."""
    tab = tabs.narrow_events(decode_tab(action.value), action.selected)
    return Card.start(tab, services, private=action.is_private)


def close_tab(action: BlockAction, services: Services) -> PendingReply:
    """Close the card's tab."""
    tab = replace(decode_tab(action.value), tab=None)
    return Card.start(tab, services, private=action.is_private)
