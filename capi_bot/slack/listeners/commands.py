"""Listeners of commands, whether typed as a slash command or in a mention: a parsed `Command` to a reply."""

from __future__ import annotations

from capi_bot.capi import ids
from capi_bot.domain.liveness import Liveness
from capi_bot.slack.button_state import (
    ListState,
    Tab,
    TabState,
    UserListState,
    UserState,
)
from capi_bot.slack.commands import Command, ListFilter, find_subcommand
from capi_bot.slack.loaders.by_name import start_conversation_search, start_name_search, start_user_search
from capi_bot.slack.loaders.conversation import Card
from capi_bot.slack.loaders.conversation_list import start_list
from capi_bot.slack.loaders.users import UserCard, start_user_list
from capi_bot.slack.messages import Message
from capi_bot.slack.pending_reply import ChangedReply, PendingReply
from capi_bot.slack.services import Services
from capi_bot.slack.views import help as help_view


def answer_start(command: Command, services: Services) -> PendingReply:
    """Answer where nothing was typed: what is live, and under it examples of what can be."""
    live = ListState(filters=ListFilter(state=Liveness.LIVE), private=command.private)
    return ChangedReply(reply=start_list(live, services), change=help_view.with_examples)


def answer_greeting(_command: Command, _services: Services) -> Message:
    """Answer a greeting with the menu."""
    return help_view.menu()


def answer_name(command: Command, services: Services) -> PendingReply:
    """Answer a name alone, of a conversation or a user."""
    return start_name_search(command, services)


def answer_conversations(command: Command, services: Services) -> PendingReply:
    """Answer `conversations`."""
    return start_list(ListState(filters=command.filters, private=command.private), services)


def answer_conversation(command: Command, services: Services) -> PendingReply:
    """Answer `conversation CON-…` or `conversation NAME`."""
    return answer_members(command, services)


def answer_members(command: Command, services: Services) -> PendingReply:
    """Answer `members CON-…` or `members NAME`."""
    if ids.identify(command.argument) != "conversation":
        return start_conversation_search(command, services)
    tab = TabState(conversation_id=command.argument, tab=Tab.MEMBERS)
    return Card.start(tab, services, private=command.private)


def answer_events(command: Command, services: Services) -> PendingReply:
    """Answer `events CON-…` or `events NAME`, perhaps with a group or a type of events."""
    if ids.identify(command.argument) != "conversation":
        return start_conversation_search(command, services)
    tab = TabState(conversation_id=command.argument, tab=Tab.EVENTS, event_filter=command.event_filter)
    return Card.start(tab, services, private=command.private)


def answer_user(command: Command, services: Services) -> PendingReply:
    """Answer `user USR-…`, `user NAME` and `user NUMBER`: with the user or, where several are meant, with them all."""
    name = command.argument
    if ids.identify(name) == "user":
        return UserCard.start(UserState(user_id=name), services)
    return start_user_search(command, services)


def answer_users(command: Command, services: Services) -> PendingReply:
    """Answer `users` and `users WORDS`."""
    return start_user_list(UserListState(words=command.argument), services)


def answer_help(command: Command, _services: Services) -> Message:
    """Answer `help`, or `help COMMAND`."""
    row = find_subcommand(command.argument)
    return help_view.command(row) if row else help_view.commands()
