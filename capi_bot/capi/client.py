"""The client: reads of the Conversation API, synchronous, safe to share between threads."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from types import TracebackType
from typing import Self
from uuid import uuid4

from capi_bot.capi import ids, voice, wire
from capi_bot.capi.auth import PrivateKey, Tokens, load_key
from capi_bot.capi.http import HttpClient
from capi_bot.capi.iterators import Iterators
from capi_bot.capi.models import Call, CallStatus, Conversation, Event, Member, Membership, Order, Page, Session, User
from capi_bot.capi.pagination import by_cursor
from capi_bot.capi.parallel import Parallel
from capi_bot.capi.query import Query, filters
from capi_bot.capi.raw_path import checked_path
from capi_bot.capi.transport import RetryTiming, Transport
from capi_bot.capi.versions import VersionName, choose

_READING_THREADS = 16


class CapiClient(Iterators):
    """Read an application's conversations, members, events, users, sessions and calls.

    It implements `ConversationApi`, and adds an iterator for each list. Times are in seconds; `deadline` bounds one
    answer with all its attempts. `base_url` chooses the region. A wrong key, address or version is a `ValueError` of
    one sentence.
    https://developer.vonage.com/en/api/conversation
    """

    def __init__(  # noqa: PLR0913 -- keyword-only knobs, each with a sound default
        self,
        application_id: str,
        private_key: str | PrivateKey,
        *,
        base_url: str = "https://api.nexmo.com",
        version: VersionName = "v1",
        pool_size: int = 80,
        connect_timeout: float = 3.0,
        read_timeout: float = 10.0,
        deadline: float = 20.0,
        clock: Callable[[], float] = time.time,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        jitter: Callable[[], float] = random.random,
        new_id: Callable[[], object] = uuid4,
    ) -> None:
        key = load_key(private_key) if isinstance(private_key, str) else private_key
        tokens = Tokens(key, application_id, clock=clock, new_jti=lambda: str(new_id()))
        pace = RetryTiming(deadline=deadline, monotonic=monotonic, sleep=sleep, jitter=jitter)
        self._exchange = HttpClient(
            base_url, connect_timeout=connect_timeout, read_timeout=read_timeout, pool_size=pool_size
        )
        self._fetch = Transport(self._exchange, tokens, pace).get
        self._parallel = Parallel(_READING_THREADS)
        self._version = choose(version, self._fetch, self._parallel)
        self._name = f"host={self._exchange.host!r}, version={version!r}, application_id={application_id!r}"

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._name})"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of connections and threads."""
        self._parallel.close()
        self._exchange.close()

    def get(self, path: str, parameters: Mapping[str, str] | None = None) -> object:
        """GET any path of the API, such as `/v1/conversations?page_size=1`; the JSON is untouched, secrets and all."""
        plain, asked = checked_path(path)
        return self._fetch(plain, asked | dict(parameters or {}))

    def conversations(
        self,
        *,
        page_size: int = 10,
        order: Order = "asc",
        cursor: str | None = None,
        date_start: datetime | None = None,
        date_end: datetime | None = None,
    ) -> Page[Conversation]:
        """List the application's conversations; v1 tells neither state nor members here."""
        dates = filters(date_start=date_start, date_end=date_end)
        return self._version.conversations(Query(page_size=page_size, order=order, cursor=cursor, filters=dates))

    def conversation(self, conversation_id: str) -> Conversation:
        """Get one conversation."""
        return self._version.conversation(conversation_id)

    def members(
        self, conversation_id: str, *, page_size: int = 10, order: Order = "asc", cursor: str | None = None
    ) -> Page[Member]:
        """List members as the API lists them: v1 leaves out channel, media and times."""
        return self._version.members(conversation_id, Query(page_size=page_size, order=order, cursor=cursor))

    def members_in_full(
        self, conversation_id: str, *, page_size: int = 10, order: Order = "asc", cursor: str | None = None
    ) -> Page[Member]:
        """List members with channel, media and times; one that left meanwhile is as the list told it."""
        return self._version.members_in_full(conversation_id, Query(page_size=page_size, order=order, cursor=cursor))

    def member(self, conversation_id: str, member_id: str) -> Member:
        """Get one member."""
        return self._version.member(conversation_id, member_id)

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
        """List events; custom types cannot be filtered for in v1."""
        wanted = filters(event_type=event_type, start_id=start_id, end_id=end_id)
        query = Query(page_size=page_size, order=order, cursor=cursor, filters=wanted)
        return self._version.events(conversation_id, query)

    def event(self, conversation_id: str, event_id: int) -> Event:
        """Get one event."""
        return self._version.event(conversation_id, event_id)

    def user(self, user_id: str) -> User:
        """Get one user."""
        return self._version.user(user_id)

    def users(
        self, *, name: str | None = None, page_size: int = 10, order: Order = "asc", cursor: str | None = None
    ) -> Page[User]:
        """List users, or the one whose name is exactly `name`."""
        return self._version.users(Query(page_size=page_size, order=order, cursor=cursor, filters=filters(name=name)))

    def user_conversations(
        self, user_id: str, *, page_size: int = 10, order: Order = "asc", cursor: str | None = None
    ) -> Page[Membership]:
        """List the conversations that a user is or was in."""
        return self._version.user_conversations(user_id, Query(page_size=page_size, order=order, cursor=cursor))

    def user_sessions(self, user_id: str, *, page_size: int = 10, cursor: str | None = None) -> Page[Session]:
        """List a user's online sessions, which only v1 has."""
        path = f"/v1/users/{ids.segment('user', user_id)}/sessions"
        return by_cursor(self._fetch, path, Query(page_size=page_size, cursor=cursor), "sessions", wire.session)

    def calls(
        self,
        *,
        statuses: Iterable[str] = tuple(CallStatus),
        conversation_id: str | None = None,
        page_size: int = 100,
    ) -> tuple[Call, ...]:
        """List calls that are in one of the statuses: the newest of each."""
        return voice.in_progress(self._fetch, self._parallel, statuses, conversation_id, page_size)

    def call_log(
        self,
        *,
        page_size: int = 10,
        order: Order = "asc",
        cursor: str | None = None,
        date_start: datetime | None = None,
        date_end: datetime | None = None,
    ) -> Page[Call]:
        """List calls in any status, those that are over too."""
        dates = filters(date_start=date_start, date_end=date_end)
        return voice.log(self._fetch, Query(page_size=page_size, order=order, cursor=cursor, filters=dates))
