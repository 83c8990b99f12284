"""Reads for a list of conversations: a page of the API's own list, or of a search, drawn while it finds more."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Final, Self, TypeVar

from capi_bot.capi.models import Call, Conversation, Page
from capi_bot.concurrency import Steps, Wait
from capi_bot.domain.conversation_summary import (
    ConversationDetails,
    ConversationSummary,
    is_complete,
    read_details,
    read_gone_details,
    summarise_conversation,
    summarise_rows,
)
from capi_bot.domain.own_numbers import OwnNumbers
from capi_bot.domain.search import (
    START,
    ConversationResults,
    ConversationSearch,
    Filters,
    Hit,
    RunningScan,
    SearchCursor,
    SearchResult,
    StopReason,
)
from capi_bot.errors import NotFoundError, UserError
from capi_bot.slack.button_state import STALE, ListState, encode_list
from capi_bot.slack.commands import time_ranges
from capi_bot.slack.loaders.optional import are_done, calls_or_none, completed, result_or_none, start_details
from capi_bot.slack.loaders.tabs import MEMBERS_IN_ROW, TabReads, first_items, start_tab, wait_unless_gone, with_calls
from capi_bot.slack.messages import Message
from capi_bot.slack.pending_reply import FIRST_HIT_WAIT, ROW_DETAILS_WAIT, Draft, PendingReply
from capi_bot.slack.services import Services
from capi_bot.slack.views import conversation_list as view
from capi_bot.slack.views.list_controls import SearchPhase, SearchProgress
from capi_bot.slack.views.notices import describe_error
from capi_bot.slack.views.tabs import TabView

T = TypeVar("T")

ALL_HITS: Final = 10_000
"""More hits than there are: waiting for that many is waiting for the end."""

PHASES: Final[Mapping[StopReason | None, SearchPhase]] = {
    None: SearchPhase.LOOKING,
    StopReason.ENOUGH: SearchPhase.ENOUGH,
    StopReason.QUICK_HIT: SearchPhase.KNOWN,
    StopReason.BUDGET: SearchPhase.PAUSED,
    StopReason.FAILED: SearchPhase.FAILED,
    StopReason.END: SearchPhase.DONE,
}


def search_page(state: ListState, filters: Filters, services: Services, *, afresh: bool) -> PendingReply:
    """Search on from where the state stands; unless `afresh`, what was found a moment ago is shown once more."""
    key = encode_list(replace(state, tab_state=None, private=False))
    scan = None if afresh else services.search_cache.get(key)
    if scan is None:
        start = search_cursor(state.cursor)
        search = ConversationSearch(
            services.api,
            filters,
            submit=services.row_reads.submit,
            clock=time.monotonic,
            count=view.CONVERSATIONS_PER_PAGE,
            start=start,
            countries=services.countries,
        )
        scan = RunningScan(search)
        services.search_cache.put(key, scan)
        services.scans.submit_steps(scan.run())
    return _SearchPage(
        state=state,
        services=services,
        scan=scan,
        tab_reads=start_tab(state.tab_state, services, MEMBERS_IN_ROW),
        opened_read=_start_opened(state, scan, services),
        now=services.now(),
    )


def wait_for_hits(scan: RunningScan[T], seen: int, timeout: float) -> Steps[SearchResult[T]]:
    """Wait until a scan has more than `seen` hits or has finished, at most `timeout` seconds; return what it has."""
    change = scan.next_change(seen)
    yield Wait(futures=(change,), timeout=timeout)
    change.cancel()
    return scan.result


def stop_early(scan: RunningScan[T], timeout: float, *, is_late: bool) -> Steps[SearchResult[T] | None]:
    """Return what a scan has found after a while or, where it `is_late`, its first hit, as if it had stopped there.

    None: it has found nothing yet.
    """
    if is_late:
        result = yield from wait_for_hits(scan, 0, FIRST_HIT_WAIT)
    else:
        result = yield from wait_for_hits(scan, ALL_HITS, timeout)
        if not (result.hits or result.finished):
            return None
    return result if result.finished else replace(result, stop=StopReason.BUDGET)


def search_cursor(text: str | None) -> SearchCursor:
    """Read where a search goes on; raise `UserError` for what is no cursor of one."""
    try:
        return SearchCursor.parse(text) if text else START
    except ValueError as error:
        raise UserError(STALE) from error


def search_progress(result: SearchResult[Any], scanned_before: int) -> SearchProgress:
    """Return how far a search has come; `scanned_before` counts what earlier pages have looked at."""
    return SearchProgress(
        scanned=scanned_before + result.scanned,
        phase=PHASES[result.stop],
        failure=describe_error(result.error, "").problem if result.error else "",
        sources=result.sources,
        log_since=result.log.since if result.log else None,
        missed=result.failed_sources,
    )


def _start_opened(state: ListState, scan: RunningScan[Hit], services: Services) -> Future[Conversation] | None:
    # Whoever opened a row still wants to see it where it is no longer among what is found.
    conversation_id = state.tab_state.conversation_id if state.tab_state else ""
    if not conversation_id or conversation_id in {hit.conversation.id for hit in scan.result.hits}:
        return None
    return services.page_reads.submit(services.api.conversation, conversation_id)


@dataclass(slots=True, kw_only=True)
class _SearchPage(PendingReply):
    """One page of a search: its hits as they are found, and the details that their rows still lack."""

    state: ListState
    services: Services
    scan: RunningScan[Hit]
    tab_reads: TabReads | None
    opened_read: Future[Conversation] | None
    now: datetime
    _has_shown: bool = False
    _was_finished: bool = False
    _details: dict[str, Future[ConversationDetails]] = field(default_factory=dict)
    _calls_read: Future[tuple[Call, ...]] | None = None
    _gone: ConversationDetails | None = None
    """The opened conversation, where it is gone since it was found."""

    def render(self, timeout: float) -> Steps[Draft]:
        """Draw the first hits, then all of them, then their details."""
        tab = yield from self._wait_for_tab()
        result = yield from wait_for_hits(self.scan, ALL_HITS if self._has_shown else 0, timeout)
        is_complete = yield from self._wait_for_details(
            result, timeout if self._was_finished else min(timeout, ROW_DETAILS_WAIT)
        )
        self._has_shown, self._was_finished = self._has_shown or bool(result.hits), result.finished
        return Draft(message=self._draw(result, tab), is_final=is_complete and result.finished)

    def render_once(self, timeout: float, *, is_late: bool) -> Steps[Message | None]:
        """Draw what is found in a while, or else the first hit."""
        tab = yield from self._wait_for_tab()
        result = yield from stop_early(self.scan, timeout, is_late=is_late)
        if result is None:
            return None
        yield from self._wait_for_details(result, timeout if self.scan.result.finished else ROW_DETAILS_WAIT)
        return self._draw(result, tab)

    def _wait_for_tab(self) -> Steps[TabView | None]:
        """Wait for the open tab; where its conversation is gone, read what is known of its end."""
        tab = None if self._gone else (yield from wait_unless_gone(self.tab_reads))
        opened = self.state.tab_state
        if self.tab_reads and tab is None and opened and self._gone is None:
            listed = Conversation(id=opened.conversation_id)
            read = self.services.row_reads.submit(read_details, self.services.api, listed)
            yield Wait(futures=(read,))
            self._gone = read.result()
        return tab

    def _wait_for_details(self, result: ConversationResults, timeout: float) -> Steps[bool]:
        """Begin the reads of new hits, wait for them a little, and return whether nothing more will come."""
        brief = {hit.conversation.id: hit for hit in result.hits if hit.details is None}
        submit = self.services.row_reads.submit
        self._details |= {
            name: submit(read_details, self.services.api, brief[name].conversation, brief[name].calls or ())
            for name in brief
            if name not in self._details
        }
        if any(hit.calls is None for hit in brief.values()) and self._calls_read is None:
            self._calls_read = self.services.page_reads.submit(self.services.api.calls)
        others = [read for read in (self._calls_read, self.opened_read) if read]
        reads: tuple[Future[Any], ...] = (*self._details.values(), *others)
        yield Wait(futures=reads, timeout=timeout)
        return are_done(reads)

    def _draw(self, result: ConversationResults, tab: TabView | None) -> Message:
        page = Page(
            items=tuple(hit.conversation for hit in result.hits), next=result.next.text if result.next else None
        )
        progress = search_progress(result, self.state.scanned)
        return view.conversation_list(page, self._summaries(result), self.state, tab, self.now, progress)

    def _summaries(self, result: ConversationResults) -> Sequence[ConversationSummary]:
        """Return a row for each hit, as far as it is known by now, after the opened one that is not among them."""
        details = completed(self._details)
        calls = calls_or_none(self._calls_read) if self._calls_read else None
        own = self.services.numbers.learn(leg for hit in result.hits for leg in hit.calls or ())
        rows = [_summary(hit, details, calls, own) for hit in result.hits]
        if self._gone:
            ended = summarise_conversation(self._gone, (), own)
            gone_id = ended.conversation.id
            if gone_id in {row.conversation.id for row in rows}:
                return [ended if row.conversation.id == gone_id else row for row in rows]
            return [ended, *rows]
        opened = result_or_none(self.opened_read) if self.opened_read else None
        if opened is None or opened.id in {row.conversation.id for row in rows}:
            return rows
        legs = None if calls is None else calls.get(opened.id, ())
        return [summarise_conversation(ConversationDetails(conversation=opened), legs, own), *rows]


def _summary(
    hit: Hit,
    details: Mapping[str, ConversationDetails],
    calls: Mapping[str, tuple[Call, ...]] | None,
    own: OwnNumbers,
) -> ConversationSummary:
    name = hit.conversation.id
    legs = hit.calls if hit.calls is not None or calls is None else calls.get(name, ())
    known = hit.details or details.get(name) or ConversationDetails(conversation=hit.conversation)
    return summarise_conversation(known, legs, own)


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
    _gone: dict[str, Future[ConversationDetails]] = field(default_factory=dict)
    """The details of the opened row where it is gone."""

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
        own = self.services.numbers.learn_all(calls)
        summaries = tuple(summarise_rows(self._rows, details, calls, own).values())
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
            row = Conversation(id=opened)
            gone = self.services.page_reads.submit(read_gone_details, self.services.api, row)
            yield Wait(futures=(gone,))
            if not gone.result().legs:
                raise
            self._gone = {opened: gone}
            return {opened: row} | rows  # its row tells that it has ended

    def _start_details(self) -> dict[str, Future[ConversationDetails]]:
        rows = {name: row for name, row in self._rows.items() if not (is_complete(row) or name in self._gone)}
        return self._gone | start_details(rows, calls_or_none(self.calls_read), self.services)
