"""Users: one of them, and the list of all or of those with some name or number."""

from __future__ import annotations

from capi_bot.capi import ids
from capi_bot.slack.button_state import UserListState, UserState, decode_user, decode_user_list
from capi_bot.slack.commands import Command
from capi_bot.slack.loaders.by_name import start_user_search
from capi_bot.slack.loaders.users import UserCard, start_user_list
from capi_bot.slack.payloads import BlockAction
from capi_bot.slack.pending_reply import PendingReply
from capi_bot.slack.services import Services


def answer_user_command(command: Command, services: Services) -> PendingReply:
    """Answer `user USR-…`, `user NAME` and `user NUMBER`: with the user or, where several are meant, with them all."""
    name = command.argument
    if ids.identify(name) == "user":
        return UserCard.start(UserState(user_id=name), services)
    return start_user_search(command, services)


def turn_user_page(action: BlockAction, services: Services) -> PendingReply:
    """Show the user as the button says: first, or at another page of their conversations."""
    return UserCard.start(decode_user(action.value), services)


def answer_users_command(command: Command, services: Services) -> PendingReply:
    """Answer `users` and `users WORDS`."""
    return start_user_list(UserListState(words=command.argument), services)


def turn_list_page(action: BlockAction, services: Services) -> PendingReply:
    """Show the list as the button says: another page of it."""
    return start_user_list(decode_user_list(action.value), services)
