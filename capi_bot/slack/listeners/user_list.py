"""The list of users: all, or those of some name or number."""

from __future__ import annotations

from capi_bot.domain.phone_numbers import is_phone_number
from capi_bot.domain.search import UserFilters
from capi_bot.slack.button_state import UserListState, decode_user_list
from capi_bot.slack.commands import Command
from capi_bot.slack.loaders.users import UserPage, user_scan
from capi_bot.slack.payloads import BlockAction
from capi_bot.slack.pending_reply import PendingReply
from capi_bot.slack.services import Services


def answer_command(command: Command, services: Services) -> PendingReply:
    """Answer `users` and `users WORDS`."""
    return show(UserListState(words=command.argument), services)


def turn_page(action: BlockAction, services: Services) -> PendingReply:
    """Show the list as the button says: another page of it."""
    return show(decode_user_list(action.value), services)


def show(state: UserListState, services: Services) -> PendingReply:
    """Search the users, and show those that are found."""
    words = state.words
    filters = UserFilters(number=words) if is_phone_number(words) else UserFilters(words=tuple(words.split()))
    scan = user_scan(filters, services, cursor=state.cursor)
    services.scans.submit(scan.run)
    return UserPage(state=state, scan=scan, now=services.now())
