"""One case for each code of the reference's table of errors: a request that gets it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from werkzeug.test import TestResponse

from capi_bot.sandbox.vonage.errors import (
    platform_error_json,
)
from capi_bot.sandbox.world import participants
from capi_bot.sandbox.world.records import ident
from tests.shared_files import shared

if TYPE_CHECKING:
    from tests.sandbox.vonage.conftest import Api


@pytest.mark.parametrize(("status", "title"), [(403, "Forbidden"), (429, "Rate Limit Hit"), (503, "Internal Error")])
def test_the_platform_speaks_for_itself(status: int, title: str) -> None:
    item = platform_error_json(status, "trace")
    assert (item["title"], item["instance"]) == (title, "trace")
    assert str(item["type"]).startswith("https://developer.nexmo.com/api-errors#")


ROOM = f"/v1/conversations/{ident('CON', 'stand-up')}"
CALL = "/v1/conversations/CON-bc643220-2542-499a-892e-c982c4150c06"
APP = {"type": "app"}
NOW = 1_700_000_000


def texts(api: Api) -> TestResponse:
    """Send what is no JSON."""
    headers = {"Authorization": f"Bearer {api.token}", "Content-Type": "text/plain"}
    return api.app.test_client().post("/v1/users", data="name=mary", headers=headers)


def broken(api: Api, code: str, path: str) -> TestResponse:
    api.app.extensions["capi_faults"].next(code=code)
    return api.get(path)


def again(api: Api) -> TestResponse:
    joining = {"state": "joined", "user": {"name": "priya"}, "channel": APP}
    api.send("POST", f"{ROOM}/members", joining)
    return api.send("POST", f"{ROOM}/members", joining)


def come_back(api: Api) -> TestResponse:
    invited = {"state": "invited", "user": {"name": "priya"}, "channel": APP}
    path = f"{CALL}/members/{api.sent('POST', f'{CALL}/members', invited, status=201)['id']}"
    api.send("PATCH", path, {"state": "left"})
    return api.send("PATCH", path, {"state": "joined"})


CASES: dict[str, tuple[int, Callable[[Api], TestResponse]]] = {
    "http:error:validation-fail": (400, lambda api: api.get("/v1/conversations", page_size="x")),
    "conversation:error:member-already-joined": (400, again),
    "conversation:error:invalid-member-state": (400, come_back),
    "system:error:invalid-token": (401, lambda api: api.bearing(application_id="another").get("/v1/users")),
    "system:error:expired-token": (401, lambda api: api.bearing(iat=NOW - 99, exp=NOW).get("/v1/users")),
    "system:error:permission": (403, lambda api: api.bearing(acl={"paths": {"/*/legs/**": {}}}).get("/v1/users")),
    "conversation:error:not-allowed": (
        403,
        lambda api: api.send("PUT", f"/v1/conversations/{ident('CON', 'menu')}", {}),
    ),
    "conversation:error:not-found": (404, lambda api: api.get("/v1/conversations/CON-nobody")),
    "conversation:error:member-not-found": (404, lambda api: api.get(f"{ROOM}/members/MEM-nobody")),
    "member:error:not-found": (404, lambda api: api.send("PATCH", f"{ROOM}/members/MEM-nobody", {"state": "left"})),
    "user:error:not-found": (404, lambda api: api.get("/beta/users/USR-nobody")),
    "event:error:not-found": (404, lambda api: api.get(f"{ROOM}/events/4711")),
    "http:error:not-found": (404, lambda api: api.get("/v1/conversations/")),
    "http:error:method-not-allowed": (405, lambda api: api.send("PUT", "/v1/users", {})),
    "http:error:unsupported-media-type": (415, texts),
    "conversation:error:duplicate-name": (409, lambda api: api.send("POST", "/v1/conversations", {"name": "stand-up"})),
    "user:error:duplicate-name": (409, lambda api: api.send("POST", "/v1/users", {"name": participants.MARY.name})),
    "system:error:internal-error": (500, lambda api: broken(api, "system:error:internal-error", "/v1/users")),
    "conversation:error:db": (500, lambda api: broken(api, "conversation:error:db", "/beta/conversations")),
}


@pytest.mark.parametrize("code", CASES)
def test_each_error_comes_with_its_status_and_code(api: Api, code: str) -> None:
    status, ask = CASES[code]
    reply = ask(api)
    assert (reply.status_code, reply.json["code"]) == (status, code)


def test_json_that_is_broken_is_a_wrong_body_and_no_other_type(api: Api) -> None:
    headers = {"Authorization": f"Bearer {api.token}", "Content-Type": "application/json"}
    reply = api.app.test_client().post("/v1/users", data="{", headers=headers)
    assert reply.json["invalid_parameters"] == [{"name": "body", "reason": '"body" must be of type object'}]


def test_every_code_of_the_reference_has_a_case() -> None:
    _, _, after = shared("reference/vonage.md").read_text(encoding="utf-8").partition("### 6.1 Shapes")
    table, _, _ = after.partition("### 6.2")
    named = set(re.findall(r"`([a-z]+:error:[a-z-]+)`", table))
    assert named
    assert named <= CASES.keys()
