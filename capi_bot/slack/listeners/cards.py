"""Show one conversation as a card."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from capi_bot.capi.models import Member
from capi_bot.capi.overview import ALL_MEMBERS, Look, glance, naming_members
from capi_bot.errors import UserError
from capi_bot.slack.commands import Ask
from capi_bot.slack.listeners.conversations import known_calls
from capi_bot.slack.listeners.tabs import start_tab
from capi_bot.slack.payloads import Click
from capi_bot.slack.replies import Message
from capi_bot.slack.services import Services
from capi_bot.slack.state import STALE, Panel, Tab, unpack_list, unpack_panel
from capi_bot.slack.views import cards as view
from capi_bot.slack.views.panels import MembersTab, TabView

MEMBERS_IN_CARD = 8

GRACE = 1.5
"""Seconds that a card, which is posted once, waits for the calls in progress."""


def asked(ask: Ask, services: Services) -> Message:
    """Answer `conversation CON-…`."""
    return show(Panel(conversation_id=ask.argument, tab=Tab.MEMBERS), services)


def from_row(click: Click, services: Services) -> Message:
    """Open the card of a list's row."""
    panel = unpack_list(click.carried).panel
    if panel is None:
        raise UserError(STALE)
    return show(Panel(conversation_id=panel.conversation_id, tab=Tab.MEMBERS), services)


def from_user(click: Click, services: Services) -> Message:
    """Open the card of one of a user's conversations."""
    return show(replace(unpack_panel(click.carried), tab=Tab.MEMBERS), services)


def turn(click: Click, services: Services) -> Message:
    """Show the card as the button says: another page of its tab, or the same afresh."""
    return show(unpack_panel(click.carried), services)


def members(click: Click, services: Services) -> Message:
    """Open the card's members."""
    return show(replace(unpack_panel(click.carried), tab=Tab.MEMBERS), services)


def events(click: Click, services: Services) -> Message:
    """Open the card's events."""
    return show(replace(unpack_panel(click.carried), tab=Tab.EVENTS), services)


def close(click: Click, services: Services) -> Message:
    """Close the card's tab."""
    return show(replace(unpack_panel(click.carried), tab=None), services)


def show(panel: Panel, services: Services) -> Message:
    """Read a conversation, its calls, its members and its open tab side by side."""
    api, conversation_id = services.api, panel.conversation_id
    conversation = services.reads.start(lambda: api.conversation(conversation_id))
    members_read = services.reads.start(lambda: api.members(conversation_id, page_size=ALL_MEMBERS))
    calls = services.reads.start(lambda: api.calls(conversation_id=conversation_id))
    tab = start_tab(panel, services, MEMBERS_IN_CARD)
    told, shown = conversation.result(), tab()
    members = _known_best(members_read.result().items, shown)
    known = known_calls(calls, GRACE)
    legs = None if known is None else known.get(told.id, ())
    look = Look(conversation=told, members=naming_members(api, told, members, legs or ()))
    return view.card(glance(look, legs), panel, shown, services.now())


def _known_best(listed: Iterable[Member], shown: TabView | None) -> tuple[Member, ...]:
    in_full = {member.id: member for member in shown.page.items} if isinstance(shown, MembersTab) else {}
    return tuple(in_full.get(member.id, member) for member in listed)
