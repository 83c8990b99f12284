"""Reads for one conversation: its card, the story of its call whatever tab is open, and everything as files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from typing import Any, Final, Self, TypeVar

from capi_bot.capi import ids
from capi_bot.capi.api import ConversationApi
from capi_bot.capi.models import Call, Conversation, ConversationState, Event, Member, Page
from capi_bot.capi.pagination import LARGEST_PAGE, ItemIterator, iterate_items
from capi_bot.concurrency import Steps, Wait
from capi_bot.domain.call_summary import CallSummary, summarise_call
from capi_bot.domain.conversation_summary import (
    MAX_MEMBERS,
    ConversationDetails,
    read_details,
    read_naming_member,
    summarise_conversation,
)
from capi_bot.domain.events import with_known_channels
from capi_bot.errors import NotFoundError
from capi_bot.slack.button_state import TabState
from capi_bot.slack.loaders.optional import are_done, calls_or_none, completed, result_or_none
from capi_bot.slack.loaders.tabs import STATE_ORDER, TabReads, start_tab, wait_with_tab, with_calls
from capi_bot.slack.pending_reply import CARD_WAIT, Draft, PendingReply
from capi_bot.slack.services import Services
from capi_bot.slack.views import conversation_card, sharing
from capi_bot.slack.views.tabs import MembersTab

T = TypeVar("T")

EVENTS_AT_EITHER_END: Final = 100
"""Events that are read at either end of a conversation, as many as one page has."""

MEMBERS_IN_FULL: Final = 8
"""Members who are read in full where events were left out: the details say when they came and went."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StorySources:
    """What is known of a conversation for its story, events oldest first or newest first."""

    members: tuple[Member, ...]
    events: tuple[Event, ...] = ()
    older: tuple[Event, ...] = ()
    """The first events, where others between these and `events` were not read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryReads:
    """Reads that complete a story whose newest events do not reach back to the first one."""

    first_events: Future[Page[Event]]
    details: Mapping[str, Future[Member]]

    @property
    def futures(self) -> tuple[Future[Page[Event]] | Future[Member], ...]:
        """List all of them."""
        return (self.first_events, *self.details.values())


def start_newest_events(conversation_id: str, services: Services) -> Future[Page[Event]]:
    """Begin to read the newest events."""
    return services.page_reads.submit(
        services.api.events, conversation_id, page_size=EVENTS_AT_EITHER_END, order="desc"
    )


def start_story_reads(
    newest: Page[Event] | None,
    members: Sequence[Member],
    conversation_id: str,
    services: Services,
    known: Mapping[str, Member],
) -> StoryReads | None:
    """Begin to read the first events, and members in full; None where the newest events have it all.

    Those who are `known` in full need not be read again.
    """
    if newest is None or newest.next is None:
        return None
    api = services.api
    brief = [member_id for member_id in _brief_members(members) if member_id not in known]
    return StoryReads(
        first_events=services.page_reads.submit(api.events, conversation_id, page_size=EVENTS_AT_EITHER_END),
        details=services.page_reads.submit_each(partial(api.member, conversation_id), brief),
    )


def story_sources(
    newest: Page[Event] | None, members: Sequence[Member], reads: StoryReads | None, known: Mapping[str, Member]
) -> StorySources:
    """Return what is there by now; what is not is left out. Without events members are those `known` in full."""
    if newest is None:
        return StorySources(members=tuple(known.get(member.id, member) for member in members))
    if reads is None:
        return StorySources(members=_with_channels(members, newest.items), events=newest.items)
    full = {member_id: known[member_id] for member_id in _brief_members(members) if member_id in known}
    full |= completed(reads.details)
    first = result_or_none(reads.first_events)
    older = first.items if first else ()
    people = tuple(full.get(member.id, member) for member in members)
    people = _with_channels(people, (*older, *newest.items))
    if _adjoin(older, newest.items):
        return StorySources(members=people, events=(*older, *newest.items))
    return StorySources(members=people, events=newest.items, older=older)


def _brief_members(members: Sequence[Member]) -> Sequence[str]:
    """Choose members about whom the list says too little, those who are there first."""
    brief = [member for member in members if member.channel is None and ids.MEMBER.fullmatch(member.id)]
    ordered = sorted(brief, key=lambda member: STATE_ORDER.index(member.state))
    return [member.id for member in ordered[:MEMBERS_IN_FULL]]


def _adjoin(older: Sequence[Event], newer: Sequence[Event]) -> bool:
    last, first = max(map(_number, older), default=0), min(map(_number, newer), default=0)
    return last + 1 >= first


def _number(event: Event) -> int:
    return event.id or 0


def _with_channels(members: Sequence[Member], events: Sequence[Event]) -> tuple[Member, ...]:
    known = with_known_channels(members, events)
    return tuple(known[member.id] if member.id else member for member in members)


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
        extras = conversation_card.Extras(
            call_summary=story, download=not self.private, rich=services.rich_blocks and not self.private
        )
        details = ConversationDetails(conversation=conversation, members=people)
        summary = summarise_conversation(details, legs, own)
        message = conversation_card.card(summary, self.tab, with_calls(tab_view, legs or ()), now, extras)
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
        extras = conversation_card.Extras(call_summary=story, rich=services.rich_blocks and not self.private)
        message = conversation_card.card(summary, replace(self.tab, tab=None), None, now, extras)
        return Draft(message=message, is_final=True)


MAX_DOWNLOADED_EVENTS: Final = 5000
"""The newest events; there is a note where older ones are left out."""

MAX_DOWNLOADED_MEMBERS: Final = 1000
"""The first members, each of whom may take a request of its own; there is a note where others are left out."""

MAX_DOWNLOADED_PAGES: Final = 100
"""Pages of each list, twice as many as full ones need: a list whose pages are small or have no end is cut."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Download(PendingReply):
    """The files or, until all is read, a note that says so."""

    services: Services
    conversation_read: Future[Conversation]
    members_read: Future[tuple[tuple[Member, ...], bool]]
    events_read: Future[tuple[tuple[Event, ...], bool]]
    """The events, and whether these are all of them; and so for members."""

    @classmethod
    def start(cls, conversation_id: str, services: Services) -> Self:
        """Begin to read a conversation with its members and events, the newest of these where there are too many."""
        api = services.api
        return cls(
            services=services,
            conversation_read=services.page_reads.submit(api.conversation, conversation_id),
            members_read=services.downloads.submit(_download_members, api, conversation_id),
            events_read=services.downloads.submit(_download_events, api, conversation_id),
        )

    def render(self, timeout: float) -> Steps[Draft]:
        """Return the files, or the note."""
        reads: tuple[Future[Any], ...] = (self.events_read, self.conversation_read, self.members_read)
        yield Wait(futures=reads, timeout=timeout)
        for read in reads:
            if read.done():
                read.result()  # a failure is raised though others still run
        if not are_done(reads):
            return Draft(message=sharing.collecting(), is_final=False)
        members, all_members = self.members_read.result()
        events, all_events = self.events_read.result()
        message = sharing.files(
            self.conversation_read.result(),
            members,
            events,
            all_members=all_members,
            all_events=all_events,
            own=self.services.numbers.current,
        )
        return Draft(message=message, is_final=True)


def _download_members(api: ConversationApi, conversation_id: str) -> tuple[tuple[Member, ...], bool]:
    members = iterate_items(
        lambda cursor: api.members_in_full(conversation_id, page_size=LARGEST_PAGE, order="asc", cursor=cursor),
        max_pages=MAX_DOWNLOADED_PAGES,
    )
    return _take_first(members, MAX_DOWNLOADED_MEMBERS)


def _download_events(api: ConversationApi, conversation_id: str) -> tuple[tuple[Event, ...], bool]:
    events = iterate_items(
        lambda cursor: api.events(conversation_id, page_size=LARGEST_PAGE, order="desc", cursor=cursor),
        max_pages=MAX_DOWNLOADED_PAGES,
    )
    newest, is_complete = _take_first(events, MAX_DOWNLOADED_EVENTS)
    return newest[::-1], is_complete


def _take_first(items: ItemIterator[T], count: int) -> tuple[tuple[T, ...], bool]:
    """Return some items of a list, and whether these are all of them."""
    first = tuple(islice(items, count))
    return first, next(items, None) is None and items.is_complete
