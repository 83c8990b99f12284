"""A fake of the Conversation API in memory, as v1 behaves: lists have less than details; it records each read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from threading import Event as Flag
from typing import TypeVar

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
PATIENCE = 10.0
"""Seconds after which a held read goes on, so that a test that forgets it fails rather than hangs."""


class Gate(Flag):
    """An event that a held read waits for; `reached` is set as soon as one waits."""

    def __init__(self) -> None:
        super().__init__()
        self.reached = Flag()

    def pass_through(self) -> None:
        self.reached.set()
        self.wait(PATIENCE)


class FakeApi:
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
        beyond: int = 0,
    ) -> None:
        """Hold what there is; pages have up to `beyond` items more than were asked for."""
        self.asked: list[str] = []
        """What was read, such as `members CON-1 page_size=100 order=asc`; parameters that are None are left out."""
        self._conversations = conversations
        self._members = members or {}
        self._events = events or {}
        self._users = users
        self._memberships = memberships or {}
        self._sessions = sessions or {}
        self._calls = calls
        self._beyond = beyond
        self._errors: dict[tuple[str, str], Exception] = {}
        self._gates: dict[tuple[str, str], Gate] = {}

    def fail(self, method: str, error: Exception, of: str = "") -> None:
        """Raise an error whenever a method is called, or only when it is called for one id."""
        self._errors[method, of] = error

    def mend(self, method: str, of: str = "") -> None:
        """Take back what `fail` said."""
        del self._errors[method, of]

    def hold(self, method: str, of: str = "") -> Gate:
        """Keep a method, or a method of one id, waiting until the returned gate is set."""
        return self._gates.setdefault((method, of), Gate())

    def conversations(
        self,
        *,
        page_size: int = 10,
        order: Order = "asc",
        cursor: str | None = None,
        date_start: datetime | None = None,
        date_end: datetime | None = None,
    ) -> Page[Conversation]:
        self._enter("conversations", page_size=page_size, order=order, cursor=cursor, start=date_start, end=date_end)
        wanted = [told for told in self._conversations if _is_when(told.created, date_start, date_end)]
        return self._page([_listed(told) for told in wanted], page_size, order, cursor)

    def conversation(self, conversation_id: str) -> Conversation:
        self._enter("conversation", conversation_id)
        return _one(told for told in self._conversations if told.id == conversation_id)

    def members(
        self, conversation_id: str, *, page_size: int = 10, order: Order = "asc", cursor: str | None = None
    ) -> Page[Member]:
        self._enter("members", conversation_id, page_size=page_size, order=order, cursor=cursor)
        brief = [_brief(member) for member in self._of(self._members, conversation_id)]
        return self._page(brief, page_size, order, cursor)

    def members_in_full(
        self, conversation_id: str, *, page_size: int = 10, order: Order = "asc", cursor: str | None = None
    ) -> Page[Member]:
        self._enter("members_in_full", conversation_id, page_size=page_size, order=order, cursor=cursor)
        return self._page(self._of(self._members, conversation_id), page_size, order, cursor)

    def member(self, conversation_id: str, member_id: str) -> Member:
        self._enter("member", conversation_id, member_id=member_id)
        return _one(member for member in self._of(self._members, conversation_id) if member.id == member_id)

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
        self._enter("events", conversation_id, **paging, type=event_type, start_id=start_id, end_id=end_id)
        known = self._of(self._events, conversation_id)
        typed = [event for event in known if event_type in (None, event.type)]
        wanted = [event for event in typed if _is_between(event.id or 0, start_id, end_id)]
        return self._page(wanted, page_size, order, cursor)

    def event(self, conversation_id: str, event_id: int) -> Event:
        self._enter("event", conversation_id, event_id=event_id)
        return _one(event for event in self._of(self._events, conversation_id) if event.id == event_id)

    def user(self, user_id: str) -> User:
        self._enter("user", user_id)
        return _one(user for user in self._users if user.id == user_id)

    def users(
        self, *, name: str | None = None, page_size: int = 10, order: Order = "asc", cursor: str | None = None
    ) -> Page[User]:
        self._enter("users", name=name, page_size=page_size, order=order, cursor=cursor)
        wanted = [replace(user, channels=()) for user in self._users if name in (None, user.name)]
        return self._page(wanted, page_size, order, cursor)

    def user_conversations(
        self, user_id: str, *, page_size: int = 10, order: Order = "asc", cursor: str | None = None
    ) -> Page[Membership]:
        self._enter("user_conversations", user_id, page_size=page_size, order=order, cursor=cursor)
        return self._page(self._memberships.get(user_id, ()), page_size, order, cursor)

    def user_sessions(self, user_id: str, *, page_size: int = 10, cursor: str | None = None) -> Page[Session]:
        self._enter("user_sessions", user_id, page_size=page_size, cursor=cursor)
        return self._page(self._sessions.get(user_id, ()), page_size, "asc", cursor)

    def calls(
        self,
        *,
        statuses: Iterable[str] = tuple(CallStatus),
        conversation_id: str | None = None,
        page_size: int = 100,
    ) -> tuple[Call, ...]:
        self._enter("calls", conversation_id or "", page_size=page_size)
        wanted = set(statuses)
        calls = [call for call in self._calls if call.status in wanted]
        return tuple(call for call in calls if conversation_id in (None, call.conversation_id))[:page_size]

    def call_log(
        self,
        *,
        page_size: int = 10,
        order: Order = "asc",
        cursor: str | None = None,
        date_start: datetime | None = None,
        date_end: datetime | None = None,
    ) -> Page[Call]:
        self._enter("call_log", page_size=page_size, order=order, cursor=cursor, start=date_start, end=date_end)
        calls = sorted(self._calls, key=lambda call: call.started.timestamp() if call.started else 0.0)
        wanted = [call for call in calls if _is_when(call.started, date_start, date_end)]
        return self._page(wanted, page_size, order, cursor)

    def _enter(self, method: str, of: str = "", **told: object) -> None:
        said = " ".join(f"{name}={value}" for name, value in told.items() if value is not None)
        self.asked.append(" ".join(filter(None, (method, of, said))))
        for key in {(method, ""), (method, of)}:
            if key in self._gates:
                self._gates[key].pass_through()
            if key in self._errors:
                raise self._errors[key]

    def _page(self, items: Sequence[T], page_size: int, order: Order, cursor: str | None) -> Page[T]:
        ordered, start = tuple(items if order == "asc" else reversed(items)), int(cursor or 0)
        end = start + page_size
        return Page(
            items=ordered[start : end + self._beyond],
            next=str(end) if end < len(ordered) else None,
            prev=str(max(0, start - page_size)) if start else None,
        )

    def _of(self, things: Mapping[str, Sequence[T]], conversation_id: str) -> Sequence[T]:
        _one(told for told in self._conversations if told.id == conversation_id)
        return things.get(conversation_id, ())


def _listed(told: Conversation) -> Conversation:
    return replace(told, state=ConversationState.UNKNOWN, sequence_number=None, ttl=None, members=None)


def _brief(member: Member) -> Member:
    return replace(member, channel=None, media=None, invited=None, joined=None, left=None)


def _is_between(number: int, start: int | None, end: int | None) -> bool:
    return (start is None or start <= number) and (end is None or number <= end)


def _is_when(created: datetime | None, start: datetime | None, end: datetime | None) -> bool:
    return created is None or ((start is None or start <= created) and (end is None or created <= end))


def _one(found: Iterable[T]) -> T:
    for thing in found:
        return thing
    raise NotFoundError(ProblemDetails(status=404, title="Not found"))
