"""Users: one of them, and the list of all or of those with some name or number."""

from __future__ import annotations

from capi_bot.capi import ids
from capi_bot.domain.phone_numbers import is_phone_number
from capi_bot.domain.search import UserFilters, is_called
from capi_bot.slack.button_state import UserListState, UserState, decode_user, decode_user_list
from capi_bot.slack.commands import Command
from capi_bot.slack.loaders.by_name import NameSearch, no_match_error, resolve_name
from capi_bot.slack.loaders.users import UserCard, UserPage, user_scan
from capi_bot.slack.payloads import BlockAction
from capi_bot.slack.pending_reply import PendingReply
from capi_bot.slack.services import Services


def answer_user_command(command: Command, services: Services) -> PendingReply:
    """Answer `user USR-…`, `user NAME` and `user NUMBER`: with the user or, where several are meant, with them all."""
    name = command.argument
    if ids.identify(name) == "user":
        return show_user(UserState(user_id=name), services)
    by_number = is_phone_number(name)
    filters = UserFilters(number=name) if by_number else UserFilters(name=name)
    search = NameSearch(
        command=command,
        scan=user_scan(filters, services),
        is_exact=lambda user: not by_number and is_called(name, user.name, user.display_name),
        show_one=lambda user: show_user(UserState(user_id=user.id), services),
        show_several=lambda: show_user_list(UserListState(words=name), services),
        no_match=lambda result: no_match_error(
            result, "user", "has the number" if by_number else "is called", name, "users"
        ),
    )
    return resolve_name(search, services)


def turn_user_page(action: BlockAction, services: Services) -> PendingReply:
    """Show the user as the button says: first, or at another page of their conversations."""
    return show_user(decode_user(action.value), services)


def show_user(state: UserState, services: Services) -> PendingReply:
    """Show a user."""
    return UserCard.start(state, services)


def answer_users_command(command: Command, services: Services) -> PendingReply:
    """Answer `users` and `users WORDS`."""
    return show_user_list(UserListState(words=command.argument), services)


def turn_list_page(action: BlockAction, services: Services) -> PendingReply:
    """Show the list as the button says: another page of it."""
    return show_user_list(decode_user_list(action.value), services)


def show_user_list(state: UserListState, services: Services) -> PendingReply:
    """Search the users, and show those that are found."""
    words = state.words
    filters = UserFilters(number=words) if is_phone_number(words) else UserFilters(words=tuple(words.split()))
    scan = user_scan(filters, services, cursor=state.cursor)
    services.scans.submit(scan.run)
    return UserPage(state=state, scan=scan, now=services.now())
