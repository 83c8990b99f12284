"""Reads for the Home tab of one person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any, Final, Self

from capi_bot.capi.models import Call, Conversation, Page
from capi_bot.concurrency import Steps, Wait
from capi_bot.domain.activity import conversations_to_read, recent_activity
from capi_bot.domain.conversation_summary import ConversationDetails
from capi_bot.domain.ended_calls import CallLog, EndedCall, read_call_log
from capi_bot.domain.saved_filters import FilterOwner, SavedFilter
from capi_bot.errors import CapiBotError, UserError
from capi_bot.slack.button_state import HomeState
from capi_bot.slack.loaders.optional import are_done, calls_or_none, completed, result_or_none, start_details
from capi_bot.slack.messages import Message
from capi_bot.slack.pending_reply import REPLACE_WAIT, ROW_DETAILS_WAIT, Draft, PendingReply
from capi_bot.slack.services import Services
from capi_bot.slack.views import home as view

NEWEST_CONVERSATIONS: Final = 24
"""Conversations that a Home tab looks at, besides those of calls in progress."""


@dataclass(slots=True, kw_only=True)
class HomeTab(PendingReply):
    """A Home tab: calls before the list where that is slow, then the list, then who is in it."""

    state: HomeState
    person: FilterOwner
    services: Services
    page_read: Future[Page[Conversation]]
    calls_read: Future[tuple[Call, ...]]
    log_read: Future[CallLog]
    """The newest calls, among which are those that ended: of their conversations the list may know nothing any more."""
    saved_read: Future[tuple[SavedFilter, ...]]
    _shows_skeleton: bool = False
    """Whether the next picture is to stand there at once, while everything is being read."""
    _shows_soon: bool = True
    """Whether the next picture is the first one with facts."""
    _details: dict[str, Future[ConversationDetails]] | None = None

    @classmethod
    def start(cls, state: HomeState, person: FilterOwner, services: Services, *, skeleton_first: bool) -> Self:
        """Begin to read the calls in progress and the newest conversations in one round trip, and what is saved."""
        return cls(
            state=state,
            person=person,
            services=services,
            page_read=services.page_reads.submit(
                services.api.conversations, page_size=NEWEST_CONVERSATIONS, order="desc"
            ),
            calls_read=services.page_reads.submit(services.api.calls),
            log_read=services.page_reads.submit(read_call_log, services.api, max_pages=1),
            saved_read=services.saved_filters.list_for(person),
            _shows_skeleton=skeleton_first,
        )

    def render(self, timeout: float) -> Steps[Draft]:
        """Draw what is known by now."""
        if self._shows_skeleton:
            self._shows_skeleton = False
            return Draft(message=view.skeleton(), is_final=False)
        if self._shows_soon:
            self._shows_soon = False
            timeout = min(timeout, REPLACE_WAIT)
            yield Wait(futures=(self.saved_read,), timeout=ROW_DETAILS_WAIT)
        if self._details is None:
            yield Wait(futures=(self.page_read,), timeout=max(timeout, ROW_DETAILS_WAIT))
            if not self.page_read.done():
                return Draft(message=self._draw(), is_final=False)
            yield Wait(futures=(self.calls_read, self.log_read), timeout=ROW_DETAILS_WAIT)
            self._details, timeout = self._start_details(), min(timeout, ROW_DETAILS_WAIT)
        reads: tuple[Future[Any], ...] = (*self._details.values(), self.calls_read)
        yield Wait(futures=(self.saved_read,) if are_done(reads) else reads, timeout=timeout)
        is_final = are_done((*reads, self.saved_read))
        return Draft(message=self._draw(), is_final=is_final)

    def _start_details(self) -> dict[str, Future[ConversationDetails]]:
        calls = calls_or_none(self.calls_read) or {}
        listed, _, _ = _listed(self.page_read)
        ended = _recently_ended(self._ended_calls(), calls)
        rows = conversations_to_read(listed, calls, view.live_page(self.state.number), ended)
        return start_details(rows, calls, self.services)

    def _ended_calls(self) -> Sequence[EndedCall]:
        log = result_or_none(self.log_read)
        return log.ended_calls(self.services.numbers.learn(log.legs)) if log else ()

    def _draw(self) -> Message:
        is_refreshing, calls = self._details is None, calls_or_none(self.calls_read)
        listed, has_older, error = ((), False, None) if is_refreshing else _listed(self.page_read)
        facts = view.HomeFacts(
            activity=recent_activity(
                listed,
                completed(self._details or {}),
                calls,
                ended_calls=() if is_refreshing else self._ended_calls(),
                has_older=has_older,
                own=self.services.numbers.learn_all(calls),
            ),
            saved=_saved_filters(self.saved_read),
            error=error,
            calls_error=_failure(self.calls_read),
            log_error=_failure(self.log_read),
            refreshing=is_refreshing,
        )
        return view.home(facts, self.state, self.services.now())


def _recently_ended(calls: Iterable[EndedCall], in_progress: Mapping[str, object]) -> Sequence[EndedCall]:
    """Return as many of those that ended last as a Home tab shows."""
    ended = [(call.ended, call) for call in calls if call.ended and call.conversation_id not in in_progress]
    return [call for _, call in sorted(ended, key=lambda each: each[0], reverse=True)[: view.ENDED_ROWS]]


def _listed(read: Future[Page[Conversation]]) -> tuple[Sequence[Conversation], bool, CapiBotError | None]:
    # The rest of the tab is worth showing without them.
    try:
        page = read.result()
    except CapiBotError as error:
        return (), False, error
    return page.items[:NEWEST_CONVERSATIONS], page.next is not None or len(page.items) > NEWEST_CONVERSATIONS, None


def _failure(read: Future[Any]) -> CapiBotError | None:
    """Return why something could not be read; None while it is being read, and for a bug, which is raised elsewhere."""
    error = read.exception() if read.done() else None
    return error if isinstance(error, CapiBotError) else None


def _saved_filters(read: Future[tuple[SavedFilter, ...]]) -> tuple[SavedFilter, ...] | view.Missing:
    if not read.done():
        return view.Missing.NOT_YET
    try:
        return read.result()
    except UserError:
        return view.Missing.UNREACHABLE
