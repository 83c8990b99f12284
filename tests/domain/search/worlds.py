"""Small worlds to search: builders, generated ones, and what searching them by hand finds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from hypothesis import strategies as st

from capi_bot.capi.models import (
    Call,
    Conversation,
    ConversationState,
    Endpoint,
    Member,
    MemberChannel,
    Membership,
    MemberState,
    User,
)
from capi_bot.domain.conversation_summary import read_details, summarise_conversation
from capi_bot.domain.liveness import Liveness, is_in_progress
from capi_bot.domain.phone_numbers import is_same_number, normalise_number
from capi_bot.domain.search import Filters
from capi_bot.errors import NotFoundError, ProblemDetails
from tests.fakes import FakeApi

K = TypeVar("K")
T = TypeVar("T")
NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
GONE = NotFoundError(ProblemDetails(status=404, title="Not found"))
NUMBERS = ("447700900001", "447700900002", "07700900003", "447700900003")
ADA = User(id="USR-a", name="ada", display_name="Ada Lovelace")
BOB = User(id="USR-b", name="Bob")
PEOPLE = (ADA, BOB, User(id="USR-c", name="vapi-user-1"))


def here(read: Callable[[K], T], keys: Iterable[K], /) -> dict[K, Future[T]]:
    """Do each read at once, in this thread."""
    return {key: done(read, key) for key in keys}


def done(read: Callable[[K], T], key: K) -> Future[T]:
    future: Future[T] = Future()
    try:
        future.set_result(read(key))
    except Exception as error:  # noqa: BLE001 -- as an executor does
        future.set_exception(error)
    return future


def still() -> float:
    """Tell the time of a clock that stands."""
    return 0.0


def after(minutes: int) -> datetime:
    return NOON + timedelta(minutes=minutes)


def room(number: int, name: str = "", state: ConversationState = ConversationState.ACTIVE) -> Conversation:
    return Conversation(id=f"CON-{number}", name=name, state=state, created=after(number))


def phone(from_: str, to: str) -> MemberChannel:
    return MemberChannel(
        type="phone", from_=Endpoint(type="phone", address=from_), to=Endpoint(type="phone", address=to)
    )


def member(number: int, who: User = BOB, state: MemberState = MemberState.JOINED, to: str = NUMBERS[1]) -> Member:
    return Member(
        id=f"MEM-{number}",
        state=state,
        user_id=who.id,
        user_name=who.name,
        user_display_name=who.display_name,
        channel=phone(NUMBERS[0], to),
    )


def end(address: str) -> Endpoint:
    return Endpoint(type="phone" if normalise_number(address) else "app", address=address)


def call(of: int, from_: str = NUMBERS[0], to: str = NUMBERS[1], minutes: int = 0) -> Call:
    return Call(
        id=f"call {of} {minutes}",
        conversation_id=f"CON-{of}",
        from_=end(from_),
        to=end(to),
        status="answered",
        started=after(minutes),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    conversations: Sequence[Conversation]
    members: dict[str, tuple[Member, ...]]
    calls: Sequence[Call]
    gone: frozenset[str]

    def api(self) -> FakeApi:
        memberships = {
            user.id: [
                Membership(conversation=replace(told, state=ConversationState.UNKNOWN))
                for told in self.conversations
                if any(member.user_id == user.id for member in self.members[told.id])
            ]
            for user in PEOPLE
        }
        api = FakeApi(
            conversations=self.conversations,
            members=self.members,
            calls=self.calls,
            users=PEOPLE,
            memberships=memberships,
        )
        for name in self.gone:
            api.fail("members", GONE, of=name)
            api.fail("members_in_full", GONE, of=name)
        return api

    def searched_by_hand(self, filters: Filters) -> list[str]:
        """Return the ids in the order in which a search has to find them, looking at everything."""
        newest_first = [told.id for told in self._ordered(filters)]
        talking, elsewhere = self._talking(filters), self._talking(filters, elsewhere=True)
        namesakes = {user.id for user in PEOPLE if user.name == filters.party}
        known = [name for name in newest_first if any(told.user_id in namesakes for told in self.members[name])]
        quick = [name for name in talking if self._is_named(name, filters, unless_gone=True)]
        others = [name for name in elsewhere if self._is_member_named(name, filters)]
        theirs = [name for name in known if name not in talking and self._is_wanted(name, filters, involved=True)]
        if filters.state is Liveness.LIVE:
            between = [*others, *(name for name in theirs if name not in elsewhere)]
        else:
            between = [*theirs, *(name for name in others if name not in known)]
        over = [name for name in self._over(filters) if self._is_named(name, filters, unless_gone=True)]
        over = [name for name in over if self._is_in_state(Conversation(id=name), filters)]
        taken = {*talking, *elsewhere, *known, *self._over(filters)}
        rest = [name for name in newest_first if name not in taken]
        listed = [name for name in rest if self._is_wanted(name, filters, involved=False)]
        return [*quick, *between, *(name for name in over if name not in talking), *listed]

    def _ordered(self, filters: Filters) -> list[Conversation]:
        dated = [told for told in self.conversations if told.created and _is_when(filters, told.created)]
        return dated if filters.oldest else dated[::-1]

    def _talking(self, filters: Filters, *, elsewhere: bool = False) -> list[str]:
        if not (filters.state is Liveness.LIVE or (filters.state is None and filters.party)):
            return []
        calls = [call for call in self._newest_first() if is_in_progress(call)]
        matching = [call for call in calls if not filters.party or _is_on(filters, call)]
        theirs = {call.conversation_id for call in matching}
        others = [call for call in calls if call.conversation_id not in theirs and not normalise_number(filters.party)]
        rooms = _rooms_of(others if elsewhere else matching, filters)
        return rooms[::-1] if filters.oldest else rooms

    def _over(self, filters: Filters) -> list[str]:
        if not (normalise_number(filters.party) and filters.state in (None, Liveness.ENDED)):
            return []
        calls = self._newest_first()[:: -1 if filters.oldest else 1]
        over = _rooms_of([call for call in calls if not is_in_progress(call) and _is_on(filters, call)], filters)
        return [name for name in over if not (filters.state and self._in_progress(name))]

    def _newest_first(self) -> list[Call]:
        return sorted(self.calls, key=lambda call: call.started or NOON, reverse=True)

    def _in_progress(self, name: str) -> list[Call]:
        return [call for call in self.calls if call.conversation_id == name and is_in_progress(call)]

    def _is_member_named(self, name: str, filters: Filters) -> bool:
        named = self._is_named(name, filters) and name not in self.gone
        return named and any(_is_party(filters, member) for member in self.members[name])

    def _is_named(self, name: str, filters: Filters, *, unless_gone: bool = False) -> bool:
        (told,) = [told for told in self.conversations if told.id == name]
        text = told.id if unless_gone and name in self.gone else f"{told.id}\n{told.name}\n{told.display_name}"
        return all(word.lower() in text.lower() for word in filters.words)

    def _is_wanted(self, name: str, filters: Filters, *, involved: bool) -> bool:
        (told,) = [told for told in self.conversations if told.id == name]
        listed = Conversation(id=name, name=told.name, display_name=told.display_name, created=told.created)
        if not self._is_named(name, filters) or not self._is_in_state(listed, filters):
            return False
        met = involved or not filters.party or any(_is_on(filters, call) for call in self._in_progress(name))
        return met or (name not in self.gone and any(_is_party(filters, member) for member in self.members[name]))

    def _is_in_state(self, listed: Conversation, filters: Filters) -> bool:
        legs = self._in_progress(listed.id)
        return filters.state in (None, summarise_conversation(read_details(self.api(), listed, legs), legs).liveness)


def _rooms_of(calls: Iterable[Call], filters: Filters) -> list[str]:
    dated = [call for call in calls if call.started and _is_when(filters, call.started)]
    return list(dict.fromkeys(call.conversation_id for call in dated))


def _is_when(filters: Filters, when: datetime) -> bool:
    return (filters.start or when) <= when <= (filters.end or when)


def _is_on(filters: Filters, call: Call) -> bool:
    ends = [end for end in (call.from_, call.to) if end]
    if not normalise_number(filters.party):
        return any(end.type == "app" and filters.party.lower() in end.address for end in ends)
    return any(is_same_number(filters.party, end.address) for end in ends)


def _is_party(filters: Filters, member: Member) -> bool:
    if not normalise_number(filters.party):
        return filters.party.lower() in f"{member.user_name}\n{member.user_display_name}".lower()
    ends = (member.channel.from_, member.channel.to) if member.channel else ()
    return any(end and is_same_number(filters.party, end.address) for end in ends)


@st.composite
def worlds(draw: st.DrawFn) -> World:
    names = st.sampled_from(["Support", "support line", "NAM-1", "", "Sales"])
    conversations = [
        Conversation(
            id=f"CON-{number}",
            name=draw(names),
            display_name=draw(names),
            state=draw(st.sampled_from([ConversationState.ACTIVE, ConversationState.INACTIVE])),
            created=after(10 * number),
        )
        for number in range(draw(st.integers(0, 8)))
    ]
    people = st.builds(
        member,
        st.integers(0, 99),
        st.sampled_from(PEOPLE),
        st.sampled_from([MemberState.JOINED, MemberState.LEFT]),
        st.sampled_from(NUMBERS),
    )
    members = {told.id: tuple(draw(st.lists(people, max_size=3))) for told in conversations}
    ends = st.sampled_from([*NUMBERS, "ada", "ada"])
    talking = (
        draw(st.lists(st.sampled_from(range(len(conversations))), min_size=1, max_size=5)) if conversations else []
    )
    statuses = st.sampled_from(["answered", "completed"])
    calls = [
        replace(call(of, draw(ends), draw(ends), 7 * minute + 1), status=draw(statuses))
        for minute, of in enumerate(talking)
    ]
    gone = frozenset(told.id for told in conversations if draw(st.integers(0, 5)) == 0)
    return World(conversations=conversations, members=members, calls=draw(st.permutations(calls)), gone=gone)


def filters() -> st.SearchStrategy[Filters]:
    return st.builds(
        Filters,
        state=st.sampled_from([None, None, Liveness.LIVE, Liveness.LIVE, Liveness.OPEN, Liveness.ENDED]),
        start=st.sampled_from([None, None, None, None, after(15)]),
        end=st.sampled_from([None, None, None, None, after(45)]),
        oldest=st.booleans(),
        party=st.sampled_from(["", *NUMBERS, "ada", "ada", "ada", "Bob", "Ada Lovelace", "b", "nobody"]),
        words=st.sampled_from([(), (), (), (), ("support",), ("CON-", "LINE"), ("xyz",)]),
    )
