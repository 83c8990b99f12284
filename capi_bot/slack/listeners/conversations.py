"""List conversations, open and close a row."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Future
from dataclasses import replace

from capi_bot.capi.api import ConversationApi
from capi_bot.capi.models import Call, Conversation, Page
from capi_bot.capi.overview import Look, glance, read_row
from capi_bot.capi.presence import calls_by_conversation
from capi_bot.errors import RemoteError, UnreachableError
from capi_bot.slack.commands import Ask
from capi_bot.slack.listeners.tabs import first, start_tab
from capi_bot.slack.parallel import arrived, settle
from capi_bot.slack.payloads import Click
from capi_bot.slack.replies import Message, Painting
from capi_bot.slack.services import Services
from capi_bot.slack.state import ListState, Panel, Tab, unpack_list
from capi_bot.slack.views import conversations as view

MEMBERS_IN_ROW = 4
"""Members of one page under a row: what a message has room for beside ten rows."""

GRACE = 0.3
"""Seconds that a list waits for the calls in progress once it is there itself."""


def newest(ask: Ask, services: Services) -> Painting:
    """Answer `conversations`."""
    return show(ListState(private=ask.private), services)


def turn(click: Click, services: Services) -> Painting:
    """Show the list as the button says: another page, or the same afresh."""
    return show(unpack_list(click.carried), services)


def turn_tab(click: Click, services: Services) -> Painting:
    """Show another page of the open row's tab."""
    return show(_listed(click), services)


def members(click: Click, services: Services) -> Painting:
    """Open a row's members."""
    return _open(click, services, Tab.MEMBERS)


def events(click: Click, services: Services) -> Painting:
    """Open a row's events."""
    return _open(click, services, Tab.EVENTS)


def close(click: Click, services: Services) -> Painting:
    """Close the open row."""
    return show(replace(_listed(click), panel=None), services)


def _open(click: Click, services: Services, tab: Tab) -> Painting:
    state = _listed(click)
    panel = Panel(conversation_id=state.panel.conversation_id, tab=tab) if state.panel else None
    return show(replace(state, panel=panel), services)


def _listed(click: Click) -> ListState:
    row = unpack_list(click.carried)
    return replace(unpack_list(click.shown), panel=row.panel) if click.shown else row


def show(state: ListState, services: Services) -> Painting:
    """Read a page and its open row in one round trip; calls that are late, and what each row still lacks, fill in."""
    api = services.api
    page_read = services.reads.start(lambda: api.conversations(page_size=view.PAGE, order="desc", cursor=state.cursor))
    calls_read = services.reads.start(api.calls)
    tab_read = start_tab(state.panel, services, MEMBERS_IN_ROW)
    page, tab = first(page_read.result(), view.PAGE), tab_read()
    rows = _rows(api, page, state)
    early = known_calls(calls_read, GRACE) or {}
    looks = services.marks.each(lambda name: read_row(api, rows[name], early.get(name, ())), rows)
    now = services.now()

    def paint(patience: float) -> tuple[Message, bool]:
        finished = settle([*looks.values(), calls_read], patience)
        found, legs = arrived(looks), known_calls(calls_read, 0)
        glances = [
            glance(found.get(name) or Look(conversation=told), None if legs is None else legs.get(name, ()))
            for name, told in rows.items()
        ]
        return view.listing(page, glances, state, tab, now), finished

    return Painting(look=paint)


def known_calls(read: Future[tuple[Call, ...]], patience: float) -> Mapping[str, tuple[Call, ...]] | None:
    """Return the calls in progress by conversation; None where they are late, or the application may not list them."""
    try:
        return calls_by_conversation(read.result(timeout=patience))
    except (RemoteError, UnreachableError, TimeoutError):
        return None


def _rows(api: ConversationApi, page: Page[Conversation], state: ListState) -> dict[str, Conversation]:
    rows = {told.id: told for told in page.items}
    opened = state.panel.conversation_id if state.panel else None
    if opened is None or opened in rows:
        return rows
    # Newer conversations have pushed the opened one off its page: whoever opened it still wants to see it.
    return {opened: api.conversation(opened)} | rows
