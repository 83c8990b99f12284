"""The ways to conversations, the quick ones first: calls in progress, what a user is in, the whole list."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from capi_bot.capi.api import ConversationApi
from capi_bot.capi.finding.filters import Filters, call_has_party, is_between
from capi_bot.capi.finding.found import Hit
from capi_bot.capi.finding.judge import Candidate, Judge
from capi_bot.capi.finding.people import namesake
from capi_bot.capi.finding.position import Lane, Position, key, resumed
from capi_bot.capi.finding.reads import Reads, if_allowed
from capi_bot.capi.finding.stretches import Stretch, listed, stretch
from capi_bot.capi.models import Call, Conversation, Page
from capi_bot.capi.presence import Liveness, calls_by_conversation
from capi_bot.capi.query import LARGEST_PAGE


class ConversationLanes:
    """Lay the way of one search. A conversation that a quick lane has is left out of the later ones.

    For that, a search that continues reads the quick lanes again. What began since then is found by searching afresh.
    """

    def __init__(self, api: ConversationApi, filters: Filters, reads: Reads) -> None:
        self._api = api
        self._filters = filters
        self._reads = reads
        self._judge = Judge(api, filters)

    def stretches(self, start: Position) -> Iterator[Stretch[Hit]]:
        """Go on from a position, reading each page when its turn comes."""
        if start.lane is Lane.CALLS and self._talking:
            yield self._among_calls(start)
        if start.lane is not Lane.LIST and self._users:
            yield self._of_user(start if start.lane is Lane.USER else Position(lane=Lane.USER))
        yield from self._listed(start if start.lane is Lane.LIST else Position())

    def _among_calls(self, start: Position) -> Stretch[Hit]:
        keys = [candidate.key for candidate in self._talking]
        # Calls end soon, the last one seen too; but their keys are in order.
        seen = [each for each in keys if (each <= start.behind if self._filters.oldest else each >= start.behind)]
        return stretch(
            self._talking,
            self._judge,
            keys=keys,
            at=start,
            behind=len(seen) if start.behind else 0,
            after=Position(lane=Lane.USER) if self._filters.name else Position(),
            suffices=self._filters.state is Liveness.LIVE and bool(self._filters.party),
        )

    def _of_user(self, start: Position) -> Stretch[Hit]:
        keys = [candidate.key for candidate in self._users]
        behind = resumed(keys, start)
        return stretch(self._users, self._judge, keys=keys, at=start, behind=behind, after=Position())

    def _listed(self, start: Position) -> Iterator[Stretch[Hit]]:
        quick = {candidate.conversation.id for candidate in (*self._talking, *self._users)}
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
        calls = self._reads.one(lambda: if_allowed(self._api.calls))
        return None if calls is None else dict(calls_by_conversation(calls))

    @cached_property
    def _talking(self) -> tuple[Candidate, ...]:
        if self._filters.state not in (None, Liveness.LIVE):
            return ()
        found = (self._in_progress(name, calls) for name, calls in (self._calls or {}).items())
        wanted = [candidate for candidate in found if candidate]
        return tuple(sorted(wanted, key=lambda candidate: candidate.key, reverse=not self._filters.oldest))

    def _in_progress(self, conversation_id: str, calls: tuple[Call, ...]) -> Candidate | None:
        matching = [call for call in calls if not self._filters.party or call_has_party(self._filters, call)]
        starts = [call.started for call in matching if is_between(self._filters, call.started)]
        if not starts:
            return None
        newest = max([0, *(int(when.timestamp() * 1000) for when in starts if when)])
        return Candidate(
            conversation=Conversation(id=conversation_id),
            calls=calls,
            key=f"{newest:013d}-{key(conversation_id)}",
            named=False,
            live=True,
            involved=True,
        )

    @cached_property
    def _users(self) -> tuple[Candidate, ...]:
        if not self._filters.name:
            return ()
        rooms = self._reads.one(lambda: if_allowed(self._rooms_of_namesake)) or ()
        known = {candidate.conversation.id for candidate in self._talking}
        new = [told for told in rooms if told.id not in known and is_between(self._filters, told.created)]
        return tuple(self._candidate(told, involved=True) for told in new)

    def _rooms_of_namesake(self) -> tuple[Conversation, ...]:
        user = namesake(self._api, self._filters.name)
        if user is None:
            return ()
        page = self._api.user_conversations(user.id, page_size=LARGEST_PAGE, order=self._filters.order)
        return tuple(membership.conversation for membership in page.items)
