"""SIGTERM to the bot's process with many commands at work: everybody is answered or told, and the process is gone."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from functools import partial

import pytest
import requests
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from flask import Flask

from capi_bot.sandbox import vonage
from capi_bot.sandbox.bot_process import BotProcess
from capi_bot.sandbox.environment import SandboxEnvironment
from capi_bot.sandbox.hosting import Host
from tests.contact_centre import contact_centre
from tests.e2e.person import CALLS, Person
from tests.fakes_slack import FORM, SECRET, Answer, FakeSlack, signed, slash_form

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

APPLICATION = "30fecc94-1e2c-4c9b-a2a0-0a9e5f6b1d10"
COMMANDS = 60
HANGS = 60.0
"""Seconds by which each read of the API outlasts the process."""
RESTARTED = "I was restarted before I could answer."


@pytest.fixture
def slack() -> Iterator[FakeSlack]:
    with FakeSlack() as slack:
        yield slack


@pytest.fixture
def bot(slack: FakeSlack) -> Iterator[tuple[BotProcess, str, Flask]]:
    """Run the bot between a recording Slack and a true API; return its process, its address and the API."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    api = vonage.create_app(contact_centre(), public, APPLICATION)
    with ExitStack() as stack:
        host = Host(api)
        stack.callback(host.stop)
        settings = {
            "SLACK_BOT_TOKEN": "xoxb-test",
            "SLACK_SIGNING_SECRET": SECRET,
            "SLACK_API_URL": slack.api_url,
            "VONAGE_APPLICATION_ID": APPLICATION,
            "VONAGE_PRIVATE_KEY": key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode(),
            "VONAGE_API_URL": host.url,
            "CAPI_PORT": "0",
            "CAPI_STORE": ":memory:",
        }
        process = BotProcess(settings)
        stack.callback(process.stop)
        line = process.first_line()
        yield process, line[line.index("http") :].split()[0], api


def send(address: str, slack: FakeSlack, number: int) -> tuple[int, str]:
    """Type a command, each by another person of three."""
    body = slash_form(
        slack, text="conversations", user_id=f"U{number % 3}", response_url=slack.response_url(f"{number}")
    )
    response = requests.post(address, data=body, headers=signed(SECRET, body, str(int(time.time())), FORM), timeout=10)
    return response.status_code, response.text


@pytest.mark.parametrize("is_slack_limiting", [False, True], ids=["Slack answers", "Slack limits what is posted"])
def test_everybody_whose_command_was_acknowledged_is_told(
    bot: tuple[BotProcess, str, Flask], slack: FakeSlack, *, is_slack_limiting: bool
) -> None:
    process, address, api = bot
    if is_slack_limiting:
        limited = Answer(status=429, document={"ok": False, "error": "ratelimited"}, headers={"Retry-After": "9"})
        slack.script("chat.postMessage", limited)
    else:
        api.extensions["capi_faults"].next(path="*", delay=HANGS, times=100_000)
    with ThreadPoolExecutor(8) as people:
        acknowledged = list(people.map(partial(send, address, slack), range(COMMANDS)))
    assert acknowledged == [(200, "")] * COMMANDS

    code = process.stop(timeout=3 * 8)  # three times what it may take; then it is killed, which is another code
    told = {sent.to for sent in slack.sent if sent.to.startswith("/response/") and RESTARTED in sent.text}
    assert code == 0
    assert told == {f"/response/{number}" for number in range(COMMANDS)}
    assert len([sent for sent in slack.sent if RESTARTED in str(sent.body)]) == COMMANDS
    assert "Stopped." in process.output[-1]


def test_everybody_is_told_too_where_slack_delivers_by_socket_mode() -> None:
    with SandboxEnvironment(transport="socket") as sandbox:
        ada = Person(sandbox=sandbox, channel=CALLS)
        sandbox.faults.next(path="*", delay=HANGS, times=100_000)
        for _ in range(COMMANDS):
            ada.types("/capi conversations")

        assert sandbox.bot.stop(timeout=3 * 8) == 0
        assert len([message for message in ada.messages() if RESTARTED in message["text"]]) == COMMANDS
