from __future__ import annotations

from typing import cast
from unittest.mock import create_autospec

from websockets.sync.server import ServerConnection

from capi_bot.sandbox.slack.socket_mode.link import Link, Terms
from capi_bot.sandbox.slack.socket_mode.pool import MOST, Pool


def connection() -> ServerConnection:
    return cast("ServerConnection", create_autospec(ServerConnection, instance=True))


def pool_of(number: int) -> tuple[Pool, list[Link]]:
    pool = Pool(lambda _: None)
    for _ in range(number):
        pool.admit(connection(), since=1.0, terms=Terms())
    return pool, list(pool.links)


def test_an_eleventh_connection_is_not_taken_in() -> None:
    pool, _ = pool_of(MOST)
    eleventh = connection()
    pool.admit(eleventh, since=1.0, terms=Terms())

    assert pool.of(eleventh) is None
    assert len(pool.links) == MOST == 10


def test_each_connection_takes_its_turn() -> None:
    pool, (one, two) = pool_of(2)

    assert [pool.pick(()) for _ in range(4)] == [one, two, one, two]


def test_one_that_was_tried_is_not_tried_again() -> None:
    pool, (one, two) = pool_of(2)

    assert pool.pick((one,)) is two
    assert pool.pick((one, two)) is None


def test_one_that_is_leaving_is_the_last_resort() -> None:
    pool, (one, two) = pool_of(2)
    one.greet("A1", 2)
    one.announce("warning")

    assert [pool.pick(()) for _ in range(2)] == [two, two]
    pool.remove(two)
    assert pool.pick(()) is one


def test_connections_are_numbered_for_good() -> None:
    pool, (one, _) = pool_of(2)
    pool.remove(one)
    pool.admit(connection(), since=1.0, terms=Terms())

    assert [link.number for link in pool.links] == [2, 3]
