"""The search for users by words, by number, or by name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property, partial

from capi_bot.capi.api import ConversationApi
from capi_bot.capi.models import Call, Endpoint, Member, Page, User
from capi_bot.concurrency import Steps, Submit, Wait
from capi_bot.domain.conversation_summary import MAX_MEMBERS
from capi_bot.domain.events import know_people
from capi_bot.domain.phone_numbers import NumberForms, OwnCountries, needs_country, number_forms
from capi_bot.domain.search.budget import DEFAULT_BUDGET, BudgetedReader, SearchBudget
from capi_bot.domain.search.filters import call_has_number, contains_words
from capi_bot.domain.search.results import (
    START,
    SearchCursor,
    Source,
    Strategy,
    cursor_key,
    resume_offset,
)
from capi_bot.domain.search.scan import Batch, Match, Scan, list_batches, make_batch
from capi_bot.errors import ForbiddenError, NotFoundError, UserError

_MAX_CONVERSATIONS = 10
"""Conversations with the number on a call whose members are read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UserFilters:
    """Criteria for users, of one of three kinds; the default matches all of them, newest first."""

    words: tuple[str, ...] = ()
    """Texts that must all occur in a user's id, name or display name."""
    name: str = ""
    """A user's name, which is looked up at once, or a part of a name or display name, for which the list is scanned."""
    number: str = ""
    """A number that reaches the user, or of a call that the user is on."""


class UserSearch(Scan[User]):
    """A search for users, with the arguments of `ConversationSearch`.

    Hits that were found by their number have all channels, others only what the list contains.
    """

    def __init__(
        self,
        api: ConversationApi,
        filters: UserFilters,
        *,
        submit: Submit,
        clock: Callable[[], float],
        count: int = 10,
        start: SearchCursor = START,
        budget: SearchBudget = DEFAULT_BUDGET,
        countries: OwnCountries | None = None,
    ) -> None:
        own_countries = countries or OwnCountries(clock=clock)
        super().__init__(
            lambda reader: UserStrategies(api, filters, reader, own_countries).batches(start),
            lambda: BudgetedReader(submit, budget, clock),
            lambda user: user.id,
            count=count,
            start=start,
        )


class UserStrategies:
    """The strategies of one search, those that need few requests first; the list leaves out their users."""

    def __init__(
        self, api: ConversationApi, filters: UserFilters, reader: BudgetedReader, countries: OwnCountries
    ) -> None:
        self._api = api
        self._filters = filters
        self._reader = reader
        self._countries = countries
        self._ids_on_calls: tuple[str, ...] | None = None
        """None until they are read, as for the next."""
        self._users_of_name: tuple[User, ...] | None = None

    def batches(self, start: SearchCursor) -> Iterator[Wait | Batch[User]]:
        """Continue from a cursor, reading each page when its batch is requested."""
        if start.strategy is Strategy.CALLS and self._filters.number:
            user_ids = yield from self._find_ids_on_calls()
            on_calls = _quick_batch(user_ids, start, lambda user_id: Match(read=lambda: self._read_user(user_id)))
            yield replace(on_calls, source=None if Source.CALLS in self._reader.failed_sources else Source.CALLS)
        if start.strategy is not Strategy.LIST:
            cursor = start if start.strategy is Strategy.USER else SearchCursor(strategy=Strategy.USER)
            of_name = {user.id: user for user in (yield from self._find_users_of_name())}
            if of_name:
                yield _quick_batch(tuple(of_name), cursor, lambda user_id: Match(hit=of_name[user_id]))
        yield from list_batches(
            start if start.strategy is Strategy.LIST else SearchCursor(),
            self._read_page,
            self._match,
            lambda user: user.id,
        )

    def _read_page(self, cursor: str | None) -> Steps[Page[User]]:
        """Read a page of the list and, where it has users, what those are matched with."""
        page_size = self._reader.page_size
        page = yield from self._reader.page(lambda: self._api.users(page_size=page_size, order="desc", cursor=cursor))
        if page.items:
            yield from self._find_users_of_name()
            yield from self._find_ids_on_calls()
        return page

    def _match(self, user: User) -> Match[User] | None:
        earlier = (*(self._ids_on_calls or ()), *(named.id for named in self._users_of_name or ()))
        if user.id in earlier:
            return None
        if not contains_words(self._filters.words, user.id, user.name, user.display_name):
            return None
        if not contains_words([self._filters.name], user.name, user.display_name):
            return None
        if not self._filters.number or self._has_number(user):
            return Match(hit=user)
        return None if user.channels else Match(read=lambda: self._read_user_with_number(user.id))

    def _read_user_with_number(self, user_id: str) -> User | None:
        user = self._read_user(user_id)
        return user if user and self._has_number(user) else None

    def _has_number(self, user: User) -> bool:
        texts = (user.name, user.display_name, *(channel.address for channel in user.channels))
        return any(map(self._number_forms.include, texts))

    def _read_user(self, user_id: str) -> User | None:
        try:
            return self._api.user(user_id)
        except (NotFoundError, ForbiddenError, UserError):
            return None

    @cached_property
    def _number_forms(self) -> NumberForms:
        """What the number may be; asked for once the countries were learned from calls."""
        return number_forms(self._filters.number, self._countries.codes)

    def _find_ids_on_calls(self) -> Steps[tuple[str, ...]]:
        if self._ids_on_calls is None:
            found = (yield from self._read_ids_on_calls()) if self._filters.number else None
            self._ids_on_calls = found or ()
        return self._ids_on_calls

    def _read_ids_on_calls(self) -> Steps[tuple[str, ...] | None]:
        number, countries = self._filters.number, self._countries
        if needs_country(number) and countries.is_due:
            yield from self._reader.optional(Source.LOG, lambda: countries.read(self._api))
        read = partial(find_user_ids_on_calls, self._api, number, countries)
        return (yield from self._reader.optional(Source.CALLS, read))

    def _find_users_of_name(self) -> Steps[tuple[User, ...]]:
        """Read the user of exactly that name, if there is one."""
        name = self._filters.name
        if self._users_of_name is None:
            found = (
                (yield from self._reader.optional(Source.USERS, lambda: find_user_by_name(self._api, name)))
                if name
                else None
            )
            self._users_of_name = (found,) if found else ()
        return self._users_of_name


def find_user_by_name(api: ConversationApi, name: str) -> User | None:
    """Return the user of exactly that name as the list contains it; None where no user has it."""
    users = api.users(name=name, page_size=1).items
    return next((user for user in users if user.name.casefold() == name.casefold()), None)


def find_user_ids_on_calls(api: ConversationApi, number: str, countries: OwnCountries | None = None) -> tuple[str, ...]:
    """Return the ids of the users who are on a call from or to a number now, those of the newest call first."""
    calls = sorted(api.calls(), key=_start_time, reverse=True)
    if countries:
        countries.learn(calls)
    forms = number_forms(number, countries.codes if countries else ())
    conversation_ids = dict.fromkeys(
        call.conversation_id for call in calls if call.conversation_id and call_has_number(call, forms)
    )
    # Only the calls tell which end of a channel is the member's own.
    everybody = (
        know_people(_read_members(api, conversation_id), calls=calls)
        for conversation_id in list(conversation_ids)[:_MAX_CONVERSATIONS]
    )
    found = (
        member.user_id
        for people in everybody
        for member in people.values()
        if member.user_id and _has_number(people.member_end(member), forms)
    )
    return tuple(dict.fromkeys(found))


def _quick_batch(
    user_ids: tuple[str, ...], cursor: SearchCursor, match: Callable[[str], Match[User] | None]
) -> Batch[User]:
    keys = [cursor_key(user_id) for user_id in user_ids]
    return make_batch(
        user_ids,
        match,
        keys=keys,
        start=cursor,
        offset=resume_offset(keys, cursor),
        following=SearchCursor(),
        is_sufficient=True,
    )


def _start_time(call: Call) -> float:
    return call.started.timestamp() if call.started else 0.0


def _read_members(api: ConversationApi, conversation_id: str) -> tuple[Member, ...]:
    try:
        return api.members_in_full(conversation_id, page_size=MAX_MEMBERS).items
    except (NotFoundError, ForbiddenError, UserError):
        return ()


def _has_number(end: Endpoint | None, number: NumberForms) -> bool:
    return end is not None and any(number.include(each.address) for each in (end, *end.others))
