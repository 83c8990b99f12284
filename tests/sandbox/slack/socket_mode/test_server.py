from __future__ import annotations

import socket
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from websockets.exceptions import ConnectionClosed, InvalidStatus

from capi_bot.sandbox import SandboxError
from capi_bot.sandbox.journal import Entry, Journal
from capi_bot.sandbox.slack.delivery_bodies import Receipt, event_parcel
from capi_bot.sandbox.slack.socket_mode import SocketMode, Terms
from capi_bot.sandbox.slack.socket_mode.frames import Reason

Clock = Any  # the fixtures of the folders above
Hand = Any
Dial = Callable[[str], Hand]
Send = Callable[..., Future[Receipt]]
Written = Callable[[str], Entry]

PING = b"\x89\x04"
"""The start of a frame: a ping with four bytes."""
EVENT = event_parcel({"event": {"type": "app_mention", "text": "hello"}, "event_id": "Ev1"})


def titles(journal: Journal) -> list[tuple[str, str]]:
    return [(entry.title, entry.status) for entry in journal.news(0)]


def test_a_ticket_opens_a_connection_and_slack_says_hello(sockets: SocketMode, dial: Dial, journal: Journal) -> None:
    first, second = (dial(sockets.ticket_url()).hears() for _ in range(2))

    assert [frame["num_connections"] for frame in (first, second)] == [1, 2]
    assert first["connection_info"] == {"app_id": "A0CAPIBOT"}
    assert titles(journal) == [("hello", "ok"), ("hello", "ok")]


def test_a_ticket_works_once_and_for_a_short_while(sockets: SocketMode, dial: Dial, clock: Clock) -> None:
    url, stale = sockets.ticket_url(), sockets.ticket_url()
    dial(url)
    with pytest.raises(InvalidStatus, match="401"):
        dial(url)
    clock.now += 31
    with pytest.raises(InvalidStatus, match="401"):
        dial(stale)
    with pytest.raises(InvalidStatus, match="401"):
        dial(stale.partition("?")[0])


def test_what_is_no_websocket_uses_no_ticket_up(sockets: SocketMode, dial: Dial) -> None:
    url = sockets.ticket_url()

    assert requests.get(url.replace("ws:", "http:"), timeout=10).status_code == 426
    assert dial(url).hears()["type"] == "hello"


def test_an_answer_is_a_receipt_as_over_http(sockets: SocketMode, dial: Dial, send: Send) -> None:
    hand = dial(sockets.ticket_url())
    hand.hears()
    sent = send(sockets)
    envelope = hand.takes({"text": "hello"})
    plain = send(sockets)
    hand.takes()

    assert envelope["payload"] == {"command": "/capi"}
    assert sent.result(10) == Receipt(status=200, text='{"text": "hello"}')
    assert plain.result(10) == Receipt(status=200)


def test_an_event_takes_no_payload_in_the_answer(sockets: SocketMode, dial: Dial, send: Send) -> None:
    hand = dial(sockets.ticket_url())
    hand.hears()
    sent = send(sockets, EVENT)
    hand.takes({"text": "hello"})

    assert sent.result(10) == Receipt(status=200)


def test_parcels_go_at_once_to_an_app_that_has_only_just_connected(sockets: SocketMode, dial: Dial, send: Send) -> None:
    hand = dial(sockets.ticket_url())
    sent = send(sockets)

    assert hand.hears()["type"] == "hello"
    hand.takes()
    assert sent.result(10).status == 200


def test_without_a_connection_a_dispatch_fails(sockets: SocketMode) -> None:
    receipt = sockets.send(EVENT, None, 10.0)

    assert (receipt.status, receipt.error, receipt.reason) == (0, "dispatch_failed", "connection_failed")


def test_an_app_that_is_slow_has_timed_out_and_its_answer_is_ignored(
    sockets: SocketMode, dial: Dial, written: Written
) -> None:
    hand = dial(sockets.ticket_url())
    hand.hears()
    receipt = sockets.send(EVENT, None, 0.05)
    hand.takes()

    assert (receipt.error, receipt.reason) == ("operation_timeout", "timeout")
    assert written("too_late").failed


@pytest.mark.parametrize(
    ("said", "status"),
    [("junk", "invalid_ack"), (b"\xff", "invalid_ack"), ('{"envelope_id":"x"}', "unknown_envelope_id")],
)
def test_bad_answers_are_ignored_and_seen_in_the_journal(
    sockets: SocketMode, dial: Dial, send: Send, written: Written, said: str | bytes, status: str
) -> None:
    hand = dial(sockets.ticket_url())
    hand.hears()
    hand.connection.send(said)
    entry = written(status)
    sent = send(sockets)
    hand.takes()

    assert (entry.title, entry.failed) == ("ack", True)
    assert entry.answered in {said, "\N{REPLACEMENT CHARACTER}"}
    assert sent.result(10).status == 200


def test_each_parcel_goes_to_one_connection_only(sockets: SocketMode, dial: Dial, send: Send) -> None:
    hands = [dial(sockets.ticket_url()) for _ in range(2)]
    for hand in hands:
        hand.hears()
    for hand in (*hands, *hands):
        sent = send(sockets)
        hand.takes()
        assert sent.result(10).status == 200


def test_a_parcel_goes_to_another_connection_where_one_dies_with_it(
    sockets: SocketMode, dial: Dial, send: Send
) -> None:
    dying, other = (dial(sockets.ticket_url()) for _ in range(2))
    dying.hears(), other.hears()
    sent = send(sockets)
    lost = dying.hears()
    dying.connection.socket.shutdown(socket.SHUT_RDWR)

    assert other.takes() == lost
    assert sent.result(10).status == 200


def test_a_parcel_fails_where_the_only_connection_dies_with_it(sockets: SocketMode, dial: Dial, send: Send) -> None:
    hand = dial(sockets.ticket_url())
    hand.hears()
    sent = send(sockets)
    hand.hears()
    assert sockets.drop() == 1

    assert sent.result(10).error == "dispatch_failed"
    with pytest.raises(ConnectionClosed):
        hand.hears()


def test_an_eleventh_connection_hears_that_it_is_one_too_many(
    sockets: SocketMode, dial: Dial, journal: Journal
) -> None:
    hands = [dial(sockets.ticket_url()) for _ in range(11)]
    for hand in hands[:10]:
        assert hand.hears()["type"] == "hello"

    assert hands[10].hears()["reason"] == "too_many_websockets"
    with pytest.raises(ConnectionClosed):
        hands[10].hears()
    assert ("disconnect", "too_many_websockets") in titles(journal)
    assert len(sockets.links) == 10


def test_a_warning_changes_nothing_yet(sockets: SocketMode, dial: Dial, send: Send) -> None:
    hand = dial(sockets.ticket_url())
    hand.hears()
    assert sockets.disconnect("warning") == 1
    assert hand.hears()["reason"] == "warning"
    sent = send(sockets)
    hand.takes()

    assert sent.result(10).status == 200


def test_an_app_that_was_asked_to_connect_anew_is_told_of_things_over_its_new_connection(
    sockets: SocketMode, dial: Dial, send: Send
) -> None:
    old = dial(sockets.ticket_url())
    old.hears()
    sockets.disconnect("refresh_requested")
    assert old.hears()["reason"] == "refresh_requested"
    between = send(sockets)
    old.takes()
    new = dial(sockets.ticket_url())
    new.hears()
    after = send(sockets)
    new.takes()

    assert (between.result(10).status, after.result(10).status) == (200, 200)


@pytest.mark.parametrize("reason", ["warning", "refresh_requested"])
def test_an_answer_may_come_over_the_new_connection_when_the_old_one_was_left(
    sockets: SocketMode, dial: Dial, send: Send, reason: Reason
) -> None:
    old = dial(sockets.ticket_url())
    old.hears()
    sent = send(sockets)
    envelope = old.hears()
    sockets.disconnect(reason)
    new = dial(sockets.ticket_url())
    new.hears()
    old.connection.close()
    new.says(envelope_id=envelope["envelope_id"])

    assert sent.result(10).status == 200


def test_a_connection_is_closed_when_its_life_is_over(opened: Callable[..., SocketMode], dial: Dial) -> None:
    hand = dial(opened(terms=Terms(life=0.0, leave=0.0)).ticket_url())

    assert [hand.hears().get("reason") for _ in range(3)] == [None, "warning", "refresh_requested"]
    with pytest.raises(ConnectionClosed):
        hand.hears()


def test_an_app_that_tests_its_reconnecting_gets_short_lives(sockets: SocketMode, dial: Dial) -> None:
    usual = dial(sockets.ticket_url()).hears()
    short = dial(f"{sockets.ticket_url()}&debug_reconnects=true").hears()

    assert usual["debug_info"]["approximate_connection_time"] == 3600
    assert short["debug_info"]["approximate_connection_time"] == 360


def test_socket_mode_can_be_turned_off_and_on(sockets: SocketMode, dial: Dial) -> None:
    hand, stale = dial(sockets.ticket_url()), sockets.ticket_url()
    hand.hears()
    sockets.turn(on=False)

    assert not sockets.is_on
    assert hand.hears()["reason"] == "link_disabled"
    with pytest.raises(ConnectionClosed):
        hand.hears()
    with pytest.raises(InvalidStatus, match="401"):
        dial(stale)
    sockets.turn(on=True)
    assert dial(sockets.ticket_url()).hears()["type"] == "hello"


def test_connections_are_tried_with_pings(opened: Callable[..., SocketMode]) -> None:
    url = urlsplit(opened(pings=0.05).ticket_url())
    asked = (
        f"GET {url.path}?{url.query} HTTP/1.1\r\nHost: {url.netloc}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n"
    )
    with socket.create_connection((url.hostname, url.port), timeout=10) as raw:
        raw.sendall(asked.encode())
        heard = b""
        while PING not in heard:
            got = raw.recv(4096)
            assert got, "closed without a ping"
            heard += got

    assert b'"type": "hello"' in heard


def test_the_end_is_the_end_of_every_connection(sockets: SocketMode, dial: Dial) -> None:
    hand = dial(sockets.ticket_url())
    hand.hears()
    sockets.close()

    with pytest.raises(ConnectionClosed):
        hand.hears()
    with pytest.raises(SandboxError):
        sockets.ticket_url()
    sockets.close()  # once more does no harm
