"""Reads for a download: a whole conversation as files."""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import dataclass
from itertools import islice
from typing import Final, Self

from capi_bot.capi.api import ConversationApi
from capi_bot.capi.models import Event, Member
from capi_bot.capi.pagination import iterate_items
from capi_bot.concurrency import Steps, Wait
from capi_bot.domain.conversation_summary import MAX_MEMBERS
from capi_bot.slack.messages import Message
from capi_bot.slack.pending_reply import Draft, PendingReply
from capi_bot.slack.services import Services
from capi_bot.slack.views import downloads as view

MAX_EVENTS: Final = 5000
EVENTS_PER_REQUEST: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Download(PendingReply):
    """The files or, until all is read, a note that says so."""

    files_read: Future[Message]

    @classmethod
    def start(cls, conversation_id: str, services: Services) -> Self:
        """Begin to read a conversation with its members and events, the newest first where there are too many."""
        return cls(files_read=services.scans.submit(_read_files, conversation_id, services))

    def render(self, timeout: float) -> Steps[Draft]:
        """Return the files, or the note."""
        yield Wait(futures=(self.files_read,), timeout=timeout)
        if self.files_read.done():
            return Draft(message=self.files_read.result(), is_final=True)
        return Draft(message=view.collecting(), is_final=False)


def _read_files(conversation_id: str, services: Services) -> Message:
    api = services.api
    conversation_read = services.page_reads.submit(api.conversation, conversation_id)
    members_read = services.page_reads.submit(_read_members, api, conversation_id)
    events, whole = _read_events(api, conversation_id)
    return view.files(conversation_read.result(), members_read.result(), events, whole=whole)


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
