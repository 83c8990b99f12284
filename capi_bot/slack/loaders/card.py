"""Reads for the card of one conversation."""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import dataclass, replace
from typing import Final, Self

from capi_bot.capi.models import Call, Conversation, ConversationState, Event, Member, Page
from capi_bot.concurrency import Steps, Wait
from capi_bot.domain.call_summary import CallSummary, summarise_call
from capi_bot.domain.conversation_summary import (
    MAX_MEMBERS,
    ConversationDetails,
    read_details,
    read_naming_member,
    summarise_conversation,
)
from capi_bot.errors import NotFoundError
from capi_bot.slack.button_state import TabState
from capi_bot.slack.loaders.call_story import start_newest_events, start_story_reads, story_sources
from capi_bot.slack.loaders.optional import calls_or_none, result_or_none
from capi_bot.slack.loaders.tabs import TabReads, start_tab, wait_with_tab, with_calls
from capi_bot.slack.pending_reply import CARD_WAIT, Draft, PendingReply
from capi_bot.slack.services import Services
from capi_bot.slack.views import conversation_card as view
from capi_bot.slack.views.tabs import MembersTab

MEMBERS_IN_CARD: Final = 8
"""Members of one page in a card."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Card(PendingReply):
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
    tab_reads: TabReads | None

    @classmethod
    def start(cls, tab: TabState, services: Services, *, private: bool = False) -> Self:
        """Begin to read a conversation, its calls, members, newest events and open tab, side by side."""
        api, conversation_id = services.api, tab.conversation_id
        return cls(
            tab=tab,
            services=services,
            private=private,
            conversation_read=services.page_reads.submit(api.conversation, conversation_id),
            members_read=services.page_reads.submit(api.members, conversation_id, page_size=MAX_MEMBERS),
            calls_read=services.page_reads.submit(api.calls, conversation_id=conversation_id),
            events_read=start_newest_events(conversation_id, services),
            tab_reads=start_tab(tab, services, MEMBERS_IN_CARD),
        )

    def render(self, timeout: float) -> Steps[Draft]:
        """Draw the card."""
        del timeout  # what is late is left out
        api, services = self.services.api, self.services
        try:
            tab_view = yield from wait_with_tab(self.tab_reads, self.conversation_read, self.members_read)
        except NotFoundError:
            return (yield from self._render_gone())
        conversation, members = self.conversation_read.result(), self.members_read.result().items
        yield Wait(futures=(self.calls_read, self.events_read), timeout=CARD_WAIT)
        calls, newest = calls_or_none(self.calls_read), result_or_none(self.events_read)
        legs = None if calls is None else calls.get(conversation.id, ())
        own = services.numbers.learn(legs or ())
        known = {member.id: member for member in tab_view.page.items} if isinstance(tab_view, MembersTab) else {}
        reads = start_story_reads(newest, members, conversation.id, services, known)
        if reads:
            yield Wait(futures=reads.futures, timeout=CARD_WAIT)
        sources = story_sources(newest, members, reads, known)
        naming = services.page_reads.submit(read_naming_member, api, conversation, sources.members, legs or ())
        yield Wait(futures=(naming,))
        people, now = naming.result(), services.now()
        story = CallSummary()
        if newest is not None:
            story = summarise_call(
                conversation, people, sources.events, legs or (), now=now, older=sources.older, own=own
            )
        extras = view.Extras(
            call_summary=story, download=not self.private, rich=services.rich_blocks and not self.private
        )
        details = ConversationDetails(conversation=conversation, members=people)
        summary = summarise_conversation(details, legs, own)
        message = view.card(summary, self.tab, with_calls(tab_view, legs or ()), now, extras)
        return Draft(message=message, is_final=True)

    def _render_gone(self) -> Steps[Draft]:
        """Draw what the list of calls has of a conversation that is gone; `NotFoundError` where it has nothing."""
        services, conversation = self.services, Conversation(id=self.tab.conversation_id)
        read = services.page_reads.submit(read_details, services.api, conversation)
        yield Wait(futures=(read,))
        details, now = read.result(), services.now()
        if not details.legs:
            self.conversation_read.result()
        own = services.numbers.learn(details.legs)
        summary = summarise_conversation(details, (), own)
        over = replace(conversation, state=ConversationState.INACTIVE)
        story = summarise_call(over, (), (), details.legs, now=now, own=own)
        extras = view.Extras(call_summary=story, rich=services.rich_blocks and not self.private)
        message = view.card(summary, replace(self.tab, tab=None), None, now, extras)
        return Draft(message=message, is_final=True)
