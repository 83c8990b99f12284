from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from capi_bot.sandbox.world import participants
from capi_bot.sandbox.world.snapshot import World

if TYPE_CHECKING:
    from tests.sandbox.vonage.conftest import Api

CALL = "CON-bc643220-2542-499a-892e-c982c4150c06"
ALICE_USER = "USR-33a51f4d-d06b-42f6-a525-90d2859ab9f6"


def test_a_user_is_created_listed_last_and_found_by_name(api: Api) -> None:
    asked = {"name": "nadia", "display_name": "Nadia", "image_url": "https://example.com/n.png"}
    channels = {"sms": [{"number": "447700900199"}]}
    told = {**asked, "channels": channels, "properties": {"custom_data": {"desk": 4}}}
    made = api.sent("POST", "/v1/users", told, status=201)
    assert {key: made[key] for key in told} == told
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


def test_a_name_is_taken_once(api: Api) -> None:
    for reply in (
        api.send("POST", "/v1/users", {"name": "priya"}),
        api.send("PATCH", f"/v1/users/{participants.MARY.id}", {"name": "priya"}),
    ):
        assert (reply.status_code, reply.json["code"]) == (409, "user:error:duplicate-name")


def test_a_deleted_user_is_gone_from_the_lists_and_leaves_the_memberships(api: Api, world: World) -> None:
    api.sent("DELETE", f"/v1/users/{ALICE_USER}", status=204)
    assert api.get(f"/v1/users/{ALICE_USER}").status_code == 404
    for path in ("/v1/users", "/beta/users"):
        told = api.ok(path, page_size=100)
        listed = told if isinstance(told, list) else told["_embedded"]["users"]
        assert len(listed) == len(world.users) - 1
    members = api.ok(f"/v1/conversations/{CALL}/members")["_embedded"]["members"]
    assert members[0]["_embedded"]["user"]["id"] == ALICE_USER
    assert api.ok(f"/beta/conversations/{CALL}")["members"][0]["user_id"] == ALICE_USER


@pytest.mark.parametrize(
    ("document", "name"),
    [
        ({"name": ""}, "name"),
        ({"channels": []}, "channels"),
        ({"properties": {"custom_data": 1}}, "properties.custom_data"),
    ],
)
def test_a_wrong_field_is_named(api: Api, document: object, name: str) -> None:
    reply = api.send("POST", "/v1/users", document)
    assert [wrong["name"] for wrong in reply.json["invalid_parameters"]] == [name]


def test_a_users_token_changes_that_user_only(api: Api) -> None:
    mary = api.bearing(sub="mary", acl={"paths": {"/**": {}}})
    assert mary.send("PATCH", f"/v1/users/{participants.MARY.id}", {"display_name": "M."}).status_code == 200
    assert mary.send("PATCH", f"/v1/users/{participants.PRIYA.id}", {"display_name": "P."}).status_code == 403
    assert mary.send("POST", "/v1/users", {}).status_code == 403
    assert mary.send("DELETE", f"/v1/users/{participants.MARY.id}").status_code == 403
