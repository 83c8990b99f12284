"""List conversations, narrow the list, open and close a row."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from capi_bot.capi.api import ConversationApi
from capi_bot.capi.finding import Filters
from capi_bot.capi.models import Conversation, Page
from capi_bot.capi.overview import Look, glance, read_row
from capi_bot.slack.commands import Ask, spans
from capi_bot.slack.listeners.rows import GRACE, MEMBERS_IN_ROW, known_calls
from capi_bot.slack.listeners.tabs import first, narrowed, start_tab
from capi_bot.slack.listeners.walks import walked
from capi_bot.slack.parallel import arrived, settle
from capi_bot.slack.payloads import Click
from capi_bot.slack.replies import Message, Painting
from capi_bot.slack.services import Services
from capi_bot.slack.state import ListState, Panel, Tab, unpack_list
from capi_bot.slack.views import conversations as view
from capi_bot.slack.views import filters


def newest(ask: Ask, services: Services) -> Painting:
    """Answer `conversations`."""
    return show(ListState(asked=ask.listing, private=ask.private), services)


def turn(click: Click, services: Services) -> Painting:
    """Show the list as the button says: another page, or the same afresh."""
    state = unpack_list(click.carried)
    return show(replace(state, since=None) if state.number == 1 else state, services)


def narrow(click: Click, services: Services) -> Painting:
    """Show what a menu above the list chooses, from its first page."""
    state = _listed(click)
    asked = filters.chosen(state.asked, click.action_id, click.chosen)
    return show(ListState(asked=asked, private=state.private), services)


def turn_tab(click: Click, services: Services) -> Painting:
    """Show another page of the open row's tab."""
    return show(_listed(click), services, afresh=False)


def group(click: Click, services: Services) -> Painting:
    """Narrow the events of the open row to what its menu chooses."""
    state = _listed(click)
    panel = narrowed(state.panel, click.chosen) if state.panel else None
    return show(replace(state, panel=panel), services, afresh=False)


def members(click: Click, services: Services) -> Painting:
    """Open a row's members."""
    return _open(click, services, Tab.MEMBERS)


def events(click: Click, services: Services) -> Painting:
    """Open a row's events."""
    return _open(click, services, Tab.EVENTS)


def close(click: Click, services: Services) -> Painting:
    """Close the open row."""
    return show(replace(_listed(click), panel=None), services, afresh=False)


def _open(click: Click, services: Services, tab: Tab) -> Painting:
    state = _listed(click)
    panel = Panel(conversation_id=state.panel.conversation_id, tab=tab) if state.panel else None
    return show(replace(state, panel=panel), services, afresh=False)


def _listed(click: Click) -> ListState:
    row = unpack_list(click.carried)
    return replace(unpack_list(click.shown), panel=row.panel) if click.shown else row


def show(state: ListState, services: Services, *, afresh: bool = True) -> Painting:
    """Show a list: by the API's own paging where that will do, else by walking, unless it was walked a moment ago."""
    anchored = _anchored(state, services)
    wanted = _wanted(anchored, services)
    if wanted.needs_walking:
        return walked(anchored, wanted, services, afresh=afresh)
    return _paged(anchored, wanted, services)


def _anchored(state: ListState, services: Services) -> ListState:
    # What counts back from now must not move while somebody turns pages.
    now = int(services.now().timestamp())
    return replace(state, since=state.since or now) if state.asked.since else replace(state, since=None)


def _wanted(state: ListState, services: Services) -> Filters:
    asked = state.asked
    anchor = datetime.fromtimestamp(state.since or 0, UTC)
    start, end = spans.resolve(asked.since, anchor, services.zone)
    return Filters(state=asked.state, start=start, end=end, oldest=asked.oldest, party=asked.party, words=asked.words)


def _paged(state: ListState, wanted: Filters, services: Services) -> Painting:
    """Read a page and its open row in one round trip; calls that are late, and what each row still lacks, fill in."""
    api = services.api
    page_read = services.reads.start(
        lambda: api.conversations(
            page_size=view.PAGE,
            order=wanted.order,
            cursor=state.cursor,
            date_start=wanted.start,
            date_end=wanted.end,
        )
    )
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


def _rows(api: ConversationApi, page: Page[Conversation], state: ListState) -> dict[str, Conversation]:
    rows = {told.id: told for told in page.items}
    opened = state.panel.conversation_id if state.panel else None
    if opened is None or opened in rows:
        return rows
    # Newer conversations have pushed the opened one off its page: whoever opened it still wants to see it.
    return {opened: api.conversation(opened)} | rows
