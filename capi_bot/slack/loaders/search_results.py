"""Look for conversations that the API cannot filter, and paint what is found while it is being found."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from typing import TypeVar

from capi_bot.capi.models import Call, Conversation, Page
from capi_bot.domain.conversation_summary import (
    ConversationDetails,
    ConversationSummary,
    read_details,
    summarise_conversation,
)
from capi_bot.domain.liveness import is_in_progress
from capi_bot.domain.search import (
    START,
    USUAL,
    ConversationResults,
    Filters,
    Hit,
    Search,
    SearchCursor,
    SearchResult,
    StopReason,
)
from capi_bot.domain.search import Scan as Walking
from capi_bot.errors import CapiBotError, UserError
from capi_bot.slack.button_state import STALE, ListState, encode_list
from capi_bot.slack.loaders.optional import GRACE, MEMBERS_IN_ROW, calls_or_none
from capi_bot.slack.loaders.tabs import start_tab
from capi_bot.slack.messages import Message, PendingReply
from capi_bot.slack.parallel import completed, wait_all
from capi_bot.slack.services import Services
from capi_bot.slack.views import conversation_list as view
from capi_bot.slack.views.notices import describe_error
from capi_bot.slack.views.search_progress import SearchPhase, SearchProgress

T = TypeVar("T")

EVERY_HIT = 10_000
"""More hits than there are: waiting for that many is waiting for the end."""

WORTH = USUAL.seconds + 1
"""Seconds that the first hit of a walk is worth waiting for where it can be shown only once: as long as one goes on."""

PACES: Mapping[StopReason | None, SearchPhase] = {
    None: SearchPhase.LOOKING,
    StopReason.ENOUGH: SearchPhase.ENOUGH,
    StopReason.KNOWN: SearchPhase.KNOWN,
    StopReason.BUDGET: SearchPhase.PAUSED,
    StopReason.FAILED: SearchPhase.FAILED,
    StopReason.END: SearchPhase.DONE,
}

log = logging.getLogger(__name__)


def search_page(state: ListState, filters: Filters, services: Services, *, afresh: bool) -> PendingReply:
    """Walk on from where the state stands; unless `afresh`, what was found a moment ago is shown once more."""
    key = encode_list(replace(state, tab_state=None, private=False))
    known = None if afresh else services.finds.known(key)
    search = known or _search(state, filters, services)
    if known is None:
        services.finds.keep(key, search)
        services.searches.start(lambda: run(search))
    read_tab = start_tab(state.tab_state, services, MEMBERS_IN_ROW)
    # A number that calls know is found with nothing but them.
    watch = _Watch(services=services, opened=_opened(state, search, services), fills_calls=not filters.number)
    tab, now = read_tab(), services.now()

    def drawn(found: ConversationResults) -> Message:
        page = Page(items=tuple(hit.conversation for hit in found.hits), next=found.next.text if found.next else None)
        return view.conversation_list(page, watch.summaries(found), state, tab, now, progress(found, state.scanned))

    def paint(patience: float) -> tuple[Message, bool]:
        found = search.wait(patience, EVERY_HIT if watch.has_shown else 0)
        finished = watch.settle(found, patience if watch.was_finished else min(patience, GRACE))
        return drawn(found), finished

    def once(patience: float, meanwhile: Callable[[], object]) -> Message:
        found = stop_early(search, patience, meanwhile)
        watch.settle(found, patience if search.so_far().finished else GRACE)
        return drawn(found)

    return PendingReply(look=paint, once=once)


def stop_early(walk: Walking[T], patience: float, meanwhile: Callable[[], object]) -> SearchResult[T]:
    """Return what a walk has found after a while, or else its first hit, as if it had stopped there.

    `meanwhile` is done before waiting longer than that.
    """
    found = walk.wait(patience, EVERY_HIT)
    if not (found.hits or found.finished):
        meanwhile()
        found = walk.wait(WORTH, 0)
    return found if found.finished else replace(found, stop=StopReason.BUDGET)


def _search(state: ListState, filters: Filters, services: Services) -> Search:
    start, each = started(state.cursor), services.marks.each
    return Search(
        services.api, filters, each=each, clock=time.monotonic, count=view.CONVERSATIONS_PER_PAGE, start=start
    )


def run(search: Walking[T]) -> None:
    """Walk, and log a bug rather than let it vanish in a thread."""
    try:
        search.run()
    except Exception:
        log.exception("A search failed.")


def started(cursor: str | None) -> SearchCursor:
    """Read where a walk goes on; `UserError` for what is no place in one."""
    try:
        return SearchCursor.parse(cursor) if cursor else START
    except ValueError as error:
        raise UserError(STALE) from error


def _opened(state: ListState, search: Search, services: Services) -> Future[Conversation] | None:
    # Whoever opened a row still wants to see it where it is no longer among what is found.
    name = state.tab_state.conversation_id if state.tab_state else ""
    if not name or name in {hit.conversation.id for hit in search.so_far().hits}:
        return None
    return services.reads.start(lambda: services.api.conversation(name))


def progress(found: SearchResult[object], before: int) -> SearchProgress:
    """Put how far a walk has come into the view's terms; `before` counts what earlier pages have looked at."""
    return SearchProgress(
        scanned=before + found.looked,
        phase=PACES[found.stop],
        failure=describe_error(found.error, "").problem if found.error else "",
        sources=found.sources,
        missed=found.missed,
    )


@dataclass(slots=True, kw_only=True)
class _Watch:
    """Read what hits still lack for their rows, as they are found."""

    services: Services
    opened: Future[Conversation] | None
    fills_calls: bool
    """Whether conversations of calls in progress, of which hardly more than their numbers are known, are read too."""
    has_shown: bool = False
    was_finished: bool = False
    _looks: dict[str, Future[ConversationDetails]] = field(default_factory=dict)
    _calls: Future[tuple[Call, ...]] | None = None

    def settle(self, found: ConversationResults, patience: float) -> bool:
        """Begin the reads of new hits, wait for them a little, and tell whether nothing more will come."""
        bare = {hit.conversation.id: hit for hit in found.hits if hit.look is None}
        wanted = [name for name, hit in bare.items() if self.fills_calls or not _goes_on(hit)]
        self._looks |= self.services.marks.each(
            lambda name: read_details(self.services.api, bare[name].conversation, bare[name].calls or ()),
            [name for name in wanted if name not in self._looks],
        )
        if any(hit.calls is None for hit in bare.values()) and self._calls is None:
            self._calls = self.services.reads.start(self.services.api.calls)
        others = [read for read in (self._calls, self.opened) if read]
        settled = wait_all([*self._looks.values(), *others], patience)
        self.has_shown, self.was_finished = self.has_shown or bool(found.hits), found.finished
        return found.finished and settled

    def summaries(self, found: ConversationResults) -> Sequence[ConversationSummary]:
        """Return a row a hit, as far as it is known by now, after the opened one that is not among them."""
        looks = completed(self._looks)
        legs = calls_or_none(self._calls, 0) if self._calls else None
        rows = [self._glance(hit, looks, legs) for hit in found.hits]
        told = _told(self.opened)
        if told is None or told.id in {row.conversation.id for row in rows}:
            return rows
        return [
            summarise_conversation(
                ConversationDetails(conversation=told), None if legs is None else legs.get(told.id, ())
            ),
            *rows,
        ]

    @staticmethod
    def _glance(
        hit: Hit, looks: Mapping[str, ConversationDetails], legs: Mapping[str, tuple[Call, ...]] | None
    ) -> ConversationSummary:
        name = hit.conversation.id
        calls = hit.calls if hit.calls is not None or legs is None else legs.get(name, ())
        return summarise_conversation(
            hit.look or looks.get(name) or ConversationDetails(conversation=hit.conversation), calls
        )


def _goes_on(hit: Hit) -> bool:
    return any(map(is_in_progress, hit.calls or ()))


def _told(opened: Future[Conversation] | None) -> Conversation | None:
    try:
        return opened.result(timeout=0) if opened else None
    except (CapiBotError, TimeoutError):
        return None
