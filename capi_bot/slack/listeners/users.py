"""Show one user."""

from __future__ import annotations

from concurrent.futures import Future
from typing import TypeVar

from capi_bot.capi import ids
from capi_bot.capi.api import ConversationApi
from capi_bot.capi.finding import UserFilters
from capi_bot.capi.models import Membership, Page
from capi_bot.errors import RemoteError, UnreachableError, UserError
from capi_bot.slack.commands import Ask
from capi_bot.slack.commands.numbers import is_number
from capi_bot.slack.listeners import people
from capi_bot.slack.listeners.rows import known_calls
from capi_bot.slack.listeners.tabs import first
from capi_bot.slack.parallel import settle
from capi_bot.slack.payloads import Click
from capi_bot.slack.replies import Message, Reply
from capi_bot.slack.services import Services
from capi_bot.slack.state import PeopleState, UserState, unpack_user
from capi_bot.slack.views import kit
from capi_bot.slack.views import users as view

T = TypeVar("T")

GRACE = 3.0
"""Seconds that a user waits for what is told beside them."""


def asked(ask: Ask, services: Services) -> Reply:
    """Answer `user USR-…`, `user NAME` and `user NUMBER`: with the user or, where several are meant, with them all."""
    meant = ask.argument
    if ids.identify(meant) == "user":
        return show(UserState(user_id=meant), services)
    wanted = UserFilters(number=meant) if is_number(meant) else UserFilters(name=meant)
    search = people.search_users(wanted, services)
    search.run()
    found = search.so_far()
    if found.error:
        raise found.error
    if len(found.hits) > 1:
        return people.show(PeopleState(words=meant), services)
    if not found.hits:
        raise UserError(_nobody(kit.cut(kit.clean(meant), kit.NAME), found.looked))
    return show(UserState(user_id=found.hits[0].id), services)


def _nobody(meant: str, looked: int) -> str:
    return (
        f"I found no user “{meant}” among the {looked} newest. An id begins with `USR-`; "
        "`/capi users` with a part of the name looks further."
    )


def turn(click: Click, services: Services) -> Message:
    """Show the user as the button says: first, or at another page of their conversations."""
    return show(unpack_user(click.carried), services)


def show(state: UserState, services: Services) -> Message:
    """Read a user, their sessions, their conversations and the calls that name some of these, side by side."""
    api = services.api
    user = services.reads.start(lambda: api.user(state.user_id))
    sessions = services.reads.start(lambda: api.user_sessions(state.user_id))
    memberships = services.reads.start(lambda: _memberships(api, state))
    calls = services.reads.start(api.calls)
    who = user.result()
    settle((sessions, memberships, calls), GRACE)
    facts = view.UserFacts(
        user=who, sessions=_if_told(sessions), memberships=_if_told(memberships), calls=known_calls(calls, 0) or {}
    )
    return view.user(facts, state, services.now())


def _memberships(api: ConversationApi, state: UserState) -> Page[Membership]:
    page = api.user_conversations(state.user_id, page_size=view.PAGE, order="desc", cursor=state.cursor)
    return first(page, view.PAGE)


def _if_told(read: Future[Page[T]]) -> Page[T] | None:
    # Beside the user all else is an extra: what is refused, missing in an older version or late is told as not known.
    try:
        return read.result(timeout=0)
    except (RemoteError, UnreachableError, TimeoutError):
        return None
