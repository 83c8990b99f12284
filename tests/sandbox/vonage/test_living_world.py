"""The stand-in over a day that goes on: what a client sees who pages and opens things meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from itertools import count
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest

from capi_bot.sandbox.world import Life, living
from capi_bot.sandbox.world.records import moment
from capi_bot.sandbox.world.snapshot import World

if TYPE_CHECKING:
    from tests.sandbox.vonage.conftest import Api

BEGINS = moment("2026-05-04T09:00:00Z")


@pytest.fixture(scope="module")
def life() -> Life:
    return living(BEGINS, seed=7, conversations=40)


@pytest.mark.parametrize("order", ["asc", "desc"])
def test_who_pages_while_calls_come_and_go_sees_nothing_twice_and_misses_nothing(
    make: Callable[..., Api], life: Life, order: str
) -> None:
    minutes, worlds = count(), []

    def at_the_time() -> World:
        worlds.append(life.at(BEGINS + timedelta(minutes=next(minutes))))
        return worlds[-1]

    api = make(at_the_time)
    seen: list[str] = []
    query: dict[str, Any] = {"order": order, "page_size": 5}
    while query:
        page = api.ok("/v1/conversations", **query)
        seen += [item["id"] for item in page["_embedded"]["conversations"]]
        following = page["_links"].get("next")
        query = {k: v[0] for k, v in parse_qs(urlsplit(following["href"]).query).items()} if following else {}
    ids = [[told.id for told in world.conversations] for world in worlds]
    assert len(seen) == len(set(seen))
    assert set.intersection(*map(set, ids)) <= set(seen)
    assert len(ids) > 10
    assert ids[0] != ids[-1]


@pytest.mark.parametrize("version", ["v1", "v0.3", "beta"])
def test_whatever_is_listed_at_a_moment_can_be_opened_at_that_moment(
    make: Callable[..., Api], life: Life, version: str
) -> None:
    world = life.at(BEGINS + timedelta(minutes=11))
    api = make(world)
    for told in world.conversations[-12:]:
        expected = {"stays": 200, "vanished": 404, "forbidden": 403}[told.fate]
        for tail in ("", "/members", "/events"):
            assert api.get(f"/{version}/conversations/{told.id}{tail}").status_code == expected


def test_the_legs_of_a_call_that_is_over_outlive_its_conversation(make: Callable[..., Api], life: Life) -> None:
    world = life.at(BEGINS + timedelta(minutes=11))
    api = make(world)
    gone = next(call for call in world.calls if world.conversation(call.conversation_id) is None)
    assert api.get(f"/v1/conversations/{gone.conversation_id}").status_code == 404
    assert api.ok(f"/v1/calls/{gone.id}")["conversation_uuid"] == gone.conversation_id
    assert api.ok("/v0.3/legs", conversation_uuid=gone.conversation_id)["count"] > 0


def test_what_was_written_stays_while_the_day_goes_on(make: Callable[..., Api], life: Life) -> None:
    seconds = count(20 * 60)
    api = make(lambda: life.at(BEGINS + timedelta(seconds=next(seconds))))
    live = api.ok("/v1/calls", status="ringing", order="desc", page_size=1)["_embedded"]["calls"][0]
    path = f"/v1/conversations/{live['conversation_uuid']}"
    made = api.sent("POST", f"{path}/events", {"type": "custom:note", "body": {"n": 1}}, status=201)
    while api.ok(path)["sequence_number"] == made["id"]:
        pass  # until the call has gone on
    assert api.ok(f"{path}/events/{made['id']}") == made
    ids = [event["id"] for event in api.ok(f"{path}/events", page_size=100)["_embedded"]["events"]]
    assert ids == list(range(1, len(ids) + 1))
    room = api.sent("POST", "/v1/conversations", {"name": "mine"}, status=201)
    assert api.ok(f"/v1/conversations/{room['id']}") == room
