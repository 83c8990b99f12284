"""Beta, later renamed v0.1: conversations are paged by position, every other list is a bare array of all items.

What the API does not filter, order and page there is done here, with the same meaning as in v1. Members come from the
conversation itself, which has all their fields; beta's own list of members does not even have their ids.
https://developer.vonage.com/en/api/conversation documents v1; its operations are those of beta.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property, partial

from capi_bot.capi import ids, wire
from capi_bot.capi.models import Conversation, Event, Json, Member, Membership, Page, User
from capi_bot.capi.pagination import Fetch, Query, parse_offset, read_list, slice_list
from capi_bot.errors import NotFoundError, ProblemDetails

_NO_MEMBER = ProblemDetails(
    status=404,
    code="conversation:error:member-not-found",
    title="Member not found",
    detail="The conversation has no such member.",
)


class Beta:
    """The paths and responses of /beta or /v0.1, whichever `prefix` names; `mask` is whether secrets are masked."""

    def __init__(self, fetch: Fetch, prefix: str, *, mask: bool = True) -> None:
        self._fetch = fetch
        self._prefix = prefix
        self._mask = mask

    def conversations(self, query: Query) -> Page[Conversation]:
        """List conversations; the cursor is the position of the page's first one.

        https://developer.vonage.com/en/api/conversation#listConversations
        """
        start = parse_offset(query.cursor)
        index = start // query.page_size if start and self._record_index_counts_pages else start
        document = self._list_conversations(replace(query, cursor=str(index)))
        end = start + query.page_size
        has_next = end < wire.parse_count(document) or wire.has_link(document, "next")
        return Page(
            items=tuple(
                wire.parse_conversation(item, mask=self._mask) for item in read_list(document, "conversations").items
            ),
            next=str(end) if has_next else None,
            prev=str(max(0, start - query.page_size)) if start else None,
        )

    def conversation(self, conversation_id: str) -> Conversation:
        """Get a conversation with its members.

        https://developer.vonage.com/en/api/conversation#retrieveConversation
        """
        return wire.parse_conversation(self._get_conversation(conversation_id), mask=self._mask)

    def members(self, conversation_id: str, query: Query) -> Page[Member]:
        """List the members of the conversation's own response.

        https://developer.vonage.com/en/api/conversation#retrieveConversation
        """
        parse_offset(query.cursor)
        parse = partial(wire.parse_member, conversation_id=conversation_id, mask=self._mask)
        return slice_list(self._get_members(conversation_id), query, "members", parse)

    def members_in_full(self, conversation_id: str, query: Query) -> Page[Member]:
        """List members: here they always have all fields."""
        return self.members(conversation_id, query)

    def member(self, conversation_id: str, member_id: str) -> Member:
        """Get a member out of the conversation's own response; `NotFoundError` where it has no such member.

        https://developer.vonage.com/en/api/conversation#retrieveConversation
        """
        ids.path_segment("member", member_id)
        for document in read_list(self._get_members(conversation_id), "members").items:
            member = wire.parse_member(document, conversation_id, mask=self._mask)
            if member.id.casefold() == member_id.casefold():
                return member
        raise NotFoundError(_NO_MEMBER)

    def events(self, conversation_id: str, query: Query) -> Page[Event]:
        """List events, filtered here by `event_type`, `start_id` and `end_id`.

        https://developer.vonage.com/en/api/conversation#getEvents
        """
        parse_offset(query.cursor)
        document = self._fetch(f"{self._conversation_path(conversation_id)}/events", {})
        parse = partial(wire.parse_event, conversation_id=conversation_id, mask=self._mask)
        return slice_list(document, query, "events", parse, keep=lambda event: _matches(event, query))

    def event(self, conversation_id: str, event_id: int) -> Event:
        """Get an event.

        https://developer.vonage.com/en/api/conversation#getEvent
        """
        path = f"{self._conversation_path(conversation_id)}/events/{ids.event_path_segment(event_id)}"
        document = wire.parse_object(self._fetch(path, {}), wire.EVENT, event_id)
        return wire.parse_event(document, conversation_id, mask=self._mask)

    def users(self, query: Query) -> Page[User]:
        """List users, filtered here by their exact `name`.

        https://developer.vonage.com/en/api/application.v2#getUsers
        """
        parse_offset(query.cursor)
        parse = partial(wire.parse_user, mask=self._mask)
        document = self._fetch(f"{self._prefix}/users", {})
        name = query.filters.get("name")
        return slice_list(document, query, "users", parse, keep=lambda user: name in (None, user.name))

    def user(self, user_id: str) -> User:
        """Get a user.

        https://developer.vonage.com/en/api/application.v2#getUser
        """
        document = wire.parse_object(self._fetch(self._user_path(user_id), {}), wire.USER, user_id)
        return wire.parse_user(document, mask=self._mask)

    def user_conversations(self, user_id: str, query: Query) -> Page[Membership]:
        """List a user's conversations.

        https://developer.vonage.com/en/api/conversation#getuserConversations
        """
        parse_offset(query.cursor)
        document = self._fetch(f"{self._user_path(user_id)}/conversations", {})
        parse = partial(wire.parse_membership, mask=self._mask)
        return slice_list(document, query, "conversations", parse)

    @cached_property
    def _record_index_counts_pages(self) -> bool:
        # The vendor's documents disagree on whether `record_index` counts conversations or pages of them. With pages of
        # one it is the same, so what comes second with pages of one shows what pages of two begin with.
        second = wire.parse_items(self._list_conversations(Query(page_size=1, cursor="1")), "conversations")
        from_index_1 = wire.parse_items(self._list_conversations(Query(page_size=2, cursor="1")), "conversations")
        return second != from_index_1[:1]

    def _get_conversation(self, conversation_id: str) -> Json:
        document = self._fetch(self._conversation_path(conversation_id), {})
        return wire.parse_object(document, wire.CONVERSATION, conversation_id)

    def _get_members(self, conversation_id: str) -> Json:
        """Return the members of the conversation's own response in the envelope that lists have."""
        return {"_embedded": {"members": self._get_conversation(conversation_id).get("members")}}

    def _list_conversations(self, query: Query) -> object:
        return self._fetch(f"{self._prefix}/conversations", query.parameters(cursor="record_index"))

    def _conversation_path(self, conversation_id: str) -> str:
        return f"{self._prefix}/conversations/{ids.path_segment('conversation', conversation_id)}"

    def _user_path(self, user_id: str) -> str:
        return f"{self._prefix}/users/{ids.path_segment('user', user_id)}"


def _matches(event: Event, query: Query) -> bool:
    event_type, start, end = map(query.filters.get, ("event_type", "start_id", "end_id"))
    if event_type not in (None, event.type):
        return False
    if event.id is None:
        return start is None and end is None
    return (start is None or int(start) <= event.id) and (end is None or event.id <= int(end))
