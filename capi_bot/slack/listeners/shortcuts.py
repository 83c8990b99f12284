"""Shortcuts: the lookup of what a message names, and the search form, with what their buttons open."""

from __future__ import annotations

from dataclasses import replace

from capi_bot.domain.id_extraction import extract_ids
from capi_bot.errors import UserError
from capi_bot.slack.button_state import STALE, ListState, decode_list, decode_lookup
from capi_bot.slack.commands import ListFilter
from capi_bot.slack.loaders.conversation_list import start_list
from capi_bot.slack.loaders.lookup import Lookup
from capi_bot.slack.messages import Message
from capi_bot.slack.payloads import MARKUP, BlockAction, Shortcut, message_text
from capi_bot.slack.pending_reply import PendingReply
from capi_bot.slack.services import Services
from capi_bot.slack.views import search_form


def look_up_ids(shortcut: Shortcut, services: Services) -> PendingReply:
    """Look up everything that a message names; what fails or is late is reported in its place."""
    extracted = extract_ids(message_text(shortcut.message), not_numbers=MARKUP)
    if not extracted:
        raise UserError("I found no Vonage ids or phone numbers in that message.")
    return Lookup.start(extracted, services)


def look_up_again(action: BlockAction, services: Services) -> PendingReply:
    """Look up once more what a lookup shows: some of it could not be read."""
    state = decode_lookup(action.value)
    extracted = extract_ids(state.written)
    if not extracted:
        raise UserError(STALE)
    return Lookup.start(extracted, services, left_out=state.more)


def list_conversations(action: BlockAction, services: Services) -> PendingReply:
    """List the conversations of a number that was looked up."""
    return start_list(replace(decode_list(action.value), private=action.is_private), services)


def open_search_form(_shortcut: Shortcut, _services: Services) -> Message:
    """Open the form with nothing filled in."""
    return search_form.form()


def open_form_for_list(action: BlockAction, _services: Services) -> Message:
    """Open the form filled with what the pressed list is narrowed to."""
    return search_form.form(decode_list(action.list_state or action.value).filters)


def show_search_results(filters: ListFilter, services: Services) -> PendingReply:
    """List what the form asks for; only who filled it in sees that."""
    return start_list(ListState(filters=filters, private=True), services)
