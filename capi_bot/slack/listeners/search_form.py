"""Open the search form, and show what it finds."""

from __future__ import annotations

from capi_bot.slack.button_state import ListState, decode_list
from capi_bot.slack.commands import ListFilter
from capi_bot.slack.listeners import conversation_list
from capi_bot.slack.messages import Message, Reply
from capi_bot.slack.payloads import BlockAction, Shortcut
from capi_bot.slack.services import Services
from capi_bot.slack.views import search_form as view


def blank(_shortcut: Shortcut, _services: Services) -> Message:
    """Open the form with nothing filled in."""
    return view.form()


def refine(action: BlockAction, _services: Services) -> Message:
    """Open the form filled with what the pressed list is narrowed to."""
    return view.form(decode_list(action.shown or action.value).filters)


def found(asked: ListFilter, services: Services) -> Reply:
    """List what was asked for in the form; only who filled it in sees that."""
    return conversation_list.show(ListState(filters=asked, private=True), services)
