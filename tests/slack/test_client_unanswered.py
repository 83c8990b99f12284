"""Calls of which nobody knows whether Slack did what they asked."""

from __future__ import annotations

import ssl
from threading import Event

import pytest
import requests
from slack_sdk import WebClient

from capi_bot.slack.client import SlackClient
from capi_bot.slack.http import web_client
from tests.fakes_slack import TIMEOUT, Answer, FakeSlack
from tests.slack.interactions import message

MESSAGE = message("Three calls")
NOWHERE = "http://127.0.0.1:9/api/"
"""Port 9: nobody listens there."""
CUT_SHORT = [Answer(raw=b'{"ok": tr'), Answer(raw=b'{"ok": true}', headers={"Content-Length": "99"})]


@pytest.mark.parametrize("answer", CUT_SHORT)
def test_of_a_post_whose_answer_was_cut_short_nobody_knows_and_all_else_has_failed(
    client: SlackClient, slack: FakeSlack, answer: Answer
) -> None:
    for method in ("chat.postMessage", "chat.update", "chat.postEphemeral", "views.open", "views.update"):
        slack.script(method, answer)
    assert client.post("C1", MESSAGE) == ""
    assert client.update("C1", "1.2", MESSAGE) is False
    assert client.post_ephemeral("C1", "U1", MESSAGE) is False
    assert client.open_modal("trigger", MESSAGE) is None
    assert client.update_modal("V1", MESSAGE) is False
    assert len(slack.sent) == 5


def test_of_a_post_that_slack_did_not_answer_in_time_nobody_knows(
    slack: FakeSlack, session: requests.Session, caplog: pytest.LogCaptureFixture
) -> None:
    late = Event()
    slack.on_sent = lambda _: late.wait(TIMEOUT)
    client = SlackClient(WebClient("xoxb-test", base_url=slack.api_url, timeout=1, retry_handlers=[]), session)
    assert client.post("C1", MESSAGE) == ""
    late.set()
    assert "chat.postMessage got no answer" in caplog.text


def test_slack_out_of_reach_is_reported_without_an_error(session: requests.Session, trust: ssl.SSLContext) -> None:
    client = SlackClient(web_client("xoxb-test", NOWHERE, trust), session)
    assert client.post("C1", MESSAGE) is None
    assert not client.update("C1", "1.2", MESSAGE)
    assert not client.respond("http://127.0.0.1:9/response/1", MESSAGE, private=True)
