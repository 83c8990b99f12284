"""Small accounts for tests of the search: builders, generated accounts, and the hits that a naive search finds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property
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
from capi_bot.concurrency import Wait
from capi_bot.domain.conversation_summary import read_details, summarise_conversation
from capi_bot.domain.liveness import Liveness, is_in_progress
from capi_bot.domain.phone_numbers import is_same_number, normalise_number
from capi_bot.domain.search import Filters, Hit, Scan, SearchResult
from capi_bot.errors import NotFoundError, ProblemDetails
from tests.fakes import FakeApi

T = TypeVar("T")
NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
GONE = NotFoundError(ProblemDetails(status=404, title="Not found"))
NUMBERS = ("447700900001", "447700900002", "07700900003", "447700900003")
ADA = User(id="USR-a", name="ada", display_name="Ada Lovelace")
BOB = User(id="USR-b", name="Bob")
USERS = (ADA, BOB, User(id="USR-c", name="vapi-user-1"))


def stopped_clock() -> float:
    return 0.0


def final(scan: Scan[T]) -> SearchResult[T]:
    """Run a scan to its end and return its last result."""
    *_, result = results_of(scan)
    return result


def results_of(scan: Scan[T]) -> Iterator[SearchResult[T]]:
    """Run a scan whose reads are made at once, so that it does not pause, and yield its results."""
    for result in scan.results():
        assert not isinstance(result, Wait)
        yield result


def ids(result: SearchResult[Hit]) -> list[str]:
    return [hit.conversation.id for hit in result.hits]


def noon_plus(minutes: int) -> datetime:
    return NOON + timedelta(minutes=minutes)


def conversation(number: int, name: str = "", state: ConversationState = ConversationState.ACTIVE) -> Conversation:
    return Conversation(id=f"CON-{number}", name=name, state=state, created=noon_plus(number))


def phone_channel(from_: str, to: str) -> MemberChannel:
    return MemberChannel(
        type="phone", from_=Endpoint(type="phone", address=from_), to=Endpoint(type="phone", address=to)
    )


def member(number: int, user: User = BOB, state: MemberState = MemberState.JOINED, to: str = NUMBERS[1]) -> Member:
    return Member(
        id=f"MEM-{number}",
        state=state,
        user_id=user.id,
        user_name=user.name,
        user_display_name=user.display_name,
        channel=phone_channel(NUMBERS[0], to),
    )


def endpoint(address: str) -> Endpoint:
    return Endpoint(type="phone" if normalise_number(address) else "app", address=address)


def call(number: int, from_: str = NUMBERS[0], to: str = NUMBERS[1], minutes: int = 0) -> Call:
    """Return a call in progress in the conversation of that number."""
    return Call(
        id=f"call {number} {minutes}",
        conversation_id=f"CON-{number}",
        from_=endpoint(from_),
        to=endpoint(to),
        status="answered",
        started=noon_plus(minutes),
    )


@dataclass(frozen=True, kw_only=True)
class World:
    """The conversations of an account, oldest first, with their members and calls."""

    conversations: Sequence[Conversation]
    members: Mapping[str, tuple[Member, ...]]
    calls: Sequence[Call]
    gone: frozenset[str]
    """Ids of conversations that ended since they were listed."""

    @cached_property
    def api(self) -> FakeApi:
        memberships = {
            user.id: [
                Membership(conversation=replace(conversation, state=ConversationState.UNKNOWN))
                for conversation in self.conversations
                if any(member.user_id == user.id for member in self.members[conversation.id])
            ]
            for user in USERS
        }
        api = FakeApi(
            conversations=self.conversations,
            members=self.members,
            calls=self.calls,
            users=USERS,
            memberships=memberships,
        )
        for conversation_id in self.gone:
            api.fail("members", GONE, resource_id=conversation_id)
            api.fail("members_in_full", GONE, resource_id=conversation_id)
        return api

    def expected_ids(self, filters: Filters) -> list[str]:
        """Return the ids of all hits in the order of the strategies, found by reading everything."""
        if filters.state in {Liveness.LIVE, Liveness.ENDED} and not filters.party:
            return self._in_order_of_time(filters)
        with_party, others = self._on_calls(filters), self._on_calls(filters, with_party=False)
        over = self._on_calls_over(filters)
        user_ids = {user.id for user in USERS if user.name == filters.party}
        listed = self._listed(filters)
        of_user = [one for one in listed if any(member.user_id in user_ids for member in self.members[one])]

        by_calls = [one for one in with_party if self._has_words(one, filters, is_read=True)]
        by_members = [
            one
            for one in others
            if self._has_words(one, filters) and one not in self.gone and self._has_member(one, filters)
        ]
        by_user = [one for one in of_user if one not in with_party and self._matches(one, filters, has_party=True)]
        if filters.state is Liveness.LIVE:
            by_name = [*by_members, *(one for one in by_user if one not in others)]
        else:
            by_name = [*by_user, *(one for one in by_members if one not in of_user)]
        by_log = [
            one
            for one in over
            if one not in with_party
            and self._has_words(one, filters, is_read=True)
            and self._has_state(Conversation(id=one), filters)
        ]
        known = {*with_party, *others, *of_user, *over}
        by_list = [one for one in listed if one not in known and self._matches(one, filters)]
        return [*by_calls, *by_name, *by_log, *by_list]

    def _in_order_of_time(self, filters: Filters) -> list[str]:
        """Return conversations of calls by when these began, among the others by when they were created."""
        on_calls: dict[str, datetime] = {}
        for call in self.calls:
            is_over = not self._calls_in_progress(call.conversation_id)
            if not call.started or (filters.state is Liveness.LIVE) != is_in_progress(call):
                continue
            if filters.state is Liveness.LIVE and not _is_dated(filters, call.started):
                continue
            if filters.state is Liveness.LIVE or is_over:
                began = on_calls.get(call.conversation_id, call.started)
                on_calls[call.conversation_id] = min(began, call.started)
        if filters.state is Liveness.ENDED:
            on_calls = {one: began for one, began in on_calls.items() if _is_dated(filters, began)}
        times = {one: began for one, began in on_calls.items() if self._has_words(one, filters, is_read=True)}
        if filters.state is Liveness.ENDED:
            times = {one: began for one, began in times.items() if self._has_state(Conversation(id=one), filters)}
        for one in self.conversations:
            is_listed = one.id not in on_calls and one.created and _is_dated(filters, one.created)
            if is_listed and one.created and self._matches(one.id, filters):
                times[one.id] = one.created
        return sorted(times, key=lambda one: times[one], reverse=not filters.oldest)

    def _listed(self, filters: Filters) -> list[str]:
        dated = [one.id for one in self.conversations if one.created and _is_dated(filters, one.created)]
        return dated if filters.oldest else dated[::-1]

    def _on_calls(self, filters: Filters, *, with_party: bool = True) -> list[str]:
        if not (filters.state is Liveness.LIVE or (filters.state is None and filters.party)):
            return []
        calls = [call for call in self._calls_newest_first if is_in_progress(call)]
        matching = [call for call in calls if not filters.party or _is_party_on(filters, call)]
        matching_ids = {call.conversation_id for call in matching}
        others = [
            call for call in calls if call.conversation_id not in matching_ids and not normalise_number(filters.party)
        ]
        relevant = matching if with_party else others
        began: dict[str, datetime] = {}
        for call in relevant:  # the newest first, so that the earliest start remains
            if call.started and _is_dated(filters, call.started):
                began[call.conversation_id] = call.started
        return sorted(began, key=began.__getitem__, reverse=not filters.oldest)

    def _on_calls_over(self, filters: Filters) -> list[str]:
        if not (normalise_number(filters.party) and filters.state in (None, Liveness.ENDED)):
            return []
        over = [call for call in self._calls_newest_first if not is_in_progress(call)]
        began = {call.conversation_id: call.started or NOON for call in over}  # the earliest, which comes last, remains
        found = _conversation_ids((call for call in over if _is_party_on(filters, call)), filters)
        conversation_ids = sorted(found, key=began.__getitem__, reverse=not filters.oldest)
        return [one for one in conversation_ids if not (filters.state and self._calls_in_progress(one))]

    @property
    def _calls_newest_first(self) -> list[Call]:
        return sorted(self.calls, key=lambda call: call.started or NOON, reverse=True)

    def _calls_in_progress(self, conversation_id: str) -> list[Call]:
        return [call for call in self.calls if call.conversation_id == conversation_id and is_in_progress(call)]

    def _has_member(self, conversation_id: str, filters: Filters) -> bool:
        return any(_is_party(filters, member) for member in self.members[conversation_id])

    def _has_words(self, conversation_id: str, filters: Filters, *, is_read: bool = False) -> bool:
        """Return whether the words occur; a conversation that is read instead of listed has no names once it ended."""
        (one,) = [one for one in self.conversations if one.id == conversation_id]
        is_nameless = is_read and conversation_id in self.gone
        text = one.id if is_nameless else f"{one.id}\n{one.name}\n{one.display_name}"
        return all(word.lower() in text.lower() for word in filters.words)

    def _matches(self, conversation_id: str, filters: Filters, *, has_party: bool = False) -> bool:
        (one,) = [one for one in self.conversations if one.id == conversation_id]
        listed = Conversation(id=one.id, name=one.name, display_name=one.display_name, created=one.created)
        if not self._has_words(one.id, filters) or not self._has_state(listed, filters):
            return False
        calls = self._calls_in_progress(one.id)
        is_known = has_party or not filters.party or any(_is_party_on(filters, call) for call in calls)
        return is_known or (one.id not in self.gone and self._has_member(one.id, filters))

    def _has_state(self, listed: Conversation, filters: Filters) -> bool:
        if filters.state is None:
            return True
        calls = self._calls_in_progress(listed.id)
        return summarise_conversation(read_details(self.api, listed, calls), calls).liveness is filters.state


def _conversation_ids(calls: Iterable[Call], filters: Filters) -> list[str]:
    dated = [call for call in calls if call.started and _is_dated(filters, call.started)]
    return list(dict.fromkeys(call.conversation_id for call in dated))


def _is_dated(filters: Filters, time: datetime) -> bool:
    return (filters.start or time) <= time <= (filters.end or time)


def _is_party_on(filters: Filters, call: Call) -> bool:
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
            created=noon_plus(10 * number),
        )
        for number in range(draw(st.integers(0, 8)))
    ]
    one_member = st.builds(
        member,
        st.integers(0, 99),
        st.sampled_from(USERS),
        st.sampled_from([MemberState.JOINED, MemberState.LEFT]),
        st.sampled_from(NUMBERS),
    )
    members = {one.id: tuple(draw(st.lists(one_member, max_size=3))) for one in conversations}
    addresses = st.sampled_from([*NUMBERS, "ada", "ada"])
    numbers = st.sampled_from(range(len(conversations))) if conversations else st.nothing()
    on_call = draw(st.lists(numbers, min_size=1, max_size=5)) if conversations else []
    statuses = st.sampled_from(["answered", "completed"])
    calls = [
        replace(call(number, draw(addresses), draw(addresses), 7 * index + 1), status=draw(statuses))
        for index, number in enumerate(on_call)
    ]
    gone = frozenset(one.id for one in conversations if draw(st.integers(0, 5)) == 0)
    return World(conversations=conversations, members=members, calls=draw(st.permutations(calls)), gone=gone)


def filters() -> st.SearchStrategy[Filters]:
    return st.builds(
        Filters,
        state=st.sampled_from([None, None, Liveness.LIVE, Liveness.LIVE, Liveness.OPEN, Liveness.ENDED]),
        start=st.sampled_from([None, None, None, None, noon_plus(15)]),
        end=st.sampled_from([None, None, None, None, noon_plus(45)]),
        oldest=st.booleans(),
        party=st.sampled_from(["", *NUMBERS, "ada", "ada", "ada", "Bob", "Ada Lovelace", "b", "unknown"]),
        words=st.sampled_from([(), (), (), (), ("support",), ("CON-", "LINE"), ("xyz",)]),
    )
