"""The interface of the client, which the rest of the program depends on and which fakes implement."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol

from capi_bot.capi.models import Call, CallStatus, Conversation, Event, Member, Membership, Order, Page, Session, User
from capi_bot.capi.pagination import LARGEST_PAGE, ItemIterator


class ConversationApi(Protocol):
    """Reads of the Conversation API, as of https://developer.vonage.com/en/api/conversation.

    Every method raises `InvalidArgumentError` for a wrong id, page or filter before it sends anything; `RemoteError`
    where the API refuses, as its `NotFoundError` where there is no such thing; `UnreachableError` where it does not
    answer, as its `DeadlineExceededError` where not in time. Each is a `CapiBotError`, as is the `ClientClosedError`
    of a client after its `close()`.
    A `Page` is a sequence of its items; its `next` and `prev` are cursors. Times are aware and in UTC.
    """

    def conversations(
        self,
        *,
        page_size: int = 10,
        order: Order = "asc",
        cursor: str | None = None,
        date_start: datetime | None = None,
        date_end: datetime | None = None,
    ) -> Page[Conversation]:
        """List the application's conversations; v1 gives neither state nor members here.

        `page_size` is 1 to 100 of them, 10 where it is not given. `order` is `asc`, the oldest first, which is the
        default, or `desc`. `cursor` is the `next` or `prev` of another page, None for the first. `date_start` and
        `date_end` are aware datetimes between which they were created; None is no bound.
        Raises `InvalidArgumentError`, `RemoteError` or `UnreachableError`.
        https://developer.vonage.com/en/api/conversation#listConversations
        """

    def conversation(self, conversation_id: str) -> Conversation:
        """Get one conversation; beta gives its members too.

        `conversation_id` is such as `CON-…`.
        Raises `InvalidArgumentError`, `NotFoundError` or another `RemoteError`, or `UnreachableError`.
        https://developer.vonage.com/en/api/conversation#retrieveConversation
        """

    def members(
        self, conversation_id: str, *, page_size: int = 10, order: Order = "asc", cursor: str | None = None
    ) -> Page[Member]:
        """List the members of a conversation as the API lists them: v1 leaves out channel, media and times.

        `conversation_id` is such as `CON-…`. `page_size` is 1 to 100 of them, 10 where it is not given. `order` is
        `asc`, the oldest first, which is the default, or `desc`. `cursor` is the `next` or `prev` of another page, None
        for the first.
        Raises `InvalidArgumentError`, `NotFoundError` or another `RemoteError`, or `UnreachableError`.
        https://developer.vonage.com/en/api/conversation#getMembers
        """

    def members_in_full(
        self, conversation_id: str, *, page_size: int = 10, order: Order = "asc", cursor: str | None = None
    ) -> Page[Member]:
        """List the members of a conversation with channel, media and times: in v1 one request more for each.

        `conversation_id` is such as `CON-…`. `page_size` is 1 to 100 of them, 10 where it is not given. `order` is
        `asc`, the oldest first, which is the default, or `desc`. `cursor` is the `next` or `prev` of another page, None
        for the first. A member that was deleted meanwhile is as in the list.
        Raises `InvalidArgumentError`, `NotFoundError` or another `RemoteError`, or `UnreachableError`.
        https://developer.vonage.com/en/api/conversation#getMember
        """

    def member(self, conversation_id: str, member_id: str) -> Member:
        """Get one member of a conversation.

        `conversation_id` is such as `CON-…`. `member_id` is such as `MEM-…`.
        Raises `InvalidArgumentError`, `NotFoundError` or another `RemoteError`, or `UnreachableError`.
        https://developer.vonage.com/en/api/conversation#getMember
        """

    def events(
        self,
        conversation_id: str,
        *,
        page_size: int = 10,
        order: Order = "asc",
        cursor: str | None = None,
        event_type: str | None = None,
        start_id: int | None = None,
        end_id: int | None = None,
    ) -> Page[Event]:
        """List the events of a conversation; v1 cannot filter for custom types.

        `conversation_id` is such as `CON-…`. `page_size` is 1 to 100 of them, 10 where it is not given. `order` is
        `asc`, the oldest first, which is the default, or `desc`. `cursor` is the `next` or `prev` of another page, None
        for the first. `event_type` is such as `member:joined`, None for all; `start_id` and `end_id` are the numbers of
        the first and the last event to list, None is no bound.
        Raises `InvalidArgumentError`, `NotFoundError` or another `RemoteError`, or `UnreachableError`.
        https://developer.vonage.com/en/api/conversation#getEvents
        """

    def event(self, conversation_id: str, event_id: int) -> Event:
        """Get one event of a conversation.

        `conversation_id` is such as `CON-…`. `event_id` is its number there, such as 7.
        Raises `InvalidArgumentError`, `NotFoundError` or another `RemoteError`, or `UnreachableError`.
        https://developer.vonage.com/en/api/conversation#getEvent
        """

    def user(self, user_id: str) -> User:
        """Get one user with all channels.

        `user_id` is such as `USR-…`.
        Raises `InvalidArgumentError`, `NotFoundError` or another `RemoteError`, or `UnreachableError`.
        https://developer.vonage.com/en/api/application.v2#getUser
        """

    def users(
        self, *, name: str | None = None, page_size: int = 10, order: Order = "asc", cursor: str | None = None
    ) -> Page[User]:
        """List users; v1 gives names only.

        `name` is the whole name of a user, None for all users. `page_size` is 1 to 100 of them, 10 where it is not
        given. `order` is `asc`, the oldest first, which is the default, or `desc`. `cursor` is the `next` or `prev` of
        another page, None for the first.
        Raises `InvalidArgumentError`, `RemoteError` or `UnreachableError`.
        https://developer.vonage.com/en/api/application.v2#getUsers
        """

    def user_conversations(
        self, user_id: str, *, page_size: int = 10, order: Order = "asc", cursor: str | None = None
    ) -> Page[Membership]:
        """List the conversations that a user is or was in.

        `user_id` is such as `USR-…`. `page_size` is 1 to 100 of them, 10 where it is not given. `order` is `asc`, the
        oldest first, which is the default, or `desc`. `cursor` is the `next` or `prev` of another page, None for the
        first.
        Raises `InvalidArgumentError`, `NotFoundError` or another `RemoteError`, or `UnreachableError`.
        https://developer.vonage.com/en/api/conversation#getuserConversations
        """

    def user_sessions(self, user_id: str, *, page_size: int = 10, cursor: str | None = None) -> Page[Session]:
        """List the online sessions of a user, which only v1 has.

        `user_id` is such as `USR-…`. `page_size` is 1 to 100 of them, 10 where it is not given. `cursor` is the `next`
        or `prev` of another page, None for the first.
        Raises `InvalidArgumentError`, `NotFoundError` or another `RemoteError`, or `UnreachableError`.
        https://developer.vonage.com/en/api/conversation#getuserSessions
        """

    def calls(
        self,
        *,
        statuses: Iterable[str] = tuple(CallStatus),
        conversation_id: str | None = None,
        page_size: int = 100,
    ) -> tuple[Call, ...]:
        """List calls in progress: one request for each of their statuses, the newest first.

        `statuses` are some of `CallStatus`, or their texts, all where they are not given. `conversation_id` is the only
        conversation whose calls are listed, None for all. `page_size` is the most calls of each status, 1 to 100, 100
        where it is not given.
        Raises `InvalidArgumentError`, `RemoteError` or `UnreachableError`.
        https://developer.vonage.com/en/api/voice#getCalls
        """

    def call_log(
        self,
        *,
        page_size: int = 10,
        order: Order = "asc",
        cursor: str | None = None,
        date_start: datetime | None = None,
        date_end: datetime | None = None,
        conversation_id: str | None = None,
    ) -> Page[Call]:
        """List calls in any status, also those that have ended.

        `page_size` is 1 to 100 of them, 10 where it is not given. `order` is `asc`, the oldest first, which is the
        default, or `desc`. `cursor` is the `next` or `prev` of another page, None for the first. `date_start` and
        `date_end` are aware datetimes between which they started; None is no bound.
        `conversation_id` leaves only the calls of one conversation, which may be gone itself; None leaves all.
        Raises `InvalidArgumentError`, `RemoteError` or `UnreachableError`.
        https://developer.vonage.com/en/api/voice#getCalls
        """

    def iter_conversations(
        self,
        *,
        page_size: int = LARGEST_PAGE,
        order: Order = "asc",
        date_start: datetime | None = None,
        date_end: datetime | None = None,
    ) -> ItemIterator[Conversation]:
        """Iterate over the application's conversations.

        `page_size` is what one request fetches, 1 to 100, 100 where it is not given. `order` is `asc`, the oldest
        first, which is the default, or `desc`. `date_start` and `date_end` are aware datetimes between which they were
        created; None is no bound.
        Raises `InvalidArgumentError` at once, `RemoteError` and `UnreachableError` as items are read.
        https://developer.vonage.com/en/api/conversation#listConversations
        """

    def iter_members(
        self, conversation_id: str, *, page_size: int = LARGEST_PAGE, order: Order = "asc"
    ) -> ItemIterator[Member]:
        """Iterate over the members of a conversation as the API lists them.

        `conversation_id` is such as `CON-…`. `page_size` is what one request fetches, 1 to 100, 100 where it is not
        given. `order` is `asc`, the oldest first, which is the default, or `desc`.
        Raises `InvalidArgumentError` at once, `RemoteError` and `UnreachableError` as items are read.
        https://developer.vonage.com/en/api/conversation#getMembers
        """

    def iter_members_in_full(
        self, conversation_id: str, *, page_size: int = 10, order: Order = "asc"
    ) -> ItemIterator[Member]:
        """Iterate over the members of a conversation with channel, media and times.

        `conversation_id` is such as `CON-…`. `page_size` is what one request fetches, 1 to 100, 10 where it is not
        given. `order` is `asc`, the oldest first, which is the default, or `desc`. In v1 a page costs one request more
        for each of its members before the first of them is there, so pages are small.
        Raises `InvalidArgumentError` at once, `RemoteError` and `UnreachableError` as items are read.
        https://developer.vonage.com/en/api/conversation#getMember
        """

    def iter_events(
        self,
        conversation_id: str,
        *,
        page_size: int = LARGEST_PAGE,
        order: Order = "asc",
        event_type: str | None = None,
        start_id: int | None = None,
        end_id: int | None = None,
    ) -> ItemIterator[Event]:
        """Iterate over the events of a conversation.

        `conversation_id` is such as `CON-…`. `page_size` is what one request fetches, 1 to 100, 100 where it is not
        given. `order` is `asc`, the oldest first, which is the default, or `desc`. `event_type` is such as
        `member:joined`, None for all; `start_id` and `end_id` are the numbers of the first and the last event to list,
        None is no bound.
        Raises `InvalidArgumentError` at once, `RemoteError` and `UnreachableError` as items are read.
        https://developer.vonage.com/en/api/conversation#getEvents
        """

    def iter_users(
        self, *, name: str | None = None, page_size: int = LARGEST_PAGE, order: Order = "asc"
    ) -> ItemIterator[User]:
        """Iterate over users.

        `name` is the whole name of a user, None for all users. `page_size` is what one request fetches, 1 to 100, 100
        where it is not given. `order` is `asc`, the oldest first, which is the default, or `desc`.
        Raises `InvalidArgumentError` at once, `RemoteError` and `UnreachableError` as items are read.
        https://developer.vonage.com/en/api/application.v2#getUsers
        """

    def iter_user_conversations(
        self, user_id: str, *, page_size: int = LARGEST_PAGE, order: Order = "asc"
    ) -> ItemIterator[Membership]:
        """Iterate over the conversations that a user is or was in.

        `user_id` is such as `USR-…`. `page_size` is what one request fetches, 1 to 100, 100 where it is not given.
        `order` is `asc`, the oldest first, which is the default, or `desc`.
        Raises `InvalidArgumentError` at once, `RemoteError` and `UnreachableError` as items are read.
        https://developer.vonage.com/en/api/conversation#getuserConversations
        """

    def iter_user_sessions(self, user_id: str, *, page_size: int = LARGEST_PAGE) -> ItemIterator[Session]:
        """Iterate over the online sessions of a user.

        `user_id` is such as `USR-…`. `page_size` is what one request fetches, 1 to 100, 100 where it is not given.
        Raises `InvalidArgumentError` at once, `RemoteError` and `UnreachableError` as items are read.
        https://developer.vonage.com/en/api/conversation#getuserSessions
        """

    def iter_call_log(
        self,
        *,
        page_size: int = LARGEST_PAGE,
        order: Order = "asc",
        date_start: datetime | None = None,
        date_end: datetime | None = None,
    ) -> ItemIterator[Call]:
        """Iterate over calls in any status, also those that have ended.

        `page_size` is what one request fetches, 1 to 100, 100 where it is not given. `order` is `asc`, the oldest
        first, which is the default, or `desc`. `date_start` and `date_end` are aware datetimes between which they
        started; None is no bound.
        Raises `InvalidArgumentError` at once, `RemoteError` and `UnreachableError` as items are read.
        https://developer.vonage.com/en/api/voice#getCalls
        """
