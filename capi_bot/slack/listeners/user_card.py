"""The card of one user."""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any

from capi_bot.capi import ids
from capi_bot.capi.models import Call, Membership, Page, Session, User
from capi_bot.concurrency import Steps, Wait
from capi_bot.domain.phone_numbers import is_number
from capi_bot.domain.search import UserFilters, is_called
from capi_bot.slack.button_state import UserListState, UserState, decode_user
from capi_bot.slack.commands import Command
from capi_bot.slack.listeners import user_list
from capi_bot.slack.loaders.by_name import NameSearch, no_match_error, resolve_name
from capi_bot.slack.loaders.optional import calls_or_none, result_or_none
from capi_bot.slack.loaders.tabs import first_items
from capi_bot.slack.payloads import BlockAction
from capi_bot.slack.pending_reply import USER_WAIT, Draft, PendingReply
from capi_bot.slack.services import Services
from capi_bot.slack.views import user_card as view


def answer_command(command: Command, services: Services) -> PendingReply:
    """Answer `user USR-…`, `user NAME` and `user NUMBER`: with the user or, where several are meant, with them all."""
    name = command.argument
    if ids.identify(name) == "user":
        return show(UserState(user_id=name), services)
    by_number = is_number(name)
    filters = UserFilters(number=name) if by_number else UserFilters(name=name)
    search = NameSearch(
        command=command,
        scan=user_list.user_scan(filters, services),
        is_exact=lambda user: not by_number and is_called(name, user.name, user.display_name),
        show_one=lambda user: show(UserState(user_id=user.id), services),
        show_several=lambda: user_list.show(UserListState(words=name), services),
        no_match=lambda result: no_match_error(
            result, "user", "has the number" if by_number else "is called", name, "users"
        ),
    )
    return resolve_name(search, services)


def turn_page(action: BlockAction, services: Services) -> PendingReply:
    """Show the user as the button says: first, or at another page of their conversations."""
    return show(decode_user(action.value), services)


def show(state: UserState, services: Services) -> PendingReply:
    """Read a user, their sessions, their conversations and the calls that name some of these, side by side."""
    api, reads = services.api, services.page_reads
    return _UserCard(
        state=state,
        services=services,
        user_read=reads.submit(api.user, state.user_id),
        sessions_read=reads.submit(api.user_sessions, state.user_id),
        memberships_read=reads.submit(
            api.user_conversations, state.user_id, page_size=view.PAGE, order="desc", cursor=state.cursor
        ),
        calls_read=reads.submit(api.calls),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _UserCard(PendingReply):
    """A user, drawn once: what is told beside them is waited for a little."""

    state: UserState
    services: Services
    user_read: Future[User]
    sessions_read: Future[Page[Session]]
    memberships_read: Future[Page[Membership]]
    calls_read: Future[tuple[Call, ...]]

    def render(self, timeout: float) -> Steps[Draft]:
        """Draw the user."""
        del timeout  # what is late is left out
        yield Wait(futures=(self.user_read,))
        user = self.user_read.result()
        beside: tuple[Future[Any], ...] = (self.sessions_read, self.memberships_read, self.calls_read)
        yield Wait(futures=beside, timeout=USER_WAIT)
        memberships = result_or_none(self.memberships_read)
        facts = view.UserFacts(
            user=user,
            sessions=result_or_none(self.sessions_read),
            memberships=None if memberships is None else first_items(memberships, view.PAGE),
            calls=calls_or_none(self.calls_read) or {},
        )
        return Draft(message=view.user(facts, self.state, self.services.now()), is_final=True)
