from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from capi_bot.sandbox.world import participants
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
    answer = api.ok(f"{LIST}/{CALL}/events/9")
    assert (answer["type"], answer["body"]["display_name"]) == ("conversation:updated", "Alice and Bob")


def test_a_deleted_conversation_is_gone_from_everywhere(api: Api, world: World) -> None:
    api.sent("DELETE", f"{LIST}/{CALL}", status=204)
    assert api.get(f"{LIST}/{CALL}").json["code"] == "conversation:error:not-found"
    listed = api.ok("/beta/conversations", page_size=1)
    assert listed["count"] == len(world.conversations) - 1
    assert api.ok("/v1/calls", conversation_uuid=CALL)["count"] == 2


def test_a_name_of_a_conversation_is_taken_once(api: Api) -> None:
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


ALICE = "MEM-f44c872e-cba9-444f-88ae-0bfa630865a6"
MEMBERS = f"/v1/conversations/{CALL}/members"
APP = {"type": "app"}


def last_event(api: Api) -> Any:  # noqa: ANN401 - JSON of any shape
    return api.ok(f"/v1/conversations/{CALL}/events", order="desc", page_size=1)["_embedded"]["events"][0]


@pytest.mark.parametrize("user", [{"id": participants.PRIYA.id}, {"name": "priya"}])
def test_a_user_is_invited_joins_and_leaves_and_each_is_an_event(api: Api, user: object) -> None:
    made = api.sent("POST", MEMBERS, {"state": "invited", "user": user, "channel": APP}, status=201)
    assert (made["state"], made["_embedded"]["user"]["name"], made["channel"]) == ("INVITED", "priya", APP)
    assert last_event(api)["type"] == "member:invited"
    path = f"{MEMBERS}/{made['id']}"
    assert set(api.sent("PATCH", path, {"state": "joined"})["timestamp"]) == {"invited", "joined"}
    assert last_event(api)["type"] == "member:joined"
    reason = {"code": "200", "text": "done"}
    left = api.sent("PATCH", path, {"state": "left", "reason": reason})
    assert (left["state"], left) == ("LEFT", api.ok(path))
    assert (last_event(api)["from"], last_event(api)["body"]["reason"]) == (made["id"], reason)
    memberships = api.ok(f"/v1/users/{participants.PRIYA.id}/conversations", order="desc", page_size=1)
    assert memberships["_embedded"]["conversations"][0]["_embedded"] == {"id": made["id"], "state": "LEFT"}


def test_who_is_in_cannot_join_again(api: Api) -> None:
    joining = {"state": "joined", "user": {"name": "priya"}, "channel": APP}
    made = api.sent("POST", MEMBERS, joining, status=201)
    for reply in (
        api.send("POST", MEMBERS, joining),
        api.send("PATCH", f"{MEMBERS}/{made['id']}", {"state": "joined"}),
    ):
        assert (reply.status_code, reply.json["code"]) == (400, "conversation:error:member-already-joined")


def test_who_has_left_stays_away_but_may_come_as_another_member(api: Api) -> None:
    api.sent("PATCH", f"{MEMBERS}/{ALICE}", {"state": "left"})
    reply = api.send("PATCH", f"{MEMBERS}/{ALICE}", {"state": "joined"})
    assert (reply.status_code, reply.json["code"]) == (400, "conversation:error:invalid-member-state")
    alice = {"id": "USR-33a51f4d-d06b-42f6-a525-90d2859ab9f6"}
    again = api.sent("POST", MEMBERS, {"state": "joined", "user": alice, "channel": APP}, status=201)
    assert again["id"] != ALICE


@pytest.mark.parametrize(
    ("method", "path", "document", "kind"),
    [
        ("POST", MEMBERS, {"state": "joined", "user": {"name": "nobody"}, "channel": APP}, "user:error:not-found"),
        ("POST", MEMBERS, {"state": "joined", "user": {"id": "USR-0"}, "channel": APP}, "user:error:not-found"),
        ("PATCH", f"{MEMBERS}/MEM-nobody", {"state": "left"}, "member:error:not-found"),
        ("PATCH", "/v1/conversations/CON-0/members/MEM-0", {"state": "left"}, "conversation:error:not-found"),
    ],
)
def test_what_is_not_there_is_a_404(api: Api, method: str, path: str, document: object, kind: str) -> None:
    reply = api.send(method, path, document)
    assert (reply.status_code, reply.json["type"].partition("#")[2]) == (404, kind)


def test_nobody_joins_what_has_ended(api: Api) -> None:
    reply = api.send("POST", f"/v1/conversations/{ident('CON', 'menu')}/members", {})
    assert reply.json["code"] == "conversation:error:not-allowed"


def test_a_member_who_is_deleted_has_left_and_stays_in_the_list(api: Api) -> None:
    api.sent("DELETE", f"{MEMBERS}/{ALICE}", None, status=204)
    assert api.ok(f"{MEMBERS}/{ALICE}")["state"] == "LEFT"
    assert (last_event(api)["type"], last_event(api)["from"]) == ("member:left", ALICE)
    assert ALICE in {member["id"] for member in api.ok(MEMBERS)["_embedded"]["members"]}

    reply = api.send("DELETE", f"{MEMBERS}/{ALICE}", None)
    assert (reply.status_code, reply.json["code"]) == (400, "conversation:error:invalid-member-state")
    assert api.send("DELETE", f"{MEMBERS}/MEM-0", None).json["code"] == "member:error:not-found"


EVENTS = f"/v1/conversations/{CALL}/events"


def ids(api: Api) -> list[int]:
    return [event["id"] for event in api.ok(EVENTS, page_size=100)["_embedded"]["events"]]


@pytest.mark.parametrize("type_", ["custom:order_paid", "custom:a-b:c", f"custom:{'x' * 100}", "audio:say", "message"])
def test_an_event_happens_at_the_end(api: Api, type_: str) -> None:
    body = {"text": "Hello"}
    made = api.sent("POST", EVENTS, {"type": type_, "from": ALICE, "body": body}, status=201)
    assert (made["id"], made["type"], made["from"], made["body"]) == (9, type_, ALICE, body)
    assert api.ok(f"{EVENTS}/9") == made
    assert api.ok(f"/v1/conversations/{CALL}")["sequence_number"] == 9


def test_a_custom_event_is_listed_but_cannot_be_filtered_by(api: Api) -> None:
    api.sent("POST", EVENTS, {"type": "custom:paid", "body": {}}, status=201)
    assert ids(api) == list(range(1, 10))
    assert api.get(EVENTS, event_type="custom:paid").status_code == 400


def test_a_body_may_have_4096_bytes_and_no_more(api: Api) -> None:
    fits = {"k": "x" * (4096 - len('{"k":""}'))}
    api.sent("POST", EVENTS, {"type": "custom:big", "body": fits}, status=201)
    reply = api.send("POST", EVENTS, {"type": "custom:big", "body": {"k": fits["k"] + "x"}})
    reason = '"body" must not be larger than 4096 bytes'
    assert reply.json["invalid_parameters"] == [{"name": "body", "reason": reason}]


def test_a_deleted_event_loses_its_body_and_another_tells_of_it(api: Api) -> None:
    api.sent("DELETE", f"{EVENTS}/3", status=204)
    answer = api.ok(f"{EVENTS}/9")
    assert api.ok(f"{EVENTS}/3")["body"] == {"timestamp": {"deleted": answer["timestamp"]}}
    assert (answer["type"], answer["body"]) == ("event:delete", {"event_id": 3})
    assert api.send("DELETE", f"{EVENTS}/3").json["code"] == "event:error:not-found"


def test_who_sends_must_be_a_member(api: Api) -> None:
    stranger = api.send("POST", EVENTS, {"type": "custom:x", "from": "MEM-nobody", "body": {}})
    assert (stranger.status_code, stranger.json["code"]) == (404, "member:error:not-found")


ALICE_USER = "USR-33a51f4d-d06b-42f6-a525-90d2859ab9f6"


def test_a_user_is_created_listed_last_and_found_by_name(api: Api) -> None:
    asked = {"name": "nadia", "display_name": "Nadia", "image_url": "https://example.com/n.png"}
    channels = {"sms": [{"number": "447700900199"}]}
    answer = {**asked, "channels": channels, "properties": {"custom_data": {"desk": 4}}}
    made = api.sent("POST", "/v1/users", answer, status=201)
    assert {key: made[key] for key in answer} == answer
    assert api.ok(f"/v1/users/{made['id']}") == made
    newest = api.ok("/v1/users", order="desc", page_size=1)["_embedded"]["users"]
    assert newest == api.ok("/v1/users", name="nadia")["_embedded"]["users"]
    assert newest[0]["id"] == made["id"]


def test_a_user_without_a_name_is_called_as_their_id_is(api: Api) -> None:
    made = api.sent("POST", "/v1/users", {}, status=201)
    assert made["name"] == made["id"]


def test_a_user_is_changed(api: Api) -> None:
    path = f"/v1/users/{participants.MARY.id}"
    before = api.ok(path)
    assert api.sent("PATCH", path, {"display_name": "M. Okafor"}) == {**before, "display_name": "M. Okafor"}
    assert api.send("PATCH", path, {"name": "mary"}).status_code == 200


def test_a_name_of_a_user_is_taken_once(api: Api) -> None:
    for reply in (
        api.send("POST", "/v1/users", {"name": "priya"}),
        api.send("PATCH", f"/v1/users/{participants.MARY.id}", {"name": "priya"}),
    ):
        assert (reply.status_code, reply.json["code"]) == (409, "user:error:duplicate-name")


def test_a_deleted_user_is_gone_from_the_lists_and_leaves_the_memberships(api: Api, world: World) -> None:
    api.sent("DELETE", f"/v1/users/{ALICE_USER}", status=204)
    assert api.get(f"/v1/users/{ALICE_USER}").status_code == 404
    for path in ("/v1/users", "/beta/users"):
        answer = api.ok(path, page_size=100)
        listed = answer if isinstance(answer, list) else answer["_embedded"]["users"]
        assert len(listed) == len(world.users) - 1
    members = api.ok(f"/v1/conversations/{CALL}/members")["_embedded"]["members"]
    assert members[0]["_embedded"]["user"]["id"] == ALICE_USER
    assert api.ok(f"/beta/conversations/{CALL}")["members"][0]["user_id"] == ALICE_USER


JOINING = {"state": "joined", "user": {"name": "priya"}, "channel": APP}


@pytest.mark.parametrize(
    ("path", "document", "name"),
    [
        (LIST, {"name": 7}, "name"),
        (LIST, {"display_name": "x" * 256}, "display_name"),
        (LIST, {"properties": {"ttl": "long"}}, "properties.ttl"),
        (LIST, {"properties": {"ttl": -1}}, "properties.ttl"),
        (LIST, {"properties": {"custom_data": []}}, "properties.custom_data"),
        (LIST, [], "body"),
        (MEMBERS, {**JOINING, "state": "left"}, "state"),
        (MEMBERS, {**JOINING, "state": None}, "state"),
        (MEMBERS, {**JOINING, "user": {}}, "user"),
        (MEMBERS, {**JOINING, "channel": None}, "channel.type"),
        (MEMBERS, {**JOINING, "channel": {"type": "pigeon"}}, "channel.type"),
        (MEMBERS, {**JOINING, "media": True}, "media"),
        (EVENTS, {"body": {}}, "type"),
        (EVENTS, {"type": "custom:", "body": {}}, "type"),
        (EVENTS, {"type": "custom:a b", "body": {}}, "type"),
        (EVENTS, {"type": f"custom:{'x' * 101}", "body": {}}, "type"),
        (EVENTS, {"type": "sip:hangup", "body": {}}, "type"),
        (EVENTS, {"type": "custom:x"}, "body"),
        (EVENTS, {"type": "custom:x", "body": "text"}, "body"),
        ("/v1/users", {"name": ""}, "name"),
        ("/v1/users", {"channels": []}, "channels"),
        ("/v1/users", {"properties": {"custom_data": 1}}, "properties.custom_data"),
    ],
)
def test_a_wrong_field_is_named_and_nothing_is_created(
    api: Api, world: World, path: str, document: object, name: str
) -> None:
    reply = api.send("POST", path, document)
    assert reply.status_code == 400
    assert [wrong["name"] for wrong in reply.json["invalid_parameters"]] == [name]
    assert api.ok("/beta/conversations")["count"] == len(world.conversations)
