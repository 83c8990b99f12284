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
from capi_bot.capi.auth import TokenCache
from capi_bot.capi.http import HttpClient
from capi_bot.capi.iterators import Iterators
from capi_bot.capi.models import Call, CallStatus, Conversation, Event, Member, Membership, Order, Page, Session, User
from capi_bot.capi.pagination import Fetch, Query, build_filters, fetch_page
from capi_bot.capi.private_key import PrivateKey, load_key
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

    `headers` are sent with every request. `proxies` are those of requests, such as `{"https": "http://host:3128"}`;
    None takes that of the environment, which is HTTP or else a `SettingsError`, `{}` none. `adapter` is a class, or a
    function, that returns a new adapter of requests; the client closes it. The one that it is used in place of,
    `DeadlineAdapter`, bounds every wait by what is left of the deadline, and so does one derived from it. Any other
    gets `connect_timeout` and `read_timeout` for single waits, and the deadline bounds only the body and what is tried
    again; `pool_size` is not for it.

    Secrets are masked in what is returned, by the names of fields and the form of values, unless `mask_secrets` is
    False. In logs and errors they are masked always.

    `clock` returns Unix seconds, `monotonic` and `sleep` are those of `time`, `jitter` returns 0 to 1, `new_id` the id
    of a token: tests replace them.

    `executor` runs the requests of `members_in_full` and `calls` at the same time; without one they follow each other.
    The client starts no threads of its own but those that look up the host's name, and `close()` leaves the executor
    open: its owner shuts it down. After `os.fork()` the client works in the child too, over connections of its own and
    without the executor, whose threads are the parent's. `on_result` is called after each read, in its
    thread and process, with its error or None; it must not block.
    `pool_size` should be at least the number of threads that read at the same time.
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
        arguments.check_functions(clock=clock, monotonic=monotonic, sleep=sleep, jitter=jitter, new_id=new_id)
        if on_result is not None:
            arguments.check_functions(on_result=on_result)
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
        """GET any path of the API, such as `/v1/conversations?page_size=1`; the JSON is returned with its secrets.

        `parameters` replace those of the same name in `path`; `InvalidArgumentError` where the path could lead
        away from the API.
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

        `page_size` is 1 to 100; `order` is `asc` (oldest first) or `desc`; `cursor` is the `next` or `prev` of a page.
        `date_start` and `date_end` are aware times between which they were created.
        """
        dates = build_filters(date_start=date_start, date_end=date_end)
        return self._version.conversations(Query(page_size=page_size, order=order, cursor=cursor, filters=dates))

    def conversation(self, conversation_id: str) -> Conversation:
        """Get the conversation `conversation_id`, such as `CON-…`."""
        return self._version.conversation(conversation_id)

    def members(
        self, conversation_id: str, *, page_size: int = 10, order: Order = "asc", cursor: str | None = None
    ) -> Page[Member]:
        """List the members of `conversation_id` as the API lists them: v1 leaves out channel, media and times.

        `page_size` is 1 to 100; `order` is `asc` (oldest first) or `desc`; `cursor` is the `next` or `prev` of a page.
        """
        return self._version.members(conversation_id, Query(page_size=page_size, order=order, cursor=cursor))

    def members_in_full(
        self, conversation_id: str, *, page_size: int = 10, order: Order = "asc", cursor: str | None = None
    ) -> Page[Member]:
        """List the members of `conversation_id` with channel, media and times: in v1 one request more for each.

        `page_size` is 1 to 100; `order` is `asc` (oldest first) or `desc`; `cursor` is the `next` or `prev` of a page.
        A member that was deleted meanwhile is as in the list.
        """
        return self._version.members_in_full(conversation_id, Query(page_size=page_size, order=order, cursor=cursor))

    def member(self, conversation_id: str, member_id: str) -> Member:
        """Get the member `member_id`, such as `MEM-…`, of the conversation `conversation_id`."""
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
        """List the events of `conversation_id`; v1 cannot filter for custom types.

        `page_size` is 1 to 100; `order` is `asc` (oldest first) or `desc`; `cursor` is the `next` or `prev` of a page.
        `event_type` is such as `member:joined`; `start_id` and `end_id` are the first and the last event to list.
        """
        filters = build_filters(event_type=event_type, start_id=start_id, end_id=end_id)
        query = Query(page_size=page_size, order=order, cursor=cursor, filters=filters)
        return self._version.events(conversation_id, query)

    def event(self, conversation_id: str, event_id: int) -> Event:
        """Get the event with the number `event_id` of the conversation `conversation_id`."""
        return self._version.event(conversation_id, event_id)

    def user(self, user_id: str) -> User:
        """Get the user `user_id`, such as `USR-…`, with all channels."""
        return self._version.user(user_id)

    def users(
        self, *, name: str | None = None, page_size: int = 10, order: Order = "asc", cursor: str | None = None
    ) -> Page[User]:
        """List users, or the one whose name is exactly `name`; v1 gives names only.

        `page_size` is 1 to 100; `order` is `asc` (oldest first) or `desc`; `cursor` is the `next` or `prev` of a page.
        """
        return self._version.users(
            Query(page_size=page_size, order=order, cursor=cursor, filters=build_filters(name=name))
        )

    def user_conversations(
        self, user_id: str, *, page_size: int = 10, order: Order = "asc", cursor: str | None = None
    ) -> Page[Membership]:
        """List the conversations that the user `user_id` is or was in.

        `page_size` is 1 to 100; `order` is `asc` (oldest first) or `desc`; `cursor` is the `next` or `prev` of a page.
        """
        return self._version.user_conversations(user_id, Query(page_size=page_size, order=order, cursor=cursor))

    def user_sessions(self, user_id: str, *, page_size: int = 10, cursor: str | None = None) -> Page[Session]:
        """List the online sessions of the user `user_id`, which only v1 has.

        `page_size` is 1 to 100; `cursor` is the `next` or `prev` of another page.
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
        """List calls that are in one of the `statuses` of `CallStatus`: one request for each, the newest first.

        `conversation_id` leaves only the calls of one conversation; `page_size`, 1 to 100, is the most of each status.
        """
        self._open_transport()  # no statuses, no request
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

        `page_size` is 1 to 100; `order` is `asc` (oldest first) or `desc`; `cursor` is the `next` or `prev` of a page.
        `date_start` and `date_end` are aware times between which they started. `conversation_id` leaves only the calls
        of one conversation, which may be gone itself.
        """
        if conversation_id is not None:
            ids.path_segment("conversation", conversation_id)
        filters = build_filters(date_start=date_start, date_end=date_end, conversation_uuid=conversation_id)
        query = Query(page_size=page_size, order=order, cursor=cursor, filters=filters)
        return voice.list_call_log(self._fetch, query, mask=self._mask)
