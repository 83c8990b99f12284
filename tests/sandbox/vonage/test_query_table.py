"""One case for each parameter of the reference's table: given rightly it decides, given wrongly it is refused."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pytest

from capi_bot.sandbox.world import participants
from capi_bot.sandbox.world.records import ident

if TYPE_CHECKING:
    from tests.sandbox.vonage.conftest import Api

ROOM = "/conversations/CON-bc643220-2542-499a-892e-c982c4150c06"
MARY = f"/users/{participants.MARY.id}"
CALL_DAY = "2018-10-25 09:26:00"
TEXTS = f"/conversations/{ident('CON', 'text-messages')}/events"

V1 = {
    "/conversations": ("date_start", "date_end", "page_size", "order", "cursor"),
    f"{ROOM}/members": ("page_size", "order", "cursor"),
    TEXTS: ("start_id", "end_id", "event_type", "page_size", "order", "cursor"),
    "/users": ("page_size", "order", "cursor", "name"),
    f"{MARY}/conversations": ("state", "date_start", "page_size", "order", "cursor"),
    f"{MARY}/sessions": ("page_size", "order", "cursor"),
}
BETA = {"/conversations": ("date_start", "date_end", "page_size", "record_index", "order", "name")}
NARROWING: Mapping[str, str] = {
    "date_start": CALL_DAY,
    "date_end": "2018-10-11 00:00:00",
    "page_size": "1",
    "order": "desc",
    "start_id": "3",
    "end_id": "3",
    "event_type": "message",
    "name": "mary",
    "state": "LEFT",
    "record_index": "3",
}
"""Values that make each list another one."""
WRONG: Mapping[str, str] = {
    "date_start": "yesterday",
    "date_end": "2018-13-01",
    "page_size": "101",
    "order": "newest",
    "cursor": "made-up",
    "start_id": "-1",
    "end_id": "last",
    "event_type": "custom:order",
    "state": "GONE",
    "record_index": "-1",
}
ROWS = [
    *((f"/v1{path}", name) for path, names in V1.items() for name in names),
    *((f"/beta{path}", name) for path, names in BETA.items() for name in names),
]
LAX = {"name"}
"""Parameters that take any text."""


def items(page: Any) -> list[Any]:  # noqa: ANN401 - JSON of any shape
    return next(iter(page["_embedded"].values()))


@pytest.mark.parametrize(("path", "name"), [row for row in ROWS if row[1] != "cursor"])
def test_each_parameter_decides_what_is_listed(api: Api, path: str, name: str) -> None:
    value = "stand-up" if name == "name" and "conversations" in path else NARROWING[name]
    assert items(api.ok(path, **{name: value})) != items(api.ok(path))


@pytest.mark.parametrize(("path", "name"), [row for row in ROWS if row[1] not in LAX])
def test_each_parameter_is_refused_by_name_when_it_is_wrong(api: Api, path: str, name: str) -> None:
    reply = api.get(path, **{name: WRONG[name]})
    assert reply.status_code == 400
    wrong = reply.json.get("error") or {row["name"] for row in reply.json["invalid_parameters"]}
    assert set(wrong) == {name}


@pytest.mark.parametrize("order", ["asc", "desc", "ASC", "DESC"])
def test_only_the_older_versions_take_the_order_in_capitals(api: Api, order: str) -> None:
    assert api.get("/beta/conversations", order=order).status_code == 200
    assert api.get("/v1/conversations", order=order).status_code == (200 if order.islower() else 400)


@pytest.mark.parametrize(
    "at", ["2018-10-25 09:26:00", "2018-10-25 09:26:00.000", "2018-10-25T09:26:00Z", "2018-10-25T11:26:00+02:00"]
)
def test_a_date_may_be_written_in_each_known_way(api: Api, at: str) -> None:
    assert len(items(api.ok("/v1/conversations", date_start=at))) == 1


@pytest.mark.parametrize("path", [f"{ROOM}/events", f"{ROOM}/members", "/users"])
def test_the_whole_lists_of_beta_take_no_parameters(api: Api, path: str) -> None:
    assert api.ok(f"/beta{path}", page_size="many", order="up") == api.ok(f"/beta{path}")


def test_a_parameter_that_is_not_known_is_ignored(api: Api) -> None:
    assert items(api.ok("/v1/users", sort="name")) == items(api.ok("/v1/users"))
