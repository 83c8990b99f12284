from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.sandbox.vonage.conftest import Api


def test_failures_are_ordered_over_http(api: Api) -> None:
    client = api.app.test_client()
    order = {"status": 503, "path": "/v1/users", "headers": {"Retry-After": "2"}, "times": 2}
    assert client.post("/_sandbox/faults", json=order).status_code == 204
    reply = api.get("/v1/users")
    assert (reply.status_code, reply.headers["Retry-After"]) == (503, "2")
    assert client.delete("/_sandbox/faults").status_code == 204
    assert api.get("/v1/users").status_code == 200


def test_an_order_that_is_not_a_fault_is_refused(api: Api) -> None:
    reply = api.app.test_client().post("/_sandbox/faults", json={"colour": "red"})
    assert reply.status_code == 400
    assert "colour" in reply.json["error"]


def test_an_order_with_a_code_that_there_is_not_is_refused(api: Api) -> None:
    reply = api.app.test_client().post("/_sandbox/faults", json={"code": "system:error:rain"})
    assert (reply.status_code, reply.json) == (400, {"error": "there is no code system:error:rain"})


def test_an_order_that_is_not_json_is_told_so_and_not_in_the_apis_words(api: Api) -> None:
    reply = api.app.test_client().post("/_sandbox/faults", data="{", content_type="application/json")
    assert reply.status_code == 400
    assert "http:error" not in reply.text


def test_the_requests_are_seen_over_http_without_the_controls_own(api: Api) -> None:
    api.get("/v1/users", page_size=1)
    assert api.app.test_client().get("/_sandbox/requests").json == [
        {"method": "GET", "path": "/v1/users", "query": {"page_size": "1"}, "status": 200}
    ]


def test_the_controls_themselves_never_fail(api: Api) -> None:
    api.app.extensions["capi_faults"].next(status=500, times=9)
    assert api.app.test_client().get("/_sandbox/requests").status_code == 200
