"""Look for users by words, by number, or by name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from capi_bot.capi.api import ConversationApi
from capi_bot.capi.models import Call, Member, Page, User
from capi_bot.domain.conversation_summary import MAX_MEMBERS
from capi_bot.domain.display_names import person_address
from capi_bot.domain.phone_numbers import is_same_number, normalise_number
from capi_bot.domain.search.batches import (
    Answer,
    Batch,
    batch,
    listed,
)
from capi_bot.domain.search.budget import (
    USUAL,
    Budget,
    Each,
    Reads,
)
from capi_bot.domain.search.cursor import (
    START,
    SearchCursor,
    Strategy,
    key,
    resumed,
)
from capi_bot.domain.search.filters import call_reaches, says
from capi_bot.domain.search.results import Source
from capi_bot.domain.search.scan import Scan
from capi_bot.errors import ForbiddenError, NotFoundError, UserError

_CONVERSATIONS = 10
"""In how many calls at once a number is looked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UserFilters:
    """Say which users are wanted, in one of three ways; the default is all of them, newest first."""

    words: tuple[str, ...] = ()
    """Texts that must all stand in a user's id, name or display name."""
    name: str = ""
    """A user's name, which is looked up at once, or a part of a name or display name, which is walked for."""
    number: str = ""
    """A number that reaches the user, or of a call that the user is in."""


class UserSearch(Scan[User]):
    """Find users; used like `Search`. Those found by their number have all channels, the others what the list tells."""

    def __init__(
        self,
        api: ConversationApi,
        filters: UserFilters,
        *,
        each: Each,
        clock: Callable[[], float],
        count: int = 10,
        start: SearchCursor = START,
        budget: Budget = USUAL,
    ) -> None:
        super().__init__(
            lambda reads: _Lanes(api, filters, reads).stretches(start),
            lambda: Reads(each, budget, clock),
            lambda user: user.id,
            count=count,
            start=start,
        )


def namesake(api: ConversationApi, name: str) -> User | None:
    """Get the user of exactly that name as the list tells it; None where nobody has it."""
    users = api.users(name=name, page_size=1).items
    return next((user for user in users if user.name.casefold() == name.casefold()), None)


def by_number(api: ConversationApi, number: str) -> tuple[str, ...]:
    """Return the ids of the users who are on a call from or to a number now: calls first, then members in full."""
    wanted = normalise_number(number)
    calls = sorted(api.calls(), key=_began, reverse=True)
    rooms = dict.fromkeys(call.conversation_id for call in calls if call.conversation_id and call_reaches(call, wanted))
    members = (member for room in list(rooms)[:_CONVERSATIONS] for member in _members(api, room))
    return tuple(dict.fromkeys(member.user_id for member in members if member.user_id and _is_at(member, wanted)))


class _Lanes:
    """Lay the way of one search, the quick lanes first; the list leaves out what those have."""

    def __init__(self, api: ConversationApi, filters: UserFilters, reads: Reads) -> None:
        self._api = api
        self._filters = filters
        self._reads = reads

    def stretches(self, start: SearchCursor) -> Iterator[Batch[User]]:
        if start.lane is Strategy.CALLS and self._filters.number:
            on_calls = self._known(self._on_calls, start, lambda name: Answer(read=lambda: self._read(name)))
            yield replace(on_calls, source=None if Source.CALLS in self._reads.missed else Source.CALLS)
        if start.lane is not Strategy.LIST and self._namesakes:
            at = start if start.lane is Strategy.USER else SearchCursor(lane=Strategy.USER)
            yield self._known(tuple(self._namesakes), at, lambda name: Answer(hit=self._namesakes[name]))
        yield from self._listed(start if start.lane is Strategy.LIST else SearchCursor())

    def _known(
        self, names: tuple[str, ...], at: SearchCursor, judge: Callable[[str], Answer[User] | None]
    ) -> Batch[User]:
        keys = [key(name) for name in names]
        return batch(names, judge, keys=keys, at=at, behind=resumed(keys, at), after=SearchCursor(), suffices=True)

    def _listed(self, start: SearchCursor) -> Iterator[Batch[User]]:
        return listed(
            start,
            lambda cursor: self._reads.page(lambda: self._read_page(cursor)),
            self._judge,
            lambda user: user.id,
        )

    def _read_page(self, cursor: str | None) -> Page[User]:
        return self._api.users(page_size=self._reads.page_size, order="desc", cursor=cursor)

    def _judge(self, user: User) -> Answer[User] | None:
        if user.id in self._on_calls or user.id in self._namesakes:
            return None
        if not says(self._filters.words, user.id, user.name, user.display_name):
            return None
        if not says([self._filters.name], user.name, user.display_name):
            return None
        if not self._filters.number or self._has_number(user):
            return Answer(hit=user)
        return None if user.channels else Answer(read=lambda: self._reached(user))

    def _reached(self, listed: User) -> User | None:
        user = self._read(listed.id)
        return user if user and self._has_number(user) else None

    def _has_number(self, user: User) -> bool:
        texts = (user.name, user.display_name, *(channel.address for channel in user.channels))
        wanted = normalise_number(self._filters.number)
        return any(is_same_number(wanted, normalise_number(text)) for text in texts)

    def _read(self, user_id: str) -> User | None:
        try:
            return self._api.user(user_id)
        except (NotFoundError, ForbiddenError, UserError):
            return None

    @cached_property
    def _on_calls(self) -> tuple[str, ...]:
        number = self._filters.number
        if not number:
            return ()
        return self._reads.optional(Source.CALLS, lambda: by_number(self._api, number)) or ()

    @cached_property
    def _namesakes(self) -> dict[str, User]:
        name = self._filters.name
        if not name:
            return {}
        user = self._reads.optional(Source.USERS, lambda: namesake(self._api, name))
        return {user.id: user} if user else {}


def _began(call: Call) -> float:
    return call.started.timestamp() if call.started else 0.0


def _members(api: ConversationApi, conversation_id: str) -> tuple[Member, ...]:
    try:
        return api.members_in_full(conversation_id, page_size=MAX_MEMBERS).items
    except (NotFoundError, ForbiddenError, UserError):
        return ()


def _is_at(member: Member, number: str) -> bool:
    # Both ends of a channel are told; only one of them is this member's own.
    was_invited = member.invited or any(initiator.action == "invited" for initiator in member.initiators)
    return is_same_number(number, normalise_number(person_address(member.channel, "outbound" if was_invited else "")))
