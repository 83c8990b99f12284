"""The card of one conversation: its facts, its story, its members and events."""

from __future__ import annotations

import time
from concurrent.futures import Future
from dataclasses import dataclass, replace
from typing import Final

from capi_bot.capi import ids
from capi_bot.capi.models import Call, Conversation, Event, Member, Page
from capi_bot.concurrency import Steps, Wait
from capi_bot.domain.call_summary import CallSummary, summarise_call
from capi_bot.domain.conversation_summary import (
    ALL_MEMBERS,
    ConversationDetails,
    naming_members,
    summarise_conversation,
)
from capi_bot.domain.search import ConversationSearch, Filters, is_called
from capi_bot.errors import UserError
from capi_bot.slack.button_state import STALE, Tab, TabState, decode_list, decode_tab
from capi_bot.slack.commands import Command, ListFilter
from capi_bot.slack.listeners import conversation_list
from capi_bot.slack.loaders import tabs
from capi_bot.slack.loaders.by_name import NameSearch, no_match_error, resolve_name
from capi_bot.slack.loaders.call_story import start_newest_events, start_story_reads, story_sources
from capi_bot.slack.loaders.optional import calls_or_none, result_or_none
from capi_bot.slack.loaders.running_scan import RunningScan
from capi_bot.slack.payloads import BlockAction
from capi_bot.slack.pending_reply import CARD_WAIT, Draft, PendingReply
from capi_bot.slack.services import Services
from capi_bot.slack.views import conversation_card as view
from capi_bot.slack.views.tabs import MembersTab, TabView

MEMBERS_IN_CARD: Final = 8


def answer_command(command: Command, services: Services) -> PendingReply:
    """Answer `conversation CON-…` or `conversation NAME`."""
    if ids.identify(command.argument) == "conversation":
        return answer_members_command(command, services)
    search = ConversationSearch(
        services.api,
        Filters(words=(command.argument,)),
        submit=services.page_reads.submit,
        clock=time.monotonic,
        count=2,
    )
    others = Command(name="conversations", filters=ListFilter(words=(command.argument,)), private=command.private)
    name_search = NameSearch(
        command=command,
        scan=RunningScan(search),
        is_exact=lambda hit: is_called(command.argument, hit.conversation.name, hit.conversation.display_name),
        show_one=lambda hit: answer_members_command(replace(command, argument=hit.conversation.id), services),
        show_several=lambda: conversation_list.answer_command(others, services),
        no_match=lambda result: no_match_error(result, "conversation", "is called", command.argument, "conversations"),
    )
    return resolve_name(name_search, services)


def answer_members_command(command: Command, services: Services) -> PendingReply:
    """Answer `members CON-…`."""
    tab = TabState(conversation_id=command.argument, tab=Tab.MEMBERS)
    return show(tab, services, private=command.private)


def answer_events_command(command: Command, services: Services) -> PendingReply:
    """Answer `events CON-…`, perhaps with a group or a type of events."""
    tab = TabState(conversation_id=command.argument, tab=Tab.EVENTS, only=command.only)
    return show(tab, services, private=command.private)


def open_from_row(action: BlockAction, services: Services) -> PendingReply:
    """Open the card of a list's row."""
    row = decode_list(action.value).panel
    if row is None:
        raise UserError(STALE)
    tab = TabState(conversation_id=row.conversation_id, tab=Tab.MEMBERS)
    return show(tab, services, private=action.is_private)


def turn_page(action: BlockAction, services: Services) -> PendingReply:
    """Show the card as the button says: another page of its tab, or the same afresh."""
    return show(decode_tab(action.value), services, private=action.is_private)


def open_members(action: BlockAction, services: Services) -> PendingReply:
    """Open the card's members; from a user or Home, the card itself."""
    tab = replace(decode_tab(action.value), tab=Tab.MEMBERS)
    return show(tab, services, private=action.is_private)


def open_events(action: BlockAction, services: Services) -> PendingReply:
    """Open the card's events."""
    tab = replace(decode_tab(action.value), tab=Tab.EVENTS)
    return show(tab, services, private=action.is_private)


def narrow_events(action: BlockAction, services: Services) -> PendingReply:
    """Narrow the card's events to what its menu selects."""
    tab = tabs.narrow_events(decode_tab(action.value), action.selected)
    return show(tab, services, private=action.is_private)


def close_tab(action: BlockAction, services: Services) -> PendingReply:
    """Close the card's tab."""
    tab = replace(decode_tab(action.value), tab=None)
    return show(tab, services, private=action.is_private)


def show(tab: TabState, services: Services, *, private: bool = False) -> PendingReply:
    """Read a conversation, its calls, members, newest events and open tab side by side; then what its story lacks."""
    api, conversation_id = services.api, tab.conversation_id
    return _Card(
        tab=tab,
        services=services,
        private=private,
        conversation_read=services.page_reads.submit(api.conversation, conversation_id),
        members_read=services.page_reads.submit(api.members, conversation_id, page_size=ALL_MEMBERS),
        calls_read=services.page_reads.submit(api.calls, conversation_id=conversation_id),
        events_read=start_newest_events(conversation_id, services),
        tab_read=tabs.start_tab(tab, services, MEMBERS_IN_CARD),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Card(PendingReply):
    """A card, which is drawn once: its calls and its story are waited for a little.

    What only one person sees has no thread to download into, and a modal cannot show a table.
    """

    tab: TabState
    services: Services
    private: bool
    conversation_read: Future[Conversation]
    members_read: Future[Page[Member]]
    calls_read: Future[tuple[Call, ...]]
    events_read: Future[Page[Event]]
    tab_read: Future[TabView] | None

    def render(self, timeout: float) -> Steps[Draft]:
        """Draw the card."""
        del timeout  # what is late is left out
        api, services = self.services.api, self.services
        needed = (self.conversation_read, self.members_read)
        yield Wait(futures=(*needed, self.tab_read) if self.tab_read else needed)
        conversation, members = self.conversation_read.result(), self.members_read.result().items
        shown = self.tab_read.result() if self.tab_read else None
        yield Wait(futures=(self.calls_read, self.events_read), timeout=CARD_WAIT)
        calls, newest = calls_or_none(self.calls_read), result_or_none(self.events_read)
        legs = None if calls is None else calls.get(conversation.id, ())
        known = {member.id: member for member in shown.page.items} if isinstance(shown, MembersTab) else {}
        reads = start_story_reads(newest, members, conversation.id, services, known)
        if reads:
            yield Wait(futures=reads.futures, timeout=CARD_WAIT)
        sources = story_sources(newest, members, reads, known)
        naming = services.page_reads.submit(naming_members, api, conversation, sources.members, legs or ())
        yield Wait(futures=(naming,))
        people, now = naming.result(), services.now()
        story = CallSummary()
        if newest is not None:
            story = summarise_call(conversation, people, sources.events, legs or (), now=now, older=sources.older)
        extras = view.Extras(recap=story, download=not self.private, rich=services.rich_blocks and not self.private)
        details = ConversationDetails(conversation=conversation, members=people)
        message = view.card(summarise_conversation(details, legs), self.tab, shown, now, extras)
        return Draft(message=message, is_final=True)
