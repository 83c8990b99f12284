from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Thread
from typing import TYPE_CHECKING

import pytest
import requests
from flask import Flask
from waitress.server import create_server

from capi_bot.sandbox.vonage import Recorded

if TYPE_CHECKING:
    from tests.sandbox.vonage.conftest import Api, Keys


@contextmanager
def served(app: Flask) -> Iterator[str]:
    server = create_server(app, host="127.0.0.1", port=0, threads=2)
    thread = Thread(target=server.run)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.effective_port}"
    finally:
        server.close()
        thread.join()


def test_every_request_is_remembered_with_its_status(api: Api) -> None:
    api.get("/v1/users", name="mary")
    api.get("/v1/nowhere")
    assert list(api.app.extensions["capi_requests"]) == [
        Recorded(method="GET", path="/v1/users", query={"name": "mary"}, status=200),
        Recorded(method="GET", path="/v1/nowhere", query={}, status=404),
    ]


def test_every_answer_names_its_trace_and_region(api: Api) -> None:
    fine, wrong = api.get("/v1/users"), api.get("/v1/users/USR-nobody")
    assert re.fullmatch(r"[0-9a-f]{32}", fine.headers["x-nexmo-trace-id"])
    assert fine.headers["x-vonage-region"] == "na-east"
    assert wrong.json["instance"] == wrong.headers["x-nexmo-trace-id"] != fine.headers["x-nexmo-trace-id"]
    assert (fine.mimetype, wrong.mimetype) == ("application/json", "application/problem+json")


@pytest.mark.parametrize(
    "path",
    [
        "/v1/conversations/",
        "/v1/users/",
        "/beta/conversations/",
        "//v1/users",
        "/",
        "/v2/calls",
        "/v1/legs",
        "/v0.3/users/",
    ],
)
def test_a_trailing_slash_or_an_unknown_path_is_a_404_and_no_redirect(api: Api, path: str) -> None:
    reply = api.get(path)
    assert (reply.status_code, reply.json["code"]) == (404, "http:error:not-found")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("PUT", "/v1/conversations"),
        ("PATCH", "/v1/conversations/CON-1"),
        ("POST", "/v1/users/USR-1"),
        ("OPTIONS", "/v1/users"),
        ("POST", "/v1/calls"),
        ("POST", "/v0.3/legs"),
        ("POST", "/v0.2/users"),
        ("DELETE", "/beta/conversations/CON-1"),
    ],
)
def test_what_cannot_be_done_to_a_path_is_a_405(api: Api, method: str, path: str) -> None:
    reply = api.send(method, path)
    assert (reply.status_code, reply.json["code"]) == (405, "http:error:method-not-allowed")


@pytest.mark.parametrize(
    "path", ["/v1/conversations", "/beta/conversations", "/v0.1/users", "/v0.2/users", "/v0.3/legs", "/v1/calls"]
)
def test_without_a_token_nothing_is_told(api: Api, path: str) -> None:
    reply = api.app.test_client().get(path)
    assert (reply.status_code, reply.json["code"]) == (401, "system:error:invalid-token")


def test_an_expired_token_is_told_from_a_wrong_one(make: Callable[..., Api], keys: Keys) -> None:
    api = make()
    old = keys.token(iat=1_699_990_000, exp=1_699_999_999)
    reply = api.app.test_client().get("/v1/users", headers={"Authorization": f"Bearer {old}"})
    assert (reply.status_code, reply.json["code"]) == (401, "system:error:expired-token")
    assert reply.json["detail"] == "You provided an expired token. Please provide a valid token."


def test_a_429_says_when_to_come_back_and_comes_as_often_as_ordered(api: Api) -> None:
    faults = api.app.extensions["capi_faults"]
    faults.next(status=429, headers={"Retry-After": "1"}, times=2, path="/v1/conversations")
    assert api.get("/v1/users").status_code == 200
    for _ in range(2):
        reply = api.get("/v1/conversations")
        assert (reply.status_code, reply.headers["Retry-After"]) == (429, "1")
        assert reply.json["title"] == "Rate Limit Hit"
    assert api.get("/v1/conversations").status_code == 200
    statuses = [seen.status for seen in api.app.extensions["capi_requests"]]
    assert statuses == [200, 429, 429, 200]


def test_a_fault_can_have_its_own_body(api: Api) -> None:
    api.app.extensions["capi_faults"].next(status=502, body="<html>")
    reply = api.get("/v1/users")
    assert (reply.status_code, reply.text) == (502, "<html>")


def test_a_malformed_body_ends_in_the_middle(api: Api) -> None:
    api.app.extensions["capi_faults"].next(malformed=True)
    reply = api.get("/v1/users")
    assert reply.status_code == 200
    with pytest.raises(ValueError, match="Unterminated"):
        json.loads(reply.text)


def test_a_delay_comes_before_the_true_answer(make: Callable[..., Api]) -> None:
    slept: list[float] = []
    api = make(sleep=slept.append)
    api.app.extensions["capi_faults"].next(delay=2.5)
    assert api.get("/v1/users").status_code == 200
    assert slept == [2.5]


def test_a_reset_closes_the_connection_without_an_answer(api: Api) -> None:
    api.app.extensions["capi_faults"].next(reset=True)
    headers = {"Authorization": f"Bearer {api.token}"}
    with served(api.app) as url:
        with pytest.raises(requests.ConnectionError):
            requests.get(f"{url}/v1/users", headers=headers, timeout=10)
        assert requests.get(f"{url}/v1/users", headers=headers, timeout=10).status_code == 200
    assert [seen.status for seen in api.app.extensions["capi_requests"]] == [0, 200]
