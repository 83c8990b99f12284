from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from slack_sdk.signature import Clock, SignatureVerifier

from capi_bot.sandbox.journal import Entry
from capi_bot.sandbox.slack.deliveries import (
    Delivery,
    DeliveryResult,
    Reason,
    Retry,
    SignedHttp,
    command_delivery,
    event_delivery,
    interaction_delivery,
    signature,
)
from capi_bot.sandbox.slack.messages import Message
from capi_bot.sandbox.slack.socket_mode import envelope
from capi_bot.sandbox.slack.workspace import Workspace

TinyApp = Any  # conftest's
Reply = Any  # conftest's

NOW = 1_540_459_680
EVENT = event_delivery({"event": {"type": "app_mention", "text": "<@U0CAPIBOT> help"}, "event_id": "Ev1"})
COMMAND = command_delivery({"command": "/capi"}, "/capi")


def http_to(url: str | None) -> SignedHttp:
    return SignedHttp(url, signing_secret="secret", clock=lambda: NOW + 0.9)


@pytest.fixture
def http(app: TinyApp) -> SignedHttp:
    return http_to(app.url)


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


def test_a_command_is_a_signed_form(app: TinyApp, http: SignedHttp) -> None:
    result = http.send(command_delivery({"text": "é & <"}, "/capi é"), None, 3.0)
    [got] = app.got
    assert SignatureVerifier("secret", SandboxClock()).is_valid_request(got.body, got.headers)
    assert got.headers["x-slack-request-timestamp"] == str(NOW)
    assert got.headers["content-type"] == "application/x-www-form-urlencoded"
    assert got.form == {"text": "é & <"}
    assert (result.status, result.error) == (200, "")


def test_what_is_interactive_is_json_in_one_form_field(app: TinyApp, http: SignedHttp) -> None:
    http.send(interaction_delivery({"type": "block_actions"}, "members"), None, 3.0)
    assert app.got[0].payload == {"type": "block_actions"}
    assert app.got[0].headers["content-type"] == "application/x-www-form-urlencoded"


@pytest.mark.parametrize(
    ("reason", "header"),
    [("timeout", "http_timeout"), ("http_error", "http_error"), ("connection_failed", "connection_failed")],
)
def test_an_event_is_json_and_says_that_it_is_a_retry(
    app: TinyApp, http: SignedHttp, reason: Reason, header: str
) -> None:
    http.send(EVENT, None, 3.0)
    http.send(EVENT, Retry(attempt=2, reason=reason), 3.0)
    first, second = app.got
    assert (first.event, first.headers["content-type"]) == (EVENT.payload, "application/json")
    assert "x-slack-retry-num" not in first.headers
    assert (second.headers["x-slack-retry-num"], second.headers["x-slack-retry-reason"]) == ("2", header)


def test_what_the_app_answers_is_in_the_result(app: TinyApp, reply: Reply, http: SignedHttp) -> None:
    app.replies = [reply(200, '{"text": "hello"}', {"X-Slack-No-Retry": "1"})]
    result = http.send(EVENT, None, 3.0)
    assert result.json == {"text": "hello"}
    assert result.headers["x-slack-no-retry"] == "1"
    assert (DeliveryResult(text="[1]").json, DeliveryResult(text="words").json) == (None, None)


@pytest.mark.parametrize(
    ("delivery", "status", "error"),
    [
        (EVENT, 202, ""),
        (EVENT, 204, ""),
        (EVENT, 404, "dispatch_failed"),
        (EVENT, 302, "dispatch_failed"),
        (COMMAND, 302, "dispatch_failed"),
        (COMMAND, 204, "dispatch_failed"),
    ],
)
def test_an_event_is_accepted_with_any_success_and_the_rest_with_200_alone(
    app: TinyApp, reply: Reply, http: SignedHttp, delivery: Delivery, status: int, error: str
) -> None:
    app.replies = [reply(status, "", {"Location": "http://127.0.0.1:1/"})]
    result = http.send(delivery, None, 3.0)
    assert (result.status, result.error, result.reason) == (status, error, "http_error" if error else "")


@pytest.mark.parametrize("url", [None, "http://127.0.0.1:1/"])
def test_an_app_that_is_not_there_is_a_failed_dispatch(url: str | None) -> None:
    assert http_to(url).send(EVENT, None, 3.0) == DeliveryResult(error="dispatch_failed", reason="connection_failed")


def test_an_app_that_is_slow_has_timed_out(app: TinyApp, reply: Reply, http: SignedHttp) -> None:
    hold = threading.Event()
    app.replies = [reply(hold=hold)]
    result = http.send(EVENT, None, 0.05)
    hold.set()
    assert result == DeliveryResult(error="operation_timeout", reason="timeout")


@pytest.mark.parametrize(
    ("delivery", "retry", "fields"),
    [
        (COMMAND, None, {"accepts_response_payload": True}),
        (EVENT, None, {"accepts_response_payload": False, "retry_attempt": 0, "retry_reason": ""}),
        (
            EVENT,
            Retry(attempt=2, reason="timeout"),
            {"accepts_response_payload": False, "retry_attempt": 2, "retry_reason": "timeout"},
        ),
    ],
)
def test_an_envelope_says_whether_it_takes_an_answer_and_which_attempt_it_is(
    delivery: Delivery, retry: Retry | None, fields: dict[str, object]
) -> None:
    frame = {"envelope_id": "e1", "payload": delivery.payload, "type": delivery.type}
    assert envelope(delivery, retry, "e1") == {**frame, **fields}


def deliveries(workspace: Workspace) -> list[Entry]:
    return [entry for entry in workspace.journal.news(0) if entry.kind == "delivery"]


def mention(workspace: Workspace) -> DeliveryResult:
    delivery = workspace.composer.send("U0ADA", "C0CALLS", "@capi help").delivery
    assert delivery
    return delivery.result(10)


def test_the_journal_has_a_delivery_while_the_app_is_still_at_it(workspace: Workspace, app: TinyApp) -> None:
    pending: list[tuple[str, str, str]] = []
    answer = app.take

    def take(got: Any) -> Any:  # noqa: ANN401 - conftest's
        pending.extend((entry.title, entry.status, entry.summary) for entry in deliveries(workspace))
        return answer(got)

    app.take = take
    mention(workspace)
    assert pending == [("app_mention", "pending", "<@U0CAPIBOT> help")]


@pytest.mark.parametrize(
    ("text", "answered"), [('{"text": "hello"}', {"text": "hello"}), ("hello", "hello"), ("", None)]
)
def test_the_journal_has_what_was_sent_and_what_was_answered(
    workspace: Workspace, app: TinyApp, reply: Reply, text: str, answered: object
) -> None:
    app.replies = [reply(200, text)]
    workspace.dispatcher.deliver(command_delivery({"command": "/capi", "text": "help"}, "/capi help"))
    [entry] = deliveries(workspace)
    assert (entry.title, entry.summary, entry.at) == ("slash_commands", "/capi help", workspace.clock())
    assert entry.sent == {"command": "/capi", "text": "help"}
    assert (entry.status, entry.answered, entry.failed) == ("200", answered, False)
    assert entry.ms is not None


def test_an_event_comes_again_until_it_is_accepted_and_the_journal_has_each_attempt(
    workspace: Workspace, app: TinyApp, reply: Reply
) -> None:
    app.replies = [reply(500), reply(404)]
    assert mention(workspace).status == 200
    assert [(entry.status, entry.failed, entry.summary) for entry in deliveries(workspace)] == [
        ("dispatch_failed", True, "<@U0CAPIBOT> help"),
        ("dispatch_failed", True, "<@U0CAPIBOT> help · retry 1: http_error"),
        ("200", False, "<@U0CAPIBOT> help · retry 2: http_error"),
    ]
    assert len({got.event["event_id"] for got in app.got}) == 1


@pytest.mark.parametrize(
    ("headers", "pauses", "attempts"),
    [({}, (0.0, 0.0, 0.0), 4), ({}, (), 1), ({"x-slack-no-retry": "1"}, (0.0,), 1)],
)
def test_an_event_is_tried_once_more_a_pause_unless_the_app_asks_for_no_retry(
    make: Callable[..., Workspace],
    app: TinyApp,
    reply: Reply,
    headers: dict[str, str],
    pauses: tuple[float, ...],
    attempts: int,
) -> None:
    app.replies = [reply(500, "", headers)] * 9
    assert mention(make(app_url=app.url, pauses=pauses)).error == "dispatch_failed"
    assert len(app.got) == attempts


def test_a_closed_workspace_tries_nothing_again(make: Callable[..., Workspace], app: TinyApp, reply: Reply) -> None:
    workspace = make(app_url=app.url, pauses=(60.0,))
    app.replies = [reply(500)]
    workspace.composer.send("U0ADA", "C0CALLS", "@capi help")
    workspace.close()
    assert len(app.got) == 1


def test_a_refused_acknowledgement_is_written_down_with_slacks_answer(
    workspace: Workspace, app: TinyApp, reply: Reply
) -> None:
    app.replies = [reply(200, '{"blocks": [{"type": "marquee"}]}')]
    sent = workspace.composer.send("U0ADA", "C0CALLS", "/capi help").delivery
    assert sent
    sent.result(10)
    [entry] = [entry for entry in workspace.journal.news(0) if entry.kind == "method"]
    assert (entry.title, entry.summary, entry.status, entry.failed) == ("ack", "slash_commands", "invalid_blocks", True)
    assert entry.sent == {"blocks": [{"type": "marquee"}]}
    assert isinstance(entry.answered, dict)
    assert entry.answered["errors"] == ["unsupported type: marquee [json-pointer:/blocks/0/type]"]


def test_the_last_event_comes_again_with_its_id_and_what_the_app_itself_did_never(
    workspace: Workspace, app: TinyApp
) -> None:
    mention(workspace)
    workspace.store.put(Message(ts=workspace.store.next_ts(), channel="D0ADA", user="U0CAPIBOT", text="own"))
    assert workspace.redeliver().status == 200
    workspace.close()
    mentions = [got for got in app.got if got.event["event"]["type"] == "app_mention"]
    assert [got.headers.get("x-slack-retry-num") for got in mentions] == [None, "1"]
    assert len({got.event["event_id"] for got in mentions}) == 1
