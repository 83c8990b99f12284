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
from capi_bot.capi.models import Call, Conversation, Endpoint, Member, User
from capi_bot.concurrency import Steps, Wait
from capi_bot.domain.conversation_summary import ConversationDetails, read_details, summarise_conversation
from capi_bot.domain.display_names import endpoint_name
from capi_bot.domain.events import know_people
from capi_bot.domain.id_extraction import ExtractedId
from capi_bot.domain.own_numbers import OwnNumbers
from capi_bot.domain.phone_numbers import NumberForms, OwnCountries, canonical_number, needs_country, number_forms
from capi_bot.domain.search import call_has_number
from capi_bot.errors import (
    CapiBotError,
    ForbiddenError,
    NotFoundError,
    RemoteError,
    UnreachableError,
    UserError,
)
from capi_bot.slack.loaders.optional import are_done, calls_or_none, completed, start_details
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
    """Those of members begin once it is known in which calls to look for them, those of national numbers once it is
    known of which countries they may be."""
    called: dict[str, Future[ConversationDetails]]
    """By id, the conversations of calls in progress with one of the numbers: they have names, which calls have not."""
    calls_read: Future[tuple[Call, ...]]
    countries_read: Future[None] | None
    """None where no number is national."""
    calls_wait_ends: float
    """Until when members and numbers wait for calls, in the clock's seconds."""
    left_out: int
    now: datetime
    clock: Callable[[], float]

    @classmethod
    def start(
        cls,
        extracted: Sequence[ExtractedId],
        services: Services,
        clock: Callable[[], float] = time.monotonic,
        left_out: int = 0,
    ) -> Self:
        """Begin to read what a message names, side by side; `left_out` counts what is not even given."""
        ids, api = tuple(extracted[:MAX_IDS]), services.api
        at_once = [each for each in ids if each.kind != "member" and not _is_national(each)]
        countries_read = (
            services.page_reads.submit(_read_countries, services.countries, api)
            if any(map(_is_national, ids))
            else None
        )
        return cls(
            ids=ids,
            conversation_ids=tuple(each.text for each in extracted if each.kind == "conversation")[:MAX_IDS],
            services=services,
            called={},
            calls_read=services.page_reads.submit(api.calls),
            countries_read=countries_read,
            reads=services.row_reads.submit_each(lambda each: _read(each, services), at_once),
            calls_wait_ends=clock() + CALLS_WAIT,
            left_out=left_out + len(extracted) - len(ids),
            now=services.now(),
            clock=clock,
        )

    def render(self, timeout: float) -> Steps[Draft]:
        """Draw what is there."""
        ends = self.clock() + timeout
        priors: tuple[Future[Any] | None, ...] = (self.calls_read, self.countries_read)
        for prior in priors:
            if prior and len(self.reads) < len(self.ids):
                yield Wait(futures=(prior,), timeout=max(0.0, min(ends, self.calls_wait_ends) - self.clock()))
                self._start_others()
        if any(each.kind == "number" for each in self.ids):
            left = min(ends, self.calls_wait_ends) - self.clock()
            yield Wait(futures=(self.calls_read,), timeout=max(0.0, left))
            self._start_called()
        reads: tuple[Future[Any], ...] = (*self.reads.values(), *self.called.values(), self.calls_read)
        yield Wait(futures=reads, timeout=max(0.0, ends - self.clock()))
        is_final = len(self.reads) == len(self.ids) and are_done(reads)
        results = {each: self._result(each) for each in self.ids}
        return Draft(message=view.lookup_results(results, self.left_out, self.now), is_final=is_final)

    @property
    def _knows_calls(self) -> bool:
        """Whether the calls in progress are there, or need not be waited for any more."""
        return self.calls_read.done() or self.clock() >= self.calls_wait_ends

    @property
    def _knows_countries(self) -> bool:
        """Whether the same is true of the calls that show in which countries the application's numbers are."""
        is_read = self.countries_read is None or self.countries_read.done()
        return self._knows_calls and (is_read or self.clock() >= self.calls_wait_ends)

    def _start_others(self) -> None:
        """Begin the reads that need no other one any more."""
        others = [each for each in self.ids if each not in self.reads]
        if self._knows_calls:
            self._start_members([each for each in others if each.kind == "member"])
        if self._knows_countries:
            self._start_national([each for each in others if _is_national(each)])

    def _start_members(self, members: Sequence[ExtractedId]) -> None:
        live = tuple(calls_or_none(self.calls_read) or {})[:MAX_CONVERSATIONS]
        places = tuple(dict.fromkeys((*self.conversation_ids, *live)))
        self.reads |= self.services.row_reads.submit_each(
            lambda each: _find_member(self.services.api, each.text, places), members
        )

    def _start_national(self, numbers: Sequence[ExtractedId]) -> None:
        if numbers and self.countries_read:
            completed({"countries": self.countries_read})
            calls = calls_or_none(self.calls_read) or {}
            self.services.countries.learn(leg for legs in calls.values() for leg in legs)
        self.reads |= self.services.row_reads.submit_each(lambda each: _read(each, self.services), numbers)

    def _start_called(self) -> None:
        """Begin to read the conversations of the numbers' calls in progress."""
        calls, countries = calls_or_none(self.calls_read) or {}, self.services.countries.codes
        numbers = [number_forms(each.number, countries) for each in self.ids if each.kind == "number"]
        reached = [name for forms in numbers for name in _reached(forms, calls)[:MAX_CALLS_OF_NUMBER]]
        rows = {name: Conversation(id=name) for name in reached if name not in self.called}
        self.called |= start_details(rows, calls, self.services)

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
            forms = number_forms(extracted.number, self.services.countries.codes)
            own = self.services.numbers.learn_all(calls)
            known = completed(self.called)
            found = _number(forms, result, calls, known, own)
            name = endpoint_name(Endpoint(type="phone", address=canonical_number(extracted.number)), own)
            error = self.calls_read.exception() if self.calls_read.done() else None
            return replace(found, name=name, error=error) if self._knows_calls else None
        if isinstance(result, Member):
            on_call = (calls or {}).get(result.conversation_id, ())
            return know_people([result], (), on_call, self.services.numbers.learn(on_call)).settled(result)
        if isinstance(result, ConversationDetails):
            own = self.services.numbers.current
            legs = None if calls is None else calls.get(result.conversation.id, ())
            return summarise_conversation(result, legs, own)
        return result


def _is_national(extracted: ExtractedId) -> bool:
    return extracted.kind == "number" and needs_country(extracted.number)


def _read(extracted: ExtractedId, services: Services) -> ReadResult:
    api = services.api
    match extracted.kind:
        case "conversation":
            return read_details(api, api.conversation(extracted.text))
        case "user":
            return view.FoundUser(user=api.user(extracted.text), online=_online(api, extracted.text))
        case _:
            return _find_users(api, extracted.text, number_forms(extracted.number, services.countries.codes))


def _read_countries(countries: OwnCountries, api: ConversationApi) -> None:
    try:
        countries.read(api)
    except (RemoteError, UnreachableError):
        # The calls in progress show some of them too.
        log.info("The newest calls could not be read, which show in which countries the application's numbers are.")


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


def _find_users(api: ConversationApi, written: str, forms: NumberForms) -> tuple[User, ...]:
    """Return the users of the first name that is any: the number as it is written, then as it may be dialled."""
    names = dict.fromkeys((written, *sorted(forms.e164)))
    found = (api.users(name=name, page_size=1).items for name in names)
    return next(filter(None, found), ())


def _reached(forms: NumberForms, calls: Mapping[str, Sequence[Call]]) -> Sequence[str]:
    """Return the ids of the conversations that have a call with a number."""
    return [name for name, legs in calls.items() if any(call_has_number(leg, forms) for leg in legs)]


def _number(
    forms: NumberForms,
    users: Sequence[User],
    calls: Mapping[str, Sequence[Call]] | None,
    known: Mapping[str, ConversationDetails],
    own: OwnNumbers,
) -> view.FoundNumber:
    reached = _reached(forms, calls or {})
    summaries = tuple(
        summarise_conversation(
            known.get(name) or ConversationDetails(conversation=Conversation(id=name)), (calls or {})[name], own
        )
        for name in reached[:MAX_CALLS_OF_NUMBER]
    )
    return view.FoundNumber(
        summaries=None if calls is None else summaries,
        more=len(reached) - len(summaries),
        user=next(iter(users), None),
    )
