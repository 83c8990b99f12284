"""Open the search form, and show what it finds."""

from __future__ import annotations

from capi_bot.slack.commands import Listing
from capi_bot.slack.listeners import conversations
from capi_bot.slack.payloads import Click, Shortcut
from capi_bot.slack.replies import Message, Reply
from capi_bot.slack.services import Services
from capi_bot.slack.state import ListState, unpack_list
from capi_bot.slack.views import search as view


def blank(_shortcut: Shortcut, _services: Services) -> Message:
    """Open the form with nothing filled in."""
    return view.form()


def refine(click: Click, _services: Services) -> Message:
    """Open the form filled with what the pressed list is narrowed to."""
    return view.form(unpack_list(click.shown or click.carried).asked)


def found(asked: Listing, services: Services) -> Reply:
    """List what was asked for in the form; only who filled it in sees that."""
    return conversations.show(ListState(asked=asked, private=True), services)
