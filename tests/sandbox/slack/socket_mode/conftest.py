"""Socket Mode with a clock that stands still, and an app that speaks it by hand."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from typing import Any

import pytest
from websockets.sync.client import ClientConnection, connect

from capi_bot.sandbox.journal import Entry, Journal
from capi_bot.sandbox.slack.delivery_bodies import Parcel, Receipt, command_parcel
from capi_bot.sandbox.slack.socket_mode import SocketMode, Terms

Clock = Any  # the fixture of the folder above


class Hand:
    """Be one connection of an app that answers when a test says so."""

    def __init__(self, connection: ClientConnection) -> None:
        self.connection = connection

    def hears(self) -> dict[str, Any]:
        frame: dict[str, Any] = json.loads(self.connection.recv(timeout=10))
        return frame

    def says(self, **frame: object) -> None:
        self.connection.send(json.dumps(frame))

    def takes(self, payload: dict[str, Any] | None = None) -> dict[str, Any]:
        """Acknowledge the next envelope and return it."""
        envelope = self.hears()
        self.says(envelope_id=envelope["envelope_id"], **({} if payload is None else {"payload": payload}))
        return envelope


@pytest.fixture
def journal() -> Journal:
    return Journal()


@pytest.fixture
def opened(journal: Journal, clock: Clock) -> Iterator[Callable[..., SocketMode]]:
    with ExitStack() as stack:

        def make(terms: Terms | None = None, pings: float = 20.0) -> SocketMode:
            sockets = SocketMode(journal, token="xapp-made-up", clock=clock, terms=terms, pings=pings)
            sockets.open()
            stack.callback(sockets.close)
            return sockets

        yield make


@pytest.fixture
def sockets(opened: Callable[..., SocketMode]) -> SocketMode:
    return opened()


@pytest.fixture
def dial() -> Iterator[Callable[..., Hand]]:
    with ExitStack() as stack:

        def connected(url: str) -> Hand:
            return Hand(stack.enter_context(connect(url, proxy=None, close_timeout=1)))

        yield connected


@pytest.fixture
def send() -> Iterator[Callable[..., Future[Receipt]]]:
    """Send a parcel while the test plays the app."""
    with ThreadPoolExecutor() as pool:

        def sent(sockets: SocketMode, parcel: Parcel | None = None, patience: float = 10.0) -> Future[Receipt]:
            return pool.submit(sockets.send, parcel or command_parcel({"command": "/capi"}, "/capi"), None, patience)

        yield sent


@pytest.fixture
def written(journal: Journal) -> Callable[[str], Entry]:
    """Wait for the first entry with a status."""

    def awaited(status: str) -> Entry:
        version = 0
        while news := journal.news(version, 10):
            for entry in news:
                if entry.status == status:
                    return entry
            version = journal.version
        raise AssertionError(f"{status} was never written")

    return awaited
