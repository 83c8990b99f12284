"""Iterators over whole lists, which fetch page after page as they are read."""

from __future__ import annotations

from datetime import datetime

from capi_bot.capi.api import ConversationApi
from capi_bot.capi.models import Conversation, Event, Member, Membership, Order, Session, User
from capi_bot.capi.pagination import LARGEST_PAGE, ItemIterator, iterate_items


class Iterators:
    """Mixin: an iterator for each list of a `ConversationApi`. Requests are serial: prefer a page where one will do.

    Each ends by itself, also where the API's pages do not: `ItemIterator.is_complete` says which it was.
    """

    def iter_conversations(
        self: ConversationApi,
        *,
        page_size: int = LARGEST_PAGE,
        order: Order = "asc",
        date_start: datetime | None = None,
        date_end: datetime | None = None,
    ) -> ItemIterator[Conversation]:
        """Iterate over the application's conversations."""
        return iterate_items(
            lambda cursor: self.conversations(
                page_size=page_size, order=order, cursor=cursor, date_start=date_start, date_end=date_end
            )
        )

    def iter_members(
        self: ConversationApi, conversation_id: str, *, page_size: int = LARGEST_PAGE, order: Order = "asc"
    ) -> ItemIterator[Member]:
        """Iterate over a conversation's members, with the fields that the API's list has."""
        return iterate_items(
            lambda cursor: self.members(conversation_id, page_size=page_size, order=order, cursor=cursor)
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
        """Iterate over a conversation's events."""
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
        """Iterate over the application's users."""
        return iterate_items(lambda cursor: self.users(name=name, page_size=page_size, order=order, cursor=cursor))

    def iter_user_conversations(
        self: ConversationApi, user_id: str, *, page_size: int = LARGEST_PAGE, order: Order = "asc"
    ) -> ItemIterator[Membership]:
        """Iterate over a user's conversations."""
        return iterate_items(
            lambda cursor: self.user_conversations(user_id, page_size=page_size, order=order, cursor=cursor)
        )

    def iter_user_sessions(
        self: ConversationApi, user_id: str, *, page_size: int = LARGEST_PAGE
    ) -> ItemIterator[Session]:
        """Iterate over a user's online sessions."""
        return iterate_items(lambda cursor: self.user_sessions(user_id, page_size=page_size, cursor=cursor))
