"""Reads for a download: a whole conversation as files."""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final, Self

from capi_bot.capi.api import ConversationApi
from capi_bot.capi.models import Conversation, Event, Member
from capi_bot.capi.pagination import iterate_items
from capi_bot.concurrency import Steps, Wait
from capi_bot.domain.conversation_summary import MAX_MEMBERS
from capi_bot.slack.loaders.optional import are_done
from capi_bot.slack.pending_reply import Draft, PendingReply
from capi_bot.slack.services import Services
from capi_bot.slack.views import downloads as view

MAX_EVENTS: Final = 5000
EVENTS_PER_REQUEST: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Download(PendingReply):
    """The files or, until all is read, a note that says so."""

    conversation_read: Future[Conversation]
    members_read: Future[tuple[Member, ...]]
    events_read: Future[tuple[tuple[Event, ...], bool]]
    """The events, and whether these are all of them."""

    @classmethod
    def start(cls, conversation_id: str, services: Services) -> Self:
        """Begin to read a conversation with its members and events, the newest first where there are too many."""
        api = services.api
        return cls(
            conversation_read=services.page_reads.submit(api.conversation, conversation_id),
            members_read=services.page_reads.submit(_read_members, api, conversation_id),
            events_read=services.scans.submit(_read_events, api, conversation_id),
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
        events, whole = self.events_read.result()
        message = view.files(self.conversation_read.result(), self.members_read.result(), events, whole=whole)
        return Draft(message=message, is_final=True)


def _read_members(api: ConversationApi, conversation_id: str) -> tuple[Member, ...]:
    return tuple(
        iterate_items(
            lambda cursor: api.members_in_full(conversation_id, page_size=MAX_MEMBERS, order="asc", cursor=cursor)
        )
    )


def _read_events(api: ConversationApi, conversation_id: str) -> tuple[tuple[Event, ...], bool]:
    events = iterate_items(
        lambda cursor: api.events(conversation_id, page_size=EVENTS_PER_REQUEST, order="desc", cursor=cursor)
    )
    newest = tuple(islice(events, MAX_EVENTS + 1))
    return newest[:MAX_EVENTS][::-1], len(newest) <= MAX_EVENTS
