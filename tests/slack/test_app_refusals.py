"""Bolt behind our own server, over real HTTP: what is turned away, and how."""

from __future__ import annotations

import json
import logging

import pytest
import requests

from capi_bot.server import Server
from tests.fakes_slack import (
    FORM,
    JSON,
    FakeSlack,
    form,
    slash_form,
)
from tests.slack.interactions import Deliver, answered


class TestWhatIsTurnedAway:
    @pytest.mark.parametrize("content_type", [FORM, JSON])
    @pytest.mark.parametrize("body", [b"{bad", b"[]", b"payload=%7Bbad"])
    def test_t7_a_body_that_is_no_payload_is_answered_400_and_the_next_one_is_served(
        self, deliver: Deliver, slack: FakeSlack, body: bytes, content_type: str
    ) -> None:
        assert answered(deliver(body, content_type)) == (400, "")
        assert deliver(slash_form(slack)).status_code == 200

    def test_t7_a_body_that_is_too_large_is_answered_413_and_the_next_one_is_served(
        self, deliver: Deliver, slack: FakeSlack
    ) -> None:
        assert deliver(b"text=" + b"x" * 1_000_000).status_code == 413
        assert deliver(b"text=" + b"x" * 3_000_000).status_code == 413
        assert deliver(slash_form(slack)).status_code == 200

    @pytest.mark.parametrize(
        "headers",
        [
            {"X-Slack-Request-Timestamp": "abc"},
            {"X-Slack-Request-Timestamp": "1" * 5000},
            {"X-Slack-Request-Timestamp": "1531420618"},
            {"X-Slack-Signature": "v0=é"},
            {"X-Slack-Signature": "v0=00"},
            {"X-Slack-Signature": ""},
        ],
    )
    def test_t8_t9_a_wrong_signature_is_answered_401_and_nothing_of_the_request_is_logged(
        self, deliver: Deliver, slack: FakeSlack, caplog: pytest.LogCaptureFixture, headers: dict[str, str]
    ) -> None:
        caplog.set_level(logging.DEBUG)
        latin = {name: value.encode("latin-1") for name, value in headers.items()}
        before = len(caplog.records)
        assert answered(deliver(slash_form(slack, text="hush"), FORM, latin)) == (401, "")
        said = [record.getMessage() for record in caplog.records[before:] if not record.name.startswith("urllib3")]
        assert any("turned away" in line for line in said)
        for secret in ("hush", "deprecated-token", "/response/1", "ada"):
            assert not any(secret in line for line in said)

    def test_where_every_delivery_is_rejected_the_operator_is_advised_once(
        self, deliver: Deliver, slack: FakeSlack, caplog: pytest.LogCaptureFixture
    ) -> None:
        for _ in range(5):
            assert deliver(slash_form(slack), FORM, {"X-Slack-Signature": "v0=00"}).status_code == 401
            assert answered(deliver(b"ssl_check=1&token=x")) == (200, "")
        said = [record.getMessage() for record in caplog.records if record.name == "capi_bot.slack.app"]

        assert len([line for line in said if "turned away" in line]) == 5
        assert len([line for line in said if "SLACK_SIGNING_SECRET again" in line]) == 1
        assert len(said) == 6

    def test_only_post_is_answered(self, served: Server) -> None:
        assert requests.get(f"{served.address}/slack/events", timeout=10).status_code == 405

    @pytest.mark.parametrize(
        "payload",
        [
            {},
            {"type": "view_closed", "view": {"callback_id": "detail", "type": "modal"}},
            {"type": "shortcut", "callback_id": "x"},
            {"type": "event_callback", "event": {"type": "message", "text": "x"}},
            {"type": "unheard_of"},
            {"type": 5, "team": 5, "user": [], "event": "x", "authorizations": 7, "command": ["x"]},
            {"type": "block_actions", "actions": []},
            {"type": "block_actions", "actions": [5]},
            {"event": {"type": "app_mention"}, "authorizations": [5]},
        ],
    )
    def test_what_nobody_listens_for_is_never_answered_5xx(
        self, deliver: Deliver, slack: FakeSlack, payload: dict[str, object]
    ) -> None:
        for answer in (deliver(form(payload)), deliver(json.dumps(payload).encode(), JSON)):
            assert answer.status_code < 500
        assert deliver(slash_form(slack)).status_code == 200
