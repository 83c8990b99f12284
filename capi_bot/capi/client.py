"""The client: reads of the Conversation API, synchronous and thread-safe."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from types import TracebackType
from typing import Self
from uuid import uuid4

from capi_bot.capi import ids, voice, wire
from capi_bot.capi.auth import TokenCache
from capi_bot.capi.http import HttpClient
from capi_bot.capi.iterators import Iterators
from capi_bot.capi.models import Call, CallStatus, Conversation, Event, Member, Membership, Order, Page, Session, User
from capi_bot.capi.pagination import Fetch, Query, build_filters, fetch_page
from capi_bot.capi.private_key import PrivateKey, load_key
from capi_bot.capi.transport import ReadExecutor, RetryTiming, Transport
from capi_bot.capi.versions import VersionName, choose_version
from capi_bot.errors import CapiBotError


class CapiClient(Iterators):
    """A client of one application's conversations, members, events, users, sessions and calls.

    It implements `ConversationApi`, and adds an iterator for each list. Timeouts and `deadline` are in seconds:
    `connect_timeout` for the look-up of the host and for each of its addresses, `read_timeout` for one response from
    there to its last byte, `deadline` for a request with all its attempts. `base_url` chooses the region. A wrong key,
    address or version raises a `ValueError` of one sentence.

    `executor` runs the requests of `members_in_full` and `calls` at the same time; without one they follow each other.
    The client starts no threads of its own but those that look up the host's name, and `close()` leaves the executor
    open: its owner shuts it down. `on_result` is called in the reading thread after each read, with its error or None;
    it must not block.
    `pool_size` should be at least the number of threads that read at the same time.
    https://developer.vonage.com/en/api/conversation
    """

    def __init__(  # noqa: PLR0913 -- keyword-only options, each with a default
        self,
        application_id: str,
        private_key: str | PrivateKey,
        *,
        base_url: str = "https://api.nexmo.com",
        version: VersionName = "v1",
        executor: ReadExecutor | None = None,
        pool_size: int = 100,
        connect_timeout: float = 3.0,
        read_timeout: float = 10.0,
        deadline: float = 20.0,
        clock: Callable[[], float] = time.time,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        jitter: Callable[[], float] = random.random,
        new_id: Callable[[], object] = uuid4,
        on_result: Callable[[CapiBotError | None], None] | None = None,
    ) -> None:
        key = load_key(private_key) if isinstance(private_key, str) else private_key
        tokens = TokenCache(key, application_id, clock=clock, new_jti=lambda: str(new_id()))
        timing = RetryTiming(deadline=deadline, monotonic=monotonic, sleep=sleep, jitter=jitter)
        self._http = HttpClient(
            base_url, connect_timeout=connect_timeout, read_timeout=read_timeout, pool_size=pool_size
        )
        fetch = Transport(self._http, tokens, timing).get
        self._fetch = fetch if on_result is None else _report_results(fetch, on_result)
        self._executor = executor
        self._version = choose_version(version, self._fetch, executor)
        self._repr = f"host={self._http.host!r}, version={version!r}, application_id={application_id!r}"

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._repr})"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def get(self, path: str, parameters: Mapping[str, str] | None = None) -> object:
        """GET any path of the API, such as `/v1/conversations?page_size=1`; the JSON is returned with its secrets.

        `parameters` replace those of the same name in `path`; `UserError` where the path could lead away from the API.
        """
        path, query = ids.split_path(path)
        return self._fetch(path, query | dict(parameters or {}))

    def conversations(
        self,
        *,
        page_size: int = 10,
        order: Order = "asc",
        cursor: str | None = None,
        date_start: datetime | None = None,
        date_end: datetime | None = None,
    ) -> Page[Conversation]:
        """List the application's conversations; v1 gives neither state nor members here."""
        dates = build_filters(date_start=date_start, date_end=date_end)
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
        """List members with channel, media and times; one that was deleted meanwhile is as in the list."""
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
        filters = build_filters(event_type=event_type, start_id=start_id, end_id=end_id)
        query = Query(page_size=page_size, order=order, cursor=cursor, filters=filters)
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
        return self._version.users(
            Query(page_size=page_size, order=order, cursor=cursor, filters=build_filters(name=name))
        )

    def user_conversations(
        self, user_id: str, *, page_size: int = 10, order: Order = "asc", cursor: str | None = None
    ) -> Page[Membership]:
        """List the conversations that a user is or was in."""
        return self._version.user_conversations(user_id, Query(page_size=page_size, order=order, cursor=cursor))

    def user_sessions(self, user_id: str, *, page_size: int = 10, cursor: str | None = None) -> Page[Session]:
        """List a user's online sessions, which only v1 has.

        https://developer.vonage.com/en/api/conversation#getuserSessions
        """
        path = f"/v1/users/{ids.path_segment('user', user_id)}/sessions"
        return fetch_page(self._fetch, path, Query(page_size=page_size, cursor=cursor), "sessions", wire.parse_session)

    def calls(
        self,
        *,
        statuses: Iterable[str] = tuple(CallStatus),
        conversation_id: str | None = None,
        page_size: int = 100,
    ) -> tuple[Call, ...]:
        """List calls that are in one of the statuses: the newest of each."""
        return voice.list_calls_in_progress(self._fetch, self._executor, statuses, conversation_id, page_size)

    def call_log(
        self,
        *,
        page_size: int = 10,
        order: Order = "asc",
        cursor: str | None = None,
        date_start: datetime | None = None,
        date_end: datetime | None = None,
    ) -> Page[Call]:
        """List calls in any status, also those that have ended."""
        dates = build_filters(date_start=date_start, date_end=date_end)
        return voice.list_call_log(self._fetch, Query(page_size=page_size, order=order, cursor=cursor, filters=dates))


def _report_results(fetch: Fetch, on_result: Callable[[CapiBotError | None], None]) -> Fetch:
    def fetch_and_report(path: str, parameters: Mapping[str, str]) -> object:
        try:
            document = fetch(path, parameters)
        except CapiBotError as error:
            on_result(error)
            raise
        on_result(None)
        return document

    return fetch_and_report
