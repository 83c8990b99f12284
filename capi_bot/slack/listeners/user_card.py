"""Show one user."""

from __future__ import annotations

from capi_bot.capi import ids
from capi_bot.capi.api import ConversationApi
from capi_bot.capi.models import Membership, Page
from capi_bot.domain.phone_numbers import is_number
from capi_bot.domain.search import UserFilters, is_called
from capi_bot.slack.button_state import UserListState, UserState, decode_user
from capi_bot.slack.commands import Command
from capi_bot.slack.listeners import user_list
from capi_bot.slack.loaders.by_name import NameSearch, nobody, resolve_name
from capi_bot.slack.loaders.optional import calls_or_none, result_or_none
from capi_bot.slack.loaders.tabs import first
from capi_bot.slack.messages import Message, Reply
from capi_bot.slack.parallel import wait_all
from capi_bot.slack.payloads import BlockAction
from capi_bot.slack.services import Services
from capi_bot.slack.views import user_card as view

GRACE = 3.0
"""Seconds that a user waits for what is told beside them."""


def asked(command: Command, services: Services) -> Reply:
    """Answer `user USR-…`, `user NAME` and `user NUMBER`: with the user or, where several are meant, with them all."""
    called = command.argument
    if ids.identify(called) == "user":
        return show(UserState(user_id=called), services)
    numbered = is_number(called)
    meaning = NameSearch(
        command=command,
        walk=user_list.search_users(UserFilters(number=called) if numbered else UserFilters(name=called), services),
        is_exact=lambda user: not numbered and is_called(called, user.name, user.display_name),
        one=lambda user: show(UserState(user_id=user.id), services),
        several=lambda: user_list.show(UserListState(words=called), services),
        nobody=lambda found: nobody(found, "user", "has the number" if numbered else "is called", called, "users"),
    )
    return resolve_name(meaning, services)


def turn(action: BlockAction, services: Services) -> Message:
    """Show the user as the button says: first, or at another page of their conversations."""
    return show(decode_user(action.value), services)


def show(state: UserState, services: Services) -> Message:
    """Read a user, their sessions, their conversations and the calls that name some of these, side by side."""
    api = services.api
    user = services.reads.start(lambda: api.user(state.user_id))
    sessions = services.reads.start(lambda: api.user_sessions(state.user_id))
    memberships = services.reads.start(lambda: _memberships(api, state))
    calls = services.reads.start(api.calls)
    who = user.result()
    wait_all((sessions, memberships, calls), GRACE)
    facts = view.UserFacts(
        user=who,
        sessions=result_or_none(sessions),
        memberships=result_or_none(memberships),
        calls=calls_or_none(calls, 0) or {},
    )
    return view.user(facts, state, services.now())


def _memberships(api: ConversationApi, state: UserState) -> Page[Membership]:
    page = api.user_conversations(state.user_id, page_size=view.MEMBERSHIPS_PER_PAGE, order="desc", cursor=state.cursor)
    return first(page, view.MEMBERSHIPS_PER_PAGE)
