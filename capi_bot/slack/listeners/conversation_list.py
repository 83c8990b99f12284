"""The list of conversations: show it, narrow it, open and close a row."""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Final

from capi_bot.capi.models import Call, Conversation, Page
from capi_bot.concurrency import Steps, Wait
from capi_bot.domain.conversation_summary import (
    ConversationDetails,
    is_complete,
    read_details,
    summarise_conversation,
)
from capi_bot.domain.search import Filters
from capi_bot.slack.button_state import ListState, Tab, TabState, decode_list
from capi_bot.slack.commands import Command, time_ranges
from capi_bot.slack.loaders import tabs
from capi_bot.slack.loaders.optional import are_done, calls_or_none, completed
from capi_bot.slack.loaders.search_results import search_page
from capi_bot.slack.loaders.tabs import first_items, start_tab
from capi_bot.slack.payloads import BlockAction
from capi_bot.slack.pending_reply import ROW_DETAILS_WAIT, Draft, PendingReply
from capi_bot.slack.services import Services
from capi_bot.slack.views import conversation_list as view
from capi_bot.slack.views import list_controls
from capi_bot.slack.views.tabs import TabView

MEMBERS_IN_ROW: Final = 4
"""Members of one page under a row: what a message has room for beside ten rows."""


def answer_command(command: Command, services: Services) -> PendingReply:
    """Answer `conversations`."""
    return show(ListState(asked=command.filters, private=command.private), services)


def turn_page(action: BlockAction, services: Services) -> PendingReply:
    """Show the list as the button says: another page, or the same afresh."""
    state = decode_list(action.value)
    return show(replace(state, since=None) if state.number == 1 else state, services)


def narrow_list(action: BlockAction, services: Services) -> PendingReply:
    """Show what a menu above the list selects, from its first page."""
    state = _list_state(action)
    filters = list_controls.selected(state.asked, action.action_id, action.selected)
    return show(ListState(asked=filters, private=state.private), services)


def turn_tab_page(action: BlockAction, services: Services) -> PendingReply:
    """Show another page of the open row's tab."""
    return show(_list_state(action), services, afresh=False)


def narrow_events(action: BlockAction, services: Services) -> PendingReply:
    """Narrow the events of the open row to what its menu selects."""
    state = _list_state(action)
    tab = tabs.narrow_events(state.panel, action.selected) if state.panel else None
    return show(replace(state, panel=tab), services, afresh=False)


def open_members(action: BlockAction, services: Services) -> PendingReply:
    """Open a row's members."""
    return _open_tab(action, services, Tab.MEMBERS)


def open_events(action: BlockAction, services: Services) -> PendingReply:
    """Open a row's events."""
    return _open_tab(action, services, Tab.EVENTS)


def close_tab(action: BlockAction, services: Services) -> PendingReply:
    """Close the open row."""
    return show(replace(_list_state(action), panel=None), services, afresh=False)


def _open_tab(action: BlockAction, services: Services, tab: Tab) -> PendingReply:
    state = _list_state(action)
    opened = TabState(conversation_id=state.panel.conversation_id, tab=tab) if state.panel else None
    return show(replace(state, panel=opened), services, afresh=False)


def _list_state(action: BlockAction) -> ListState:
    row = decode_list(action.value)
    return replace(decode_list(action.list_state), panel=row.panel) if action.list_state else row


def show(state: ListState, services: Services, *, afresh: bool = True) -> PendingReply:
    """Show a list: by the API's own paging where that will do, else by a search, perhaps one of a moment ago."""
    now = services.now()
    # What counts back from now must not move while somebody turns pages.
    since = (state.since or int(now.timestamp())) if state.asked.since else None
    state = replace(state, since=since)
    start, end = time_ranges.resolve(state.asked.since, datetime.fromtimestamp(since or 0, UTC), services.time_zone)
    filters = Filters(
        state=state.asked.state,
        start=start,
        end=end,
        oldest=state.asked.oldest,
        party=state.asked.party,
        words=state.asked.words,
    )
    if filters.needs_search:
        return search_page(state, filters, services, members_per_page=MEMBERS_IN_ROW, afresh=afresh)
    return _ListPage(
        state=state,
        services=services,
        now=now,
        page_read=services.page_reads.submit(
            services.api.conversations,
            page_size=view.PAGE,
            order=filters.order,
            cursor=state.cursor,
            date_start=filters.start,
            date_end=filters.end,
        ),
        calls_read=services.page_reads.submit(services.api.calls),
        tab_read=start_tab(state.panel, services, MEMBERS_IN_ROW),
    )


@dataclass(slots=True, kw_only=True)
class _ListPage(PendingReply):
    """One page of the API's own list: read with its open row in one round trip; late calls and details fill in."""

    state: ListState
    services: Services
    now: datetime
    page_read: Future[Page[Conversation]]
    calls_read: Future[tuple[Call, ...]]
    tab_read: Future[TabView] | None
    _rows: dict[str, Conversation] = field(default_factory=dict)
    _details: dict[str, Future[ConversationDetails]] | None = None

    def render(self, timeout: float) -> Steps[Draft]:
        """Draw the list as soon as its page and its tab are there."""
        if self._details is None:
            yield Wait(futures=(self.page_read, self.tab_read) if self.tab_read else (self.page_read,))
            self._rows = yield from self._read_rows()
            yield Wait(futures=(self.calls_read,), timeout=ROW_DETAILS_WAIT)
            self._details = self._start_details()
        reads: tuple[Future[Any], ...] = (*self._details.values(), self.calls_read)
        yield Wait(futures=reads, timeout=timeout)
        is_final = are_done(reads)
        details, calls = completed(self._details), calls_or_none(self.calls_read)
        summaries = [
            summarise_conversation(
                details.get(name) or ConversationDetails(conversation=conversation),
                None if calls is None else calls.get(name, ()),
            )
            for name, conversation in self._rows.items()
        ]
        page = first_items(self.page_read.result(), view.PAGE)
        tab = self.tab_read.result() if self.tab_read else None
        return Draft(message=view.conversation_list(page, summaries, self.state, tab, self.now), is_final=is_final)

    def _read_rows(self) -> Steps[dict[str, Conversation]]:
        page = first_items(self.page_read.result(), view.PAGE)
        rows = {conversation.id: conversation for conversation in page.items}
        opened = self.state.panel.conversation_id if self.state.panel else None
        if opened is None or opened in rows:
            return rows
        # Newer conversations have pushed the opened one off its page: whoever opened it still wants to see it.
        read = self.services.page_reads.submit(self.services.api.conversation, opened)
        yield Wait(futures=(read,))
        return {opened: read.result()} | rows

    def _start_details(self) -> dict[str, Future[ConversationDetails]]:
        api, calls = self.services.api, calls_or_none(self.calls_read) or {}
        brief = {name: row for name, row in self._rows.items() if not is_complete(row)}
        return self.services.row_reads.submit_each(
            lambda name: read_details(api, brief[name], calls.get(name, ())), brief
        )
