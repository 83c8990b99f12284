"""Version 1 of the API: lists are paged by cursor and have few fields of each item, the rest is read by id.

https://developer.vonage.com/en/api/conversation
"""

from __future__ import annotations

from functools import partial

from capi_bot.capi import ids, wire
from capi_bot.capi.models import Conversation, Event, Member, Membership, Page, User
from capi_bot.capi.pagination import Fetch, Query, fetch_page
from capi_bot.capi.processes import ReadExecutor
from capi_bot.capi.transport import map_reads
from capi_bot.errors import NotFoundError


class V1:
    """The paths and responses of /v1. With an executor, reads of the same list run at the same time.

    `mask` is whether secrets are masked in what is returned.
    """

    def __init__(self, fetch: Fetch, executor: ReadExecutor | None = None, *, mask: bool = True) -> None:
        self._fetch = fetch
        self._executor = executor
        self._mask = mask

    def conversations(self, query: Query) -> Page[Conversation]:
        """List conversations: names and times only.

        https://developer.vonage.com/en/api/conversation#listConversations
        """
        return fetch_page(
            self._fetch, "/v1/conversations", query, "conversations", partial(wire.parse_conversation, mask=self._mask)
        )

    def conversation(self, conversation_id: str) -> Conversation:
        """Get a conversation, without its members.

        https://developer.vonage.com/en/api/conversation#retrieveConversation
        """
        document = self._fetch(_conversation_path(conversation_id), {})
        return wire.parse_conversation(wire.parse_object(document, wire.CONVERSATION, conversation_id), mask=self._mask)

    def members(self, conversation_id: str, query: Query) -> Page[Member]:
        """List members: states and users only.

        https://developer.vonage.com/en/api/conversation#getMembers
        """
        parse = partial(wire.parse_member, conversation_id=conversation_id, mask=self._mask)
        return fetch_page(self._fetch, f"{_conversation_path(conversation_id)}/members", query, "members", parse)

    def members_in_full(self, conversation_id: str, query: Query) -> Page[Member]:
        """List members, then get each of them by id: one request more for each member of the page.

        Members beyond the page's size, if the API sends any, stay as they are in the list.
        """

        def get(member: Member) -> Member:
            if not ids.MEMBER.fullmatch(member.id):
                return member
            try:
                return self.member(conversation_id, member.id)
            except NotFoundError:  # deleted since the list was sent
                return member

        page = self.members(conversation_id, query)
        members, others = page.items[: query.page_size], page.items[query.page_size :]
        return Page(items=(*map_reads(self._executor, get, members), *others), next=page.next, prev=page.prev)

    def member(self, conversation_id: str, member_id: str) -> Member:
        """Get a member.

        https://developer.vonage.com/en/api/conversation#getMember
        """
        path = f"{_conversation_path(conversation_id)}/members/{ids.path_segment('member', member_id)}"
        document = wire.parse_object(self._fetch(path, {}), wire.MEMBER, member_id)
        return wire.parse_member(document, conversation_id, mask=self._mask)

    def events(self, conversation_id: str, query: Query) -> Page[Event]:
        """List events; the API filters them by `event_type`, `start_id` and `end_id`.

        https://developer.vonage.com/en/api/conversation#getEvents
        """
        parse = partial(wire.parse_event, conversation_id=conversation_id, mask=self._mask)
        return fetch_page(self._fetch, f"{_conversation_path(conversation_id)}/events", query, "events", parse)

    def event(self, conversation_id: str, event_id: int) -> Event:
        """Get an event.

        https://developer.vonage.com/en/api/conversation#getEvent
        """
        path = f"{_conversation_path(conversation_id)}/events/{ids.event_path_segment(event_id)}"
        document = wire.parse_object(self._fetch(path, {}), wire.EVENT, event_id)
        return wire.parse_event(document, conversation_id, mask=self._mask)

    def users(self, query: Query) -> Page[User]:
        """List users: names only. The filter `name` is exact.

        https://developer.vonage.com/en/api/application.v2#getUsers
        """
        return fetch_page(self._fetch, "/v1/users", query, "users", partial(wire.parse_user, mask=self._mask))

    def user(self, user_id: str) -> User:
        """Get a user with all channels.

        https://developer.vonage.com/en/api/application.v2#getUser
        """
        document = self._fetch(f"/v1/users/{ids.path_segment('user', user_id)}", {})
        return wire.parse_user(wire.parse_object(document, wire.USER, user_id), mask=self._mask)

    def user_conversations(self, user_id: str, query: Query) -> Page[Membership]:
        """List a user's conversations.

        https://developer.vonage.com/en/api/conversation#getuserConversations
        """
        path = f"/v1/users/{ids.path_segment('user', user_id)}/conversations"
        return fetch_page(self._fetch, path, query, "conversations", partial(wire.parse_membership, mask=self._mask))


def _conversation_path(conversation_id: str) -> str:
    return f"/v1/conversations/{ids.path_segment('conversation', conversation_id)}"
