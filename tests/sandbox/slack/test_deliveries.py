from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from slack_sdk.signature import Clock, SignatureVerifier

from capi_bot.sandbox.slack.board import Delivery
from capi_bot.sandbox.slack.deliveries import (
    Courier,
    Parcel,
    Receipt,
    event_parcel,
    form_parcel,
    payload_parcel,
    signature,
)

TinyApp = Any  # conftest's
Reply = Any  # conftest's

NOW = 1_540_459_680
EVENT = event_parcel({"event": {"type": "app_mention", "text": "<@U0CAPIBOT> help"}, "event_id": "Ev1"})


@pytest.fixture
def notes() -> list[Delivery]:
    return []


@pytest.fixture
def courier(notes: list[Delivery]) -> Callable[..., Courier]:
    def make(patience: float = 3.0, pauses: tuple[float, ...] = (0.0, 0.0)) -> Courier:
        return Courier(
            signing_secret="secret",
            clock=lambda: NOW + 0.9,
            new_id=lambda: "id",
            note=notes.append,
            patience=patience,
            pauses=pauses,
        )

    return make


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


def test_a_parcel_arrives_signed(app: TinyApp, courier: Callable[..., Courier]) -> None:
    receipt = courier().deliver(app.url, form_parcel("command", {"text": "é & <"}, "/capi é"))
    [got] = app.got
    verifier = SignatureVerifier("secret", SandboxClock())
    assert verifier.is_valid_request(got.body, got.headers)
    assert got.headers["x-slack-request-timestamp"] == str(NOW)
    assert got.headers["content-type"] == "application/x-www-form-urlencoded"
    assert got.form == {"text": "é & <"}
    assert (receipt.status, receipt.error) == (200, "")


def test_a_payload_is_json_in_one_form_field(app: TinyApp, courier: Callable[..., Courier]) -> None:
    courier().deliver(app.url, payload_parcel({"type": "block_actions"}, "members"))
    assert app.got[0].payload == {"type": "block_actions"}


def test_each_delivery_is_noted_before_and_after(
    app: TinyApp, courier: Callable[..., Courier], notes: list[Delivery]
) -> None:
    courier().deliver(app.url, EVENT)
    assert [(each.id, each.kind, each.status, each.summary) for each in notes] == [
        ("id", "app_mention", "pending", "<@U0CAPIBOT> help"),
        ("id", "app_mention", "200", "<@U0CAPIBOT> help"),
    ]


def test_anything_but_200_is_a_failed_dispatch(app: TinyApp, reply: Reply, courier: Callable[..., Courier]) -> None:
    app.replies = [reply(404, "no"), reply(302, "", {"Location": "http://127.0.0.1:1/"})]
    for status in (404, 302):
        receipt = courier().deliver(app.url, EVENT)
        assert (receipt.status, receipt.error, receipt.reason) == (status, "dispatch_failed", "http_error")


def test_an_app_that_is_not_there_is_a_failed_dispatch(courier: Callable[..., Courier]) -> None:
    for url in (None, "http://127.0.0.1:1/"):
        receipt = courier().deliver(url, EVENT)
        assert (receipt.status, receipt.error, receipt.reason) == (0, "dispatch_failed", "connection_failed")


def test_an_app_that_is_slow_has_timed_out(app: TinyApp, reply: Reply, courier: Callable[..., Courier]) -> None:
    hold = threading.Event()
    app.replies = [reply(hold=hold)]
    receipt = courier(patience=0.05).deliver(app.url, EVENT)
    hold.set()
    assert (receipt.error, receipt.reason) == ("operation_timeout", "http_timeout")


def test_an_event_comes_again_until_it_is_taken(app: TinyApp, reply: Reply, courier: Callable[..., Courier]) -> None:
    app.replies = [reply(500), reply(500)]
    assert courier().deliver_event(app.url, EVENT).status == 200
    assert [got.headers.get("x-slack-retry-num") for got in app.got] == [None, "1", "2"]
    assert [got.headers.get("x-slack-retry-reason") for got in app.got] == [None, "http_error", "http_error"]
    assert {got.event["event_id"] for got in app.got} == {"Ev1"}


def test_an_event_is_tried_three_times_at_most(app: TinyApp, reply: Reply, courier: Callable[..., Courier]) -> None:
    app.replies = [reply(500)] * 9
    assert courier().deliver_event(app.url, EVENT).error == "dispatch_failed"
    assert len(app.got) == 3


def test_an_app_may_ask_for_no_retry(app: TinyApp, reply: Reply, courier: Callable[..., Courier]) -> None:
    app.replies = [reply(500, "", {"X-Slack-No-Retry": "1"})]
    courier().deliver_event(app.url, EVENT)
    assert len(app.got) == 1


def test_a_closed_courier_tries_nothing_again(app: TinyApp, reply: Reply, courier: Callable[..., Courier]) -> None:
    app.replies = [reply(500)]
    closed = courier(pauses=(60.0,))
    closed.close()
    closed.deliver_event(app.url, EVENT)
    assert len(app.got) == 1


@pytest.mark.parametrize(
    ("text", "json"), [('{"text": "x"}', {"text": "x"}), ("{}", {}), ("hello", None), ("[1]", None)]
)
def test_an_ack_is_json_only_when_it_is_an_object(text: str, json: dict[str, str] | None) -> None:
    assert Receipt(status=200, text=text, headers={}).json == json


def test_an_event_delivered_again_says_so(app: TinyApp, courier: Callable[..., Courier]) -> None:
    courier().deliver_again(app.url, EVENT)
    assert app.got[0].headers["x-slack-retry-num"] == "1"
    assert app.got[0].headers["x-slack-retry-reason"] == "http_timeout"


def test_a_parcel_is_a_form_unless_it_says_otherwise() -> None:
    assert Parcel(kind="command", body="").content_type == "application/x-www-form-urlencoded"
    assert EVENT.content_type == "application/json"
