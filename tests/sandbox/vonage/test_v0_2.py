from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from capi_bot.sandbox.world import participants
from capi_bot.sandbox.world.records import ident
from capi_bot.sandbox.world.snapshot import World

if TYPE_CHECKING:
    from tests.sandbox.vonage.conftest import Api

CALL = "CON-bc643220-2542-499a-892e-c982c4150c06"
ALICE = "MEM-f44c872e-cba9-444f-88ae-0bfa630865a6"
ALICE_USER = "USR-33a51f4d-d06b-42f6-a525-90d2859ab9f6"
HOST = "https://api.nexmo.com/v0.2"


def test_lists_are_below_data_with_the_pages_own_cursor(api: Api, world: World) -> None:
    first = api.ok("/v0.2/conversations", page_size=1, order="desc")
    assert set(first) == {"page_size", "cursor", "_embedded", "_links"}
    assert first["_embedded"]["data"]["conversations"] == [
        {
            "id": CALL,
            "name": "NAM-1b2c4274-e3f2-494e-89c4-46856ee84a8b",
            "display_name": "",
            "image_url": "",
            "timestamp": {"created": "2018-10-25T09:26:18.999Z"},
            "_links": {"self": {"href": f"{HOST}/conversations/{CALL}"}},
        }
    ]
    again = api.ok("/v0.2/conversations", page_size=1, order="desc", cursor=first["cursor"])
    assert again["_embedded"] == first["_embedded"]
    assert len(world.conversations) > 1
    assert first["_links"]["next"]["href"].startswith(f"{HOST}/conversations?")


def test_members_are_flat(api: Api) -> None:
    (member, _) = api.ok(f"/v0.2/conversations/{CALL}/members")["_embedded"]["data"]["members"]
    assert member == {
        "id": ALICE,
        "name": ALICE_USER,
        "display_name": "",
        "user_id": ALICE_USER,
        "state": "JOINED",
        "_links": {"self": {"href": f"{HOST}/conversations/{CALL}/members/{ALICE}"}},
    }


def test_events_spell_the_system_flag_in_their_own_way(api: Api) -> None:
    path = f"/v0.2/conversations/{ident('CON', 'waiting')}/events"
    events = api.ok(path)["_embedded"]["data"]["events"]
    flags = {key for event in events for told in event["body"].get("initiator", {}).values() for key in told}
    assert flags == {"is_system"}


def test_an_event_names_its_sender_only(api: Api) -> None:
    (event,) = api.ok(f"/v0.2/conversations/{CALL}/events", end_id=1)["_embedded"]["data"]["events"]
    assert set(event) == {"id", "type", "from", "timestamp", "body", "_links"}
    assert event["from"] == ALICE


def test_a_text_tells_its_conversation_and_can_be_filtered_by(api: Api) -> None:
    path = f"/v0.2/conversations/{ident('CON', 'text-messages')}/events"
    every = api.ok(path, page_size=100)["_embedded"]["data"]["events"]
    assert {event["type"] for event in every if "conversation_id" in event} == {"text"}
    texts = api.ok(path, event_type="text")["_embedded"]["data"]["events"]
    assert texts == [event for event in every if event["type"] == "text"]


def test_users_are_id_and_name(api: Api) -> None:
    first = api.ok("/v0.2/users", page_size=1)["_embedded"]["data"]["users"]
    assert first == [
        {
            "id": participants.MARY.id,
            "name": "mary",
            "_links": {"self": {"href": f"{HOST}/users/{participants.MARY.id}"}},
        }
    ]


@pytest.mark.parametrize("path", [f"/v0.2/conversations/{CALL}", f"/v0.2/users/{ALICE_USER}", "/v0.2/legs"])
def test_there_are_lists_only(api: Api, path: str) -> None:
    assert api.get(path).status_code == 404


def test_a_wrong_parameter_is_told_in_the_old_words(api: Api) -> None:
    reply = api.get("/v0.2/conversations", page_size=101)
    assert (reply.status_code, set(reply.json)) == (400, {"code", "description", "error"})
