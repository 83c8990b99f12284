from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from itertools import count
from typing import TYPE_CHECKING

import pytest
from waitress.channel import ClientDisconnected

from capi_bot.sandbox.journal import Entry, Journal
from capi_bot.sandbox.vonage import StandingFaults, parse
from capi_bot.sandbox.vonage.gate import LONGEST
from capi_bot.sandbox.world.records import User
from capi_bot.sandbox.world.snapshot import World

if TYPE_CHECKING:
    from tests.sandbox.vonage.conftest import Api

NOW = 1_700_000_000


@pytest.fixture
def journal() -> Journal:
    return Journal()


def newest(journal: Journal) -> Entry:
    return journal.news(0)[-1]


def test_a_request_is_in_the_journal_with_its_answer(make: Callable[..., Api], journal: Journal) -> None:
    ticks = count(10, step=0.25)
    api = make(journal=journal, timer=lambda: next(ticks))
    answer = api.ok("/v1/users", name="mary")
    entry = newest(journal)
    assert (entry.kind, entry.title, entry.at) == ("vonage", "GET /v1/users", NOW)
    assert (entry.sent, entry.summary) == ({"name": "mary"}, "name=mary")
    assert (entry.status, entry.failed, entry.answered, entry.ms) == ("200", False, answer, 250)


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


def test_a_refusal_is_in_the_journal_as_a_failure(make: Callable[..., Api], journal: Journal) -> None:
    reply = make(journal=journal).get("/v1/nowhere")
    assert (newest(journal).status, newest(journal).failed, newest(journal).answered) == ("404", True, reply.json)


def test_what_is_no_json_is_in_the_journal_as_text(make: Callable[..., Api], journal: Journal) -> None:
    api = make(journal=journal, faults=StandingFaults(parse("malformed")))
    reply = api.get("/v1/users")
    api.app.extensions["capi_faults"].next(status=502, body="<html>", path="/v1/users")
    api.get("/v1/users")
    answered = [entry.answered for entry in journal.news(0)]
    assert answered == [reply.text, "<html>"]


def test_an_answer_that_is_too_long_is_not_kept(make: Callable[..., Api], journal: Journal, world: World) -> None:
    wordy = User(id="USR-1", name="wordy", custom_data={"tale": "x" * LONGEST})
    make(replace(world, users=(*world.users, wordy)), journal=journal).ok("/v1/users/USR-1")
    assert str(newest(journal).answered).endswith(" bytes, which are too many to be kept here.")


def test_a_reset_is_in_the_journal_without_an_answer(make: Callable[..., Api], journal: Journal) -> None:
    api = make(journal=journal, faults=StandingFaults(parse("reset")))
    with pytest.raises(ClientDisconnected):
        api.get("/v1/users")
    assert (newest(journal).status, newest(journal).failed) == ("reset", True)
    assert api.app.extensions["capi_requests"][-1].status == 0


def test_a_bug_of_the_stand_in_is_in_the_journal_as_an_error(make: Callable[..., Api], journal: Journal) -> None:
    def broken() -> World:
        return None  # type: ignore[return-value] # the bug

    with pytest.raises(AttributeError):
        make(broken, journal=journal).get("/v1/users")
    assert newest(journal).status == "error"


def test_the_sandboxs_own_endpoints_are_in_no_journal(make: Callable[..., Api], journal: Journal) -> None:
    api = make(journal=journal, faults=StandingFaults(parse("server-error")))
    assert api.app.test_client().get("/_sandbox/requests").status_code == 200
    assert journal.news(0) == ()


def test_the_world_is_asked_for_once_a_request(make: Callable[..., Api], world: World) -> None:
    worlds: list[World] = []

    def at_the_time() -> World:
        worlds.append(world)
        return world

    api = make(at_the_time)
    api.ok("/v1/conversations")
    api.ok("/v1/users")
    assert len(worlds) == 2


@pytest.mark.parametrize(
    ("path", "code"),
    [("/v1/users", "system:error:expired-token"), ("/beta/users", "system:error:expired-token")],
)
def test_good_tokens_are_told_to_have_expired_while_that_is_on(make: Callable[..., Api], path: str, code: str) -> None:
    api = make()
    api.app.extensions["capi_standing"].turn("expired-token", on=True)
    reply = api.get(path)
    assert (reply.status_code, reply.json["code"]) == (401, code)
    api.app.extensions["capi_standing"].turn("expired-token", on=False)
    assert api.get(path).status_code == 200


def test_a_standing_rate_limit_says_when_to_come_back(make: Callable[..., Api]) -> None:
    reply = make(faults=StandingFaults(parse("rate-limit=7s"))).get("/v1/conversations")
    assert (reply.status_code, reply.headers["Retry-After"]) == (429, "7")


def test_standing_server_errors_answer_in_every_way_that_is_known(make: Callable[..., Api]) -> None:
    api = make(faults=StandingFaults(parse("server-error")))
    replies = [api.get("/v1/users") for _ in range(40)]
    assert {(reply.status_code, reply.mimetype) for reply in replies} == {
        (500, "application/problem+json"),
        (502, "text/html"),
        (503, "application/json"),
    }


def test_latency_delays_every_answer(make: Callable[..., Api]) -> None:
    slept: list[float] = []
    api = make(faults=StandingFaults(parse("latency=3s")), sleep=slept.append)
    assert api.get("/v1/users").status_code == 200
    assert slept == [3]


def test_what_is_ordered_for_a_request_comes_before_what_stands(make: Callable[..., Api]) -> None:
    api = make(faults=StandingFaults(parse("rate-limit")))
    api.app.extensions["capi_faults"].next(status=503)
    assert [api.get("/v1/users").status_code for _ in range(2)] == [503, 429]


def test_malformed_json_stops_in_the_middle_while_that_is_on(make: Callable[..., Api]) -> None:
    reply = make(faults=StandingFaults(parse("malformed"))).get("/v1/users")
    with pytest.raises(ValueError, match="Unterminated"):
        json.loads(reply.text)
