"""Show one conversation as a card."""

from __future__ import annotations

import time
from collections.abc import Iterable
from concurrent.futures import Future
from dataclasses import replace
from datetime import datetime

from capi_bot.capi import ids
from capi_bot.capi.finding import Filters, Search, is_called
from capi_bot.capi.models import Call, Conversation, Event, Member, Page
from capi_bot.capi.overview import ALL_MEMBERS, Look, glance, naming_members
from capi_bot.capi.recap import Recap, recap
from capi_bot.errors import UserError
from capi_bot.slack.commands import Ask, Listing
from capi_bot.slack.listeners import conversations, stories
from capi_bot.slack.listeners.named import Meaning, meant, nobody
from capi_bot.slack.listeners.rows import if_told, known_calls
from capi_bot.slack.listeners.tabs import narrowed, start_tab
from capi_bot.slack.parallel import settle
from capi_bot.slack.payloads import Click
from capi_bot.slack.replies import Message, Reply
from capi_bot.slack.services import Services
from capi_bot.slack.state import STALE, Panel, Tab, unpack_list, unpack_panel
from capi_bot.slack.views import cards as view
from capi_bot.slack.views.panels import MembersTab, TabView

MEMBERS_IN_CARD = 8

GRACE = 1.5
"""Seconds that a card, which is posted once, waits for the calls in progress and for what its story is made of."""


def asked(ask: Ask, services: Services) -> Reply:
    """Answer `conversation CON-…` or `conversation NAME`."""
    if ids.identify(ask.argument) == "conversation":
        return asked_members(ask, services)
    return by_name(ask, services)


def asked_members(ask: Ask, services: Services) -> Message:
    """Answer `members CON-…`."""
    return show(Panel(conversation_id=ask.argument, tab=Tab.MEMBERS), services, private=ask.private)


def asked_events(ask: Ask, services: Services) -> Message:
    """Answer `events CON-…`, perhaps with a group or a type of events."""
    return show(Panel(conversation_id=ask.argument, tab=Tab.EVENTS, only=ask.only), services, private=ask.private)


def by_name(ask: Ask, services: Services) -> Reply:
    """Show the one conversation of that name, or the list of those that have it in theirs."""
    search = Search(
        services.api, Filters(words=(ask.argument,)), each=services.reads.each, clock=time.monotonic, count=2
    )
    others = Ask(name="conversations", listing=Listing(words=(ask.argument,)), private=ask.private)
    meaning = Meaning(
        ask=ask,
        walk=search,
        is_exact=lambda hit: is_called(ask.argument, hit.conversation.name, hit.conversation.display_name),
        one=lambda hit: asked_members(replace(ask, argument=hit.conversation.id), services),
        several=lambda: conversations.newest(others, services),
        nobody=lambda found: nobody(found, "conversation", "is called", ask.argument, "conversations"),
    )
    return meant(meaning, services)


def from_row(click: Click, services: Services) -> Message:
    """Open the card of a list's row."""
    panel = unpack_list(click.carried).panel
    if panel is None:
        raise UserError(STALE)
    return _pressed(Panel(conversation_id=panel.conversation_id, tab=Tab.MEMBERS), click, services)


def from_user(click: Click, services: Services) -> Message:
    """Open the card of one of a user's conversations."""
    return members(click, services)


def turn(click: Click, services: Services) -> Message:
    """Show the card as the button says: another page of its tab, or the same afresh."""
    return _pressed(unpack_panel(click.carried), click, services)


def members(click: Click, services: Services) -> Message:
    """Open the card's members."""
    return _pressed(replace(unpack_panel(click.carried), tab=Tab.MEMBERS), click, services)


def events(click: Click, services: Services) -> Message:
    """Open the card's events."""
    return _pressed(replace(unpack_panel(click.carried), tab=Tab.EVENTS), click, services)


def group(click: Click, services: Services) -> Message:
    """Narrow the card's events to what its menu chooses."""
    return _pressed(narrowed(unpack_panel(click.carried), click.chosen), click, services)


def close(click: Click, services: Services) -> Message:
    """Close the card's tab."""
    return _pressed(replace(unpack_panel(click.carried), tab=None), click, services)


def show(panel: Panel, services: Services, *, private: bool = False) -> Message:
    """Read a conversation, its calls, members, newest events and open tab side by side; then what its story lacks.

    What only one person sees has no thread to download into, and a modal cannot show a table.
    """
    api, conversation_id = services.api, panel.conversation_id
    conversation = services.reads.start(lambda: api.conversation(conversation_id))
    listed = services.reads.start(lambda: api.members(conversation_id, page_size=ALL_MEMBERS))
    calls = services.reads.start(lambda: api.calls(conversation_id=conversation_id))
    newest = stories.start_newest(conversation_id, services)
    tab = start_tab(panel, services, MEMBERS_IN_CARD)
    told, members, shown = conversation.result(), listed.result().items, tab()
    settle((calls, newest), GRACE)
    legs, page = _own_calls(calls, told.id), if_told(newest)
    sources = _sources(page, members, shown, told.id, services)
    people, now = naming_members(api, told, sources.members, legs or ()), services.now()
    story = Recap() if page is None else _story(told, replace(sources, members=people), legs or (), now)
    extras = view.Extras(recap=story, download=not private, rich=services.rich and not private)
    return view.card(glance(Look(conversation=told, members=people), legs), panel, shown, now, extras)


def _pressed(panel: Panel, click: Click, services: Services) -> Message:
    return show(panel, services, private=click.ephemeral or bool(click.view_id))


def _sources(
    newest: Page[Event] | None,
    members: tuple[Member, ...],
    shown: TabView | None,
    conversation_id: str,
    services: Services,
) -> stories.Sources:
    in_full = {member.id: member for member in shown.page.items} if isinstance(shown, MembersTab) else {}
    if newest is None:
        return stories.Sources(members=tuple(in_full.get(member.id, member) for member in members))
    return stories.complete(newest, members, conversation_id, services, known=in_full, patience=GRACE)


def _story(conversation: Conversation, sources: stories.Sources, calls: Iterable[Call], now: datetime) -> Recap:
    return recap(conversation, sources.members, sources.events, calls, now=now, older=sources.older)


def _own_calls(read: Future[tuple[Call, ...]], conversation_id: str) -> tuple[Call, ...] | None:
    known = known_calls(read, 0)
    return None if known is None else known.get(conversation_id, ())
