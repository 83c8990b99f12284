from __future__ import annotations

import threading
from typing import Any

import pytest
from slack_sdk.signature import Clock, SignatureVerifier

from capi_bot.sandbox.slack.delivery_bodies import (
    Parcel,
    Reason,
    Receipt,
    Retry,
    command_parcel,
    event_parcel,
    payload_parcel,
)
from capi_bot.sandbox.slack.signed_http import SignedHttp, signature

TinyApp = Any  # conftest's
Reply = Any  # conftest's

NOW = 1_540_459_680
EVENT = event_parcel({"event": {"type": "app_mention", "text": "<@U0CAPIBOT> help"}, "event_id": "Ev1"})

COMMAND = command_parcel({"command": "/capi"}, "/capi")


def way_to(url: str | None) -> SignedHttp:
    return SignedHttp(url, signing_secret="secret", clock=lambda: NOW + 0.9)


@pytest.fixture
def way(app: TinyApp) -> SignedHttp:
    return way_to(app.url)


class SandboxClock(Clock):
    def now(self) -> float:
        return NOW


def test_the_signature_is_the_one_in_slacks_documents() -> None:
    body = (
        "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V"
        "&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text="
        "&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN"
        "&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c"
    )
    assert signature("8f742231b10e8888abcd99yyyzzz85a5", "1531420618", body) == (
        "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"
    )


def test_a_command_is_a_signed_form(app: TinyApp, way: SignedHttp) -> None:
    receipt = way.send(command_parcel({"text": "é & <"}, "/capi é"), None, 3.0)
    [got] = app.got
    verifier = SignatureVerifier("secret", SandboxClock())
    assert verifier.is_valid_request(got.body, got.headers)
    assert got.headers["x-slack-request-timestamp"] == str(NOW)
    assert got.headers["content-type"] == "application/x-www-form-urlencoded"
    assert got.form == {"text": "é & <"}
    assert (receipt.status, receipt.error) == (200, "")


def test_what_is_interactive_is_json_in_one_form_field(app: TinyApp, way: SignedHttp) -> None:
    way.send(payload_parcel({"type": "block_actions"}, "members"), None, 3.0)
    assert app.got[0].payload == {"type": "block_actions"}
    assert app.got[0].headers["content-type"] == "application/x-www-form-urlencoded"


def test_an_event_is_json(app: TinyApp, way: SignedHttp) -> None:
    way.send(EVENT, None, 3.0)
    assert app.got[0].event == EVENT.payload
    assert app.got[0].headers["content-type"] == "application/json"
    assert "x-slack-retry-num" not in app.got[0].headers


@pytest.mark.parametrize(
    ("reason", "told"),
    [("timeout", "http_timeout"), ("http_error", "http_error"), ("connection_failed", "connection_failed")],
)
def test_an_event_delivered_again_says_so(app: TinyApp, way: SignedHttp, reason: Reason, told: str) -> None:
    way.send(EVENT, Retry(attempt=2, reason=reason), 3.0)
    assert app.got[0].headers["x-slack-retry-num"] == "2"
    assert app.got[0].headers["x-slack-retry-reason"] == told


def test_what_the_app_answers_is_in_the_receipt(app: TinyApp, reply: Reply, way: SignedHttp) -> None:
    app.replies = [reply(200, '{"text": "hello"}', {"X-Slack-No-Retry": "1"})]
    receipt = way.send(EVENT, None, 3.0)
    assert receipt.json == {"text": "hello"}
    assert receipt.headers["x-slack-no-retry"] == "1"


@pytest.mark.parametrize("status", [200, 202, 204])
def test_an_event_is_taken_with_any_status_of_success(app: TinyApp, reply: Reply, way: SignedHttp, status: int) -> None:
    app.replies = [reply(status)]
    assert way.send(EVENT, None, 3.0).error == ""


@pytest.mark.parametrize(("parcel", "status"), [(EVENT, 404), (EVENT, 302), (COMMAND, 302), (COMMAND, 204)])
def test_anything_else_is_a_failed_dispatch(
    app: TinyApp, reply: Reply, way: SignedHttp, parcel: Parcel, status: int
) -> None:
    app.replies = [reply(status, "", {"Location": "http://127.0.0.1:1/"})]
    receipt = way.send(parcel, None, 3.0)
    assert (receipt.status, receipt.error, receipt.reason) == (status, "dispatch_failed", "http_error")


@pytest.mark.parametrize("url", [None, "http://127.0.0.1:1/"])
def test_an_app_that_is_not_there_is_a_failed_dispatch(url: str | None) -> None:
    assert way_to(url).send(EVENT, None, 3.0) == Receipt(error="dispatch_failed", reason="connection_failed")


def test_an_app_that_is_slow_has_timed_out(app: TinyApp, reply: Reply, way: SignedHttp) -> None:
    hold = threading.Event()
    app.replies = [reply(hold=hold)]
    receipt = way.send(EVENT, None, 0.05)
    hold.set()
    assert receipt == Receipt(error="operation_timeout", reason="timeout")
