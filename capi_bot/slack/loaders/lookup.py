"""Reads for a lookup: what the ids and phone numbers in a message are."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final, Self

from capi_bot.capi.api import ConversationApi
from capi_bot.capi.models import Call, Conversation, Member
from capi_bot.concurrency import Steps, Wait
from capi_bot.domain.conversation_summary import ConversationDetails, read_details, summarise_conversation
from capi_bot.domain.id_extraction import ExtractedId
from capi_bot.domain.search import call_has_number
from capi_bot.errors import (
    CapiBotError,
    ForbiddenError,
    NotFoundError,
    RemoteError,
    UnreachableError,
    UserError,
)
from capi_bot.slack.loaders.optional import are_done, calls_or_none
from capi_bot.slack.pending_reply import CALLS_WAIT, Draft, PendingReply
from capi_bot.slack.services import Services
from capi_bot.slack.views import lookup as view

MAX_IDS: Final = 5
"""Ids and numbers of one message that are looked up."""

MAX_CALLS_OF_NUMBER: Final = 3
MAX_CONVERSATIONS: Final = 5
"""Calls in progress in which a member is looked for."""

MEMBER_NOT_FOUND: Final = (
    "I can look up a member only within its conversation: this one is in none that the message names, "
    "nor in a call in progress."
)

log = logging.getLogger(__name__)

ReadResult = ConversationDetails | view.FoundUser | Member | view.FoundNumber


@dataclass(frozen=True, slots=True, kw_only=True)
class _LookupSources:
    """What all ids of one message are looked up in."""

    api: ConversationApi
    calls_read: Future[tuple[Call, ...]]
    conversation_ids: tuple[str, ...]
    """The conversations that the message names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lookup(PendingReply):
    """What is known of each id by now."""

    reads: Mapping[ExtractedId, Future[ReadResult]]
    calls_read: Future[tuple[Call, ...]]
    left_out: int
    now: datetime

    @classmethod
    def start(cls, extracted: Sequence[ExtractedId], services: Services) -> Self:
        """Begin to read what a message names, side by side."""
        calls_read = services.page_reads.submit(services.api.calls)
        named = tuple(each.text for each in extracted if each.kind == "conversation")
        sources = _LookupSources(api=services.api, calls_read=calls_read, conversation_ids=named)
        reads = services.row_reads.submit_each(lambda each: _read(each, sources), extracted[:MAX_IDS])
        return cls(reads=reads, calls_read=calls_read, left_out=len(extracted) - len(reads), now=services.now())

    def render(self, timeout: float) -> Steps[Draft]:
        """Draw what is there."""
        reads: tuple[Future[Any], ...] = (*self.reads.values(), self.calls_read)
        yield Wait(futures=reads, timeout=timeout)
        is_final, calls = are_done(reads), calls_or_none(self.calls_read)
        results = {each: _result(each, read, calls) for each, read in self.reads.items()}
        return Draft(message=view.lookup_results(results, self.left_out, self.now), is_final=is_final)


def _read(extracted: ExtractedId, sources: _LookupSources) -> ReadResult:
    match extracted.kind:
        case "conversation":
            return read_details(sources.api, sources.api.conversation(extracted.text))
        case "user":
            return view.FoundUser(user=sources.api.user(extracted.text), online=_online(sources.api, extracted.text))
        case "member":
            return _member(extracted.text, sources)
        case "number":
            return _number(extracted.text, sources)


def _result(
    extracted: ExtractedId, read: Future[ReadResult], calls: Mapping[str, Sequence[Call]] | None
) -> view.LookupResult:
    if not read.done():
        return None
    if error := read.exception():
        if not isinstance(error, CapiBotError):
            log.error("%s could not be looked up.", extracted.kind, exc_info=error)
        return error if isinstance(error, Exception) else None
    result = read.result()
    if not isinstance(result, ConversationDetails):
        return result
    return summarise_conversation(result, None if calls is None else calls.get(result.conversation.id, ()))


def _online(api: ConversationApi, user_id: str) -> bool | None:
    try:
        return bool(api.user_sessions(user_id, page_size=1).items)
    except (RemoteError, UnreachableError):
        return None


def _member(member_id: str, sources: _LookupSources) -> Member:
    live = tuple(calls_or_none(sources.calls_read, CALLS_WAIT) or {})[:MAX_CONVERSATIONS]
    for conversation_id in dict.fromkeys((*sources.conversation_ids[:MAX_IDS], *live)):
        try:
            member = sources.api.member(conversation_id, member_id)
        except (NotFoundError, ForbiddenError):
            continue
        return replace(member, conversation_id=conversation_id)
    raise UserError(MEMBER_NOT_FOUND)


def _number(number: str, sources: _LookupSources) -> view.FoundNumber:
    users = sources.api.users(name=number, page_size=1).items
    calls = calls_or_none(sources.calls_read, CALLS_WAIT)
    reached = {name: legs for name, legs in (calls or {}).items() if any(call_has_number(leg, number) for leg in legs)}
    summaries = tuple(
        summarise_conversation(ConversationDetails(conversation=Conversation(id=name)), reached[name])
        for name in list(reached)[:MAX_CALLS_OF_NUMBER]
    )
    return view.FoundNumber(
        summaries=None if calls is None else summaries,
        more=len(reached) - len(summaries),
        user=next(iter(users), None),
    )
