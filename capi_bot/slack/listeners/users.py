"""Show one user."""

from __future__ import annotations

from concurrent.futures import Future
from typing import TypeVar

from capi_bot.capi import ids
from capi_bot.capi.presence import calls_by_conversation
from capi_bot.errors import NotAllowedError, NotFoundError, UserError
from capi_bot.slack.commands import Ask
from capi_bot.slack.listeners.conversations import known_calls
from capi_bot.slack.payloads import Click
from capi_bot.slack.replies import Message
from capi_bot.slack.services import Services
from capi_bot.slack.state import UserState, unpack_user
from capi_bot.slack.views import kit
from capi_bot.slack.views import users as view

T = TypeVar("T")


def asked(ask: Ask, services: Services) -> Message:
    """Answer `user USR-…` or `user NAME`."""
    if ids.identify(ask.argument) == "user":
        return show(UserState(user_id=ask.argument), services)
    found = services.api.users(name=ask.argument, page_size=1).items
    if not found:
        name = kit.clean(ask.argument)
        raise UserError(f"No user is called “{kit.cut(name, kit.NAME)}”. A name must be exact; ids begin with `USR-`.")
    return show(UserState(user_id=found[0].id), services)


def turn(click: Click, services: Services) -> Message:
    """Show the user as the button says: first, or at another page of their conversations."""
    return show(unpack_user(click.carried), services)


def show(state: UserState, services: Services) -> Message:
    """Read a user, their sessions, their conversations and the calls that name some of these, side by side."""
    api = services.api
    user = services.reads.start(lambda: api.user(state.user_id))
    sessions = services.reads.start(lambda: api.user_sessions(state.user_id))
    memberships = services.reads.start(
        lambda: api.user_conversations(state.user_id, page_size=view.PAGE, order="desc", cursor=state.cursor)
    )
    calls = services.reads.start(api.calls)
    facts = view.UserFacts(
        user=user.result(),
        sessions=_unless_refused(sessions),
        memberships=_unless_refused(memberships),
        calls=calls_by_conversation(known_calls(calls)),
    )
    return view.user(facts, state, services.now())


def _unless_refused(read: Future[T]) -> T | None:
    # Older versions of the API have no such list, and some applications may not read it: show the rest.
    try:
        return read.result()
    except (NotFoundError, NotAllowedError):
        return None
