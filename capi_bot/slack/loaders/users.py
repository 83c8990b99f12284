"""Reads for users: one of them, and a page of those that a search finds."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from capi_bot.capi.models import Call, Membership, Page, Session, User
from capi_bot.concurrency import Steps, Wait
from capi_bot.domain.conversation_summary import ConversationSummary, summarise_rows
from capi_bot.domain.phone_numbers import is_phone_number
from capi_bot.domain.search import RunningScan, UserFilters, UserResults, UserSearch
from capi_bot.slack.button_state import UserListState, UserState
from capi_bot.slack.loaders.conversation_list import (
    ALL_HITS,
    search_cursor,
    search_progress,
    stop_early,
    wait_for_hits,
)
from capi_bot.slack.loaders.optional import calls_or_none, completed, result_or_none, start_details
from capi_bot.slack.loaders.tabs import first_items
from capi_bot.slack.messages import Message
from capi_bot.slack.pending_reply import USER_WAIT, Draft, PendingReply
from capi_bot.slack.services import Services
from capi_bot.slack.views import users as view


def start_user_list(state: UserListState, services: Services) -> PendingReply:
    """Begin a search of the users."""
    words = state.words
    filters = UserFilters(number=words) if is_phone_number(words) else UserFilters(words=tuple(words.split()))
    scan = user_scan(filters, services, cursor=state.cursor)
    services.scans.submit_steps(scan.run())
    return UserPage(state=state, scan=scan, now=services.now())


@dataclass(frozen=True, slots=True, kw_only=True)
class UserCard(PendingReply):
    """A user, drawn once: what is shown beside them is waited for a little."""

    state: UserState
    services: Services
    user_read: Future[User]
    sessions_read: Future[Page[Session]]
    memberships_read: Future[Page[Membership]]
    calls_read: Future[tuple[Call, ...]]
    """Those in progress, which name some of the conversations and show which are live."""

    @classmethod
    def start(cls, state: UserState, services: Services) -> Self:
        """Begin to read a user, their sessions, their conversations and the calls that name some of these."""
        api, reads = services.api, services.page_reads
        return cls(
            state=state,
            services=services,
            user_read=reads.submit(api.user, state.user_id),
            sessions_read=reads.submit(api.user_sessions, state.user_id),
            memberships_read=reads.submit(
                api.user_conversations,
                state.user_id,
                page_size=view.MEMBERSHIPS_PER_PAGE,
                order="desc",
                cursor=state.cursor,
            ),
            calls_read=reads.submit(api.calls),
        )

    def render(self, timeout: float) -> Steps[Draft]:
        """Draw the user."""
        del timeout  # what is late is left out
        yield Wait(futures=(self.user_read,))
        user = self.user_read.result()
        beside: tuple[Future[Any], ...] = (self.sessions_read, self.memberships_read, self.calls_read)
        yield Wait(futures=beside, timeout=USER_WAIT)
        memberships, calls = result_or_none(self.memberships_read), calls_or_none(self.calls_read)
        page = None if memberships is None else first_items(memberships, view.MEMBERSHIPS_PER_PAGE)
        summaries = yield from self._read_summaries(page.items if page else (), calls)
        facts = view.UserFacts(
            user=user, sessions=result_or_none(self.sessions_read), memberships=page, summaries=summaries
        )
        return Draft(message=view.user(facts, self.state, self.services.now()), is_final=True)

    def _read_summaries(
        self, memberships: Sequence[Membership], calls: Mapping[str, tuple[Call, ...]] | None
    ) -> Steps[Mapping[str, ConversationSummary]]:
        """Read as much of each conversation as a row of a list shows; what is late is named by what the API listed."""
        listed = {each.conversation.id: each.conversation for each in memberships}
        reads = start_details(listed, calls, self.services)
        if reads:
            yield Wait(futures=tuple(reads.values()), timeout=USER_WAIT)
        return summarise_rows(listed, completed(reads), calls, self.services.numbers.learn_all(calls))


def user_scan(filters: UserFilters, services: Services, *, cursor: str | None = None) -> RunningScan[User]:
    """Return a search of the users, which has not begun."""
    search = UserSearch(
        services.api,
        filters,
        submit=services.row_reads.submit,
        clock=time.monotonic,
        count=view.USERS_PER_PAGE,
        start=search_cursor(cursor),
        countries=services.countries,
    )
    return RunningScan(search)


@dataclass(slots=True, kw_only=True)
class UserPage(PendingReply):
    """One page of users, as they are found."""

    state: UserListState
    scan: RunningScan[User]
    now: datetime
    _has_shown: bool = False

    def render(self, timeout: float) -> Steps[Draft]:
        """Draw the first users, then all of them."""
        result = yield from wait_for_hits(self.scan, ALL_HITS if self._has_shown else 0, timeout)
        self._has_shown = self._has_shown or bool(result.hits)
        return Draft(message=self._draw(result), is_final=result.finished)

    def render_once(self, timeout: float, *, is_late: bool) -> Steps[Message | None]:
        """Draw those who are found in a while, or else the first one."""
        result = yield from stop_early(self.scan, timeout, is_late=is_late)
        return self._draw(result) if result else None

    def _draw(self, result: UserResults) -> Message:
        page = Page(items=result.hits, next=result.next.text if result.next else None)
        return view.user_list(page, self.state, search_progress(result, self.state.scanned), self.now)
