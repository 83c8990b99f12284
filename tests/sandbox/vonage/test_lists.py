"""Lists as dates and states limit them, and over a world that goes on meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from itertools import count
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest

from capi_bot.sandbox.vonage.v1 import FILTERABLE_EVENT_TYPES
from capi_bot.sandbox.world import LiveWorld, live_world, participants
from capi_bot.sandbox.world.records import Conversation, Member, ident, parse_time
from capi_bot.sandbox.world.snapshot import World

if TYPE_CHECKING:
    from tests.sandbox.vonage.conftest import Api


def following(page: Any) -> dict[str, str]:  # noqa: ANN401 - JSON of any shape
    href = page["_links"]["next"]["href"]
    return {key: values[0] for key, values in parse_qs(urlsplit(href).query).items()}


def test_a_users_memberships_are_paged_by_state_without_short_pages(api: Api) -> None:
    path = f"/v1/users/{participants.MARY.id}/conversations"
    every = api.ok(path, page_size=100)["_embedded"]["conversations"]
    joined = [item["id"] for item in every if item["_embedded"]["state"] == "JOINED"]
    first = api.ok(path, page_size=1, state="JOINED")
    assert [item["id"] for item in first["_embedded"]["conversations"]] == joined[:1]
    second = api.ok(path, **following(first))
    assert [item["id"] for item in second["_embedded"]["conversations"]] == joined[1:2] != []


def test_a_conversation_that_comes_while_somebody_pages_moves_nothing(make: Callable[..., Api], world: World) -> None:
    worlds = [world]
    api = make(lambda: worlds[-1])
    first = api.ok("/v1/conversations", order="desc", page_size=5)
    new = Conversation(id=ident("CON", "new"), name="new", created=world.now + timedelta(seconds=5))
    gone = world.conversations[-6].id
    left = tuple(answer for answer in (*world.conversations, new) if answer.id != gone)
    worlds.append(replace(world, conversations=left))
    second = api.ok("/v1/conversations", **following(first))
    expected = [answer.id for answer in world.conversations[-7:-12:-1]]
    assert [item["id"] for item in second["_embedded"]["conversations"]] == expected
    newest = api.ok("/v1/conversations", order="desc", page_size=1)["_embedded"]["conversations"]
    assert [item["id"] for item in newest] == [new.id]


def test_two_memberships_of_one_moment_keep_their_order(make: Callable[..., Api], world: World) -> None:
    twice = tuple(Member(id=ident("MEM", key), user_id=participants.MARY.id, state="LEFT") for key in "zyx")
    room = Conversation(id=ident("CON", "thrice"), name="thrice", created=world.now, members=twice)
    api = make(World(now=world.now, users=world.users, conversations=(room,)))
    path, seen, query = f"/v1/users/{participants.MARY.id}/conversations", [], {"page_size": "1"}
    for _ in twice:
        page = api.ok(path, **query)
        seen += [item["_embedded"]["id"] for item in page["_embedded"]["conversations"]]
        query = following(page) if "next" in page["_links"] else {}
    assert seen == [member.id for member in twice]


EVENTS = "/v1/conversations/CON-bc643220-2542-499a-892e-c982c4150c06/events"


@pytest.mark.parametrize("type_", FILTERABLE_EVENT_TYPES)
def test_every_filterable_type_is_taken(api: Api, type_: str) -> None:
    assert {event["type"] for event in api.ok(EVENTS, event_type=type_)["_embedded"]["events"]} <= {type_}


@pytest.mark.parametrize("type_", ["text", "custom:order", "ephemeral", "member"])
def test_any_other_type_is_refused(api: Api, type_: str) -> None:
    reply = api.get(EVENTS, event_type=type_)
    assert reply.status_code == 400
    assert reply.json["invalid_parameters"][0]["name"] == "event_type"


BEGINS = parse_time("2026-05-04T09:00:00Z")


@pytest.fixture(scope="module")
def life() -> LiveWorld:
    return live_world(BEGINS, seed=1, conversations=40)


@pytest.mark.parametrize("order", ["asc", "desc"])
def test_who_pages_while_calls_come_and_go_sees_nothing_twice_and_misses_nothing(
    make: Callable[..., Api], life: LiveWorld, order: str
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
    ids = [[answer.id for answer in world.conversations] for world in worlds]
    assert len(seen) == len(set(seen))
    assert set.intersection(*map(set, ids)) <= set(seen)
    assert len(ids) > 10
    assert ids[0] != ids[-1]


@pytest.mark.parametrize("version", ["v1", "beta"])
def test_whatever_is_listed_at_a_moment_can_be_opened_at_that_moment(
    make: Callable[..., Api], life: LiveWorld, version: str
) -> None:
    world = life.at(BEGINS + timedelta(minutes=11))
    api = make(world)
    for answer in world.conversations[-12:]:
        expected = {"allowed": 200, "not_found": 404, "forbidden": 403}[answer.access]
        for tail in ("", "/members", "/events"):
            assert api.get(f"/{version}/conversations/{answer.id}{tail}").status_code == expected


def test_the_legs_of_a_call_that_is_over_outlive_its_conversation(make: Callable[..., Api], life: LiveWorld) -> None:
    world = life.at(BEGINS + timedelta(minutes=11))
    api = make(world)
    gone = next(call for call in world.calls if world.conversation(call.conversation_id) is None)
    assert api.get(f"/v1/conversations/{gone.conversation_id}").status_code == 404
    assert api.ok("/v1/calls", conversation_uuid=gone.conversation_id)["count"] > 0


def test_what_was_written_stays_while_the_day_goes_on(make: Callable[..., Api], life: LiveWorld) -> None:
    seconds = count(20 * 60)
    api = make(lambda: life.at(BEGINS + timedelta(seconds=next(seconds))))
    live = api.ok("/v1/calls", status="answered", order="desc", page_size=1)["_embedded"]["calls"][0]
    path = f"/v1/conversations/{live['conversation_uuid']}"
    made = api.sent("POST", f"{path}/events", {"type": "custom:note", "body": {"n": 1}}, status=201)
    while api.ok(path)["sequence_number"] == made["id"]:
        pass  # until the call has gone on
    assert api.ok(f"{path}/events/{made['id']}") == made
    ids = [event["id"] for event in api.ok(f"{path}/events", page_size=100)["_embedded"]["events"]]
    assert ids == list(range(1, len(ids) + 1))
    room = api.sent("POST", "/v1/conversations", {"name": "mine"}, status=201)
    assert api.ok(f"/v1/conversations/{room['id']}") == room
