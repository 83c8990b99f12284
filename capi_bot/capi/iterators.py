"""Iterators over whole lists, which fetch page after page as they are read."""

from __future__ import annotations

from datetime import datetime

from capi_bot.capi import ids
from capi_bot.capi.api import ConversationApi
from capi_bot.capi.models import Call, Conversation, Event, Member, Membership, Order, Session, User
from capi_bot.capi.pagination import LARGEST_PAGE, ItemIterator, Query, build_filters, iterate_items


class Iterators:
    """Mixin: an iterator for each list of a `ConversationApi`. Requests are serial: prefer a page where one will do.

    Each ends by itself, also where the API's pages do not: `ItemIterator.is_complete` says which it was. The first
    request is sent when the first item is needed: the errors of requests are raised there, those of arguments at once.
    """

    def iter_conversations(
        self: ConversationApi,
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
        check_list(page_size=page_size, order=order, date_start=date_start, date_end=date_end)
        return iterate_items(
            lambda cursor: self.conversations(
                page_size=page_size, order=order, cursor=cursor, date_start=date_start, date_end=date_end
            )
        )

    def iter_members(
        self: ConversationApi, conversation_id: str, *, page_size: int = LARGEST_PAGE, order: Order = "asc"
    ) -> ItemIterator[Member]:
        """Iterate over the members of a conversation as the API lists them.

        `conversation_id` is such as `CON-…`. `page_size` is what one request fetches, 1 to 100, 100 where it is not
        given. `order` is `asc`, the oldest first, which is the default, or `desc`.
        Raises `InvalidArgumentError` at once, `RemoteError` and `UnreachableError` as items are read.
        https://developer.vonage.com/en/api/conversation#getMembers
        """
        check_list("conversation", conversation_id, page_size=page_size, order=order)
        return iterate_items(
            lambda cursor: self.members(conversation_id, page_size=page_size, order=order, cursor=cursor)
        )

    def iter_members_in_full(
        self: ConversationApi, conversation_id: str, *, page_size: int = 10, order: Order = "asc"
    ) -> ItemIterator[Member]:
        """Iterate over the members of a conversation with channel, media and times.

        `conversation_id` is such as `CON-…`. `page_size` is what one request fetches, 1 to 100, 10 where it is not
        given. `order` is `asc`, the oldest first, which is the default, or `desc`. In v1 a page costs one request more
        for each of its members before the first of them is there, so pages are small.
        Raises `InvalidArgumentError` at once, `RemoteError` and `UnreachableError` as items are read.
        https://developer.vonage.com/en/api/conversation#getMember
        """
        check_list("conversation", conversation_id, page_size=page_size, order=order)
        return iterate_items(
            lambda cursor: self.members_in_full(conversation_id, page_size=page_size, order=order, cursor=cursor)
        )

    def iter_events(
        self: ConversationApi,
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
        check_list(
            "conversation",
            conversation_id,
            page_size=page_size,
            order=order,
            event_type=event_type,
            start_id=start_id,
            end_id=end_id,
        )
        return iterate_items(
            lambda cursor: self.events(
                conversation_id,
                page_size=page_size,
                order=order,
                cursor=cursor,
                event_type=event_type,
                start_id=start_id,
                end_id=end_id,
            )
        )

    def iter_users(
        self: ConversationApi, *, name: str | None = None, page_size: int = LARGEST_PAGE, order: Order = "asc"
    ) -> ItemIterator[User]:
        """Iterate over users.

        `name` is the whole name of a user, None for all users. `page_size` is what one request fetches, 1 to 100, 100
        where it is not given. `order` is `asc`, the oldest first, which is the default, or `desc`.
        Raises `InvalidArgumentError` at once, `RemoteError` and `UnreachableError` as items are read.
        https://developer.vonage.com/en/api/application.v2#getUsers
        """
        check_list(page_size=page_size, order=order, name=name)
        return iterate_items(lambda cursor: self.users(name=name, page_size=page_size, order=order, cursor=cursor))

    def iter_user_conversations(
        self: ConversationApi, user_id: str, *, page_size: int = LARGEST_PAGE, order: Order = "asc"
    ) -> ItemIterator[Membership]:
        """Iterate over the conversations that a user is or was in.

        `user_id` is such as `USR-…`. `page_size` is what one request fetches, 1 to 100, 100 where it is not given.
        `order` is `asc`, the oldest first, which is the default, or `desc`.
        Raises `InvalidArgumentError` at once, `RemoteError` and `UnreachableError` as items are read.
        https://developer.vonage.com/en/api/conversation#getuserConversations
        """
        check_list("user", user_id, page_size=page_size, order=order)
        return iterate_items(
            lambda cursor: self.user_conversations(user_id, page_size=page_size, order=order, cursor=cursor)
        )

    def iter_user_sessions(
        self: ConversationApi, user_id: str, *, page_size: int = LARGEST_PAGE
    ) -> ItemIterator[Session]:
        """Iterate over the online sessions of a user.

        `user_id` is such as `USR-…`. `page_size` is what one request fetches, 1 to 100, 100 where it is not given.
        Raises `InvalidArgumentError` at once, `RemoteError` and `UnreachableError` as items are read.
        https://developer.vonage.com/en/api/conversation#getuserSessions
        """
        check_list("user", user_id, page_size=page_size)
        return iterate_items(lambda cursor: self.user_sessions(user_id, page_size=page_size, cursor=cursor))

    def iter_call_log(
        self: ConversationApi,
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
        check_list(page_size=page_size, order=order, date_start=date_start, date_end=date_end)
        return iterate_items(
            lambda cursor: self.call_log(
                page_size=page_size, order=order, cursor=cursor, date_start=date_start, date_end=date_end
            )
        )


def check_list(
    kind: ids.IdKind | None = None,
    identifier: str = "",
    *,
    page_size: int,
    order: Order = "asc",
    **filters: str | int | datetime | None,
) -> None:
    """Refuse wrong arguments as they are given, and not only as the first page is fetched."""
    if kind:
        ids.path_segment(kind, identifier)
    Query(page_size=page_size, order=order, filters=build_filters(**filters))
