"""The search form, and the list of what it finds."""

from __future__ import annotations

from capi_bot.slack.button_state import ListState, decode_list
from capi_bot.slack.commands import ListFilter
from capi_bot.slack.loaders.list_page import start_list
from capi_bot.slack.messages import Message
from capi_bot.slack.payloads import BlockAction, Shortcut
from capi_bot.slack.pending_reply import PendingReply
from capi_bot.slack.services import Services
from capi_bot.slack.views import search_form as view


def open_empty(_shortcut: Shortcut, _services: Services) -> Message:
    """Open the form with nothing filled in."""
    return view.form()


def open_for_list(action: BlockAction, _services: Services) -> Message:
    """Open the form filled with what the pressed list is narrowed to."""
    return view.form(decode_list(action.list_state or action.value).filters)


def show_results(filters: ListFilter, services: Services) -> PendingReply:
    """List what the form asks for; only who filled it in sees that."""
    return start_list(ListState(filters=filters, private=True), services)
