from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from capi_bot.sandbox.world.records import ident
from capi_bot.sandbox.world.snapshot import World

if TYPE_CHECKING:
    from tests.sandbox.vonage.conftest import Api

CALL = "CON-bc643220-2542-499a-892e-c982c4150c06"
ENDED = ident("CON", "menu")
LIST = "/v1/conversations"


def test_a_conversation_is_created_found_and_listed_as_the_newest(api: Api) -> None:
    properties = {"ttl": 60, "type": "quick_chat", "custom_data": {"order": "4711"}}
    asked = {"name": "order-0815", "display_name": "Order 0815", "image_url": "https://example.com/x.png"}
    made = api.sent("POST", LIST, {**asked, "properties": properties}, status=201)
    assert {key: made[key] for key in asked} == asked
    assert (made["state"], made["sequence_number"]) == ("ACTIVE", 0)
    assert made["properties"] == {"ttl": 60, "custom_data": {"order": "4711"}}
    assert api.ok(f"{LIST}/{made['id']}") == made
    newest = api.ok(LIST, order="desc", page_size=2)["_embedded"]["conversations"]
    assert [item["id"] for item in newest] == [made["id"], CALL]
    assert api.ok(f"{LIST}/{made['id']}/members")["_embedded"]["members"] == []


def test_without_a_name_one_is_made_up(api: Api) -> None:
    assert api.sent("POST", LIST, {}, status=201)["name"].startswith("NAM-")


def test_a_conversation_is_updated_and_tells_so_by_an_event(api: Api) -> None:
    changed = api.sent("PUT", f"{LIST}/{CALL}", {"display_name": "Alice and Bob"})
    assert (changed["display_name"], changed["sequence_number"]) == ("Alice and Bob", 9)
    assert changed["timestamp"]["updated"] == "2018-10-25T09:28:00.000Z"
    told = api.ok(f"{LIST}/{CALL}/events/9")
    assert (told["type"], told["body"]["display_name"]) == ("conversation:updated", "Alice and Bob")


def test_a_deleted_conversation_is_gone_from_everywhere(api: Api, world: World) -> None:
    api.sent("DELETE", f"{LIST}/{CALL}", status=204)
    assert api.get(f"{LIST}/{CALL}").json["code"] == "conversation:error:not-found"
    listed = api.ok("/beta/conversations", page_size=1)
    assert listed["count"] == len(world.conversations) - 1
    assert api.ok("/v1/calls", conversation_uuid=CALL)["count"] == 2


def test_a_name_is_taken_once(api: Api) -> None:
    reply = api.send("POST", LIST, {"name": "stand-up"})
    assert (reply.status_code, reply.json["code"]) == (409, "conversation:error:duplicate-name")
    made = api.sent("POST", LIST, {"name": "mine"}, status=201)
    assert api.send("PUT", f"{LIST}/{made['id']}", {"name": "mine"}).status_code == 200
    assert api.send("PUT", f"{LIST}/{made['id']}", {"name": "stand-up"}).status_code == 409


def test_an_ended_conversation_can_only_be_deleted(api: Api) -> None:
    reply = api.send("PUT", f"{LIST}/{ENDED}", {"display_name": "Late"})
    assert (reply.status_code, reply.json["code"]) == (403, "conversation:error:not-allowed")
    assert "INACTIVE" in reply.json["detail"]
    api.sent("DELETE", f"{LIST}/{ENDED}", status=204)


@pytest.mark.parametrize(
    ("document", "name"),
    [
        ({"name": 7}, "name"),
        ({"display_name": "x" * 256}, "display_name"),
        ({"properties": {"ttl": "long"}}, "properties.ttl"),
        ({"properties": {"ttl": -1}}, "properties.ttl"),
        ({"properties": {"type": "x" * 201}}, "properties.type"),
        ({"properties": {"custom_sort_key": "x" * 201}}, "properties.custom_sort_key"),
        ({"properties": {"custom_data": []}}, "properties.custom_data"),
        ([], "body"),
    ],
)
def test_a_wrong_field_is_named_and_nothing_is_created(api: Api, world: World, document: object, name: str) -> None:
    reply = api.send("POST", LIST, document)
    assert reply.status_code == 400
    assert [wrong["name"] for wrong in reply.json["invalid_parameters"]] == [name]
    assert api.ok("/beta/conversations")["count"] == len(world.conversations)


def test_v0_3_writes_as_v1_does(api: Api) -> None:
    made = api.sent("POST", "/v0.3/conversations", {"name": "old"}, status=201)
    assert made["_links"]["self"]["href"] == f"https://api.nexmo.com/v0.3/conversations/{made['id']}"
    assert api.ok(f"{LIST}/{made['id']}")["name"] == "old"


def test_a_users_token_creates_and_deletes_no_conversation(api: Api) -> None:
    mary = api.bearing(sub="mary", acl={"paths": {"/**": {}}})
    assert mary.send("POST", LIST, {}).status_code == 403
    assert mary.send("DELETE", f"{LIST}/{ident('CON', 'stand-up')}").status_code == 403
