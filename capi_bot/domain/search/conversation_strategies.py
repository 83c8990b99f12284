"""The ways to conversations, the quick ones first: what calls tell, what a user is in, the whole list."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property, partial
from itertools import dropwhile, islice, pairwise, takewhile

from capi_bot.capi.api import ConversationApi
from capi_bot.capi.models import Call, Conversation, Page
from capi_bot.capi.pagination import follow
from capi_bot.capi.query import LARGEST_PAGE
from capi_bot.domain.liveness import Liveness, group_calls_by_conversation, is_in_progress
from capi_bot.domain.search.batches import Batch, batch, listed
from capi_bot.domain.search.budget import Reads
from capi_bot.domain.search.cursor import (
    SearchCursor,
    Strategy,
    key,
    resumed,
)
from capi_bot.domain.search.filters import Filters, call_has_party, is_between
from capi_bot.domain.search.matcher import Candidate, Matcher
from capi_bot.domain.search.results import Hit, Source
from capi_bot.domain.search.user_search import namesake

LOGGED = 300
"""Calls, the newest ones, among which those that are over are looked for: three pages at most."""

SOURCES = {Strategy.CALLS: Source.CALLS, Strategy.TALKING: Source.CALLS, Strategy.LOG: Source.LOG}


class ConversationStrategies:
    """Lay the way of one search. A conversation that a quick lane has is left out of the later ones.

    For that, a search that continues reads the quick lanes again. What began since then is found by searching afresh.
    """

    def __init__(self, api: ConversationApi, filters: Filters, reads: Reads) -> None:
        self._api = api
        self._filters = filters
        self._reads = reads
        self._judge = Matcher(api, filters)
        self._order = order_of(filters)
        self._known: dict[Strategy, tuple[Candidate, ...]] = {}

    def stretches(self, start: SearchCursor) -> Iterator[Batch[Hit]]:
        """Go on from a position, reading each page when its turn comes."""
        ahead = tuple(dropwhile(lambda lane: lane is not start.lane, self._order))
        for lane, following in pairwise(ahead):
            yield self._quick(
                lane, start if lane is start.lane else SearchCursor(lane=lane), SearchCursor(lane=following)
            )
        yield from self._listed(start if start.lane is Strategy.LIST else SearchCursor())

    def _quick(self, lane: Strategy, at: SearchCursor, after: SearchCursor) -> Batch[Hit]:
        found = self._of(lane)
        keys = [candidate.key for candidate in found]
        in_progress = lane in {Strategy.CALLS, Strategy.TALKING}
        source = SOURCES.get(lane) if self._asks_calls or not in_progress else None
        quick = batch(
            found,
            self._judge,
            keys=keys,
            at=at,
            behind=self._behind(keys, at) if in_progress else resumed(keys, at),
            after=after,
            suffices=lane is Strategy.CALLS and self._filters.state is Liveness.LIVE and bool(self._filters.party),
        )
        return replace(quick, source=None if source in self._reads.missed else source)

    def _behind(self, keys: list[str], at: SearchCursor) -> int:
        # Calls end soon, the last one seen too; but their keys are in order.
        seen = [each for each in keys if (each <= at.behind if self._filters.oldest else each >= at.behind)]
        return len(seen) if at.behind else 0

    def _of(self, lane: Strategy) -> tuple[Candidate, ...]:
        if lane not in self._known:
            earlier = self._quickly_known(takewhile(lambda before: before is not lane, self._order))
            found = self._found(lane)
            self._known[lane] = tuple(told for told in found if told.conversation.id not in earlier)
        return self._known[lane]

    def _quickly_known(self, lanes: Iterator[Strategy]) -> set[str]:
        return {candidate.conversation.id for lane in lanes for candidate in self._of(lane)}

    def _found(self, lane: Strategy) -> tuple[Candidate, ...]:
        match lane:
            case Strategy.CALLS:
                return self._in_progress(with_party=True)
            case Strategy.TALKING:
                return self._in_progress(with_party=False)
            case Strategy.LOG:
                return self._logged()
            case _:
                return self._with_namesake()

    def _listed(self, start: SearchCursor) -> Iterator[Batch[Hit]]:
        quick = self._quickly_known(iter(self._order[:-1]))
        return listed(
            start,
            lambda cursor: self._reads.page(lambda: self._read_page(cursor)),
            lambda told: None if told.id in quick else self._judge(self._candidate(told)),
            lambda told: told.id,
        )

    def _read_page(self, cursor: str | None) -> Page[Conversation]:
        wanted = self._filters
        return self._api.conversations(
            page_size=self._reads.page_size,
            order=wanted.order,
            cursor=cursor,
            date_start=wanted.start,
            date_end=wanted.end,
        )

    def _candidate(self, told: Conversation, *, involved: bool = False) -> Candidate:
        calls = None if self._calls is None else self._calls.get(told.id, ())
        return Candidate(conversation=told, calls=calls, key=key(told.id), involved=involved)

    @cached_property
    def _calls(self) -> dict[str, tuple[Call, ...]] | None:
        if not (self._filters.state or self._filters.party):
            return None
        calls = self._reads.optional(Source.CALLS, self._api.calls)
        return None if calls is None else dict(group_calls_by_conversation(calls))

    @property
    def _asks_calls(self) -> bool:
        wanted = self._filters
        return wanted.state is Liveness.LIVE or (wanted.state is None and bool(wanted.party))

    def _in_progress(self, *, with_party: bool) -> tuple[Candidate, ...]:
        if not self._asks_calls:
            return ()
        found = (self._called(name, calls, with_party=with_party) for name, calls in (self._calls or {}).items())
        wanted = [candidate for candidate in found if candidate]
        return tuple(sorted(wanted, key=lambda candidate: candidate.key, reverse=not self._filters.oldest))

    def _called(self, conversation_id: str, calls: tuple[Call, ...], *, with_party: bool) -> Candidate | None:
        matching = tuple(call for call in calls if not self._filters.party or call_has_party(self._filters, call))
        told = matching if with_party else () if matching else calls
        starts = [call.started for call in told if is_between(self._filters, call.started)]
        if not starts:
            return None
        newest = max([0, *(int(when.timestamp() * 1000) for when in starts if when)])
        return Candidate(
            conversation=Conversation(id=conversation_id),
            calls=calls,
            key=f"{newest:013d}-{key(conversation_id)}",
            named=False,
            live=True,
            involved=with_party,
        )

    def _logged(self) -> tuple[Candidate, ...]:
        calls = self._reads.optional(Source.LOG, self._newest_calls) or ()
        over = [call for call in calls if not is_in_progress(call) and call_has_party(self._filters, call)]
        # Whatever still goes on in a room, its ended calls do not make it an ended one.
        busy = set(self._calls or ()) if self._filters.state else set[str]()
        rooms = group_calls_by_conversation(over)
        return tuple(self._over(room, legs) for room, legs in rooms.items() if room not in busy)

    def _newest_calls(self) -> tuple[Call, ...]:
        wanted = self._filters
        page_at = partial(
            self._api.call_log,
            page_size=LARGEST_PAGE,
            order=wanted.order,
            date_start=wanted.start,
            date_end=wanted.end,
        )
        return tuple(islice(follow(lambda cursor: page_at(cursor=cursor)), LOGGED))

    def _over(self, conversation_id: str, legs: tuple[Call, ...]) -> Candidate:
        now = None if self._calls is None else self._calls.get(conversation_id, ())
        return Candidate(
            conversation=Conversation(id=conversation_id),
            calls=None if now is None else (*now, *legs),
            key=key(conversation_id),
            named=False,
            involved=True,
        )

    def _with_namesake(self) -> tuple[Candidate, ...]:
        rooms = self._reads.optional(Source.USERS, self._rooms_of_namesake) or ()
        return tuple(self._candidate(told, involved=True) for told in rooms if is_between(self._filters, told.created))

    def _rooms_of_namesake(self) -> tuple[Conversation, ...]:
        user = namesake(self._api, self._filters.name)
        if user is None:
            return ()
        page = self._api.user_conversations(user.id, page_size=LARGEST_PAGE, order=self._filters.order)
        return tuple(membership.conversation for membership in page.items)


def order_of(filters: Filters) -> tuple[Strategy, ...]:
    """Return the lanes of a search in order, the whole list last.

    Whose calls go on is told by few members; but what somebody is in costs less still where any state will do.
    """
    between: tuple[Strategy, ...] = ()
    if filters.name:
        between = (
            (Strategy.TALKING, Strategy.USER) if filters.state is Liveness.LIVE else (Strategy.USER, Strategy.TALKING)
        )
    elif filters.number and filters.state in (None, Liveness.ENDED):
        between = (Strategy.LOG,)
    return (Strategy.CALLS, *between, Strategy.LIST)
