from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from capi_bot.sandbox.world import participants
from capi_bot.sandbox.world.records import ident

if TYPE_CHECKING:
    from tests.sandbox.vonage.conftest import Api

CALL = "CON-bc643220-2542-499a-892e-c982c4150c06"
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
    ("change", "name"),
    [
        ({"state": "left"}, "state"),
        ({"state": None}, "state"),
        ({"user": {}}, "user"),
        ({"channel": None}, "channel.type"),
        ({"channel": {"type": "pigeon"}}, "channel.type"),
        ({"media": True}, "media"),
    ],
)
def test_a_wrong_field_is_named(api: Api, change: dict[str, object], name: str) -> None:
    good = {"state": "joined", "user": {"name": "priya"}, "channel": APP}
    reply = api.send("POST", MEMBERS, {**good, **change})
    assert [wrong["name"] for wrong in reply.json["invalid_parameters"]] == [name]


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


def test_a_hundred_members_are_the_most(api: Api) -> None:
    room = api.sent("POST", "/v1/conversations", {}, status=201)["id"]
    invite = {"state": "invited", "user": {"name": "priya"}, "channel": APP}
    for _ in range(100):
        api.sent("POST", f"/v1/conversations/{room}/members", invite, status=201)
    reply = api.send("POST", f"/v1/conversations/{room}/members", invite)
    assert [wrong["name"] for wrong in reply.json["invalid_parameters"]] == ["members"]


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
