from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest

from capi_bot.sandbox.world.records import ident
from capi_bot.sandbox.world.snapshot import World

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
    assert api.ok(f"/v1/calls/{LEG}") == inbound


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


def test_a_missing_call_is_a_404(api: Api) -> None:
    assert api.get("/v1/calls/nobody").status_code == 404


def test_a_wrong_status_is_refused_with_a_number_for_a_type(api: Api) -> None:
    reply = api.get("/v1/calls", status="singing")
    assert (reply.status_code, reply.json["type"]) == (400, 400)
    assert reply.json["invalid_parameters"][0]["name"] == "status"


def test_a_leg_in_progress_has_no_end_yet(api: Api) -> None:
    assert api.ok(f"/beta/legs/{LEG}") == {
        "uuid": LEG,
        "type": "phone",
        "conversation_uuid": CALL,
        "status": "answered",
        "state": "active",
        "from": {"type": "phone", "number": "447700000001"},
        "to": {"type": "phone", "number": "447700000002"},
        "start_time": "2018-10-25T09:26:30.340Z",
        "end_time": "",
        "_links": {"self": {"href": f"https://api.nexmo.com/beta/legs/{LEG}"}},
    }


def test_a_leg_that_is_over_is_terminated(api: Api) -> None:
    (leg,) = api.ok("/beta/legs", conversation_uuid=ident("CON", "menu"))["_embedded"]["legs"]
    assert (leg["status"], leg["state"]) == ("completed", "terminated")
    assert leg["end_time"] > leg["start_time"]


def test_a_leg_of_an_app_names_its_session(api: Api) -> None:
    legs = api.ok("/beta/legs", page_size=100)["_embedded"]["legs"]
    assert {leg["type"] for leg in legs if "rtc" in leg} == {"app"}
    session = next(leg["rtc"] for leg in legs if "rtc" in leg)
    assert session["session_id"].startswith("SES-")


@pytest.mark.parametrize("version", ["v0.1", "beta"])
def test_legs_are_paged_by_record_index(api: Api, version: str) -> None:
    page = api.ok(f"/{version}/legs", page_size=2, record_index=2, status="answered")
    assert (page["record_index"], len(page["_embedded"]["legs"])) == (2, 2)
    assert {leg["status"] for leg in page["_embedded"]["legs"]} == {"answered"}
    following = urlsplit(page["_links"]["next"]["href"])
    assert (following.netloc, following.path) == ("api.nexmo.com", f"/{version}/legs")
    assert parse_qs(following.query)["record_index"] == ["4"]


def test_a_missing_leg_is_a_404(api: Api) -> None:
    assert api.get("/beta/legs/nobody").json["code"] == "leg:error:not-found"


def test_a_users_token_sees_no_legs(make: Callable[..., Api], world: World) -> None:
    mary = make(replace(world)).bearing(sub="mary", acl={"paths": {"/**": {}}})
    assert [mary.get(path).status_code for path in ("/beta/legs", f"/beta/legs/{LEG}", "/v1/calls")] == [403] * 3
