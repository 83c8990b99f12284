"""One client that several threads use, that is closed, or whose process forks."""

from __future__ import annotations

import os
import pickle
import socket
import subprocess
import sys
import traceback
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from threading import Event, Semaphore
from typing import Any
from unittest.mock import Mock

import pytest

from capi_bot.capi import CapiClient, PrivateKey, connections
from capi_bot.capi.processes import ForkedExecutor, PerProcess
from capi_bot.capi.transport import SingleFlight, map_reads
from capi_bot.errors import (
    CapiBotError,
    ClientClosedError,
    NotFoundError,
    ProblemDetails,
    UnreachableError,
    copy_error,
)

CON = "CON-bc643220-2542-499a-892e-c982c4150c06"
MEM = "MEM-f44c872e-cba9-444f-88ae-0bfa630865a6"
USR = "USR-33a51f4d-d06b-42f6-a525-90d2859ab9f6"

Serve = Callable[..., str]
Answer = Callable[..., None]
Read = Callable[[CapiClient], Any]
Reply = Callable[[BaseHTTPRequestHandler], None]
THREADS = 40


@pytest.fixture
def joined(monkeypatch: pytest.MonkeyPatch) -> Semaphore:
    """Count the calls that run a request or wait for that of another thread."""
    joined, join = Semaphore(0), SingleFlight._join

    def signalling_join(*arguments: Any) -> object:  # noqa: ANN401 -- those of a private method
        try:
            return join(*arguments)
        finally:
            joined.release()

    monkeypatch.setattr(SingleFlight, "_join", signalling_join)
    return joined


def share(
    client_of: Callable[[str], CapiClient], serve: Serve, joined: Semaphore, read: Read, reply: Reply
) -> list[Future[Any]]:
    """Do the same read in many threads, which share one request; return their futures, all of them done."""
    release, requests = Event(), []

    def handle(request: BaseHTTPRequestHandler) -> None:
        requests.append(request.path)
        assert release.wait(10)
        reply(request)

    client = client_of(serve(handle))
    with ThreadPoolExecutor(THREADS) as pool:
        futures = [pool.submit(read, client) for _ in range(THREADS)]
        for _ in range(THREADS):
            assert joined.acquire(timeout=10)
        release.set()
    assert len(requests) == 1
    return futures


@pytest.fixture
def client_of(make_client: Callable[..., CapiClient]) -> Callable[[str], CapiClient]:
    return lambda url: make_client(base_url=url)


@pytest.mark.parametrize(("status", "error"), [(404, NotFoundError), (200, NotFoundError), (501, UnreachableError)])
def test_each_who_shares_a_failing_read_gets_an_exception_of_its_own(
    client_of: Callable[[str], CapiClient],
    serve: Serve,
    answer: Answer,
    joined: Semaphore,
    status: int,
    error: type[CapiBotError],
) -> None:
    document = {"code": "conversation:error:not-found"}
    futures = share(
        client_of,
        serve,
        joined,
        lambda client: client.conversation(CON),
        lambda request: answer(request, document, status),
    )
    errors = [future.exception() for future in futures]
    assert {type(found) for found in errors} == {error}
    assert len({str(found) for found in errors}) == 1
    assert len(set(map(id, errors))) == THREADS
    frames = [len(traceback.extract_tb(found.__traceback__)) for found in errors if found]
    assert max(frames) < 20
    assert all(found.__cause__ is None and found.__context__ is None for found in errors if found)


def test_each_who_shares_an_answer_gets_json_of_its_own(
    client_of: Callable[[str], CapiClient], serve: Serve, answer: Answer, joined: Semaphore
) -> None:
    futures = share(
        client_of, serve, joined, lambda client: client.get("/v1/x"), lambda request: answer(request, {"list": [{}]})
    )
    first, *others = [future.result() for future in futures]
    first["list"][0]["mine"] = True
    first["list"].append("mine")
    assert others == [{"list": [{}]}] * (THREADS - 1)
    others[0]["list"].clear()
    assert others[1:] == [{"list": [{}]}] * (THREADS - 2)


def test_each_who_shares_an_answer_gets_models_of_its_own(
    client_of: Callable[[str], CapiClient], serve: Serve, answer: Answer, joined: Semaphore
) -> None:
    futures = share(
        client_of,
        serve,
        joined,
        lambda client: client.event(CON, 1),
        lambda request: answer(request, {"id": 1, "body": {"list": []}}),
    )
    first, *others = [future.result() for future in futures]
    first.body["list"].append("mine")
    assert [event.body for event in others] == [{"list": []}] * (THREADS - 1)
    assert [event.raw["body"] for event in others] == [{"list": []}] * (THREADS - 1)


PROBLEM = ProblemDetails(status=404, code="x", title="Gone")


@pytest.mark.parametrize(
    "error",
    [
        NotFoundError(PROBLEM),
        UnreachableError("failed", PROBLEM),
        ClientClosedError(),
        ConnectionResetError(104, "reset"),
        KeyError("k"),
    ],
)
def test_a_copy_of_an_error_and_a_pickled_one_say_the_same(error: Exception) -> None:
    for copy in (copy_error(error), pickle.loads(pickle.dumps(error))):  # noqa: S301 -- our own pickle
        assert copy is not error
        assert (type(copy), str(copy), copy.args, vars(copy)) == (type(error), str(error), error.args, vars(error))
        assert copy.__traceback__ is None


CALLS: list[Read] = [
    lambda client: client.conversations(),
    lambda client: client.conversation(CON),
    lambda client: client.members(CON),
    lambda client: client.members_in_full(CON),
    lambda client: client.member(CON, MEM),
    lambda client: client.events(CON),
    lambda client: client.event(CON, 7),
    lambda client: client.users(),
    lambda client: client.user(USR),
    lambda client: client.user_conversations(USR),
    lambda client: client.user_sessions(USR),
    lambda client: client.calls(),
    lambda client: client.calls(statuses=()),
    lambda client: client.call_log(),
    lambda client: client.get("/v1/users"),
    lambda client: next(client.iter_events(CON)),
    lambda client: client.__enter__(),
]


@pytest.mark.parametrize("version", ["v1", "beta"])
def test_every_call_after_close_says_that_the_client_is_closed(
    private_key: PrivateKey,
    serve: Serve,
    answer: Answer,
    version: Any,  # noqa: ANN401
) -> None:
    requests: list[str] = []

    def handle(request: BaseHTTPRequestHandler) -> None:
        requests.append(request.path)
        answer(request, {"id": USR})

    with CapiClient("app-1", private_key, base_url=serve(handle), version=version) as client:
        assert client.user(USR).id == USR
    for call in CALLS:
        with pytest.raises(ClientClosedError, match="its with block has ended"):
            call(client)
    client.close()
    client.close()
    assert len(requests) == 1
    assert isinstance(ClientClosedError(), RuntimeError)


def test_what_waits_to_try_again_ends_where_the_client_is_closed(
    private_key: PrivateKey, serve: Serve, answer: Answer
) -> None:
    client: CapiClient
    url = serve(lambda request: answer(request, {}, 503))
    with (
        CapiClient("app-1", private_key, base_url=url, sleep=lambda _: client.close()) as client,
        pytest.raises(ClientClosedError),
    ):
        client.users()


def test_a_list_that_is_read_while_the_client_is_closed_ends_with_that_error(
    make_client: Callable[..., CapiClient], serve: Serve, answer: Answer
) -> None:
    page = {"_embedded": {"users": [{"id": USR}]}, "_links": {"next": {"href": "/?cursor=n"}}}
    client = make_client(base_url=serve(lambda request: answer(request, page)))
    users = client.iter_users()
    assert next(users).id == USR
    client.close()
    with pytest.raises(ClientClosedError):
        next(users)


def test_a_child_process_builds_a_value_of_its_own_and_keeps_the_parents(monkeypatch: pytest.MonkeyPatch) -> None:
    values = PerProcess(object)
    parents = values.get()
    assert values.get() is parents
    monkeypatch.setattr(os, "getpid", lambda: -1)
    childs = values.get()
    assert childs is not parents
    assert values.get() is childs
    monkeypatch.undo()
    assert values.get() is parents


def test_in_a_child_process_the_calling_thread_does_all_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    parents = Mock()
    executor = ForkedExecutor(parents)
    executor.submit(str, 1)
    parents.submit.assert_called_once_with(str, 1)
    monkeypatch.setattr(os, "getpid", lambda: -1)
    assert map_reads(executor, str, (1, 2, 3)) == ("1", "2", "3")
    parents.submit.assert_called_once()


FORK = Path(__file__).with_name("fork_client.py")


@pytest.mark.slow
@pytest.mark.parametrize("busy_with", ["nothing", "requests", "executor", "token"])
def test_after_a_fork_the_client_works_in_parent_and_child(busy_with: str) -> None:
    command = [sys.executable, "-W", "ignore", str(FORK), busy_with]
    run = subprocess.run(command, check=False, capture_output=True, text=True, timeout=60)  # noqa: S603 -- our own command
    assert (run.stdout.split(), run.returncode) == (["child", "parent"], 0), run.stderr


def test_each_who_shares_a_failing_look_up_of_a_host_gets_an_exception_of_its_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    waiting, release = Semaphore(0), Event()

    class SignallingFuture(Future[Any]):
        def exception(self, timeout: float | None = None) -> BaseException | None:
            waiting.release()
            return super().exception(timeout)

    def fail(*_: object, **__: object) -> None:
        assert release.wait(10)
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(connections, "Future", SignallingFuture)
    monkeypatch.setattr(socket, "getaddrinfo", fail)
    lookups = connections.NameLookups()
    with ThreadPoolExecutor(3) as pool:
        futures = [pool.submit(lookups.addresses, "api.nexmo.com", 443, 10) for _ in range(3)]
        for _ in range(3):
            assert waiting.acquire(timeout=10)
        release.set()
        errors = [future.exception() for future in futures]
    assert len(set(map(id, errors))) == 3
    assert {(type(error), str(error)) for error in errors} == {
        (socket.gaierror, "[Errno -2] Name or service not known")
    }
