from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from capi_bot.sandbox.world import participants
from capi_bot.sandbox.world.recorded_call import recorded_reply
from capi_bot.sandbox.world.records import ident

if TYPE_CHECKING:
    from tests.sandbox.vonage.conftest import Api

CALL = "CON-bc643220-2542-499a-892e-c982c4150c06"
ALICE = "MEM-f44c872e-cba9-444f-88ae-0bfa630865a6"
ALICE_USER = "USR-33a51f4d-d06b-42f6-a525-90d2859ab9f6"
HOST = "https://api.nexmo.com/beta"


def test_the_sample_calls_detail_is_the_recorded_reply(api: Api) -> None:
    assert api.ok(f"/beta/conversations/{CALL}") == recorded_reply("seed_conversation")


def test_the_sample_calls_events_are_the_recorded_reply(api: Api) -> None:
    assert api.ok(f"/beta/conversations/{CALL}/events") == recorded_reply("seed_events")
    assert api.ok(f"/beta/conversations/{CALL}/events/3") == recorded_reply("seed_events")[2]


def test_conversations_are_listed_by_record_index_with_their_count(api: Api) -> None:
    newest = api.ok("/beta/conversations", order="DESC", page_size=1)
    assert newest == {
        "count": 26,
        "page_size": 1,
        "record_index": 0,
        "_links": {"self": {"href": f"{HOST}/conversations?page_size=1&record_index=0"}},
        "_embedded": {
            "conversations": [
                {
                    "uuid": CALL,
                    "name": "NAM-1b2c4274-e3f2-494e-89c4-46856ee84a8b",
                    "_links": {"self": {"href": f"{HOST}/conversations/{CALL}"}},
                }
            ]
        },
    }


def test_conversations_are_filtered_by_name_and_dates(api: Api) -> None:
    def names(**query: str) -> list[str]:
        return [item["name"] for item in api.ok("/beta/conversations", **query)["_embedded"]["conversations"]]

    assert names(name="stand-up") == ["stand-up"]
    assert names(date_start="2018-10-25T09:26:00Z") == ["NAM-1b2c4274-e3f2-494e-89c4-46856ee84a8b"]
    assert names(date_end="2018-10-11T00:00:00Z") == ["first-test"]


def test_a_detail_may_have_a_display_name_and_lack_properties(api: Api) -> None:
    named = api.ok(f"/beta/conversations/{ident('CON', 'rich-messages')}")
    assert named["display_name"] == "Hugo on WhatsApp"
    assert "properties" not in named


def test_a_member_list_is_bare_and_has_no_ids(api: Api) -> None:
    members = api.ok(f"/beta/conversations/{CALL}/members")
    assert members[0] == {"user_id": ALICE_USER, "name": ALICE_USER, "user_name": ALICE_USER, "state": "JOINED"}
    assert len(members) == 2


def test_a_member_is_nothing_but_its_id(api: Api) -> None:
    href = f"{HOST}/conversations/{CALL}/members/{ALICE}"
    assert api.ok(f"/beta/conversations/{CALL}/members/{ALICE}") == {"id": ALICE, "href": href}


def test_users_are_a_bare_array(api: Api) -> None:
    users = api.ok("/beta/users")
    assert len(users) == 25
    assert users[0] == {"id": participants.MARY.id, "name": "mary", "href": f"{HOST}/users/{participants.MARY.id}"}


def test_a_user_tells_channels_and_flat_custom_data(api: Api) -> None:
    assert api.ok(f"/beta/users/{ALICE_USER}") == {
        "id": ALICE_USER,
        "name": ALICE_USER,
        "channels": {"pstn": [{"number": 447700000001}]},
        "href": f"{HOST}/users/{ALICE_USER}",
    }
    assert api.ok(f"/beta/users/{participants.PRIYA.id}")["custom_data"] == participants.PRIYA.custom_data


def test_a_users_conversations_tell_the_members_state(api: Api) -> None:
    assert api.ok(f"/beta/users/{ALICE_USER}/conversations") == [
        {
            "id": CALL,
            "name": "NAM-1b2c4274-e3f2-494e-89c4-46856ee84a8b",
            "display_name": "",
            "image_url": "",
            "timestamp": {"created": "2018-10-25T09:26:18.999Z"},
            "state": "JOINED",
            "member_id": ALICE,
            "sequence_number": 8,
            "href": f"{HOST}/users/{ALICE_USER}/conversations/{CALL}",
        }
    ]


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/beta/conversations/CON-nobody", 404, "conversation:error:not-found"),
        (f"/beta/conversations/{CALL}/members/MEM-nobody", 404, "conversation:error:member-not-found"),
        (f"/beta/conversations/{CALL}/events/9", 404, "event:error:not-found"),
        ("/beta/users/USR-nobody", 404, "user:error:not-found"),
        (f"/beta/conversations/{ident('CON', 'forbidden')}", 403, "system:error:permission"),
        ("/beta/nothing", 404, "http:error:not-found"),
    ],
)
def test_a_refusal_is_a_code_and_a_description(api: Api, path: str, status: int, code: str) -> None:
    reply = api.get(path)
    assert (reply.status_code, reply.json["code"], set(reply.json)) == (status, code, {"code", "description"})


def test_a_wrong_parameter_is_named(api: Api) -> None:
    reply = api.get("/beta/conversations", page_size=0, record_index=-1)
    assert reply.status_code == 400
    assert reply.json == {
        "code": "http:error:validation-fail",
        "description": "Input validation failure.",
        "error": {
            "page_size": '"page_size" must be larger than or equal to 1',
            "record_index": '"record_index" must be larger than or equal to 0',
        },
    }
