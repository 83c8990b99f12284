"""A fake of the Conversation API in memory, as v1 behaves: lists have less than details; it records each read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from threading import Event as Flag
from typing import TypeVar

from capi_bot.capi.iterators import Iterators
from capi_bot.capi.models import (
    Call,
    CallStatus,
    Conversation,
    ConversationState,
    Event,
    Member,
    Membership,
    Order,
    Page,
    Session,
    User,
)
from capi_bot.errors import NotFoundError, ProblemDetails

T = TypeVar("T")
TIMEOUT = 10.0
"""Seconds after which a blocked read continues, so that a test that never sets the gate fails instead of hanging."""


class Gate(Flag):
    """An event for which a blocked read waits; `reached` is set as soon as one waits."""

    def __init__(self) -> None:
        super().__init__()
        self.reached = Flag()

    def pass_through(self) -> None:
        self.reached.set()
        self.wait(TIMEOUT)


class FakeApi(Iterators):
    """A fake `ConversationApi`. Everything is given oldest first; cursors are positions in the requested order."""

    def __init__(
        self,
        *,
        conversations: Sequence[Conversation] = (),
        members: Mapping[str, Sequence[Member]] | None = None,
        events: Mapping[str, Sequence[Event]] | None = None,
        users: Sequence[User] = (),
        memberships: Mapping[str, Sequence[Membership]] | None = None,
        sessions: Mapping[str, Sequence[Session]] | None = None,
        calls: Sequence[Call] = (),
        extra_items: int = 0,
    ) -> None:
        """Configure what the API returns; pages have up to `extra_items` items more than the page size."""
        self.requests: list[str] = []
        """The reads, such as `members CON-1 page_size=100 order=asc`; parameters that are None are left out."""
        self._conversations = conversations
        self._members = members or {}
        self._events = events or {}
        self._users = users
        self._memberships = memberships or {}
        self._sessions = sessions or {}
        self._calls = calls
        self._extra_items = extra_items
        self._errors: dict[tuple[str, str], Exception] = {}
        self._gates: dict[tuple[str, str], Gate] = {}

    def fail(self, method: str, error: Exception, resource_id: str = "") -> None:
        """Raise an error whenever a method is called, or only when it is called for one id."""
        self._errors[method, resource_id] = error

    def recover(self, method: str, resource_id: str = "") -> None:
        """Undo `fail`."""
        del self._errors[method, resource_id]

    def block(self, method: str, resource_id: str = "") -> Gate:
        """Block a method, or a method of one id, until the returned gate is set."""
        return self._gates.setdefault((method, resource_id), Gate())

    def conversations(
        self,
        *,
        page_size: int = 10,
        order: Order = "asc",
        cursor: str | None = None,
        date_start: datetime | None = None,
        date_end: datetime | None = None,
    ) -> Page[Conversation]:
        self._record("conversations", page_size=page_size, order=order, cursor=cursor, start=date_start, end=date_end)
        matching = [one for one in self._conversations if _is_in_period(one.created, date_start, date_end)]
        return self._page([_without_details(one) for one in matching], page_size, order, cursor)

    def conversation(self, conversation_id: str) -> Conversation:
        self._record("conversation", conversation_id)
        return _first(one for one in self._conversations if one.id == conversation_id)

    def members(
        self, conversation_id: str, *, page_size: int = 10, order: Order = "asc", cursor: str | None = None
    ) -> Page[Member]:
        self._record("members", conversation_id, page_size=page_size, order=order, cursor=cursor)
        members = [_without_member_details(member) for member in self._items_of(self._members, conversation_id)]
        return self._page(members, page_size, order, cursor)

    def members_in_full(
        self, conversation_id: str, *, page_size: int = 10, order: Order = "asc", cursor: str | None = None
    ) -> Page[Member]:
        self._record("members_in_full", conversation_id, page_size=page_size, order=order, cursor=cursor)
        return self._page(self._items_of(self._members, conversation_id), page_size, order, cursor)

    def member(self, conversation_id: str, member_id: str) -> Member:
        self._record("member", conversation_id, member_id=member_id)
        return _first(member for member in self._items_of(self._members, conversation_id) if member.id == member_id)

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
        paging = {"page_size": page_size, "order": order, "cursor": cursor}
        self._record("events", conversation_id, **paging, type=event_type, start_id=start_id, end_id=end_id)
        events = self._items_of(self._events, conversation_id)
        typed = [event for event in events if event_type in (None, event.type)]
        matching = [event for event in typed if _is_between(event.id or 0, start_id, end_id)]
        return self._page(matching, page_size, order, cursor)

    def event(self, conversation_id: str, event_id: int) -> Event:
        self._record("event", conversation_id, event_id=event_id)
        return _first(event for event in self._items_of(self._events, conversation_id) if event.id == event_id)

    def user(self, user_id: str) -> User:
        self._record("user", user_id)
        return _first(user for user in self._users if user.id == user_id)

    def users(
        self, *, name: str | None = None, page_size: int = 10, order: Order = "asc", cursor: str | None = None
    ) -> Page[User]:
        self._record("users", name=name, page_size=page_size, order=order, cursor=cursor)
        matching = [replace(user, channels=()) for user in self._users if name in (None, user.name)]
        return self._page(matching, page_size, order, cursor)

    def user_conversations(
        self, user_id: str, *, page_size: int = 10, order: Order = "asc", cursor: str | None = None
    ) -> Page[Membership]:
        self._record("user_conversations", user_id, page_size=page_size, order=order, cursor=cursor)
        return self._page(self._memberships.get(user_id, ()), page_size, order, cursor)

    def user_sessions(self, user_id: str, *, page_size: int = 10, cursor: str | None = None) -> Page[Session]:
        self._record("user_sessions", user_id, page_size=page_size, cursor=cursor)
        return self._page(self._sessions.get(user_id, ()), page_size, "asc", cursor)

    def calls(
        self,
        *,
        statuses: Iterable[str] = tuple(CallStatus),
        conversation_id: str | None = None,
        page_size: int = 100,
    ) -> tuple[Call, ...]:
        self._record("calls", conversation_id or "", page_size=page_size)
        allowed = set(statuses)
        calls = [call for call in self._calls if call.status in allowed]
        return tuple(call for call in calls if conversation_id in (None, call.conversation_id))[:page_size]

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
        reads = {"page_size": page_size, "order": order, "cursor": cursor, "start": date_start, "end": date_end}
        self._record("call_log", conversation_id or "", **reads)
        own = (call for call in self._calls if conversation_id in (None, call.conversation_id))
        calls = sorted(own, key=lambda call: call.started.timestamp() if call.started else 0.0)
        matching = [call for call in calls if _is_in_period(call.started, date_start, date_end)]
        return self._page(matching, page_size, order, cursor)

    def _record(self, method: str, resource_id: str = "", **parameters: object) -> None:
        query = " ".join(f"{name}={value}" for name, value in parameters.items() if value is not None)
        self.requests.append(" ".join(filter(None, (method, resource_id, query))))
        for key in {(method, ""), (method, resource_id)}:
            if key in self._gates:
                self._gates[key].pass_through()
            if key in self._errors:
                raise self._errors[key]

    def _page(self, items: Sequence[T], page_size: int, order: Order, cursor: str | None) -> Page[T]:
        ordered, start = tuple(items if order == "asc" else reversed(items)), int(cursor or 0)
        end = start + page_size
        return Page(
            items=ordered[start : end + self._extra_items],
            next=str(end) if end < len(ordered) else None,
            prev=str(max(0, start - page_size)) if start else None,
        )

    def _items_of(self, items: Mapping[str, Sequence[T]], conversation_id: str) -> Sequence[T]:
        _first(one for one in self._conversations if one.id == conversation_id)
        return items.get(conversation_id, ())


def _without_details(conversation: Conversation) -> Conversation:
    return replace(conversation, state=ConversationState.UNKNOWN, sequence_number=None, ttl=None, members=None)


def _without_member_details(member: Member) -> Member:
    return replace(member, channel=None, media=None, invited=None, joined=None, left=None)


def _is_between(number: int, start: int | None, end: int | None) -> bool:
    return (start is None or start <= number) and (end is None or number <= end)


def _is_in_period(created: datetime | None, start: datetime | None, end: datetime | None) -> bool:
    return created is None or ((start is None or start <= created) and (end is None or created <= end))


def _first(items: Iterable[T]) -> T:
    for item in items:
        return item
    raise NotFoundError(ProblemDetails(status=404, title="Not found"))
