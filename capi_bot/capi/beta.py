"""Beta, later renamed v0.1: conversations are paged by position, everything else is a bare array and whole.

What the API does not filter, order and page there is done here, with the same meaning as in v1. Members come from the
conversation itself, which tells all about them; beta's own list of members does not even give their ids.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cached_property, partial
from typing import TypeVar

from capi_bot.capi import ids, wire
from capi_bot.capi.models import Conversation, Event, Member, Membership, Page, User
from capi_bot.capi.pagination import Fetch, by_offset, offset
from capi_bot.capi.query import Query
from capi_bot.errors import NotFoundError, ProblemDetails

T = TypeVar("T")
_NO_MEMBER = ProblemDetails(
    status=404,
    code="conversation:error:member-not-found",
    title="Member not found",
    detail="The conversation has no such member.",
)


class Beta:
    """Speak /beta or /v0.1."""

    def __init__(self, fetch: Fetch, prefix: str) -> None:
        self._fetch = fetch
        self._prefix = prefix

    def conversations(self, query: Query) -> Page[Conversation]:
        """List conversations; the cursor is the position of the page's first one."""
        start = offset(query.cursor)
        index = start // query.page_size if start and self._index_counts_pages else start
        document = self._list(replace(query, cursor=str(index)))
        end = start + query.page_size
        more = end < wire.count(document) or wire.neighbour(document, "next", "record_index")
        return Page(
            items=tuple(map(wire.conversation, wire.items(document, "conversations"))),
            next=str(end) if more else None,
            prev=str(max(0, start - query.page_size)) if start else None,
        )

    def conversation(self, conversation_id: str) -> Conversation:
        """Get a conversation with its members."""
        return wire.conversation(wire.thing(self._fetch(self._conversation(conversation_id), {})), conversation_id)

    def members(self, conversation_id: str, query: Query) -> Page[Member]:
        """List the members of the conversation's own reply."""
        return by_offset(self.conversation(conversation_id).members or (), query)

    def members_in_full(self, conversation_id: str, query: Query) -> Page[Member]:
        """List members: here they are always in full."""
        return self.members(conversation_id, query)

    def member(self, conversation_id: str, member_id: str) -> Member:
        """Find a member in the conversation's own reply."""
        ids.segment("member", member_id)
        for member in self.conversation(conversation_id).members or ():
            if member.id == member_id:
                return member
        raise NotFoundError(_NO_MEMBER)

    def events(self, conversation_id: str, query: Query) -> Page[Event]:
        """List events, filtered here."""
        parse = partial(wire.event, conversation_id=conversation_id)
        events = self._all(f"{self._conversation(conversation_id)}/events", "events", parse)
        return by_offset(tuple(event for event in events if _is_wanted(event, query)), query)

    def event(self, conversation_id: str, event_id: int) -> Event:
        """Get an event."""
        path = f"{self._conversation(conversation_id)}/events/{ids.event_segment(event_id)}"
        return wire.event(wire.thing(self._fetch(path, {})), conversation_id)

    def users(self, query: Query) -> Page[User]:
        """List users, filtered here."""
        users = self._all(f"{self._prefix}/users", "users", wire.user)
        name = query.filters.get("name")
        return by_offset(tuple(user for user in users if name in (None, user.name)), query)

    def user(self, user_id: str) -> User:
        """Get a user."""
        return wire.user(wire.thing(self._fetch(self._user(user_id), {})), user_id)

    def user_conversations(self, user_id: str, query: Query) -> Page[Membership]:
        """List a user's conversations."""
        return by_offset(self._all(f"{self._user(user_id)}/conversations", "conversations", wire.membership), query)

    @cached_property
    def _index_counts_pages(self) -> bool:
        # The vendor's documents disagree on whether `record_index` counts conversations or pages of them. With pages of
        # one it is the same, so what comes second with pages of one tells what pages of two begin with.
        second = wire.items(self._list(Query(page_size=1, cursor="1")), "conversations")
        from_index_1 = wire.items(self._list(Query(page_size=2, cursor="1")), "conversations")
        return second != from_index_1[:1]

    def _list(self, query: Query) -> object:
        return self._fetch(f"{self._prefix}/conversations", query.parameters(cursor="record_index"))

    def _all(self, path: str, name: str, parse: Callable[[object], T]) -> tuple[T, ...]:
        return tuple(map(parse, wire.items(self._fetch(path, {}), name)))

    def _conversation(self, conversation_id: str) -> str:
        return f"{self._prefix}/conversations/{ids.segment('conversation', conversation_id)}"

    def _user(self, user_id: str) -> str:
        return f"{self._prefix}/users/{ids.segment('user', user_id)}"


def _is_wanted(event: Event, query: Query) -> bool:
    kind, start, end = map(query.filters.get, ("event_type", "start_id", "end_id"))
    return kind in (None, event.type) and _is_between(event.id, start, end)


def _is_between(number: int | None, start: str | None, end: str | None) -> bool:
    if number is None:
        return start is None and end is None
    return (start is None or int(start) <= number) and (end is None or number <= int(end))
