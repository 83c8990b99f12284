"""Version 1: everything is paged by cursors, and a list tells little of each thing.

https://developer.vonage.com/en/api/conversation
"""

from __future__ import annotations

from functools import partial

from capi_bot.capi import ids, wire
from capi_bot.capi.models import Conversation, Event, Member, Membership, Page, User
from capi_bot.capi.pagination import Fetch, by_cursor
from capi_bot.capi.parallel import Parallel
from capi_bot.capi.query import Query
from capi_bot.errors import NotFoundError


class V1:
    """Speak /v1."""

    def __init__(self, fetch: Fetch, parallel: Parallel) -> None:
        self._fetch = fetch
        self._parallel = parallel

    def conversations(self, query: Query) -> Page[Conversation]:
        """List conversations: names and times only."""
        return by_cursor(self._fetch, "/v1/conversations", query, "conversations", wire.conversation)

    def conversation(self, conversation_id: str) -> Conversation:
        """Get a conversation; its members are a list of their own."""
        return wire.conversation(wire.thing(self._fetch(_conversation(conversation_id), {})), conversation_id)

    def members(self, conversation_id: str, query: Query) -> Page[Member]:
        """List members: states and users only."""
        parse = partial(wire.member, conversation_id=conversation_id)
        return by_cursor(self._fetch, f"{_conversation(conversation_id)}/members", query, "members", parse)

    def members_in_full(self, conversation_id: str, query: Query) -> Page[Member]:
        """List members, then get each of them."""
        page = self.members(conversation_id, query)
        full = self._parallel.map(partial(self._in_full, conversation_id), page.items)
        return Page(items=full, next=page.next, prev=page.prev)

    def member(self, conversation_id: str, member_id: str) -> Member:
        """Get a member."""
        path = f"{_conversation(conversation_id)}/members/{ids.segment('member', member_id)}"
        return wire.member(wire.thing(self._fetch(path, {})), conversation_id)

    def events(self, conversation_id: str, query: Query) -> Page[Event]:
        """List events; the API itself filters them."""
        parse = partial(wire.event, conversation_id=conversation_id)
        return by_cursor(self._fetch, f"{_conversation(conversation_id)}/events", query, "events", parse)

    def event(self, conversation_id: str, event_id: int) -> Event:
        """Get an event."""
        path = f"{_conversation(conversation_id)}/events/{ids.event_segment(event_id)}"
        return wire.event(wire.thing(self._fetch(path, {})), conversation_id)

    def users(self, query: Query) -> Page[User]:
        """List users: names only."""
        return by_cursor(self._fetch, "/v1/users", query, "users", wire.user)

    def user(self, user_id: str) -> User:
        """Get a user with all channels."""
        return wire.user(wire.thing(self._fetch(f"/v1/users/{ids.segment('user', user_id)}", {})), user_id)

    def user_conversations(self, user_id: str, query: Query) -> Page[Membership]:
        """List a user's conversations."""
        path = f"/v1/users/{ids.segment('user', user_id)}/conversations"
        return by_cursor(self._fetch, path, query, "conversations", wire.membership)

    def _in_full(self, conversation_id: str, listed: Member) -> Member:
        if not ids.MEMBER.fullmatch(listed.id):
            return listed
        try:
            return self.member(conversation_id, listed.id)
        except NotFoundError:  # gone since the list was made
            return listed


def _conversation(conversation_id: str) -> str:
    return f"/v1/conversations/{ids.segment('conversation', conversation_id)}"
