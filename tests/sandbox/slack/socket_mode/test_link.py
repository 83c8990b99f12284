from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from typing import Any, cast

import pytest
from websockets.exceptions import ConnectionClosedError
from websockets.sync.server import ServerConnection

from capi_bot.sandbox.slack.socket_mode.link import Link, Terms

AT_ONCE = Terms(life=0.0, notice=0.0, leave=0.0)


class Wire:
    """Be a connection whose app says what a test wrote down, and then nothing."""

    def __init__(self, *says: str) -> None:
        self.says = list(says)
        self.sent: list[dict[str, Any]] = []
        self.is_cut = False
        self.socket, self.other_end = socket.socketpair()

    def send(self, frame: str) -> None:
        if self.is_cut:
            raise ConnectionClosedError(None, None)
        self.sent.append(json.loads(frame))

    def recv(self, timeout: float) -> str:
        if not self.says:
            raise TimeoutError(timeout)
        return self.says.pop(0)


@pytest.fixture
def wire() -> Iterator[Wire]:
    wire = Wire("one", "two")
    yield wire
    wire.socket.close()
    wire.other_end.close()


def link_over(wire: Wire, terms: Terms, noted: list[Any] | None = None) -> Link:
    note = (noted if noted is not None else []).append
    link = Link(cast("ServerConnection", wire), number=3, since=1.0, terms=terms, note=note)
    link.greet("A1", 2)
    return link


def test_the_first_frame_is_hello_and_it_is_noted(wire: Wire) -> None:
    noted: list[Any] = []
    link_over(wire, Terms(life=360.0), noted)

    assert wire.sent == noted
    assert noted[0]["num_connections"] == 2
    assert noted[0]["debug_info"]["host"] == "applink-3"
    assert noted[0]["debug_info"]["approximate_connection_time"] == 360


def test_nothing_is_said_before_hello(wire: Wire) -> None:
    early = Link(cast("ServerConnection", wire), number=3, since=1.0, terms=Terms(), note=print)

    assert not early.send({"type": "x"}, 0.0)
    assert wire.sent == []


def test_what_cannot_be_said_is_told(wire: Wire) -> None:
    link = link_over(wire, Terms())
    assert link.send({"type": "x"}, 0.0)
    wire.is_cut = True
    assert not link.send({"type": "x"}, 0.0)


def test_a_life_that_is_over_is_announced_twice(wire: Wire) -> None:
    link = link_over(wire, AT_ONCE)

    assert list(link.heard()) == []
    assert [frame.get("reason") for frame in wire.sent] == [None, "warning", "refresh_requested"]


def test_a_warning_comes_some_time_before_the_end(wire: Wire) -> None:
    link = link_over(wire, Terms(life=3600.0, notice=3600.0))
    heard = link.heard()

    assert [next(heard), next(heard)] == ["one", "two"]
    assert [frame.get("reason") for frame in wire.sent] == [None, "warning"]
    assert link.is_leaving


def test_an_app_that_was_asked_to_leave_is_not_asked_again_and_is_heard_until_it_goes(wire: Wire) -> None:
    link = link_over(wire, Terms(life=0.0, notice=0.0, leave=3600.0))
    link.announce("refresh_requested")
    heard = link.heard()

    assert link.is_leaving
    assert [next(heard), next(heard)] == ["one", "two"]
    assert [frame.get("reason") for frame in wire.sent] == [None, "refresh_requested"]


def test_silence_is_waited_out(wire: Wire) -> None:
    wire.says = []
    link = link_over(wire, Terms(leave=0.0))
    heard = link.heard()
    link.announce("refresh_requested")

    assert list(heard) == []


def test_a_cut_is_a_cut(wire: Wire) -> None:
    link_over(wire, Terms()).drop()
    assert wire.other_end.recv(1) == b""

    wire.socket.close()
    link_over(wire, Terms()).drop()  # it is no less cut
