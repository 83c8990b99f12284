from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest

from capi_bot.sandbox.world import participants
from capi_bot.sandbox.world.recorded_call import recorded_reply
from capi_bot.sandbox.world.records import format_time, ident
from capi_bot.sandbox.world.snapshot import World

if TYPE_CHECKING:
    from tests.sandbox.vonage.conftest import Api
CALL = "CON-bc643220-2542-499a-892e-c982c4150c06"
ALICE = "MEM-f44c872e-cba9-444f-88ae-0bfa630865a6"
BOB = "MEM-25ccda92-839d-4ac6-a7b2-de310224878b"
ALICE_USER = "USR-33a51f4d-d06b-42f6-a525-90d2859ab9f6"
HOST = "https://api-us-3.vonage.com/v1"


def conversation_id(label: str) -> str:
    return ident("CON", label)


def walk(api: Api, path: str, name: str, rel: str = "next", **query: object) -> list[list[Any]]:
    """Follow cursors as a client must: taken out of the link, sent to the same host with the same parameters."""
    pages, cursor = [], query.pop("cursor", None)
    while True:
        page = api.ok(path, **query, **({"cursor": cursor} if cursor else {}))
        pages.append(page["_embedded"][name])
        link = page["_links"].get(rel)
        if link is None:
            return pages
        cursor = parse_qs(urlsplit(link["href"]).query)["cursor"][0]


def test_a_list_item_of_conversations_has_no_state_members_or_properties(api: Api) -> None:
    first = api.ok("/v1/conversations", order="desc", page_size=1)
    assert first["page_size"] == 1
    assert first["_embedded"]["conversations"] == [
        {
            "id": CALL,
            "name": "NAM-1b2c4274-e3f2-494e-89c4-46856ee84a8b",
            "display_name": None,
            "image_url": None,
            "timestamp": {"created": "2018-10-25T09:26:18.999Z"},
            "_links": {"self": {"href": f"{HOST}/conversations/{CALL}"}},
        }
    ]


def test_conversations_come_ten_a_page_and_oldest_first_by_default(api: Api, world: World) -> None:
    listed = api.ok("/v1/conversations")["_embedded"]["conversations"]
    assert [item["id"] for item in listed] == [item.id for item in world.conversations[:10]]


@pytest.mark.parametrize("order", ["asc", "desc"])
def test_cursors_lead_through_every_page_and_back(api: Api, world: World, order: str) -> None:
    pages = walk(api, "/v1/conversations", "conversations", order=order)
    assert [len(page) for page in pages] == [10, 10, 6]
    ids = [item["id"] for page in pages for item in page]
    expected = [item.id for item in world.conversations]
    assert ids == (expected if order == "asc" else expected[::-1])
    second = api.ok("/v1/conversations", order=order)["_links"]["next"]["href"]
    third = api.ok("/v1/conversations", **flat(second))["_links"]["next"]["href"]
    assert walk(api, "/v1/conversations", "conversations", "prev", **flat(third)) == pages[::-1]


def flat(href: str) -> dict[str, str]:
    return {key: values[0] for key, values in parse_qs(urlsplit(href).query).items()}


def test_links_lead_to_a_regional_host_and_carry_the_query(api: Api) -> None:
    links = api.ok("/v1/conversations", order="desc", page_size=5)["_links"]
    assert links["first"] == {"href": f"{HOST}/conversations?order=desc&page_size=5"}
    assert links["self"] == links["first"]
    assert links["next"]["href"].startswith(f"{HOST}/conversations?order=desc&page_size=5&cursor=")
    assert "%3D" in links["next"]["href"]
    assert "prev" not in links


def test_dates_bound_a_list(api: Api, world: World) -> None:
    start, end = world.conversations[3].created, world.conversations[5].created
    occurrences = api.ok("/v1/conversations", date_start=format_time(start), date_end=format_time(end))
    assert [item["id"] for item in occurrences["_embedded"]["conversations"]] == [
        item.id for item in world.conversations[3:6]
    ]
    spaced = api.ok("/v1/conversations", date_start="2018-10-25 09:26:00")
    assert [item["id"] for item in spaced["_embedded"]["conversations"]] == [CALL]


def test_an_application_without_conversations_gets_no_list_at_all(make: Callable[..., Api], world: World) -> None:
    empty = make(World(now=world.now))
    assert empty.ok("/v1/conversations")["_embedded"] == {}


def test_the_sample_calls_detail_is_minimal(api: Api) -> None:
    assert api.ok(f"/v1/conversations/{CALL}") == {
        "id": CALL,
        "name": "NAM-1b2c4274-e3f2-494e-89c4-46856ee84a8b",
        "state": "ACTIVE",
        "sequence_number": 8,
        "timestamp": {"created": "2018-10-25T09:26:18.999Z"},
        "properties": {"ttl": 172800},
        "_links": {"self": {"href": f"{HOST}/conversations/{CALL}"}},
    }


def test_a_full_detail_tells_names_image_and_custom_data(api: Api) -> None:
    detail = api.ok(f"/v1/conversations/{conversation_id('conference')}")
    assert detail["display_name"] == "Order 4711: wrong saddle"
    assert detail["image_url"] == "https://example.com/orders/4711.png"
    assert detail["properties"] == {"ttl": 3600, "custom_data": {"order": "4711", "priority": "high"}}
    over = api.ok(f"/v1/conversations/{conversation_id('menu')}")
    assert (over["state"], over["timestamp"]["destroyed"]) == ("INACTIVE", "2018-10-25T08:05:53.200Z")
    assert "properties" not in over
    assert api.ok(f"/v1/conversations/{conversation_id('payload')}")["properties"] == {"ttl": 0}


def test_a_member_list_tells_the_user_inside_embedded_and_nothing_of_the_channel(api: Api) -> None:
    members = api.ok(f"/v1/conversations/{CALL}/members")["_embedded"]["members"]
    assert members[0] == {
        "id": ALICE,
        "state": "JOINED",
        "_embedded": {
            "user": {"id": ALICE_USER, "name": ALICE_USER, "_links": {"self": {"href": f"{HOST}/users/{ALICE_USER}"}}}
        },
        "_links": {"href": f"{HOST}/conversations/{CALL}/members/{ALICE}"},
    }
    assert [member["id"] for member in members] == [ALICE, BOB]


def test_fourteen_members_are_two_pages(api: Api) -> None:
    path = f"/v1/conversations/{conversation_id('stand-up')}/members"
    assert [len(page) for page in walk(api, path, "members")] == [10, 4]
    assert [len(page) for page in walk(api, path, "members", page_size=100)] == [14]


def test_a_members_detail_tells_what_the_sample_call_tells(api: Api) -> None:
    for answer in recorded_reply("seed_conversation")["members"]:
        member = api.ok(f"/v1/conversations/{CALL}/members/{answer['member_id']}")
        assert (member["id"], member["conversation_id"], member["state"]) == (
            answer["member_id"],
            CALL,
            answer["state"],
        )
        assert (member["channel"], member["timestamp"]) == (answer["channel"], answer["timestamp"])
        assert member.get("invited_by") == answer.get("invited_by")
        assert member["media"]["audio_settings"]["muted"] is False
        assert [list(value) for value in member["initiator"].values()] == [["is_system"]]


def test_events_tell_what_the_sample_call_tells(api: Api) -> None:
    events = api.ok(f"/v1/conversations/{CALL}/events")["_embedded"]["events"]
    same = ("id", "type", "from", "body", "timestamp")
    assert [{key: event[key] for key in same} for event in events] == [
        {key: event[key] for key in same} for event in recorded_reply("seed_events")
    ]
    assert events[0]["_embedded"]["from_member"] == {"id": ALICE}
    assert events[0]["_embedded"]["from_user"]["id"] == ALICE_USER
    assert events[0]["_links"] == {"self": {"href": f"{HOST}/conversations/{CALL}/events/1"}}
    assert not {"to", "state", "href"} & set(events[0])


def test_events_can_come_as_a_bare_array(make: Callable[..., Api]) -> None:
    page = make(events_envelope="array").ok(f"/v1/conversations/{CALL}/events")
    assert [event["id"] for event in page["_embedded"]] == [1, 2, 3, 4, 5, 6, 7, 8]


def test_a_system_event_has_no_sender(api: Api) -> None:
    event = api.ok(f"/v1/conversations/{conversation_id('menu')}/events/3")
    assert event["type"] == "audio:say"
    assert not {"from", "_embedded"} & set(event)


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ({"event_type": "sip:answered"}, [3, 6]),
        ({"start_id": 6}, [6, 7, 8]),
        ({"end_id": 2}, [1, 2]),
        ({"start_id": 3, "end_id": 4, "order": "desc"}, [4, 3]),
        ({"start_id": 9}, []),
    ],
)
def test_events_are_filtered_by_type_and_ids(api: Api, query: dict[str, object], ids: list[int]) -> None:
    events = api.ok(f"/v1/conversations/{CALL}/events", **query)["_embedded"]["events"]
    assert [event["id"] for event in events] == ids


def test_of_a_deleted_event_only_the_time_of_that_is_left(api: Api) -> None:
    path = f"/v1/conversations/{conversation_id('text-messages')}/events"
    whole = api.ok(path)["_embedded"]["events"]
    assert next(event for event in whole if event["id"] == 6)["body"] == {
        "timestamp": {"deleted": "2018-10-23T09:00:50.000Z"}
    }


def test_the_last_ten_of_forty_five_events_are_the_first_page_newest_first(api: Api) -> None:
    path = f"/v1/conversations/{conversation_id('menu')}/events"
    pages = walk(api, path, "events", order="desc")
    assert [len(page) for page in pages] == [10, 10, 10, 10, 5]
    assert [event["id"] for event in pages[0]] == list(range(45, 35, -1))


def test_a_user_list_item_is_short_and_a_name_finds_exactly_one(api: Api) -> None:
    (item,) = api.ok("/v1/users", name="priya")["_embedded"]["users"]
    link = {"self": {"href": f"{HOST}/users/{participants.PRIYA.id}"}}
    assert item == {"id": participants.PRIYA.id, "name": "priya", "display_name": "Priya Raman", "_links": link}
    assert api.ok("/v1/users", name="pri")["_embedded"]["users"] == []
    assert [len(page) for page in walk(api, "/v1/users", "users")] == [10, 10, 5]


def test_a_users_detail_tells_channels_and_custom_data(api: Api) -> None:
    priya = api.ok(f"/v1/users/{participants.PRIYA.id}")
    assert priya["channels"]["pstn"][0] == {"number": 447700900123}
    assert priya["channels"]["sip"][0]["password"] == "not-for-slack"
    assert priya["properties"]["custom_data"]["languages"] == ["en", "ta", "sv"]
    assert priya["image_url"] == "https://example.com/people/priya.png"
    nobody = api.ok(f"/v1/users/{participants.NIGHT_SHIFT.id}")
    assert not {"channels", "image_url"} & set(nobody)


def test_a_users_conversations_carry_the_membership(api: Api) -> None:
    (item,) = api.ok(f"/v1/users/{ALICE_USER}/conversations")["_embedded"]["conversations"]
    assert (item["id"], item["sequence_number"], item["properties"]) == (CALL, 8, {"ttl": 172800})
    assert item["_embedded"] == {"id": ALICE, "state": "JOINED"}


def test_a_user_who_is_twice_in_a_conversation_has_it_twice(api: Api) -> None:
    path = f"/v1/users/{participants.MARY.id}/conversations"
    ids = [item["id"] for item in api.ok(path)["_embedded"]["conversations"]]
    assert ids.count(conversation_id("stand-up")) == 2
    left = api.ok(path, state="LEFT")
    assert [item["id"] for item in left["_embedded"]["conversations"]] == [conversation_id("text-messages")]
    assert "properties" not in left["_embedded"]["conversations"][0]


def test_sessions_tell_who_is_online_and_give_the_account_key_away(api: Api) -> None:
    sessions = api.ok(f"/v1/users/{participants.MARY.id}/sessions")["_embedded"]["sessions"]
    of = {"user": {"id": participants.MARY.id, "name": "mary"}, "api_key": "abcd1234"}
    assert [session["_embedded"] for session in sessions] == [of, of]
    assert sessions[0]["id"] == participants.MARY.sessions[0]
    assert sessions[0]["properties"] == {"ttl": 900}
    assert api.ok(f"/v1/users/{participants.NIGHT_SHIFT.id}/sessions")["_embedded"]["sessions"] == []


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/v1/conversations/CON-nobody", "conversation:error:not-found"),
        (f"/v1/conversations/{conversation_id('vanished')}", "conversation:error:not-found"),
        (f"/v1/conversations/{conversation_id('vanished')}/members", "conversation:error:not-found"),
        (f"/v1/conversations/{conversation_id('vanished')}/events", "conversation:error:not-found"),
        (f"/v1/conversations/{CALL}/members/MEM-nobody", "conversation:error:member-not-found"),
        (f"/v1/conversations/{CALL}/events/9", "event:error:not-found"),
        (f"/v1/conversations/{CALL}/events/one", "event:error:not-found"),
    ],
)
def test_what_is_not_there_is_a_404_with_its_code(api: Api, path: str, code: str) -> None:
    reply = api.get(path)
    assert (reply.status_code, reply.json["code"]) == (404, code)
    assert reply.json["type"] == f"https://developer.nexmo.com/api/conversation#{code}"
    assert reply.json["detail"].endswith("does not exist, or you do not have access.")


def test_a_missing_user_is_the_404_without_a_code(api: Api) -> None:
    for path in ("/v1/users/USR-nobody", "/v1/users/USR-nobody/conversations", "/v1/users/USR-nobody/sessions"):
        reply = api.get(path)
        assert reply.status_code == 404
        assert "code" not in reply.json
        assert reply.json["type"].endswith("#user:error:not-found")


@pytest.mark.parametrize("tail", ["", "/members", "/events"])
def test_a_forbidden_conversation_is_a_403(api: Api, tail: str) -> None:
    reply = api.get(f"/v1/conversations/{conversation_id('forbidden')}{tail}")
    assert (reply.status_code, reply.json["code"]) == (403, "system:error:permission")
