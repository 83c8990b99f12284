"""The card of one conversation: its facts, its story, its members and events."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Final

from capi_bot.capi import ids
from capi_bot.domain.search import ConversationSearch, Filters, is_called
from capi_bot.errors import UserError
from capi_bot.slack.button_state import STALE, Tab, TabState, decode_list, decode_tab
from capi_bot.slack.commands import Command, ListFilter
from capi_bot.slack.listeners import conversation_list
from capi_bot.slack.loaders import tabs
from capi_bot.slack.loaders.by_name import NameSearch, no_match_error, resolve_name
from capi_bot.slack.loaders.card import Card
from capi_bot.slack.payloads import BlockAction
from capi_bot.slack.pending_reply import PendingReply
from capi_bot.slack.running_scan import RunningScan
from capi_bot.slack.services import Services

MEMBERS_IN_CARD: Final = 8


def answer_command(command: Command, services: Services) -> PendingReply:
    """Answer `conversation CON-…` or `conversation NAME`."""
    if ids.identify(command.argument) == "conversation":
        return answer_members_command(command, services)
    search = ConversationSearch(
        services.api,
        Filters(words=(command.argument,)),
        submit=services.page_reads.submit,
        clock=time.monotonic,
        count=2,
    )
    others = Command(name="conversations", filters=ListFilter(words=(command.argument,)), private=command.private)
    name_search = NameSearch(
        command=command,
        scan=RunningScan(search),
        is_exact=lambda hit: is_called(command.argument, hit.conversation.name, hit.conversation.display_name),
        show_one=lambda hit: answer_members_command(replace(command, argument=hit.conversation.id), services),
        show_several=lambda: conversation_list.answer_command(others, services),
        no_match=lambda result: no_match_error(result, "conversation", "is called", command.argument, "conversations"),
    )
    return resolve_name(name_search, services)


def answer_members_command(command: Command, services: Services) -> PendingReply:
    """Answer `members CON-…`."""
    tab = TabState(conversation_id=command.argument, tab=Tab.MEMBERS)
    return show(tab, services, private=command.private)


def answer_events_command(command: Command, services: Services) -> PendingReply:
    """Answer `events CON-…`, perhaps with a group or a type of events."""
    tab = TabState(conversation_id=command.argument, tab=Tab.EVENTS, event_filter=command.event_filter)
    return show(tab, services, private=command.private)


def open_from_row(action: BlockAction, services: Services) -> PendingReply:
    """Open the card of a list's row."""
    row = decode_list(action.value).tab_state
    if row is None:
        raise UserError(STALE)
    tab = TabState(conversation_id=row.conversation_id, tab=Tab.MEMBERS)
    return show(tab, services, private=action.is_private)


def turn_page(action: BlockAction, services: Services) -> PendingReply:
    """Show the card as the button says: another page of its tab, or the same afresh."""
    return show(decode_tab(action.value), services, private=action.is_private)


def open_members(action: BlockAction, services: Services) -> PendingReply:
    """Open the card's members; from a user or Home, the card itself."""
    tab = replace(decode_tab(action.value), tab=Tab.MEMBERS)
    return show(tab, services, private=action.is_private)


def open_events(action: BlockAction, services: Services) -> PendingReply:
    """Open the card's events."""
    tab = replace(decode_tab(action.value), tab=Tab.EVENTS)
    return show(tab, services, private=action.is_private)


def narrow_events(action: BlockAction, services: Services) -> PendingReply:
    """Narrow the card's events to what its menu selects."""
    tab = tabs.narrow_events(decode_tab(action.value), action.selected)
    return show(tab, services, private=action.is_private)


def close_tab(action: BlockAction, services: Services) -> PendingReply:
    """Close the card's tab."""
    tab = replace(decode_tab(action.value), tab=None)
    return show(tab, services, private=action.is_private)


def show(tab: TabState, services: Services, *, private: bool = False) -> PendingReply:
    """Show a conversation with a tab open, or none."""
    return Card.start(tab, services, private=private, members_per_page=MEMBERS_IN_CARD)
