from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
import requests
from werkzeug.test import TestResponse

from capi_bot.sandbox.hosting import Host
from capi_bot.sandbox.journal import Entry, Journal
from capi_bot.sandbox.vonage import RecordedRequest, StandingFaults, parse_faults
from capi_bot.sandbox.vonage.app import MAX_JOURNAL_BYTES
from capi_bot.sandbox.world.records import User
from capi_bot.sandbox.world.snapshot import World

if TYPE_CHECKING:
    from tests.sandbox.vonage.conftest import Api


def test_every_request_is_remembered_with_its_status(api: Api) -> None:
    api.get("/v1/users", name="mary")
    api.get("/v1/nowhere")
    assert list(api.app.extensions["capi_requests"]) == [
        RecordedRequest(method="GET", path="/v1/users", query={"name": "mary"}, status=200),
        RecordedRequest(method="GET", path="/v1/nowhere", query={}, status=404),
    ]


def test_every_answer_names_its_trace_and_region(api: Api) -> None:
    fine, wrong = api.get("/v1/users"), api.get("/v1/users/USR-nobody")
    assert re.fullmatch(r"[0-9a-f]{32}", fine.headers["x-nexmo-trace-id"])
    assert fine.headers["x-vonage-region"] == "na-east"
    assert wrong.json["instance"] == wrong.headers["x-nexmo-trace-id"] != fine.headers["x-nexmo-trace-id"]
    assert (fine.mimetype, wrong.mimetype) == ("application/json", "application/problem+json")


@pytest.mark.parametrize(
    "path", ["/v1/conversations/", "/beta/conversations/", "//v1/users", "/", "/v2/calls", "/beta/legs", "/v0.1/users"]
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
        ("DELETE", "/beta/conversations/CON-1"),
    ],
)
def test_what_cannot_be_done_to_a_path_is_a_405(api: Api, method: str, path: str) -> None:
    reply = api.send(method, path)
    assert (reply.status_code, reply.json["code"]) == (405, "http:error:method-not-allowed")


@pytest.mark.parametrize("path", ["/v1/conversations", "/beta/conversations", "/v1/calls"])
def test_without_a_token_the_answer_is_401(api: Api, path: str) -> None:
    reply = api.app.test_client().get(path)
    assert (reply.status_code, reply.json["code"]) == (401, "system:error:invalid-token")


def test_a_429_says_when_to_come_back_and_comes_as_often_as_it_should(api: Api) -> None:
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


def test_a_reset_closes_the_connection_without_an_answer(api: Api) -> None:
    api.app.extensions["capi_faults"].next(reset=True)
    headers = {"Authorization": f"Bearer {api.token}"}
    host = Host(api.app)
    with pytest.raises(requests.ConnectionError):
        requests.get(f"{host.url}/v1/users", headers=headers, timeout=10)
    assert requests.get(f"{host.url}/v1/users", headers=headers, timeout=10).status_code == 200
    host.stop()
    assert [seen.status for seen in api.app.extensions["capi_requests"]] == [0, 200]


NOW = 1_700_000_000


@pytest.fixture
def journal() -> Journal:
    return Journal()


def newest(journal: Journal) -> Entry:
    return journal.news(0)[-1]


def test_a_request_is_in_the_journal_with_its_answer(make: Callable[..., Api], journal: Journal) -> None:
    api = make(journal=journal)
    answer = api.ok("/v1/users", name="mary")
    entry = newest(journal)
    assert (entry.kind, entry.title, entry.at) == ("vonage", "GET /v1/users", NOW)
    assert (entry.sent, entry.summary) == ({"name": "mary"}, "name=mary")
    assert (entry.status, entry.failed, entry.answered, entry.ms is None) == ("200", False, answer, False)


def test_a_write_is_in_the_journal_with_what_was_sent(make: Callable[..., Api], journal: Journal) -> None:
    api = make(journal=journal)
    made = api.sent("POST", "/v1/users", {"name": "nadia"}, status=201)
    assert (newest(journal).title, newest(journal).sent) == ("POST /v1/users", {"name": "nadia"})
    api.sent("DELETE", f"/v1/users/{made['id']}", status=204)
    assert (newest(journal).status, newest(journal).answered) == ("204", None)


def test_no_token_is_ever_in_the_journal(make: Callable[..., Api], journal: Journal) -> None:
    api = make(journal=journal)
    api.get("/v1/conversations")
    api.bearing(jti=None).get("/v1/users")
    signatures = [part for token in (api.token, api.bearing(jti=None).token) for part in token.split(".")[1:]]
    written = repr(journal.news(0))
    assert not any(part in written for part in signatures)


def test_what_is_no_json_is_in_the_journal_as_text(make: Callable[..., Api], journal: Journal) -> None:
    api = make(journal=journal, faults=StandingFaults(parse_faults("malformed")))
    reply = api.get("/v1/users")
    api.app.extensions["capi_faults"].next(status=502, body="<html>", path="/v1/users")
    api.get("/v1/users")
    answered = [entry.answered for entry in journal.news(0)]
    assert answered == [reply.text, "<html>"]


def test_an_answer_that_is_too_long_is_not_kept(make: Callable[..., Api], journal: Journal, world: World) -> None:
    wordy = User(id="USR-1", name="wordy", custom_data={"tale": "x" * MAX_JOURNAL_BYTES})
    make(replace(world, users=(*world.users, wordy)), journal=journal).ok("/v1/users/USR-1")
    assert str(newest(journal).answered).endswith(" bytes, which are too many to be kept here.")


def test_a_reset_is_in_the_journal_without_an_answer(make: Callable[..., Api], journal: Journal) -> None:
    api = make(journal=journal, faults=StandingFaults(parse_faults("reset")))
    with pytest.raises(ConnectionAbortedError):
        api.get("/v1/users")
    assert (newest(journal).status, newest(journal).failed) == ("reset", True)
    assert api.app.extensions["capi_requests"][-1].status == 0


def test_a_bug_of_the_stand_in_is_in_the_journal_as_an_error(make: Callable[..., Api], journal: Journal) -> None:
    def broken() -> World:
        return None  # type: ignore[return-value] # the bug

    with pytest.raises(AttributeError):
        make(broken, journal=journal).get("/v1/users")
    assert newest(journal).status == "error"


def test_the_world_is_read_once_a_request(make: Callable[..., Api], world: World) -> None:
    worlds: list[World] = []

    def at_the_time() -> World:
        worlds.append(world)
        return world

    api = make(at_the_time)
    api.ok("/v1/conversations")
    api.ok("/v1/users")
    assert len(worlds) == 2


def test_a_one_time_fault_comes_before_a_standing_one(make: Callable[..., Api]) -> None:
    api = make(faults=StandingFaults(parse_faults("rate-limit")))
    api.app.extensions["capi_faults"].next(status=503)
    assert [api.get("/v1/users").status_code for _ in range(2)] == [503, 429]


@pytest.mark.parametrize("standing", [True, False])
def test_each_fault_is_played_whether_it_stands_or_not(make: Callable[..., Api], *, standing: bool) -> None:
    def answer(words: str, path: str = "/v1/users", **fault: object) -> tuple[TestResponse, list[float]]:
        slept: list[float] = []
        api = make(faults=StandingFaults(parse_faults(words if standing else "")), sleep=slept.append)
        if not standing:
            api.app.extensions["capi_faults"].next(**fault)
        return api.get(path), slept

    malformed, _ = answer("malformed", malformed=True)
    assert malformed.status_code == 200
    with pytest.raises(ValueError, match="Unterminated"):
        json.loads(malformed.text)
    delayed, slept = answer("latency=3s", delay=3)
    assert (delayed.status_code, slept) == (200, [3])
    limited, _ = answer("rate-limit=7s", status=429, headers={"Retry-After": "7"})
    assert (limited.status_code, limited.headers["Retry-After"]) == (429, "7")
    for path in ("/v1/users", "/beta/users"):
        expired, _ = answer("expired-token", path, code="system:error:expired-token")
        assert (expired.status_code, expired.json["code"]) == (401, "system:error:expired-token")  # type: ignore[index]
