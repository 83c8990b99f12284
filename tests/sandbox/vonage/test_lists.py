from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest

from capi_bot.sandbox.world import participants
from capi_bot.sandbox.world.older_conversations import crowded
from capi_bot.sandbox.world.records import Conversation, Member, ident
from capi_bot.sandbox.world.snapshot import World

if TYPE_CHECKING:
    from tests.sandbox.vonage.conftest import Api

ALL: Mapping[str, Any] = {"paths": {"/**": {}}}
CALL = "CON-bc643220-2542-499a-892e-c982c4150c06"
STAND_UP = ident("CON", "stand-up")


@pytest.fixture
def mary(api: Api) -> Api:
    return api.bearing(sub="mary", acl=ALL)


def of_mary(world: World) -> list[str]:
    return [told.id for told in world.conversations if any(m.user_id == participants.MARY.id for m in told.members)]


def following(page: Any) -> dict[str, str]:  # noqa: ANN401 - JSON of any shape
    href = page["_links"]["next"]["href"]
    return {key: values[0] for key, values in parse_qs(urlsplit(href).query).items()}


def test_a_users_token_lists_that_users_conversations_once_each(mary: Api, world: World) -> None:
    first = mary.ok("/v1/conversations", page_size=2)
    rest = mary.ok("/v1/conversations", **{**following(first), "page_size": "100"})
    listed = [item["id"] for page in (first, rest) for item in page["_embedded"]["conversations"]]
    assert listed == of_mary(world)
    assert CALL not in listed


@pytest.mark.parametrize("version", ["beta", "v0.1", "v0.2", "v0.3"])
def test_a_users_token_sees_no_more_in_other_versions(mary: Api, world: World, version: str) -> None:
    embedded = mary.ok(f"/{version}/conversations", page_size=100)["_embedded"]
    listed = embedded.get("data", embedded)["conversations"]
    assert [item.get("id") or item["uuid"] for item in listed] == of_mary(world)


def test_what_a_user_is_not_in_is_not_there_for_them(mary: Api) -> None:
    for tail in ("", "/members", "/events"):
        reply = mary.get(f"/v1/conversations/{CALL}{tail}")
        assert (reply.status_code, reply.json["code"]) == (404, "conversation:error:not-found")
    assert mary.ok(f"/v1/conversations/{STAND_UP}")["id"] == STAND_UP


def test_nobody_else_may_be_looked_through(mary: Api) -> None:
    for tail in ("conversations", "sessions"):
        assert mary.get(f"/v1/users/{participants.MARY.id}/{tail}").status_code == 200
        assert mary.get(f"/v1/users/{participants.PRIYA.id}/{tail}").status_code == 403


def test_only_a_users_token_has_a_member_of_its_own(mary: Api, api: Api) -> None:
    me = mary.ok(f"/v1/conversations/{STAND_UP}/members/me")
    assert me["_embedded"]["user"]["name"] == "mary"
    assert me == mary.ok(f"/v1/conversations/{STAND_UP}/members/{me['id']}")
    assert api.get(f"/v1/conversations/{STAND_UP}/members/me").status_code == 403
    assert mary.get(f"/v0.3/conversations/{STAND_UP}/members/me").status_code == 404


def test_a_token_of_nobody_known_is_told_so(api: Api) -> None:
    reply = api.bearing(sub="nobody", acl=ALL).get("/v1/conversations")
    assert reply.status_code == 404
    assert reply.json["type"].endswith("#user:error:not-found")


def test_a_users_memberships_are_paged_by_state_without_short_pages(api: Api) -> None:
    path = f"/v1/users/{participants.MARY.id}/conversations"
    every = api.ok(path, page_size=100)["_embedded"]["conversations"]
    joined = [item["id"] for item in every if item["_embedded"]["state"] == "JOINED"]
    first = api.ok(path, page_size=1, state="JOINED")
    assert [item["id"] for item in first["_embedded"]["conversations"]] == joined[:1]
    second = api.ok(path, **following(first))
    assert [item["id"] for item in second["_embedded"]["conversations"]] == joined[1:2] != []


def test_dates_bound_a_users_memberships(api: Api, world: World) -> None:
    start = world.conversations[3].created.isoformat()
    listed = api.ok(f"/v1/users/{participants.MARY.id}/conversations", date_start=start, page_size=100)
    ids = {told.id for told in world.conversations[3:]}
    assert {item["id"] for item in listed["_embedded"]["conversations"]} <= ids


def test_a_conversation_that_comes_while_somebody_pages_moves_nothing(make: Callable[..., Api], world: World) -> None:
    worlds = [world]
    api = make(lambda: worlds[-1])
    first = api.ok("/v1/conversations", order="desc", page_size=5)
    new = Conversation(id=ident("CON", "new"), name="new", created=world.now + timedelta(seconds=5))
    gone = world.conversations[-6].id
    left = tuple(told for told in (*world.conversations, new) if told.id != gone)
    worlds.append(replace(world, conversations=left))
    second = api.ok("/v1/conversations", **following(first))
    expected = [told.id for told in world.conversations[-7:-12:-1]]
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


def test_a_page_of_a_big_crowd_is_as_quick_to_find_by_its_dates(make: Callable[..., Api], world: World) -> None:
    big = crowded(world, 100_000)
    api = make(big)
    until = big.conversations[50_000].created.isoformat()
    page = api.ok("/v1/conversations", order="desc", date_end=until, page_size=2)
    assert [item["id"] for item in page["_embedded"]["conversations"]] == [
        big.conversations[50_000].id,
        big.conversations[49_999].id,
    ]
