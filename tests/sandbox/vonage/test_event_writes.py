from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from capi_bot.sandbox.world.records import ident

if TYPE_CHECKING:
    from tests.sandbox.vonage.conftest import Api

CALL = "CON-bc643220-2542-499a-892e-c982c4150c06"
ALICE = "MEM-f44c872e-cba9-444f-88ae-0bfa630865a6"
EVENTS = f"/v1/conversations/{CALL}/events"


def ids(api: Api) -> list[int]:
    return [event["id"] for event in api.ok(EVENTS, page_size=100)["_embedded"]["events"]]


@pytest.mark.parametrize("type_", ["custom:order_paid", "custom:a-b:c", "audio:say", "message"])
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


def test_an_ephemeral_event_is_not_kept(api: Api) -> None:
    made = api.sent("POST", EVENTS, {"type": "ephemeral", "body": {"typing": True}}, status=201)
    assert "id" not in made
    assert ids(api) == list(range(1, 9))


def test_a_body_may_have_4096_bytes_and_no_more(api: Api) -> None:
    fits = {"k": "x" * (4096 - len('{"k":""}'))}
    api.sent("POST", EVENTS, {"type": "custom:big", "body": fits}, status=201)
    reply = api.send("POST", EVENTS, {"type": "custom:big", "body": {"k": fits["k"] + "x"}})
    reason = '"body" must not be larger than 4096 bytes'
    assert reply.json["invalid_parameters"] == [{"name": "body", "reason": reason}]


@pytest.mark.parametrize(
    ("document", "name"),
    [
        ({"body": {}}, "type"),
        ({"type": "custom:", "body": {}}, "type"),
        ({"type": "custom:a b", "body": {}}, "type"),
        ({"type": f"custom:{'x' * 101}", "body": {}}, "type"),
        ({"type": "sip:hangup", "body": {}}, "type"),
        ({"type": "custom:x"}, "body"),
        ({"type": "custom:x", "body": "text"}, "body"),
    ],
)
def test_a_wrong_field_is_named(api: Api, document: object, name: str) -> None:
    reply = api.send("POST", EVENTS, document)
    assert reply.status_code == 400
    assert [wrong["name"] for wrong in reply.json["invalid_parameters"]] == [name]


def test_the_longest_type_fits(api: Api) -> None:
    api.sent("POST", EVENTS, {"type": f"custom:{'x' * 100}", "body": {}}, status=201)


def test_a_deleted_event_loses_its_body_and_another_tells_of_it(api: Api) -> None:
    api.sent("DELETE", f"{EVENTS}/3", status=204)
    assert api.ok(f"{EVENTS}/3")["body"] == {}
    told = api.ok(f"{EVENTS}/9")
    assert (told["type"], told["body"]) == ("event:delete", {"event_id": 3})
    kept = api.ok(EVENTS, exclude_deleted_events="true")["_embedded"]["events"]
    assert [event["id"] for event in kept] == [1, 2, 4, 5, 6, 7, 8, 9]
    assert api.send("DELETE", f"{EVENTS}/3").json["code"] == "event:error:not-found"


def test_who_sends_must_be_a_member_and_a_users_token_must_say_who(api: Api) -> None:
    stranger = api.send("POST", EVENTS, {"type": "custom:x", "from": "MEM-nobody", "body": {}})
    assert (stranger.status_code, stranger.json["code"]) == (404, "member:error:not-found")
    mary = api.bearing(sub="mary", acl={"paths": {"/**": {}}})
    path = f"/v1/conversations/{ident('CON', 'stand-up')}/events"
    silent = mary.send("POST", path, {"type": "custom:x", "body": {}})
    assert silent.json["invalid_parameters"] == [{"name": "from", "reason": '"from" is required'}]
