from __future__ import annotations

import time
from concurrent.futures import Future

import pytest

from capi_bot.domain.search import ConversationSearch, Filters, Hit
from capi_bot.slack.loaders.running_scan import RunningScan
from capi_bot.slack.search_cache import SearchCache
from tests.fakes import FakeApi


@pytest.fixture
def clock() -> list[float]:
    return [0.0]


def _search() -> RunningScan[Hit]:
    return RunningScan(ConversationSearch(FakeApi(), Filters(), submit=lambda _: Future(), clock=time.monotonic))


def test_a_walk_is_known_for_two_minutes(clock: list[float]) -> None:
    finds, search = SearchCache(lambda: clock[0]), _search()
    finds.keep("live", search)

    clock[0] = 120.0
    assert finds.known("live") is search
    clock[0] = 120.1
    assert finds.known("live") is None


def test_what_was_never_looked_for_is_not_known(clock: list[float]) -> None:
    assert SearchCache(lambda: clock[0]).known("live") is None


def test_a_later_walk_for_the_same_takes_the_place_of_the_earlier(clock: list[float]) -> None:
    finds, later = SearchCache(lambda: clock[0]), _search()
    finds.keep("live", _search())
    finds.keep("live", later)

    assert finds.known("live") is later


def test_the_walk_that_began_first_is_forgotten_where_there_is_no_room(clock: list[float]) -> None:
    finds = SearchCache(lambda: clock[0], capacity=2)
    for key in ("one", "two", "three"):
        finds.keep(key, _search())

    assert [finds.known(key) is not None for key in ("one", "two", "three")] == [False, True, True]
