"""List users, all or those of some name or number."""

from __future__ import annotations

import time

from capi_bot.capi.finding import FoundUsers, UserFilters, UserSearch
from capi_bot.capi.models import Page
from capi_bot.capi.numbers import is_number
from capi_bot.slack.commands import Ask
from capi_bot.slack.listeners.walks import EVERY_HIT, cut_short, how_far, run, started
from capi_bot.slack.payloads import Click
from capi_bot.slack.replies import Message, Painting
from capi_bot.slack.services import Services
from capi_bot.slack.state import PeopleState, unpack_people
from capi_bot.slack.views import people as view


def asked(ask: Ask, services: Services) -> Painting:
    """Answer `users` and `users WORDS`."""
    return show(PeopleState(words=ask.argument), services)


def turn(click: Click, services: Services) -> Painting:
    """Show the list as the button says: another page of it."""
    return show(unpack_people(click.carried), services)


def show(state: PeopleState, services: Services) -> Painting:
    """Walk through the users and paint those that are found."""
    wanted = (
        UserFilters(number=state.words) if is_number(state.words) else UserFilters(words=tuple(state.words.split()))
    )
    search = search_users(wanted, services, cursor=state.cursor)
    services.searches.start(lambda: run(search))
    now, has_shown = services.now(), False

    def drawn(found: FoundUsers) -> Message:
        page = Page(items=found.hits, next=found.next.text if found.next else None)
        return view.people(page, state, how_far(found, state.looked), now)

    def paint(patience: float) -> tuple[Message, bool]:
        nonlocal has_shown
        found = search.wait(patience, EVERY_HIT if has_shown else 0)
        has_shown = has_shown or bool(found.hits)
        return drawn(found), found.finished

    return Painting(look=paint, once=lambda *waits: drawn(cut_short(search, *waits)))


def search_users(wanted: UserFilters, services: Services, *, cursor: str | None = None) -> UserSearch:
    """Make a walk through the users."""
    each = services.marks.each
    start = started(cursor)
    return UserSearch(services.api, wanted, each=each, clock=time.monotonic, count=view.PAGE, start=start)
