"""Slack's Web API and response_urls, where an answer never ends."""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import chain, repeat
from urllib.error import URLError

import pytest

from capi_bot.capi.connections import DeadlineAdapter
from capi_bot.readiness import Dependency, Readiness
from capi_bot.slack.client import SlackClient
from capi_bot.slack.http import DeadlineWebClient, response_session, web_client
from capi_bot.slack.messages import Document
from capi_bot.slack.outcomes import Outcome, Sent
from tests.fakes_slack import Answer, FakeSlack
from tests.slack.interactions import message
from tests.trickle import PATIENCE, PHASES, Pieces, Trickle

DEADLINE = 0.06
"""Seconds: several times the pause between two pieces, of which none is late."""
MESSAGE = message("Three calls")
ERROR = {
    "the body of an error": lambda: chain([b"HTTP/1.1 500 Oh\r\nContent-Length: 1000000\r\n\r\n"], repeat(b" ")),
    "the body of a refusal": lambda: chain([b"HTTP/1.1 429 Oh\r\n\r\n"], repeat(b" ")),
}
ANSWERS: dict[str, Callable[[], Pieces]] = PHASES | ERROR


@pytest.fixture(autouse=True)
def _short_deadlines(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("TIMEOUT", "UPLOAD_TIMEOUT"):
        monkeypatch.setattr(f"capi_bot.slack.http.{name}", DEADLINE)


SlackAt = Callable[..., SlackClient]


@pytest.fixture
def slack_at(trust: ssl.SSLContext) -> Iterator[SlackAt]:
    with response_session(DeadlineAdapter(pool_size=1)) as session:

        def client(url: str, readiness: Readiness | None = None) -> SlackClient:
            return SlackClient(web_client("xoxb-test", f"{url}/api/", trust), session, readiness=readiness)

        yield client


def in_time(call: Callable[[], Sent]) -> Outcome:
    began = time.monotonic()
    outcome = call().outcome
    assert time.monotonic() - began < PATIENCE / 2
    return outcome


@pytest.mark.parametrize("phase", ANSWERS)
def test_an_answer_that_trickles_is_given_up(trickle: Trickle, slack_at: SlackAt, phase: str) -> None:
    url, readiness = f"http://127.0.0.1:{trickle(ANSWERS[phase])}", Readiness()
    client = slack_at(url, readiness)
    # FAILED where this machine is so slow that there was no connection in time.
    assert in_time(lambda: client.post("C1", MESSAGE)) in {Outcome.UNKNOWN, Outcome.FAILED}
    assert in_time(lambda: client.respond(f"{url}/response/1", MESSAGE, private=True)) in {
        Outcome.UNKNOWN,
        Outcome.FAILED,
    }
    assert next(state for state in readiness.states() if state.dependency is Dependency.SLACK).problem


def test_of_a_post_whose_answer_trickles_nobody_knows(
    trickle: Trickle, slack_at: SlackAt, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("capi_bot.slack.http.TIMEOUT", 0.5)
    url = f"http://127.0.0.1:{trickle(PHASES['headers'])}"
    client = slack_at(url)
    assert in_time(lambda: client.post("C1", MESSAGE)) is Outcome.UNKNOWN
    assert in_time(lambda: client.respond(f"{url}/response/1", MESSAGE, private=True)) is Outcome.UNKNOWN


@pytest.mark.parametrize("phase", ["nothing", "headers"])
def test_through_a_proxy_that_trickles_nothing_is_sent(
    trickle: Trickle, slack_at: SlackAt, monkeypatch: pytest.MonkeyPatch, phase: str
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{trickle(PHASES[phase])}")
    client = slack_at("https://slack.invalid")
    assert in_time(lambda: client.post("C1", MESSAGE)) is Outcome.FAILED
    assert in_time(lambda: client.respond("https://hooks.slack.com/x", MESSAGE, private=True)) in {
        Outcome.FAILED,
        Outcome.UNKNOWN,
    }


def test_a_handshake_that_trickles_is_given_up(trickle: Trickle, trust: ssl.SSLContext) -> None:
    port = trickle(lambda: chain([b"\x16\x03\x03\x40\x00"], repeat(b"\x02", 16384)))
    with pytest.raises(URLError, match=r"timed out|deadline has passed"):
        web_client("xoxb-test", f"https://127.0.0.1:{port}/api/", trust).auth_test()


def test_an_upload_whose_answer_trickles_is_given_up(
    slack: FakeSlack, trickle: Trickle, slack_at: SlackAt, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("capi_bot.slack.http.TIMEOUT", PATIENCE)
    upload_url = f"http://127.0.0.1:{trickle(PHASES['headers'])}/upload"
    slack.script("files.getUploadURLExternal", Answer(document={"ok": True, "upload_url": upload_url, "file_id": "F1"}))
    document = Document(name="events.csv", title="Events", text="a,b")
    client = slack_at(slack.url)
    with_file = replace(MESSAGE, documents=(document,))
    assert in_time(lambda: client.upload_files("C1", "1.2", with_file)) is Outcome.UNKNOWN


def test_an_upload_takes_no_proxy_that_plain_http_is_not_to_take(
    slack: FakeSlack, trust: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("TIMEOUT", "UPLOAD_TIMEOUT"):
        monkeypatch.setattr(f"capi_bot.slack.http.{name}", PATIENCE)
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    client = web_client("xoxb-test", slack.api_url, trust)
    assert isinstance(client, DeadlineWebClient)
    result = client._upload_file(
        url=f"{slack.url}/upload", data=b"a,b", logger=client._logger, timeout=1, proxy=None, ssl=None
    )
    assert (result.status, [sent.to for sent in slack.sent]) == (200, ["/upload"])
