"""List conversations, open and close a row."""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import replace

from capi_bot.capi.models import Call
from capi_bot.capi.overview import glance, look
from capi_bot.capi.presence import calls_by_conversation
from capi_bot.errors import RemoteError, UnreachableError
from capi_bot.slack.commands import Ask
from capi_bot.slack.listeners.tabs import start_tab
from capi_bot.slack.parallel import all_done, arrived
from capi_bot.slack.payloads import Click
from capi_bot.slack.replies import Message, Painting
from capi_bot.slack.services import Services
from capi_bot.slack.state import ListState, Panel, Tab, unpack_list
from capi_bot.slack.views import conversations as view

MEMBERS_IN_ROW = 3
"""Members of one page under a row: what a message has room for beside ten rows."""


def newest(_ask: Ask, services: Services) -> Painting:
    """Answer `conversations`."""
    return show(ListState(), services)


def turn(click: Click, services: Services) -> Painting:
    """Show the list as the button says: another page, another page of a tab, or the same afresh."""
    return show(unpack_list(click.carried), services)


def members(click: Click, services: Services) -> Painting:
    """Open a row's members."""
    return _open(click, services, Tab.MEMBERS)


def events(click: Click, services: Services) -> Painting:
    """Open a row's events."""
    return _open(click, services, Tab.EVENTS)


def close(click: Click, services: Services) -> Painting:
    """Close the open row."""
    return show(replace(unpack_list(click.carried), panel=None), services)


def _open(click: Click, services: Services, tab: Tab) -> Painting:
    state = unpack_list(click.carried)
    panel = Panel(conversation_id=state.panel.conversation_id, tab=tab) if state.panel else None
    return show(replace(state, panel=panel), services)


def show(state: ListState, services: Services) -> Painting:
    """Read a page, its calls and its open row in one round trip; what each row still lacks fills in later."""
    api = services.api
    page_read = services.reads.start(lambda: api.conversations(page_size=view.PAGE, order="desc", cursor=state.cursor))
    calls_read = services.reads.start(api.calls)
    tab_read = start_tab(state.panel, services, MEMBERS_IN_ROW)
    page = page_read.result()
    legs = calls_by_conversation(known_calls(calls_read))
    tab = tab_read()
    listed = {told.id: told for told in page.items}
    looks = services.marks.each(lambda name: look(api, listed[name], legs.get(name, ())), listed)
    now = services.now()

    def paint(patience: float) -> tuple[Message, bool]:
        known = arrived(looks, patience)
        rows = [known.get(name) or glance(told, None, legs.get(name, ())) for name, told in listed.items()]
        return view.listing(page, rows, state, tab, now), all_done(looks)

    return Painting(look=paint)


def known_calls(read: Future[tuple[Call, ...]]) -> tuple[Call, ...]:
    """Return the calls in progress, or none where the application may not list them: members tell who is there too."""
    try:
        return read.result()
    except (RemoteError, UnreachableError):
        return ()
