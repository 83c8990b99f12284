from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest

from capi_bot.sandbox.world.records import ident

if TYPE_CHECKING:
    from tests.sandbox.vonage.conftest import Api
CALL = "CON-bc643220-2542-499a-892e-c982c4150c06"
LEG = "797168e24c19a3c45e74e05b10fef2b5"


def test_both_legs_of_the_sample_call_are_in_progress(api: Api) -> None:
    page = api.ok("/v1/calls", conversation_uuid=CALL)
    assert (page["count"], page["page_size"], page["record_index"]) == (2, 10, 0)
    outbound, inbound = page["_embedded"]["calls"]
    assert inbound == {
        "uuid": LEG,
        "conversation_uuid": CALL,
        "from": {"type": "phone", "number": "447700000001"},
        "to": {"type": "phone", "number": "447700000002"},
        "status": "answered",
        "direction": "inbound",
        "rate": None,
        "price": None,
        "duration": None,
        "start_time": "2018-10-25T09:26:30.340Z",
        "end_time": None,
        "network": None,
        "_links": {"self": {"href": f"/v1/calls/{LEG}"}},
    }
    assert (outbound["from"]["number"], outbound["to"]["number"]) == ("Unknown", "447700000003")


@pytest.mark.parametrize(("status", "count"), [("started", 1), ("ringing", 1), ("answered", 6), ("timeout", 0)])
def test_calls_are_filtered_by_status(api: Api, status: str, count: int) -> None:
    page = api.ok("/v1/calls", status=status)
    assert page["count"] == len(page["_embedded"]["calls"]) == count


def test_a_finished_call_tells_its_price_as_text(api: Api) -> None:
    (call,) = api.ok("/v1/calls", conversation_uuid=ident("CON", "menu"))["_embedded"]["calls"]
    assert (call["status"], call["duration"], call["price"]) == ("completed", "43", "0.01720000")


def test_record_index_pages_through_calls_and_links_tell_the_way(api: Api) -> None:
    page = api.ok("/v1/calls", page_size=6, record_index=6, order="desc")
    assert len(page["_embedded"]["calls"]) == 6
    at = {rel: parse_qs(urlsplit(link["href"]).query)["record_index"][0] for rel, link in page["_links"].items()}
    assert at == {"self": "6", "first": "0", "last": "12", "next": "12", "prev": "0"}
    last = api.ok("/v1/calls", page_size=6, record_index=12)["_links"]
    assert "next" not in last
    assert "prev" not in api.ok("/v1/calls")["_links"]


def test_dates_bound_the_list(api: Api) -> None:
    page = api.ok("/v1/calls", date_start="2018-10-25T09:26:00Z", date_end="2018-10-25T09:26:30.300Z")
    assert [call["to"]["number"] for call in page["_embedded"]["calls"]] == ["447700000003"]


def test_a_wrong_status_is_refused_with_a_number_for_a_type(api: Api) -> None:
    reply = api.get("/v1/calls", status="singing")
    assert (reply.status_code, reply.json["type"]) == (400, 400)
    assert reply.json["invalid_parameters"][0]["name"] == "status"
