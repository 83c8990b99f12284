"""Show one conversation as a card."""

from __future__ import annotations

import time
from collections.abc import Iterable
from concurrent.futures import Future
from dataclasses import replace
from datetime import datetime

from capi_bot.capi import ids
from capi_bot.capi.models import Call, Conversation, Event, Member, Page
from capi_bot.domain.call_summary import CallSummary, summarise_call
from capi_bot.domain.conversation_summary import (
    ALL_MEMBERS,
    ConversationDetails,
    naming_members,
    summarise_conversation,
)
from capi_bot.domain.search import Filters, Search, is_called
from capi_bot.errors import UserError
from capi_bot.slack.button_state import (
    STALE,
    Tab,
    TabState,
    decode_list,
    decode_tab,
)
from capi_bot.slack.commands import Command, ListFilter
from capi_bot.slack.listeners import conversation_list
from capi_bot.slack.loaders import call_story
from capi_bot.slack.loaders.by_name import NameSearch, nobody, resolve_name
from capi_bot.slack.loaders.optional import calls_or_none, result_or_none
from capi_bot.slack.loaders.tabs import narrowed, start_tab
from capi_bot.slack.messages import Message, Reply
from capi_bot.slack.parallel import wait_all
from capi_bot.slack.payloads import BlockAction
from capi_bot.slack.services import Services
from capi_bot.slack.views import conversation_card as view
from capi_bot.slack.views.tabs import MembersTab, TabView

MEMBERS_IN_CARD = 8

GRACE = 1.5
"""Seconds that a card, which is posted once, waits for the calls in progress and for what its story is made of."""


def asked(command: Command, services: Services) -> Reply:
    """Answer `conversation CON-…` or `conversation NAME`."""
    if ids.identify(command.argument) == "conversation":
        return asked_members(command, services)
    return by_name(command, services)


def asked_members(command: Command, services: Services) -> Message:
    """Answer `members CON-…`."""
    return show(TabState(conversation_id=command.argument, tab=Tab.MEMBERS), services, private=command.private)


def asked_events(command: Command, services: Services) -> Message:
    """Answer `events CON-…`, perhaps with a group or a type of events."""
    return show(
        TabState(conversation_id=command.argument, tab=Tab.EVENTS, event_filter=command.event_filter),
        services,
        private=command.private,
    )


def by_name(command: Command, services: Services) -> Reply:
    """Show the one conversation of that name, or the list of those that have it in theirs."""
    search = Search(
        services.api, Filters(words=(command.argument,)), each=services.reads.each, clock=time.monotonic, count=2
    )
    others = Command(name="conversations", filters=ListFilter(words=(command.argument,)), private=command.private)
    meaning = NameSearch(
        command=command,
        walk=search,
        is_exact=lambda hit: is_called(command.argument, hit.conversation.name, hit.conversation.display_name),
        one=lambda hit: asked_members(replace(command, argument=hit.conversation.id), services),
        several=lambda: conversation_list.newest(others, services),
        nobody=lambda found: nobody(found, "conversation", "is called", command.argument, "conversations"),
    )
    return resolve_name(meaning, services)


def from_row(action: BlockAction, services: Services) -> Message:
    """Open the card of a list's row."""
    tab_state = decode_list(action.value).tab_state
    if tab_state is None:
        raise UserError(STALE)
    return _pressed(TabState(conversation_id=tab_state.conversation_id, tab=Tab.MEMBERS), action, services)


def from_user(action: BlockAction, services: Services) -> Message:
    """Open the card of one of a user's conversations."""
    return members(action, services)


def turn(action: BlockAction, services: Services) -> Message:
    """Show the card as the button says: another page of its tab, or the same afresh."""
    return _pressed(decode_tab(action.value), action, services)


def members(action: BlockAction, services: Services) -> Message:
    """Open the card's members."""
    return _pressed(replace(decode_tab(action.value), tab=Tab.MEMBERS), action, services)


def events(action: BlockAction, services: Services) -> Message:
    """Open the card's events."""
    return _pressed(replace(decode_tab(action.value), tab=Tab.EVENTS), action, services)


def group(action: BlockAction, services: Services) -> Message:
    """Narrow the card's events to what its menu chooses."""
    return _pressed(narrowed(decode_tab(action.value), action.selected), action, services)


def close(action: BlockAction, services: Services) -> Message:
    """Close the card's tab."""
    return _pressed(replace(decode_tab(action.value), tab=None), action, services)


def show(tab_state: TabState, services: Services, *, private: bool = False) -> Message:
    """Read a conversation, its calls, members, newest events and open tab side by side; then what its story lacks.

    What only one person sees has no thread to download into, and a modal cannot show a table.
    """
    api, conversation_id = services.api, tab_state.conversation_id
    conversation = services.reads.start(lambda: api.conversation(conversation_id))
    listed = services.reads.start(lambda: api.members(conversation_id, page_size=ALL_MEMBERS))
    calls = services.reads.start(lambda: api.calls(conversation_id=conversation_id))
    newest = call_story.start_newest(conversation_id, services)
    tab = start_tab(tab_state, services, MEMBERS_IN_CARD)
    told, members, shown = conversation.result(), listed.result().items, tab()
    wait_all((calls, newest), GRACE)
    legs, page = _own_calls(calls, told.id), result_or_none(newest)
    sources = _sources(page, members, shown, told.id, services)
    people, now = naming_members(api, told, sources.members, legs or ()), services.now()
    story = CallSummary() if page is None else _story(told, replace(sources, members=people), legs or (), now)
    extras = view.Extras(call_summary=story, download=not private, rich=services.rich and not private)
    return view.card(
        summarise_conversation(ConversationDetails(conversation=told, members=people), legs),
        tab_state,
        shown,
        now,
        extras,
    )


def _pressed(tab_state: TabState, action: BlockAction, services: Services) -> Message:
    return show(tab_state, services, private=action.ephemeral or bool(action.view_id))


def _sources(
    newest: Page[Event] | None,
    members: tuple[Member, ...],
    shown: TabView | None,
    conversation_id: str,
    services: Services,
) -> call_story.Sources:
    in_full = {member.id: member for member in shown.page.items} if isinstance(shown, MembersTab) else {}
    if newest is None:
        return call_story.Sources(members=tuple(in_full.get(member.id, member) for member in members))
    return call_story.complete(newest, members, conversation_id, services, known=in_full, patience=GRACE)


def _story(
    conversation: Conversation, sources: call_story.Sources, calls: Iterable[Call], now: datetime
) -> CallSummary:
    return summarise_call(conversation, sources.members, sources.events, calls, now=now, older=sources.older)


def _own_calls(read: Future[tuple[Call, ...]], conversation_id: str) -> tuple[Call, ...] | None:
    known = calls_or_none(read, 0)
    return None if known is None else known.get(conversation_id, ())
