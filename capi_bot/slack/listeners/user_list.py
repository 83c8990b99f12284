"""List users, all or those of some name or number."""

from __future__ import annotations

import time

from capi_bot.capi.models import Page
from capi_bot.domain.phone_numbers import is_number
from capi_bot.domain.search import UserFilters, UserResults, UserSearch
from capi_bot.slack.button_state import UserListState, decode_user_list
from capi_bot.slack.commands import Command
from capi_bot.slack.loaders.search_results import (
    EVERY_HIT,
    progress,
    run,
    started,
    stop_early,
)
from capi_bot.slack.messages import Message, PendingReply
from capi_bot.slack.payloads import BlockAction
from capi_bot.slack.services import Services
from capi_bot.slack.views import user_list as view


def asked(command: Command, services: Services) -> PendingReply:
    """Answer `users` and `users WORDS`."""
    return show(UserListState(words=command.argument), services)


def turn(action: BlockAction, services: Services) -> PendingReply:
    """Show the list as the button says: another page of it."""
    return show(decode_user_list(action.value), services)


def show(state: UserListState, services: Services) -> PendingReply:
    """Walk through the users and paint those that are found."""
    wanted = (
        UserFilters(number=state.words) if is_number(state.words) else UserFilters(words=tuple(state.words.split()))
    )
    search = search_users(wanted, services, cursor=state.cursor)
    services.searches.start(lambda: run(search))
    now, has_shown = services.now(), False

    def drawn(found: UserResults) -> Message:
        page = Page(items=found.hits, next=found.next.text if found.next else None)
        return view.user_list(page, state, progress(found, state.scanned), now)

    def paint(patience: float) -> tuple[Message, bool]:
        nonlocal has_shown
        found = search.wait(patience, EVERY_HIT if has_shown else 0)
        has_shown = has_shown or bool(found.hits)
        return drawn(found), found.finished

    return PendingReply(look=paint, once=lambda *waits: drawn(stop_early(search, *waits)))


def search_users(wanted: UserFilters, services: Services, *, cursor: str | None = None) -> UserSearch:
    """Make a walk through the users."""
    each = services.marks.each
    start = started(cursor)
    return UserSearch(services.api, wanted, each=each, clock=time.monotonic, count=view.USERS_PER_PAGE, start=start)
