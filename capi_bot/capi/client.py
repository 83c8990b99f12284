"""The client: reads of the Conversation API, synchronous and thread-safe."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from functools import partial
from types import TracebackType
from typing import Self
from uuid import uuid4

from requests.adapters import BaseAdapter

from capi_bot.capi import arguments, ids, voice, wire
from capi_bot.capi.auth import PrivateKey, TokenCache, load_key
from capi_bot.capi.http import HttpClient
from capi_bot.capi.iterators import Iterators
from capi_bot.capi.models import Call, CallStatus, Conversation, Event, Member, Membership, Order, Page, Session, User
from capi_bot.capi.pagination import Fetch, Query, build_filters, fetch_page
from capi_bot.capi.processes import ForkedExecutor, PerProcess, ReadExecutor
from capi_bot.capi.transport import RetryTiming, Transport
from capi_bot.capi.versions import VersionName, choose_version
from capi_bot.errors import CapiBotError, ClientClosedError


class CapiClient(Iterators):
    """A client of conversations, members, events, users, sessions and calls of the application `application_id`.

    It implements `ConversationApi`. `private_key` is a path, a PEM, the base64 of one, or a `PrivateKey`. `base_url`
    chooses the region, `version` the API's. A wrong argument raises `InvalidArgumentError`, a `ValueError`, at once.
    Timeouts and `deadline` are in seconds: `connect_timeout` for the look-up of the host and for each of its addresses,
    `read_timeout` for one response from there to its last byte, `deadline` for a request with all its attempts.

    `headers` are sent with every request; those of the token, the connection and the format are the client's own.
    `proxies` are those of requests, such as `{"https": "http://host:3128"}`; None takes that of the environment, which
    is HTTP or else a `SettingsError`, `{}` none. `adapter` is a class, or a function, that returns a new adapter of
    requests; the client closes it. The one that it is used in place of, `DeadlineAdapter`, bounds every wait by what is
    left of the deadline, and so does one derived from it. Any other gets `connect_timeout` and `read_timeout` for
    single waits, and the deadline bounds only the body and what is tried again; `pool_size` is not for it.

    Secrets are masked in what is returned, by the names of fields and the form of values, unless `mask_secrets` is
    False. In logs and errors they are masked always.

    `clock` returns Unix seconds, `monotonic` and `sleep` are those of `time`, `jitter` returns 0 to 1, `new_id` the id
    of a token: tests replace them. Here the first two and `jitter` are called once, to see that they return numbers.

    `executor` runs the requests of `members_in_full` and `calls` at the same time; without one they follow each other.
    The client starts no threads of its own but those that look up the host's name, and `close()` leaves the executor
    open: its owner shuts it down. After `os.fork()` the client works in the child too, over connections of its own and
    without the executor, whose threads are the parent's. `on_result` is called after each read, in its
    thread and process, with its error or None; it must not block.
    `pool_size`, 1 to 10,000, should be at least the number of threads that read at the same time.
    https://developer.vonage.com/en/api/conversation
    """

    def __init__(  # noqa: PLR0913 -- keyword-only options, each with a default
        self,
        application_id: str,
        private_key: str | bytes | os.PathLike[str] | PrivateKey,
        *,
        base_url: str = "https://api.nexmo.com",
        version: VersionName = "v1",
        executor: ReadExecutor | None = None,
        mask_secrets: bool = True,
        headers: Mapping[str, str] | None = None,
        proxies: Mapping[str, str] | None = None,
        adapter: Callable[[], BaseAdapter] | None = None,
        pool_size: int = 140,
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
        arguments.check_application_id(application_id)
        arguments.check_seconds(connect_timeout=connect_timeout, read_timeout=read_timeout, deadline=deadline)
        arguments.check_pool_size(pool_size)
        arguments.check_executor(executor)
        arguments.check_switches(mask_secrets=mask_secrets)
        arguments.check_clocks(clock, monotonic, jitter)
        arguments.check_functions(new_id=new_id)
        arguments.check_functions(0.0, sleep=sleep)
        if on_result is not None:
            arguments.check_functions(None, on_result=on_result)
        key = private_key if isinstance(private_key, PrivateKey) else load_key(private_key)

        def connect() -> Transport:
            http = HttpClient(
                base_url,
                connect_timeout=connect_timeout,
                read_timeout=read_timeout,
                pool_size=pool_size,
                headers=headers,
                proxies=proxies,
                adapter=adapter,
            )
            tokens = TokenCache(key, application_id, clock=clock, new_jti=lambda: str(new_id()))
            timing = RetryTiming(deadline=deadline, monotonic=monotonic, sleep=sleep, jitter=jitter)
            return Transport(http, tokens, timing)

        self._is_closed = False
        self._transport = PerProcess(connect)
        self._on_result = on_result
        self._executor = None if executor is None else ForkedExecutor(executor)
        self._mask = mask_secrets
        self._version = choose_version(version, self._fetch, self._executor, mask=mask_secrets)
        self._repr = f"host={self._transport.get().host!r}, version={version!r}, application_id={application_id!r}"

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._repr})"

    def __enter__(self) -> Self:
        if self._is_closed:
            raise ClientClosedError
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections of this process; every later call raises `ClientClosedError`, but `close` itself."""
        self._is_closed = True
        self._transport.get().close()

    def get(self, path: str, parameters: Mapping[str, str | int] | None = None) -> object:
        """GET any path of the API; the JSON is returned with its secrets.

        `path` is such as `/v1/conversations?page_size=1`. `parameters` are texts or whole numbers by their names, which
        replace those in `path`; None is no more of them.
        Raises `InvalidArgumentError`, also where the path could lead away from the API, `RemoteError` or
        `UnreachableError`.
        https://developer.vonage.com/en/api/conversation
        """
        path, query = ids.split_path(path)
        return self._read(self._open_transport().get_unshared, path, query | arguments.query_parameters(parameters))

    def _fetch(self, path: str, parameters: Mapping[str, str]) -> object:
        return self._read(self._open_transport().get, path, parameters)

    def _read(self, fetch: Fetch, path: str, parameters: Mapping[str, str]) -> object:
        on_result = self._on_result
        if on_result is None:
            return fetch(path, parameters)
        try:
            document = fetch(path, parameters)
        except CapiBotError as error:
            on_result(error)
            raise
        on_result(None)
        return document

    def _open_transport(self) -> Transport:
        if self._is_closed:
            raise ClientClosedError
        return self._transport.get()

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
        dates = build_filters(date_start=date_start, date_end=date_end)
        return self._version.conversations(Query(page_size=page_size, order=order, cursor=cursor, filters=dates))

    def conversation(self, conversation_id: str) -> Conversation:
        """Get one conversation; beta gives its members too.

        `conversation_id` is such as `CON-…`.
        Raises `InvalidArgumentError`, `NotFoundError` or another `RemoteError`, or `UnreachableError`.
        https://developer.vonage.com/en/api/conversation#retrieveConversation
        """
        return self._version.conversation(conversation_id)

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
        return self._version.members(conversation_id, Query(page_size=page_size, order=order, cursor=cursor))

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
        return self._version.members_in_full(conversation_id, Query(page_size=page_size, order=order, cursor=cursor))

    def member(self, conversation_id: str, member_id: str) -> Member:
        """Get one member of a conversation.

        `conversation_id` is such as `CON-…`. `member_id` is such as `MEM-…`.
        Raises `InvalidArgumentError`, `NotFoundError` or another `RemoteError`, or `UnreachableError`.
        https://developer.vonage.com/en/api/conversation#getMember
        """
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
        """List the events of a conversation; v1 cannot filter for custom types.

        `conversation_id` is such as `CON-…`. `page_size` is 1 to 100 of them, 10 where it is not given. `order` is
        `asc`, the oldest first, which is the default, or `desc`. `cursor` is the `next` or `prev` of another page, None
        for the first. `event_type` is such as `member:joined`, None for all; `start_id` and `end_id` are the numbers of
        the first and the last event to list, None is no bound.
        Raises `InvalidArgumentError`, `NotFoundError` or another `RemoteError`, or `UnreachableError`.
        https://developer.vonage.com/en/api/conversation#getEvents
        """
        filters = build_filters(event_type=event_type, start_id=start_id, end_id=end_id)
        query = Query(page_size=page_size, order=order, cursor=cursor, filters=filters)
        return self._version.events(conversation_id, query)

    def event(self, conversation_id: str, event_id: int) -> Event:
        """Get one event of a conversation.

        `conversation_id` is such as `CON-…`. `event_id` is its number there, such as 7.
        Raises `InvalidArgumentError`, `NotFoundError` or another `RemoteError`, or `UnreachableError`.
        https://developer.vonage.com/en/api/conversation#getEvent
        """
        return self._version.event(conversation_id, event_id)

    def user(self, user_id: str) -> User:
        """Get one user with all channels.

        `user_id` is such as `USR-…`.
        Raises `InvalidArgumentError`, `NotFoundError` or another `RemoteError`, or `UnreachableError`.
        https://developer.vonage.com/en/api/application.v2#getUser
        """
        return self._version.user(user_id)

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
        return self._version.users(
            Query(page_size=page_size, order=order, cursor=cursor, filters=build_filters(name=name))
        )

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
        return self._version.user_conversations(user_id, Query(page_size=page_size, order=order, cursor=cursor))

    def user_sessions(self, user_id: str, *, page_size: int = 10, cursor: str | None = None) -> Page[Session]:
        """List the online sessions of a user, which only v1 has.

        `user_id` is such as `USR-…`. `page_size` is 1 to 100 of them, 10 where it is not given. `cursor` is the `next`
        or `prev` of another page, None for the first.
        Raises `InvalidArgumentError`, `NotFoundError` or another `RemoteError`, or `UnreachableError`.
        https://developer.vonage.com/en/api/conversation#getuserSessions
        """
        path = f"/v1/users/{ids.path_segment('user', user_id)}/sessions"
        parse = partial(wire.parse_session, mask=self._mask)
        return fetch_page(self._fetch, path, Query(page_size=page_size, cursor=cursor), "sessions", parse)

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
        self._open_transport()  # no statuses, no request
        Query(page_size=page_size)
        return voice.list_calls_in_progress(
            self._fetch, self._executor, statuses, conversation_id, page_size, mask=self._mask
        )

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
        if conversation_id is not None:
            ids.path_segment("conversation", conversation_id)
        filters = build_filters(date_start=date_start, date_end=date_end, conversation_uuid=conversation_id)
        query = Query(page_size=page_size, order=order, cursor=cursor, filters=filters)
        return voice.list_call_log(self._fetch, query, mask=self._mask)
