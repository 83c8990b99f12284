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


def test_a_leg_in_progress_has_no_end_yet(api: Api) -> None:
    assert api.ok(f"/v0.3/legs/{LEG}") == {
        "uuid": LEG,
        "type": "phone",
        "conversation_uuid": CALL,
        "status": "answered",
        "state": "active",
        "from": {"type": "phone", "number": "447700000001"},
        "to": {"type": "phone", "number": "447700000002"},
        "start_time": "2018-10-25T09:26:30.340Z",
        "end_time": "",
        "_links": {"self": {"href": f"https://api.nexmo.com/v0.3/legs/{LEG}"}},
    }


def test_a_leg_that_is_over_is_terminated(api: Api) -> None:
    (leg,) = api.ok("/beta/legs", conversation_uuid=ident("CON", "menu"))["_embedded"]["legs"]
    assert (leg["status"], leg["state"]) == ("completed", "terminated")
    assert leg["end_time"] > leg["start_time"]


def test_a_leg_of_an_app_names_its_session(api: Api) -> None:
    legs = api.ok("/v0.3/legs", page_size=100)["_embedded"]["legs"]
    assert {leg["type"] for leg in legs if "rtc" in leg} == {"app"}
    session = next(leg["rtc"] for leg in legs if "rtc" in leg)
    assert session["session_id"].startswith("SES-")


@pytest.mark.parametrize("version", ["v0.3", "v0.1", "beta"])
def test_legs_are_paged_by_record_index(api: Api, version: str) -> None:
    page = api.ok(f"/{version}/legs", page_size=2, record_index=2, status="answered")
    assert (page["record_index"], len(page["_embedded"]["legs"])) == (2, 2)
    assert {leg["status"] for leg in page["_embedded"]["legs"]} == {"answered"}
    following = urlsplit(page["_links"]["next"]["href"])
    assert (following.netloc, following.path) == ("api.nexmo.com", f"/{version}/legs")
    assert parse_qs(following.query)["record_index"] == ["4"]


def test_a_missing_leg_is_a_404(api: Api) -> None:
    assert api.get("/v0.3/legs/nobody").json["code"] == "leg:error:not-found"


def test_a_users_token_sees_no_legs(make: Callable[..., Api], world: World) -> None:
    mary = make(replace(world)).bearing(sub="mary", acl={"paths": {"/**": {}}})
    assert [mary.get(path).status_code for path in ("/v0.3/legs", f"/v0.3/legs/{LEG}", "/v1/calls")] == [403] * 3
