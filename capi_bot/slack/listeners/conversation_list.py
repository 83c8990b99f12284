"""List conversations, narrow the list, open and close a row."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from capi_bot.capi.api import ConversationApi
from capi_bot.capi.models import Conversation, Page
from capi_bot.domain.conversation_summary import ConversationDetails, read_details, summarise_conversation
from capi_bot.domain.search import Filters
from capi_bot.slack.button_state import (
    ListState,
    Tab,
    TabState,
    decode_list,
)
from capi_bot.slack.commands import Command, time_ranges
from capi_bot.slack.loaders.optional import GRACE, MEMBERS_IN_ROW, calls_or_none
from capi_bot.slack.loaders.search_results import search_page
from capi_bot.slack.loaders.tabs import first, narrowed, start_tab
from capi_bot.slack.messages import Message, PendingReply
from capi_bot.slack.parallel import completed, wait_all
from capi_bot.slack.payloads import BlockAction
from capi_bot.slack.services import Services
from capi_bot.slack.views import conversation_list as view
from capi_bot.slack.views import list_controls


def newest(command: Command, services: Services) -> PendingReply:
    """Answer `conversations`."""
    return show(ListState(filters=command.filters, private=command.private), services)


def turn(action: BlockAction, services: Services) -> PendingReply:
    """Show the list as the button says: another page, or the same afresh."""
    state = decode_list(action.value)
    return show(replace(state, since=None) if state.number == 1 else state, services)


def narrow(action: BlockAction, services: Services) -> PendingReply:
    """Show what a menu above the list chooses, from its first page."""
    state = _listed(action)
    asked = list_controls.apply_selection(state.filters, action.action_id, action.selected)
    return show(ListState(filters=asked, private=state.private), services)


def turn_tab(action: BlockAction, services: Services) -> PendingReply:
    """Show another page of the open row's tab."""
    return show(_listed(action), services, afresh=False)


def group(action: BlockAction, services: Services) -> PendingReply:
    """Narrow the events of the open row to what its menu chooses."""
    state = _listed(action)
    tab_state = narrowed(state.tab_state, action.selected) if state.tab_state else None
    return show(replace(state, tab_state=tab_state), services, afresh=False)


def members(action: BlockAction, services: Services) -> PendingReply:
    """Open a row's members."""
    return _open(action, services, Tab.MEMBERS)


def events(action: BlockAction, services: Services) -> PendingReply:
    """Open a row's events."""
    return _open(action, services, Tab.EVENTS)


def close(action: BlockAction, services: Services) -> PendingReply:
    """Close the open row."""
    return show(replace(_listed(action), tab_state=None), services, afresh=False)


def _open(action: BlockAction, services: Services, tab: Tab) -> PendingReply:
    state = _listed(action)
    tab_state = TabState(conversation_id=state.tab_state.conversation_id, tab=tab) if state.tab_state else None
    return show(replace(state, tab_state=tab_state), services, afresh=False)


def _listed(action: BlockAction) -> ListState:
    row = decode_list(action.value)
    return replace(decode_list(action.shown), tab_state=row.tab_state) if action.shown else row


def show(state: ListState, services: Services, *, afresh: bool = True) -> PendingReply:
    """Show a list: by the API's own paging where that will do, else by walking, unless it was walked a moment ago."""
    anchored = _anchored(state, services)
    wanted = _wanted(anchored, services)
    if wanted.needs_walking:
        return search_page(anchored, wanted, services, afresh=afresh)
    return _paged(anchored, wanted, services)


def _anchored(state: ListState, services: Services) -> ListState:
    # What counts back from now must not move while somebody turns pages.
    now = int(services.now().timestamp())
    return replace(state, since=state.since or now) if state.filters.since else replace(state, since=None)


def _wanted(state: ListState, services: Services) -> Filters:
    asked = state.filters
    anchor = datetime.fromtimestamp(state.since or 0, UTC)
    start, end = time_ranges.resolve(asked.since, anchor, services.zone)
    return Filters(state=asked.state, start=start, end=end, oldest=asked.oldest, party=asked.party, words=asked.words)


def _paged(state: ListState, wanted: Filters, services: Services) -> PendingReply:
    """Read a page and its open row in one round trip; calls that are late, and what each row still lacks, fill in."""
    api = services.api
    page_read = services.reads.start(
        lambda: api.conversations(
            page_size=view.CONVERSATIONS_PER_PAGE,
            order=wanted.order,
            cursor=state.cursor,
            date_start=wanted.start,
            date_end=wanted.end,
        )
    )
    calls_read = services.reads.start(api.calls)
    tab_read = start_tab(state.tab_state, services, MEMBERS_IN_ROW)
    page, tab = first(page_read.result(), view.CONVERSATIONS_PER_PAGE), tab_read()
    rows = _rows(api, page, state)
    early = calls_or_none(calls_read, GRACE) or {}
    looks = services.marks.each(lambda name: read_details(api, rows[name], early.get(name, ())), rows)
    now = services.now()

    def paint(patience: float) -> tuple[Message, bool]:
        finished = wait_all([*looks.values(), calls_read], patience)
        found, legs = completed(looks), calls_or_none(calls_read, 0)
        summaries = [
            summarise_conversation(
                found.get(name) or ConversationDetails(conversation=told), None if legs is None else legs.get(name, ())
            )
            for name, told in rows.items()
        ]
        return view.conversation_list(page, summaries, state, tab, now), finished

    return PendingReply(look=paint)


def _rows(api: ConversationApi, page: Page[Conversation], state: ListState) -> dict[str, Conversation]:
    rows = {told.id: told for told in page.items}
    opened = state.tab_state.conversation_id if state.tab_state else None
    if opened is None or opened in rows:
        return rows
    # Newer conversations have pushed the opened one off its page: whoever opened it still wants to see it.
    return {opened: api.conversation(opened)} | rows
