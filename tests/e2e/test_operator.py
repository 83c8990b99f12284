"""What an operator sees: how the real bot starts, whether it is ready, and what it logs."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping

import pytest
import requests

from capi_bot.sandbox import vonage
from capi_bot.sandbox.bot_process import BotProcess, bot_environment
from capi_bot.sandbox.environment import SandboxEnvironment, generate_key_pair
from capi_bot.sandbox.hosting import Host
from capi_bot.sandbox.slack.server import create_app
from capi_bot.sandbox.slack.workspace import Workspace
from tests.contact_centre import contact_centre
from tests.e2e.person import Person

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

APPLICATION = "aaaaaaaa-1111-2222-3333-bbbbbbbbbbbb"
NUMBER = "447700000001"
KEYS = generate_key_pair()
NOWHERE = "http://127.0.0.1:9"
RECHECKED = 30.0
"""Seconds within which whatever was away is tried again."""


@pytest.fixture(scope="module")
def settings() -> Iterator[Mapping[str, str]]:
    """The settings of a bot between stand-ins of its own."""
    api = Host(vonage.create_app(contact_centre(), KEYS[1], APPLICATION))
    workspace = Workspace(signing_secret="8f" * 16, bot_token="xoxb-1-bot", app_url=None)
    slack = Host(create_app(workspace))
    yield {
        "SLACK_BOT_TOKEN": "xoxb-1-bot",
        "SLACK_SIGNING_SECRET": '"' + "8f" * 16 + '"',
        "SLACK_API_URL": f"{slack.url}/api/",
        "VONAGE_APPLICATION_ID": APPLICATION,
        "VONAGE_PRIVATE_KEY": KEYS[0],
        "VONAGE_API_URL": api.url,
        "CAPI_PORT": "0",
        "CAPI_STORE": ":memory:",
    }
    api.stop()
    slack.stop()
    workspace.close()


def readiness(line: str) -> tuple[int, list[str]]:
    address = re.search(r"http://[\d.]+:\d+", line)
    assert address
    assert requests.get(f"{address[0]}/healthz", timeout=10).status_code == 200
    response = requests.get(f"{address[0]}/readyz", timeout=10)
    return response.status_code, response.json()["reasons"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"VONAGE_APPLICATION_ID": APPLICATION.replace("a", "c")}, "Conversation API: It refuses the credentials (401"),
        ({"SLACK_BOT_TOKEN": "xoxb-2-other"}, "Slack token: Slack refuses it (invalid_auth): copy SLACK_BOT_TOKEN"),
        ({"SLACK_APP_TOKEN": "xapp-1"}, "Slack app token: Slack refuses it (invalid_auth): copy SLACK_APP_TOKEN"),
        ({"CAPI_STORE": "/no/such/folder/x"}, "CAPI_STORE /no/such/folder/x cannot be used, because there is no"),
        ({"CAPI_TIME_ZONE": "Mars"}, "CAPI_TIME_ZONE is not the name of a time zone"),
        ({"ALL_PROXY": "socks5://127.0.0.1:1080"}, "ALL_PROXY names a SOCKS proxy"),
        (
            {"REQUESTS_CA_BUNDLE": "", "CURL_CA_BUNDLE": "", "SSL_CERT_FILE": "/no/such/file"},
            "The certificate authorities that SSL_CERT_FILE names cannot be read",
        ),
    ],
)
def test_what_only_the_operator_can_change_ends_the_bot(
    settings: Mapping[str, str], change: Mapping[str, str], words: str
) -> None:
    if "ALL_PROXY" in change:
        change = {**change, "VONAGE_API_URL": "https://api.nexmo.com", "SLACK_API_URL": "https://slack.com/api/"}
    completed = subprocess.run(
        [sys.executable, "-m", "capi_bot", "run"],
        env=bot_environment(os.environ, {**settings, **change}),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    *_, sentence, hint = completed.stderr.splitlines()
    assert hint == "To check all settings and connections, run: capi-bot doctor"
    assert (completed.returncode, sentence.startswith(words)) == (2, True), completed.stderr


def test_where_everything_serves_the_bot_is_ready(settings: Mapping[str, str]) -> None:
    bot = BotProcess(settings)
    try:
        assert readiness(bot.first_line()) == (200, [])
    finally:
        assert bot.stop() == 0


def test_a_vonage_that_comes_later_is_found(settings: Mapping[str, str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    bot = BotProcess({**settings, "VONAGE_API_URL": f"http://127.0.0.1:{port}"})
    try:
        line = bot.first_line()
        status, (reason,) = readiness(line)
        assert (status, reason.startswith("Vonage's API: No usable answer")) == (503, True)
        assert any("It is tried again every 15 seconds." in logged for logged in bot.output)
        api = Host(vonage.create_app(contact_centre(), KEYS[1], APPLICATION), port=port)
        deadline = time.monotonic() + RECHECKED
        while readiness(line) != (200, []):
            assert time.monotonic() < deadline
            time.sleep(0.2)
        api.stop()
    finally:
        assert bot.stop() == 0


def test_without_slack_the_bot_starts_and_says_so(settings: Mapping[str, str]) -> None:
    for more in ({}, {"SLACK_APP_TOKEN": "xapp-1"}):
        bot = BotProcess({**settings, "SLACK_API_URL": NOWHERE, **more})
        try:
            status, reasons = readiness(bot.first_line())
            assert (status, reasons[0].startswith("Slack cannot be reached")) == (503, True)
        finally:
            assert bot.stop() == 0


def test_at_debug_the_log_has_no_number_no_response_url_and_no_token() -> None:
    with SandboxEnvironment(world=contact_centre(), extra_env={"CAPI_LOG_LEVEL": "DEBUG"}) as sandbox:
        ada = Person(sandbox=sandbox)
        listed = ada.asks(f"/capi conversations with {NUMBER}", lambda message: "no more" in message["text"])
        ada.presses(listed, "row.members")
        ada.sees_again(listed, lambda message: len(str(message)) > len(str(listed)))
        ada.asks("/capi conversations private", lambda message: "2 joined" in message["text"])
        ada.asks(f"/capi users {NUMBER}")
        log = list(sandbox.bot.output)

    assert any(" DEBUG " in line for line in log)
    number = r"(?<![\w-])\d{9,15}(?![0-9a-f])"  # an id in hexadecimal may begin with as many digits
    assert [line for line in log if re.search(rf"{number}|xoxb-|/response|\beyJ", line)] == []
