"""The search for conversations, in the calls in progress, those that are over, a user's conversations, and the list.

What is live or has ended comes in the order of time, whatever the source: see `merge`. With a party, the sources that
need few requests come first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import pairwise

from capi_bot.capi.api import ConversationApi
from capi_bot.capi.models import Call, Conversation, Page
from capi_bot.capi.pagination import LARGEST_PAGE
from capi_bot.concurrency import Steps, Submit, Wait
from capi_bot.domain.ended_calls import CallLog, read_call_log
from capi_bot.domain.liveness import Liveness, first_start, group_calls_by_conversation, is_in_progress
from capi_bot.domain.phone_numbers import OwnCountries, needs_country
from capi_bot.domain.search.budget import DEFAULT_BUDGET, BudgetedReader, BudgetExhaustedError, SearchBudget
from capi_bot.domain.search.filters import Candidate, Filters, Matcher, call_has_party, is_between
from capi_bot.domain.search.merge import count_seen, make_entry, merge_page, merged_batch, milliseconds, unseen
from capi_bot.domain.search.results import (
    START,
    Hit,
    SearchCursor,
    Source,
    Strategy,
    cursor_key,
    resume_offset,
)
from capi_bot.domain.search.scan import Batch, Scan, list_batches, make_batch
from capi_bot.domain.search.user_search import find_user_by_name
from capi_bot.errors import CapiBotError, UnreachableError

SOURCES = {Strategy.CALLS: Source.CALLS, Strategy.OTHER_CALLS: Source.CALLS, Strategy.CALL_LOG: Source.LOG}


class ConversationSearch(Scan[Hit]):
    """A search for conversations.

    `submit` schedules a read; `clock` returns monotonic seconds; `count` is the number of hits after which to stop;
    `start` is START or the `next` of an earlier run with the same filters; `countries` are those within which people
    dial, learned from calls where they are left out.
    """

    def __init__(
        self,
        api: ConversationApi,
        filters: Filters,
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
            lambda reader: ConversationStrategies(api, filters, reader, own_countries).batches(start),
            lambda: BudgetedReader(submit, budget, clock),
            lambda hit: hit.conversation.id,
            count=count,
            start=start,
        )


class ConversationStrategies:
    """The strategies of one search. A candidate of an earlier strategy is left out of the later ones.

    For that, a search that continues runs the earlier strategies again, all but the list. What began since then is
    found by a new search.
    """

    def __init__(self, api: ConversationApi, filters: Filters, reader: BudgetedReader, countries: OwnCountries) -> None:
        self._api = api
        self._filters = filters
        self._reader = reader
        self._countries = countries
        self._matcher = Matcher(api, filters)
        self._order = strategy_order(filters)
        self._candidates: dict[Strategy, tuple[Candidate, ...]] = {}
        self._calls: dict[str, tuple[Call, ...]] | None = None
        """By conversation; None until they are read, and where they are not known."""
        self._has_read_calls = False

    def batches(self, start: SearchCursor) -> Iterator[Wait | Batch[Hit]]:
        """Continue from a cursor, reading each page when its batch is requested."""
        if self._filters.number:
            yield from self._learn_countries()
        if self._filters.state is Liveness.MISSED:
            cursor = start if start.strategy is Strategy.CALL_LOG else SearchCursor(strategy=Strategy.CALL_LOG)
            yield (yield from self._quick_batch(Strategy.CALL_LOG, cursor, None))
            return
        if self._is_merged:
            yield from self._merged_batches(start if start.strategy is Strategy.LIST else SearchCursor())
            return
        remaining = self._order[self._order.index(start.strategy) :] if start.strategy in self._order else ()
        for strategy, following in pairwise(remaining):
            cursor = start if strategy is start.strategy else SearchCursor(strategy=strategy)
            yield (yield from self._quick_batch(strategy, cursor, SearchCursor(strategy=following)))
        yield from self._list_batches(start if start.strategy is Strategy.LIST else SearchCursor())

    def _learn_countries(self) -> Steps[None]:
        countries = self._countries
        calls_in_progress = yield from self._read_calls()
        countries.learn(call for calls in (calls_in_progress or {}).values() for call in calls)
        if countries.is_due and needs_country(self._filters.party):
            yield from self._reader.optional(Source.LOG, lambda: countries.read(self._api))
        self._filters = replace(self._filters, countries=countries.codes)
        self._matcher = Matcher(self._api, self._filters)

    @property
    def _is_merged(self) -> bool:
        """Whether calls and the list are one order of time."""
        return self._filters.state in {Liveness.LIVE, Liveness.ENDED} and not self._filters.party

    def _merged_batches(self, start: SearchCursor) -> Iterator[Wait | Batch[Hit]]:
        """Continue from a cursor with the calls of each page of the list among its conversations."""
        oldest, is_live = self._filters.oldest, self._filters.state is Liveness.LIVE
        found = yield from (self._calls_in_progress(with_party=True) if is_live else self._calls_over())
        source = Source.CALLS if is_live else Source.LOG
        source_read = None if source in self._reader.failed_sources else source
        others = [make_entry(one, one.conversation.id, one.began) for one in found]
        known = {one.conversation.id for one in found}
        seen: set[str | None] = set()
        cursor: SearchCursor | None = start
        while cursor:
            is_first = not seen
            seen.add(cursor.page_cursor)
            rest = unseen(others, cursor, oldest=oldest)
            try:
                page = yield from self._read_page(cursor.page_cursor)
            except (CapiBotError, BudgetExhaustedError):
                if is_first:  # what calls know is worth showing without the list, which is read again next time
                    entries = merge_page((), rest, oldest=oldest, is_last=True)
                    batch = merged_batch(entries, self._matcher.match, start=cursor, offset=0, following=cursor)
                    again = tuple(replace(check, next=cursor) for check in batch.checks)
                    yield replace(batch, checks=again, source=source_read)
                raise
            is_loop = page.next is not None and page.next in seen
            listed = [
                make_entry(self._listed_candidate(each), each.id, each.created, is_listed=True)
                for each in page.items
                if each.id not in known
            ]
            entries = merge_page(listed, rest, oldest=oldest, is_last=page.next is None or is_loop)
            end = entries[-1].key if entries else cursor.last_key
            following = SearchCursor(page_cursor=page.next, last_key=end) if page.next and not is_loop else None
            offset = count_seen(entries, cursor, oldest=oldest)
            batch = merged_batch(entries, self._matcher.match, start=cursor, offset=offset, following=following)
            yield replace(batch, source=source_read)
            if is_loop:
                raise UnreachableError("The pages of the list form a loop, so that the rest of it cannot be read.")
            cursor = following

    def _quick_batch(
        self, strategy: Strategy, cursor: SearchCursor, following: SearchCursor | None
    ) -> Steps[Batch[Hit]]:
        candidates = yield from self._new_candidates(strategy)
        keys = [candidate.key for candidate in candidates]
        offset = resume_offset(keys, cursor)
        source = SOURCES.get(strategy)
        if strategy in {Strategy.CALLS, Strategy.OTHER_CALLS}:
            # Calls end soon, the one before the cursor too; but their keys are in order.
            seen = [key for key in keys if (key <= cursor.last_key if self._filters.oldest else key >= cursor.last_key)]
            offset = len(seen) if cursor.last_key else 0
            source = source if self._searches_calls else None
        batch = make_batch(
            candidates,
            self._matcher.match,
            keys=keys,
            start=cursor,
            offset=offset,
            following=following,
            is_sufficient=strategy is Strategy.CALLS
            and self._filters.state is Liveness.LIVE
            and bool(self._filters.party),
        )
        return replace(batch, source=None if source in self._reader.failed_sources else source)

    def _list_batches(self, start: SearchCursor) -> Iterator[Wait | Batch[Hit]]:
        known = yield from self._known_ids(self._order[:-1])
        yield from list_batches(
            start,
            self._read_page,
            lambda conversation: (
                None if conversation.id in known else self._matcher.match(self._listed_candidate(conversation))
            ),
            lambda conversation: conversation.id,
        )

    def _read_page(self, cursor: str | None) -> Steps[Page[Conversation]]:
        """Read a page of the list and, where it has conversations, the calls that those are matched with."""
        read = partial(
            self._api.conversations,
            page_size=self._reader.page_size,
            order=self._filters.order,
            cursor=cursor,
            date_start=self._filters.start,
            date_end=self._filters.end,
        )
        page = yield from self._reader.page(read)
        if page.items:
            yield from self._read_calls()
        return page

    def _new_candidates(self, strategy: Strategy) -> Steps[tuple[Candidate, ...]]:
        if strategy not in self._candidates:
            known = yield from self._known_ids(self._order[: self._order.index(strategy)])
            found = yield from self._find_candidates(strategy)
            self._candidates[strategy] = tuple(
                candidate for candidate in found if candidate.conversation.id not in known
            )
        return self._candidates[strategy]

    def _known_ids(self, strategies: Sequence[Strategy]) -> Steps[set[str]]:
        known: set[str] = set()
        for strategy in strategies:
            candidates = yield from self._new_candidates(strategy)
            known.update(candidate.conversation.id for candidate in candidates)
        return known

    def _find_candidates(self, strategy: Strategy) -> Steps[tuple[Candidate, ...]]:
        match strategy:
            case Strategy.CALLS:
                return (yield from self._calls_in_progress(with_party=True))
            case Strategy.OTHER_CALLS:
                return (yield from self._calls_in_progress(with_party=False))
            case Strategy.CALL_LOG:
                return (yield from self._calls_over())
            case _:
                return (yield from self._conversations_of_user())

    def _read_calls(self) -> Steps[dict[str, tuple[Call, ...]] | None]:
        """Read the calls in progress unless they are known, or do not matter."""
        if not self._has_read_calls and (self._filters.state or self._filters.party):
            calls = yield from self._reader.optional(Source.CALLS, self._api.calls)
            self._calls = None if calls is None else dict(group_calls_by_conversation(calls))
            self._has_read_calls = True
        return self._calls

    @property
    def _searches_calls(self) -> bool:
        state = self._filters.state
        return state is Liveness.LIVE or (state is None and bool(self._filters.party))

    def _calls_in_progress(self, *, with_party: bool) -> Steps[tuple[Candidate, ...]]:
        if not self._searches_calls:
            return ()
        known_calls = yield from self._read_calls()
        candidates: list[Candidate] = []
        for conversation_id, calls in (known_calls or {}).items():
            matching = [call for call in calls if not self._filters.party or call_has_party(self._filters, call)]
            relevant: Sequence[Call] = matching if with_party else () if matching else calls
            starts = [call.started for call in relevant if is_between(self._filters, call.started)]
            if not starts:
                continue
            began = min((start for start in starts if start), default=None)
            since = milliseconds(began)
            candidates.append(
                Candidate(
                    conversation=Conversation(id=conversation_id),
                    calls=calls,
                    key=f"{since:013d}-{cursor_key(conversation_id)}",
                    began=began,
                    has_names=False,
                    is_live=True,
                    has_party=with_party,
                )
            )
        return tuple(sorted(candidates, key=lambda candidate: candidate.key, reverse=not self._filters.oldest))

    def _calls_over(self) -> Steps[tuple[Candidate, ...]]:
        """Return the conversations whose calls are over, those of the newest first unless the oldest come first."""
        filters, is_missed = self._filters, self._filters.state is Liveness.MISSED
        read = partial(read_call_log, self._api, start=filters.start, end=filters.end)
        log = self._reader.log = yield from self._reader.optional(Source.LOG, read)
        over = _conversations_over(log, filters) if log else {}
        known_calls = (yield from self._read_calls()) if filters.state or over else None
        # A conversation in which anything continues is not ended, though its calls are.
        busy = set(known_calls or ()) if filters.state and not is_missed else set[str]()
        return tuple(
            Candidate(
                conversation=Conversation(id=name),
                calls=None if known_calls is None else (*known_calls.get(name, ()), *legs),
                key=cursor_key(name),
                began=first_start(legs),
                has_names=False,
                has_party=True,
                is_missed=is_missed,
            )
            for name, legs in over.items()
            if name not in busy
        )

    def _conversations_of_user(self) -> Steps[tuple[Candidate, ...]]:
        conversations = yield from self._reader.optional(Source.USERS, self._read_conversations_of_user)
        listed = [each for each in conversations or () if is_between(self._filters, each.created)]
        if listed:
            yield from self._read_calls()
        return tuple(self._listed_candidate(conversation, has_party=True) for conversation in listed)

    def _read_conversations_of_user(self) -> tuple[Conversation, ...]:
        user = find_user_by_name(self._api, self._filters.name)
        if user is None:
            return ()
        page = self._api.user_conversations(user.id, page_size=LARGEST_PAGE, order=self._filters.order)
        return tuple(membership.conversation for membership in page.items)

    def _listed_candidate(self, conversation: Conversation, *, has_party: bool = False) -> Candidate:
        calls = None if self._calls is None else self._calls.get(conversation.id, ())
        key = cursor_key(conversation.id)
        return Candidate(conversation=conversation, calls=calls, key=key, has_party=has_party)


def _conversations_over(log: CallLog, filters: Filters) -> Mapping[str, Sequence[Call]]:
    """Return the legs that are over by conversation: of those with such a call or, with a party, with such a leg.

    The conversations are in the order in which their calls began.
    """
    if filters.state is Liveness.MISSED:
        found = {call.conversation_id: call.legs for call in log.missed_calls()}
        if filters.party:
            has_party = partial(call_has_party, filters)
            found = {name: legs for name, legs in found.items() if any(map(has_party, legs))}
    elif filters.party:
        over = group_calls_by_conversation(leg for leg in log.legs if not is_in_progress(leg))
        matching = [leg for leg in log.legs if not is_in_progress(leg) and call_has_party(filters, leg)]
        dated = group_calls_by_conversation(leg for leg in matching if is_between(filters, leg.started))
        found = {name: over[name] for name in dated}
    else:
        found = {call.conversation_id: call.legs for call in log.ended_calls()}
    return dict(sorted(found.items(), key=lambda item: milliseconds(first_start(item[1])), reverse=not filters.oldest))


def strategy_order(filters: Filters) -> tuple[Strategy, ...]:
    """Return the strategies of a search in order, the whole list last; only the log knows which calls were missed.

    The members of calls in progress cost a request a call; the conversations of a user cost two in all, so that they
    come first where any state matches.
    """
    if filters.state is Liveness.MISSED:
        return (Strategy.CALL_LOG,)
    between: tuple[Strategy, ...] = ()
    if filters.name and filters.state is Liveness.LIVE:
        between = (Strategy.OTHER_CALLS, Strategy.USER)
    elif filters.name:
        between = (Strategy.USER, Strategy.OTHER_CALLS)
    elif filters.number and filters.state in (None, Liveness.ENDED):
        between = (Strategy.CALL_LOG,)
    return (Strategy.CALLS, *between, Strategy.LIST)
