"""Show one user."""

from __future__ import annotations

from capi_bot.capi import ids
from capi_bot.capi.api import ConversationApi
from capi_bot.capi.finding import UserFilters, is_called
from capi_bot.capi.models import Membership, Page
from capi_bot.capi.numbers import is_number
from capi_bot.slack.commands import Ask
from capi_bot.slack.listeners import people
from capi_bot.slack.listeners.named import Meaning, meant, nobody
from capi_bot.slack.listeners.rows import if_told, known_calls
from capi_bot.slack.listeners.tabs import first
from capi_bot.slack.parallel import settle
from capi_bot.slack.payloads import Click
from capi_bot.slack.replies import Message, Reply
from capi_bot.slack.services import Services
from capi_bot.slack.state import PeopleState, UserState, unpack_user
from capi_bot.slack.views import users as view

GRACE = 3.0
"""Seconds that a user waits for what is told beside them."""


def asked(ask: Ask, services: Services) -> Reply:
    """Answer `user USR-…`, `user NAME` and `user NUMBER`: with the user or, where several are meant, with them all."""
    called = ask.argument
    if ids.identify(called) == "user":
        return show(UserState(user_id=called), services)
    numbered = is_number(called)
    meaning = Meaning(
        ask=ask,
        walk=people.search_users(UserFilters(number=called) if numbered else UserFilters(name=called), services),
        is_exact=lambda user: not numbered and is_called(called, user.name, user.display_name),
        one=lambda user: show(UserState(user_id=user.id), services),
        several=lambda: people.show(PeopleState(words=called), services),
        nobody=lambda found: nobody(found, "user", "has the number" if numbered else "is called", called, "users"),
    )
    return meant(meaning, services)


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
        user=who, sessions=if_told(sessions), memberships=if_told(memberships), calls=known_calls(calls, 0) or {}
    )
    return view.user(facts, state, services.now())


def _memberships(api: ConversationApi, state: UserState) -> Page[Membership]:
    page = api.user_conversations(state.user_id, page_size=view.PAGE, order="desc", cursor=state.cursor)
    return first(page, view.PAGE)
