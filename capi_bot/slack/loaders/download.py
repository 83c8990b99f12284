"""Reads for a download: a whole conversation as files."""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final, Self, TypeVar

from capi_bot.capi.api import ConversationApi
from capi_bot.capi.models import Conversation, Event, Member
from capi_bot.capi.pagination import LARGEST_PAGE, ItemIterator, iterate_items
from capi_bot.concurrency import Steps, Wait
from capi_bot.slack.loaders.optional import are_done
from capi_bot.slack.pending_reply import Draft, PendingReply
from capi_bot.slack.services import Services
from capi_bot.slack.views import downloads as view

T = TypeVar("T")

MAX_EVENTS: Final = 5000
"""The newest events; there is a note where older ones are left out."""

MAX_MEMBERS: Final = 1000
"""The first members, each of whom may take a request of its own; there is a note where others are left out."""

MAX_PAGES: Final = 100
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
            members_read=services.downloads.submit(_read_members, api, conversation_id),
            events_read=services.downloads.submit(_read_events, api, conversation_id),
        )

    def render(self, timeout: float) -> Steps[Draft]:
        """Return the files, or the note."""
        reads: tuple[Future[Any], ...] = (self.events_read, self.conversation_read, self.members_read)
        yield Wait(futures=reads, timeout=timeout)
        for read in reads:
            if read.done():
                read.result()  # a failure is raised though others still run
        if not are_done(reads):
            return Draft(message=view.collecting(), is_final=False)
        members, all_members = self.members_read.result()
        events, all_events = self.events_read.result()
        message = view.files(
            self.conversation_read.result(),
            members,
            events,
            all_members=all_members,
            all_events=all_events,
            own=self.services.numbers.current,
        )
        return Draft(message=message, is_final=True)


def _read_members(api: ConversationApi, conversation_id: str) -> tuple[tuple[Member, ...], bool]:
    members = iterate_items(
        lambda cursor: api.members_in_full(conversation_id, page_size=LARGEST_PAGE, order="asc", cursor=cursor),
        max_pages=MAX_PAGES,
    )
    return _first(members, MAX_MEMBERS)


def _read_events(api: ConversationApi, conversation_id: str) -> tuple[tuple[Event, ...], bool]:
    events = iterate_items(
        lambda cursor: api.events(conversation_id, page_size=LARGEST_PAGE, order="desc", cursor=cursor),
        max_pages=MAX_PAGES,
    )
    newest, is_complete = _first(events, MAX_EVENTS)
    return newest[::-1], is_complete


def _first(items: ItemIterator[T], count: int) -> tuple[tuple[T, ...], bool]:
    """Return some items of a list, and whether these are all of them."""
    first = tuple(islice(items, count))
    return first, next(items, None) is None and items.is_complete
