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

        `page_size` is what one request fetches, 1 to 100; `order` is `asc` (the oldest first) or `desc`. `date_start`
        and `date_end` are aware times between which the conversations were created.
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
        """Iterate over the members of the conversation `conversation_id`, with the fields that the API's list has.

        `page_size` is what one request fetches, 1 to 100; `order` is `asc` (the oldest first) or `desc`.
        """
        check_list("conversation", conversation_id, page_size=page_size, order=order)
        return iterate_items(
            lambda cursor: self.members(conversation_id, page_size=page_size, order=order, cursor=cursor)
        )

    def iter_members_in_full(
        self: ConversationApi, conversation_id: str, *, page_size: int = 10, order: Order = "asc"
    ) -> ItemIterator[Member]:
        """Iterate over the members of the conversation `conversation_id`, with channel, media and times.

        `page_size` is what one request fetches, 1 to 100. In v1 a page costs one request more for each of its members
        before the first of them is there, so pages are small. `order` is `asc` (the oldest first) or `desc`.
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
        """Iterate over the events of the conversation `conversation_id`.

        `page_size` is what one request fetches, 1 to 100; `order` is `asc` (the oldest first) or `desc`. `event_type`
        is such as `member:joined`; `start_id` and `end_id` are the first and the last event that are wanted.
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
        """Iterate over the application's users, or over the one whose name is exactly `name`.

        `page_size` is what one request fetches, 1 to 100; `order` is `asc` (the oldest first) or `desc`.
        """
        check_list(page_size=page_size, order=order, name=name)
        return iterate_items(lambda cursor: self.users(name=name, page_size=page_size, order=order, cursor=cursor))

    def iter_user_conversations(
        self: ConversationApi, user_id: str, *, page_size: int = LARGEST_PAGE, order: Order = "asc"
    ) -> ItemIterator[Membership]:
        """Iterate over the conversations that the user `user_id` is or was in.

        `page_size` is what one request fetches, 1 to 100; `order` is `asc` (the oldest first) or `desc`.
        """
        check_list("user", user_id, page_size=page_size, order=order)
        return iterate_items(
            lambda cursor: self.user_conversations(user_id, page_size=page_size, order=order, cursor=cursor)
        )

    def iter_user_sessions(
        self: ConversationApi, user_id: str, *, page_size: int = LARGEST_PAGE
    ) -> ItemIterator[Session]:
        """Iterate over the online sessions of the user `user_id`; `page_size` is what one request fetches, 1 to 100."""
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

        `page_size` is what one request fetches, 1 to 100; `order` is `asc` (the oldest first) or `desc`. `date_start`
        and `date_end` are aware times between which the calls started.
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
