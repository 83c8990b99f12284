"""Show one conversation as a card."""

from __future__ import annotations

import time
from collections.abc import Iterable
from concurrent.futures import Future
from dataclasses import replace

from capi_bot.capi import ids
from capi_bot.capi.finding import Filters, Search, Stop
from capi_bot.capi.models import Call, Event, Member, Page
from capi_bot.capi.overview import ALL_MEMBERS, Look, glance, naming_members
from capi_bot.capi.recap import Recap, recap
from capi_bot.capi.story import acquainted
from capi_bot.errors import RemoteError, UnreachableError, UserError
from capi_bot.slack.commands import COMMAND, Ask, Listing
from capi_bot.slack.listeners import conversations
from capi_bot.slack.listeners.rows import known_calls
from capi_bot.slack.listeners.tabs import narrowed, start_tab
from capi_bot.slack.parallel import settle
from capi_bot.slack.payloads import Click
from capi_bot.slack.replies import Message, Reply
from capi_bot.slack.services import Services
from capi_bot.slack.state import STALE, Panel, Tab, unpack_list, unpack_panel
from capi_bot.slack.views import cards as view
from capi_bot.slack.views import kit
from capi_bot.slack.views.panels import MembersTab, TabView

MEMBERS_IN_CARD = 8

STORY_EVENTS = 100
"""Events of which a story is made: the newest, as many as one page has."""

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
    services.searches.start(search.run).result()
    found = search.so_far()
    match found.hits:
        case ():
            raise found.error or UserError(_nobody(ask.argument, found.looked, paused=found.stop is Stop.BUDGET))
        case (hit,):
            return asked_members(replace(ask, argument=hit.conversation.id), services)
        case _:
            listing = Listing(words=(ask.argument,))
            return conversations.newest(Ask(name="conversations", listing=listing, private=ask.private), services)


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
    """Read a conversation, its calls, members, newest events and open tab side by side.

    What only one person sees has no thread to download into, and a modal cannot show a table.
    """
    api, conversation_id = services.api, panel.conversation_id
    conversation = services.reads.start(lambda: api.conversation(conversation_id))
    listed = services.reads.start(lambda: api.members(conversation_id, page_size=ALL_MEMBERS))
    calls = services.reads.start(lambda: api.calls(conversation_id=conversation_id))
    newest = services.reads.start(lambda: api.events(conversation_id, page_size=STORY_EVENTS, order="desc"))
    tab = start_tab(panel, services, MEMBERS_IN_CARD)
    told, shown = conversation.result(), tab()
    known = _known_best(listed.result().items, shown)
    settle((calls, newest), GRACE)
    legs, happened, now = _own_calls(calls, told.id), _if_told(newest), services.now()
    people = naming_members(api, told, _acquainted(known, happened or ()), legs or ())
    story = Recap() if happened is None else recap(told, people, happened, legs or (), now=now)
    extras = view.Extras(recap=story, download=not private, rich=services.rich and not private)
    return view.card(glance(Look(conversation=told, members=people), legs), panel, shown, now, extras)


def _pressed(panel: Panel, click: Click, services: Services) -> Message:
    return show(panel, services, private=click.ephemeral or bool(click.view_id))


def _known_best(listed: Iterable[Member], shown: TabView | None) -> tuple[Member, ...]:
    in_full = {member.id: member for member in shown.page.items} if isinstance(shown, MembersTab) else {}
    return tuple(in_full.get(member.id, member) for member in listed)


def _acquainted(members: tuple[Member, ...], events: Iterable[Event]) -> tuple[Member, ...]:
    known = acquainted(members, events)
    return tuple(known[member.id] if member.id else member for member in members)


def _own_calls(read: Future[tuple[Call, ...]], conversation_id: str) -> tuple[Call, ...] | None:
    known = known_calls(read, 0)
    return None if known is None else known.get(conversation_id, ())


def _if_told(read: Future[Page[Event]]) -> tuple[Event, ...] | None:
    try:
        return read.result(timeout=0).items
    except (RemoteError, UnreachableError, TimeoutError):
        return None


def _nobody(name: str, looked: int, *, paused: bool) -> str:
    shown = kit.cut(kit.clean(name), kit.NAME)
    if paused:
        on = f"`{COMMAND} conversations {shown}` looks on."
        return f"No conversation among the {looked} newest is called “{shown}”. {on}"
    return f"No conversation is called “{shown}”. `{COMMAND} conversations` lists those that there are."
