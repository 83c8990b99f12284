"""Reads for a list of conversations: a page of the API's own list, or of a search."""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Self

from capi_bot.capi.models import Call, Conversation, Page
from capi_bot.concurrency import Steps, Wait
from capi_bot.domain.conversation_summary import (
    ConversationDetails,
    is_complete,
    read_details,
    summarise_conversation,
)
from capi_bot.domain.search import Filters
from capi_bot.errors import NotFoundError
from capi_bot.slack.button_state import ListState
from capi_bot.slack.commands import time_ranges
from capi_bot.slack.loaders.optional import are_done, calls_or_none, completed
from capi_bot.slack.loaders.search_results import search_page
from capi_bot.slack.loaders.tabs import MEMBERS_IN_ROW, TabReads, first_items, start_tab, wait_unless_gone, with_calls
from capi_bot.slack.pending_reply import ROW_DETAILS_WAIT, Draft, PendingReply
from capi_bot.slack.services import Services
from capi_bot.slack.views import conversation_list as view
from capi_bot.slack.views.tabs import TabView


def start_list(state: ListState, services: Services, *, afresh: bool = True) -> PendingReply:
    """Begin to read a list: by the API's own paging where that will do, else by a search, perhaps an earlier one."""
    now = services.now()
    # What counts back from now must not move while somebody turns pages.
    since = (state.since or int(now.timestamp())) if state.filters.since else None
    state = replace(state, since=since)
    start, end = time_ranges.resolve(state.filters.since, datetime.fromtimestamp(since or 0, UTC), services.time_zone)
    filters = Filters(
        state=state.filters.state,
        start=start,
        end=end,
        oldest=state.filters.oldest,
        party=state.filters.party,
        words=state.filters.words,
    )
    if filters.needs_search:
        return search_page(state, filters, services, afresh=afresh)
    return ListPage.start(state, filters, services, now)


@dataclass(slots=True, kw_only=True)
class ListPage(PendingReply):
    """One page of the API's own list: read with its open row in one round trip; late calls and details fill in."""

    state: ListState
    services: Services
    now: datetime
    page_read: Future[Page[Conversation]]
    calls_read: Future[tuple[Call, ...]]
    tab_reads: TabReads | None
    _tab: TabView | None = None
    _rows: dict[str, Conversation] = field(default_factory=dict)
    _details: dict[str, Future[ConversationDetails]] | None = None

    @classmethod
    def start(cls, state: ListState, filters: Filters, services: Services, now: datetime) -> Self:
        """Begin to read the page, the calls in progress and the open tab."""
        return cls(
            state=state,
            services=services,
            now=now,
            page_read=services.page_reads.submit(
                services.api.conversations,
                page_size=view.CONVERSATIONS_PER_PAGE,
                order=filters.order,
                cursor=state.cursor,
                date_start=filters.start,
                date_end=filters.end,
            ),
            calls_read=services.page_reads.submit(services.api.calls),
            tab_reads=start_tab(state.tab_state, services, MEMBERS_IN_ROW),
        )

    def render(self, timeout: float) -> Steps[Draft]:
        """Draw the list as soon as its page and its tab are there."""
        if self._details is None:
            self._tab = yield from wait_unless_gone(self.tab_reads, self.page_read)
            self._rows = yield from self._read_rows()
            yield Wait(futures=(self.calls_read,), timeout=ROW_DETAILS_WAIT)
            self._details = self._start_details()
        reads: tuple[Future[Any], ...] = (*self._details.values(), self.calls_read)
        yield Wait(futures=reads, timeout=timeout)
        is_final = are_done(reads)
        details, calls = completed(self._details), calls_or_none(self.calls_read)
        own = self.services.numbers.learn(leg for legs in (calls or {}).values() for leg in legs)
        summaries = [
            summarise_conversation(
                details.get(name) or ConversationDetails(conversation=conversation),
                None if calls is None else calls.get(name, ()),
                own,
            )
            for name, conversation in self._rows.items()
        ]
        page = first_items(self.page_read.result(), view.CONVERSATIONS_PER_PAGE)
        opened = self.state.tab_state.conversation_id if self.state.tab_state else ""
        tab = with_calls(self._tab, (calls or {}).get(opened, ()))
        message = view.conversation_list(page, summaries, self.state, tab, self.now)
        return Draft(message=message, is_final=is_final)

    def _read_rows(self) -> Steps[dict[str, Conversation]]:
        page = first_items(self.page_read.result(), view.CONVERSATIONS_PER_PAGE)
        rows = {conversation.id: conversation for conversation in page.items}
        opened = self.state.tab_state.conversation_id if self.state.tab_state else None
        if opened is None or opened in rows:
            return rows
        # Newer conversations have pushed the opened one off its page: whoever opened it still wants to see it.
        read = self.services.page_reads.submit(self.services.api.conversation, opened)
        yield Wait(futures=(read,))
        try:
            return {opened: read.result()} | rows
        except NotFoundError:
            gone = self.services.page_reads.submit(read_details, self.services.api, Conversation(id=opened))
            yield Wait(futures=(gone,))
            if not gone.result().legs:
                raise
            return {opened: Conversation(id=opened)} | rows  # its row tells that it has ended

    def _start_details(self) -> dict[str, Future[ConversationDetails]]:
        api, calls = self.services.api, calls_or_none(self.calls_read) or {}
        brief = {name: row for name, row in self._rows.items() if not is_complete(row)}
        return self.services.row_reads.submit_each(
            lambda name: read_details(api, brief[name], calls.get(name, ())), brief
        )
