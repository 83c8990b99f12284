"""The list of users: all, or those of some name or number."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from capi_bot.capi.models import Page, User
from capi_bot.concurrency import Steps
from capi_bot.domain.phone_numbers import is_number
from capi_bot.domain.search import UserFilters, UserResults, UserSearch
from capi_bot.slack.button_state import UserListState, decode_user_list
from capi_bot.slack.commands import Command
from capi_bot.slack.loaders.running_scan import RunningScan
from capi_bot.slack.loaders.search_results import (
    ALL_HITS,
    search_cursor,
    search_progress,
    stop_early,
    wait_for_hits,
)
from capi_bot.slack.messages import Message
from capi_bot.slack.payloads import BlockAction
from capi_bot.slack.pending_reply import Draft, PendingReply
from capi_bot.slack.services import Services
from capi_bot.slack.views import user_list as view


def answer_command(command: Command, services: Services) -> PendingReply:
    """Answer `users` and `users WORDS`."""
    return show(UserListState(words=command.argument), services)


def turn_page(action: BlockAction, services: Services) -> PendingReply:
    """Show the list as the button says: another page of it."""
    return show(decode_user_list(action.value), services)


def show(state: UserListState, services: Services) -> PendingReply:
    """Search the users, and show those that are found."""
    words = state.words
    filters = UserFilters(number=words) if is_number(words) else UserFilters(words=tuple(words.split()))
    scan = user_scan(filters, services, cursor=state.cursor)
    services.scans.submit(scan.run)
    return _UserList(state=state, scan=scan, now=services.now())


def user_scan(filters: UserFilters, services: Services, *, cursor: str | None = None) -> RunningScan[User]:
    """Return a search of the users, which has not begun."""
    search = UserSearch(
        services.api,
        filters,
        submit=services.row_reads.submit,
        clock=time.monotonic,
        count=view.PAGE,
        start=search_cursor(cursor),
    )
    return RunningScan(search)


@dataclass(slots=True, kw_only=True)
class _UserList(PendingReply):
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

    def render_once(self, timeout: float, on_wait: Callable[[], object]) -> Steps[Message]:
        """Draw those who are found in a while, or else the first one."""
        return self._draw((yield from stop_early(self.scan, timeout, on_wait)))

    def _draw(self, result: UserResults) -> Message:
        page = Page(items=result.hits, next=result.next.text if result.next else None)
        return view.people(page, self.state, search_progress(result, self.state.looked), self.now)
