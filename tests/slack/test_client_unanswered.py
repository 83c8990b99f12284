"""Calls of which nobody knows whether Slack did what they asked."""

from __future__ import annotations

import errno
import ssl
from http.client import RemoteDisconnected
from socket import gaierror
from ssl import SSLCertVerificationError
from threading import Event
from urllib.error import URLError

import pytest
import requests
from slack_sdk import WebClient
from urllib3 import HTTPConnectionPool
from urllib3.exceptions import MaxRetryError, ProtocolError

from capi_bot.slack.client import SlackClient
from capi_bot.slack.http import web_client
from capi_bot.slack.outcomes import Outcome, was_never_sent
from tests.fakes_slack import TIMEOUT, Answer, FakeSlack
from tests.slack.interactions import message

MESSAGE = message("Three calls")
NOWHERE = "http://127.0.0.1:9/api/"
"""Port 9: nobody listens there."""
CUT_SHORT = [Answer(raw=b'{"ok": tr'), Answer(raw=b'{"ok": true}', headers={"Content-Length": "99"})]


@pytest.mark.parametrize("answer", CUT_SHORT)
def test_of_a_post_whose_answer_was_cut_short_nobody_knows_and_a_change_can_be_made_again(
    client: SlackClient, slack: FakeSlack, answer: Answer
) -> None:
    for method in ("chat.postMessage", "chat.update", "chat.postEphemeral", "views.open", "views.update"):
        slack.script(method, answer)
    assert client.post("C1", MESSAGE).outcome is Outcome.UNKNOWN
    assert client.update("C1", "1.2", MESSAGE).outcome is Outcome.FAILED
    assert client.post_ephemeral("C1", "U1", MESSAGE).outcome is Outcome.UNKNOWN
    assert client.open_modal("trigger", MESSAGE).outcome is Outcome.UNKNOWN
    assert client.update_modal("V1", MESSAGE).outcome is Outcome.FAILED
    assert len(slack.sent) == 5


def test_of_a_post_that_slack_did_not_answer_in_time_nobody_knows(
    slack: FakeSlack, session: requests.Session, caplog: pytest.LogCaptureFixture
) -> None:
    late = Event()
    slack.on_sent = lambda _: late.wait(TIMEOUT)
    client = SlackClient(WebClient("xoxb-test", base_url=slack.api_url, timeout=1, retry_handlers=[]), session)
    assert client.post("C1", MESSAGE).outcome is Outcome.UNKNOWN
    late.set()
    assert "chat.postMessage got no answer" in caplog.text


def test_slack_out_of_reach_is_reported_without_an_error(session: requests.Session, trust: ssl.SSLContext) -> None:
    client = SlackClient(web_client("xoxb-test", NOWHERE, trust), session)
    assert client.post("C1", MESSAGE).outcome is Outcome.FAILED
    assert client.update("C1", "1.2", MESSAGE).outcome is Outcome.FAILED
    assert client.respond("http://127.0.0.1:9/response/1", MESSAGE, private=True).outcome is Outcome.FAILED


def test_a_response_url_that_does_not_answer_in_time_may_have_been_posted_to(
    slack: FakeSlack, session: requests.Session, trust: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    late = Event()
    slack.on_sent = lambda _: late.wait(TIMEOUT)
    monkeypatch.setattr("capi_bot.slack.client.TIMEOUT", (3.0, 0.2))
    client = SlackClient(web_client("xoxb-test", slack.api_url, trust), session)
    assert client.respond(slack.response_url(), MESSAGE, private=True).outcome is Outcome.UNKNOWN
    assert client.respond(slack.response_url(), MESSAGE, private=True, replace=True).outcome is Outcome.FAILED
    late.set()


@pytest.mark.parametrize(
    ("error", "never_sent"),
    [
        (URLError(gaierror(-2, "Name or service not known")), True),
        (URLError(ConnectionRefusedError()), True),
        (URLError(TimeoutError()), True),
        (URLError(SSLCertVerificationError()), True),
        (URLError(OSError(errno.EHOSTUNREACH, "No route to host")), True),
        (URLError(ConnectionResetError()), False),
        (URLError(BrokenPipeError()), False),
        (TimeoutError(), False),
        (RemoteDisconnected(), False),
        (ConnectionResetError(), False),
        (requests.ReadTimeout(), False),
        (requests.ConnectionError(ProtocolError("Connection aborted.")), False),
        (requests.exceptions.ChunkedEncodingError(), False),
        (requests.exceptions.SSLError(MaxRetryError(HTTPConnectionPool("x"), "/")), True),
    ],
)
def test_only_what_fails_before_it_is_sent_can_be_sent_again(error: Exception, *, never_sent: bool) -> None:
    assert was_never_sent(error) is never_sent
