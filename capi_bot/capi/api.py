"""The interface of the client, which the rest of the program depends on and which fakes implement."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol

from capi_bot.capi.models import Call, CallStatus, Conversation, Event, Member, Membership, Order, Page, Session, User
from capi_bot.capi.pagination import LARGEST_PAGE, ItemIterator


class ConversationApi(Protocol):
    """Reads of the Conversation API, as of https://developer.vonage.com/en/api/conversation.

    Every method raises `RemoteError`, `UnreachableError`, or `InvalidArgumentError` for a malformed id, page or filter;
    iterators raise that at once and the others as items are read. Lists are ordered by time, `asc` from the oldest;
    `page_size` is 1 to 100; `cursor` is the `next` or `prev` of another page. `CapiClient` describes every parameter.
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
        """List the application's conversations."""

    def conversation(self, conversation_id: str) -> Conversation:
        """Get one conversation."""

    def members(
        self, conversation_id: str, *, page_size: int = 10, order: Order = "asc", cursor: str | None = None
    ) -> Page[Member]:
        """List members as the API lists them: v1 leaves out channel, media and times."""

    def members_in_full(
        self, conversation_id: str, *, page_size: int = 10, order: Order = "asc", cursor: str | None = None
    ) -> Page[Member]:
        """List members with channel, media and times, which v1 takes one request more per member to read."""

    def member(self, conversation_id: str, member_id: str) -> Member:
        """Get one member."""

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
        """List events."""

    def event(self, conversation_id: str, event_id: int) -> Event:
        """Get one event."""

    def user(self, user_id: str) -> User:
        """Get one user."""

    def users(
        self, *, name: str | None = None, page_size: int = 10, order: Order = "asc", cursor: str | None = None
    ) -> Page[User]:
        """List users, or the one whose name is exactly `name`."""

    def user_conversations(
        self, user_id: str, *, page_size: int = 10, order: Order = "asc", cursor: str | None = None
    ) -> Page[Membership]:
        """List the conversations that a user is or was in."""

    def user_sessions(self, user_id: str, *, page_size: int = 10, cursor: str | None = None) -> Page[Session]:
        """List a user's online sessions."""

    def calls(
        self,
        *,
        statuses: Iterable[str] = tuple(CallStatus),
        conversation_id: str | None = None,
        page_size: int = 100,
    ) -> tuple[Call, ...]:
        """List calls that are in one of the statuses: one request per status, the newest `page_size` of each."""

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
        """List calls in any status, also those that have ended; the dates are those of their start."""

    def iter_conversations(
        self,
        *,
        page_size: int = LARGEST_PAGE,
        order: Order = "asc",
        date_start: datetime | None = None,
        date_end: datetime | None = None,
    ) -> ItemIterator[Conversation]:
        """Iterate over all pages of `conversations`."""

    def iter_members(
        self, conversation_id: str, *, page_size: int = LARGEST_PAGE, order: Order = "asc"
    ) -> ItemIterator[Member]:
        """Iterate over all pages of `members`."""

    def iter_members_in_full(
        self, conversation_id: str, *, page_size: int = 10, order: Order = "asc"
    ) -> ItemIterator[Member]:
        """Iterate over all pages of `members_in_full`."""

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
        """Iterate over all pages of `events`."""

    def iter_users(
        self, *, name: str | None = None, page_size: int = LARGEST_PAGE, order: Order = "asc"
    ) -> ItemIterator[User]:
        """Iterate over all pages of `users`."""

    def iter_user_conversations(
        self, user_id: str, *, page_size: int = LARGEST_PAGE, order: Order = "asc"
    ) -> ItemIterator[Membership]:
        """Iterate over all pages of `user_conversations`."""

    def iter_user_sessions(self, user_id: str, *, page_size: int = LARGEST_PAGE) -> ItemIterator[Session]:
        """Iterate over all pages of `user_sessions`."""

    def iter_call_log(
        self,
        *,
        page_size: int = LARGEST_PAGE,
        order: Order = "asc",
        date_start: datetime | None = None,
        date_end: datetime | None = None,
    ) -> ItemIterator[Call]:
        """Iterate over all pages of `call_log`."""
