"""Reads for a lookup: what the ids and phone numbers in a message are."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final, Self

from capi_bot.capi.api import ConversationApi
from capi_bot.capi.models import Call, Conversation, Member, User
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

ReadResult = ConversationDetails | view.FoundUser | Member | tuple[User, ...]


@dataclass(slots=True, kw_only=True)
class Lookup(PendingReply):
    """What is known of each id by now."""

    ids: tuple[ExtractedId, ...]
    conversation_ids: tuple[str, ...]
    """The conversations that the message names."""
    services: Services
    reads: dict[ExtractedId, Future[ReadResult]]
    """Those of members begin once it is known in which calls to look for them."""
    calls_read: Future[tuple[Call, ...]]
    calls_wait_ends: float
    """Until when members and numbers wait for calls, in the clock's seconds."""
    left_out: int
    now: datetime
    clock: Callable[[], float]

    @classmethod
    def start(
        cls, extracted: Sequence[ExtractedId], services: Services, clock: Callable[[], float] = time.monotonic
    ) -> Self:
        """Begin to read what a message names, side by side."""
        ids, api = tuple(extracted[:MAX_IDS]), services.api
        return cls(
            ids=ids,
            conversation_ids=tuple(each.text for each in extracted if each.kind == "conversation")[:MAX_IDS],
            services=services,
            calls_read=services.page_reads.submit(api.calls),
            reads=services.row_reads.submit_each(
                lambda each: _read(each, api), [each for each in ids if each.kind != "member"]
            ),
            calls_wait_ends=clock() + CALLS_WAIT,
            left_out=len(extracted) - len(ids),
            now=services.now(),
            clock=clock,
        )

    def render(self, timeout: float) -> Steps[Draft]:
        """Draw what is there."""
        ends = self.clock() + timeout
        if len(self.reads) < len(self.ids):
            yield from self._wait_for_calls(timeout)
        if len(self.reads) < len(self.ids) and self._knows_calls:
            self._start_members()
        reads: tuple[Future[Any], ...] = (*self.reads.values(), self.calls_read)
        yield Wait(futures=reads, timeout=max(0.0, ends - self.clock()))
        is_final = len(self.reads) == len(self.ids) and are_done(reads)
        results = {each: self._result(each) for each in self.ids}
        return Draft(message=view.lookup_results(results, self.left_out, self.now), is_final=is_final)

    @property
    def _knows_calls(self) -> bool:
        """Whether the calls in progress are there, or need not be waited for any more."""
        return self.calls_read.done() or self.clock() >= self.calls_wait_ends

    def _wait_for_calls(self, timeout: float) -> Steps[None]:
        left = max(0.0, self.calls_wait_ends - self.clock())
        yield Wait(futures=(self.calls_read,), timeout=min(timeout, left))

    def _start_members(self) -> None:
        live = tuple(calls_or_none(self.calls_read) or {})[:MAX_CONVERSATIONS]
        places = tuple(dict.fromkeys((*self.conversation_ids, *live)))
        self.reads |= self.services.row_reads.submit_each(
            lambda each: _find_member(self.services.api, each.text, places),
            [each for each in self.ids if each not in self.reads],
        )

    def _result(self, extracted: ExtractedId) -> view.LookupResult:
        read = self.reads.get(extracted)
        if read is None or not read.done():
            return None
        if error := read.exception():
            if not isinstance(error, CapiBotError):
                log.error("%s could not be looked up.", extracted.kind, exc_info=error)
            return error if isinstance(error, Exception) else None
        result, calls = read.result(), calls_or_none(self.calls_read)
        if isinstance(result, tuple):
            return _number(extracted.text, result, calls) if self._knows_calls else None
        if isinstance(result, ConversationDetails):
            return summarise_conversation(result, None if calls is None else calls.get(result.conversation.id, ()))
        return result


def _read(extracted: ExtractedId, api: ConversationApi) -> ReadResult:
    match extracted.kind:
        case "conversation":
            return read_details(api, api.conversation(extracted.text))
        case "user":
            return view.FoundUser(user=api.user(extracted.text), online=_online(api, extracted.text))
        case _:
            return api.users(name=extracted.text, page_size=1).items


def _online(api: ConversationApi, user_id: str) -> bool | None:
    try:
        return bool(api.user_sessions(user_id, page_size=1).items)
    except (RemoteError, UnreachableError):
        return None


def _find_member(api: ConversationApi, member_id: str, conversation_ids: Sequence[str]) -> Member:
    for conversation_id in conversation_ids:
        try:
            member = api.member(conversation_id, member_id)
        except (NotFoundError, ForbiddenError):
            continue
        return replace(member, conversation_id=conversation_id)
    raise UserError(MEMBER_NOT_FOUND)


def _number(number: str, users: Sequence[User], calls: Mapping[str, Sequence[Call]] | None) -> view.FoundNumber:
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
