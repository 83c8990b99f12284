from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.sandbox.vonage.conftest import Api

CALL = "CON-bc643220-2542-499a-892e-c982c4150c06"
ALICE = "MEM-f44c872e-cba9-444f-88ae-0bfa630865a6"
ALICE_USER = "USR-33a51f4d-d06b-42f6-a525-90d2859ab9f6"


def without_links(told: object) -> object:
    if isinstance(told, dict):
        return {key: without_links(value) for key, value in told.items() if key != "_links"}
    return [without_links(item) for item in told] if isinstance(told, list) else told


@pytest.mark.parametrize(
    "path",
    [
        "/conversations",
        f"/conversations/{CALL}",
        f"/conversations/{CALL}/members",
        f"/conversations/{CALL}/events/3",
        "/users",
        f"/users/{ALICE_USER}",
        f"/users/{ALICE_USER}/conversations",
    ],
)
def test_most_is_as_in_v1_but_for_the_host_of_links(api: Api, path: str) -> None:
    older = api.get(f"/v0.3{path}")
    assert without_links(older.json) == without_links(api.ok(f"/v1{path}"))
    assert "https://api.nexmo.com/v0.3/" in older.text
    assert "vonage.com" not in older.text


@pytest.mark.parametrize("envelope", ["object", "array"])
def test_events_are_below_data_whatever_v1_does(make: Callable[..., Api], envelope: str) -> None:
    page = make(events_envelope=envelope).ok(f"/v0.3/conversations/{CALL}/events", event_type="sip:answered")
    assert [event["id"] for event in page["_embedded"]["data"]["events"]] == [3, 6]


def test_members_spell_the_system_flag_as_events_do(api: Api) -> None:
    member = api.ok(f"/v0.3/conversations/{CALL}/members/{ALICE}")
    assert [list(told) for told in member["initiator"].values()] == [["isSystem"]]


def test_a_refusal_is_a_problem_as_in_v1(api: Api) -> None:
    reply = api.get("/v0.3/conversations", page_size="many")
    assert (reply.status_code, reply.mimetype) == (400, "application/problem+json")
    assert reply.json["invalid_parameters"] == [{"name": "page_size", "reason": '"page_size" must be a number'}]


@pytest.mark.parametrize("path", [f"/v0.3/users/{ALICE_USER}/sessions", "/v0.3/calls"])
def test_what_only_v1_has_is_not_there(api: Api, path: str) -> None:
    assert api.get(path).json["code"] == "http:error:not-found"
