from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator, Mapping
from typing import Self

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from flask import Flask

from capi_bot import doctor
from capi_bot.doctor import Check, api_check, clock_check, examine, settings_checks
from capi_bot.errors import (
    ForbiddenError,
    ProblemDetails,
    UnauthorizedError,
    UnreachableError,
)
from capi_bot.sandbox import vonage as vonage_api
from capi_bot.sandbox.hosting import Host
from capi_bot.sandbox.slack.server import create_app
from capi_bot.sandbox.slack.workspace import Workspace
from capi_bot.sandbox.world.contact_centre import contact_centre

ID = "aaaaaaaa-1111-2222-3333-bbbbbbbbbbbb"
SCOPES = ("commands", "chat:write", "app_mentions:read")
NOWHERE = "http://127.0.0.1:9"


@pytest.fixture(scope="module")
def key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@pytest.fixture(scope="module")
def environ(key: rsa.RSAPrivateKey) -> Iterator[Mapping[str, str]]:
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    vonage = Host(vonage_api.create_app(contact_centre(), public, ID))
    workspace = Workspace(signing_secret="5ec1e7", bot_token="xoxb-1-bot", app_url=None)
    slack = Host(create_app(workspace))
    yield {
        "SLACK_BOT_TOKEN": "xoxb-1-bot",
        "SLACK_SIGNING_SECRET": "5ec1e7",
        "SLACK_API_URL": f"{slack.url}/api/",
        "VONAGE_APPLICATION_ID": ID,
        "VONAGE_PRIVATE_KEY": key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode(),
        "VONAGE_API_URL": vonage.url,
    }
    vonage.stop()
    slack.stop()
    workspace.close()


def looked_at(environ: Mapping[str, str], *, scopes: tuple[str, ...] = SCOPES, ahead: float = 0) -> dict[str, Check]:
    found = examine(environ, scopes=scopes, clock=lambda: time.time() + ahead)
    return {check.name: check for check in found}


def test_where_all_is_well_every_check_says_so(environ: Mapping[str, str]) -> None:
    found = looked_at(environ)

    assert [*found] == ["settings", "private key", "clock", "Conversation API", "Slack token"]
    assert [str(check) for check in found.values() if not check.ok] == []
    assert found["private key"].words == "It is readable, RSA with 2048 bits."
    assert "in Sandbox and has every scope" in found["Slack token"].words


def test_with_nothing_set_every_problem_is_told_and_what_needs_nothing_is_still_looked_at() -> None:
    found = list(examine({"VONAGE_API_URL": NOWHERE}, scopes=SCOPES, clock=time.time))

    assert [check.name for check in found] == ["settings"] * 4 + ["clock"]
    assert not any(check.ok for check in found)


def test_a_wrong_setting_of_slack_does_not_keep_vonage_from_being_looked_at(environ: Mapping[str, str]) -> None:
    found = looked_at({**environ, "SLACK_BOT_TOKEN": ""})

    assert [name for name, check in found.items() if not check.ok] == ["settings"]
    assert found["Conversation API"].ok
    assert "Slack token" not in found


def test_where_nobody_answers_each_check_says_what_to_look_at(environ: Mapping[str, str]) -> None:
    found = looked_at({**environ, "VONAGE_API_URL": NOWHERE, "SLACK_API_URL": NOWHERE})

    assert [name for name, check in found.items() if not check.ok] == ["clock", "Conversation API", "Slack token"]
    assert "check VONAGE_API_URL" in found["clock"].words
    assert "check VONAGE_API_URL" in found["Conversation API"].words
    assert "check SLACK_API_URL" in found["Slack token"].words


def test_a_key_of_another_application_is_told(environ: Mapping[str, str]) -> None:
    found = looked_at({**environ, "VONAGE_APPLICATION_ID": ID.replace("a", "c")})

    assert not found["Conversation API"].ok
    assert "check that VONAGE_PRIVATE_KEY belongs to VONAGE_APPLICATION_ID" in found["Conversation API"].words


def test_a_token_that_slack_does_not_know_is_told(environ: Mapping[str, str]) -> None:
    found = looked_at({**environ, "SLACK_BOT_TOKEN": "xoxb-2-other"})

    assert found["Slack token"].words == "Slack refuses it (invalid_auth): copy SLACK_BOT_TOKEN again."


def test_a_missing_scope_is_named(environ: Mapping[str, str]) -> None:
    found = looked_at(environ, scopes=(*SCOPES, "users:read"))

    assert not found["Slack token"].ok
    assert "It lacks the scopes users:read: add them under OAuth & Permissions" in found["Slack token"].words


def test_an_app_token_is_tried_where_it_is_set(environ: Mapping[str, str]) -> None:
    refused = looked_at({**environ, "SLACK_APP_TOKEN": "xapp-1"})["Slack app token"]

    assert not refused.ok
    assert refused.words.endswith("copy SLACK_APP_TOKEN again.")


class Answering:
    """Play a Slack that gives one answer to everything, whatever it may be."""

    def __init__(self, raw: bytes) -> None:
        self._raw = raw
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}/api/"
        self._thread = threading.Thread(target=self._serve)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        self._socket.close()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            with connection, connection.makefile("rb") as asked:
                length = 0
                while (line := asked.readline().strip()) != b"":
                    name, _, value = line.partition(b":")
                    length = int(value) if name.lower() == b"content-length" else length
                asked.read(length)
                connection.sendall(self._raw)


def http(body: bytes, status: bytes = b"200 OK") -> bytes:
    return b"HTTP/1.1 %s\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s" % (status, len(body), body)


NOT_SLACK = "It was not Slack that answered, or not in its own way: check SLACK_API_URL, the network and any proxy."


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"220 a mail server\r\n\r\n", "Slack cannot be reached (BadStatusLine): check SLACK_API_URL"),
        (http(b"[]"), NOT_SLACK),
        (http(b"[1]"), "It could not be checked (AttributeError): check the addresses that are set, and if"),
        (http(b"<html>Log in to the guest network</html>"), NOT_SLACK),
        (http(b'{"ok": false, "error": "internal_error"}', b"500 Oh"), "Slack cannot tell just now (internal_error)"),
        (http(b'{"ok": false, "error": "account_inactive"}'), "Slack refuses it (account_inactive): copy SLACK_BOT_"),
    ],
)
def test_whatever_answers_in_slacks_place_is_one_line_with_the_right_advice(
    environ: Mapping[str, str], raw: bytes, words: str
) -> None:
    with Answering(raw) as slack:
        found = looked_at({**environ, "SLACK_API_URL": slack.url, "SLACK_APP_TOKEN": "xapp-1"})

    assert not found["Slack token"].ok
    assert found["Slack token"].words.startswith(words)
    assert found["Conversation API"].ok
    assert not found["Slack app token"].ok


def test_an_app_token_without_its_scope_is_told_which(environ: Mapping[str, str]) -> None:
    with Answering(http(b'{"ok": false, "error": "missing_scope"}')) as slack:
        words = looked_at({**environ, "SLACK_API_URL": slack.url, "SLACK_APP_TOKEN": "xapp-1"})["Slack app token"].words

    assert words.startswith("It lacks the scope connections:write: generate an App-Level Token")


def test_a_bundle_of_certificates_that_is_not_there_is_told_once(
    environ: Mapping[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/nope")
    found = list(examine({**environ, "REQUESTS_CA_BUNDLE": "ignored, as run does"}, scopes=SCOPES, clock=time.time))

    assert [(check.name, check.ok) for check in found] == [
        ("settings", True),
        ("private key", True),
        ("certificates", False),
    ]
    assert "that REQUESTS_CA_BUNDLE names cannot be read: /nope" in found[-1].words


def test_a_check_that_fails_by_our_own_fault_does_not_stop_the_next(
    environ: Mapping[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor, "clock_check", lambda *_: 1 / 0)
    found = looked_at(environ)

    assert found["clock"].words.startswith("It could not be checked (ZeroDivisionError): check")
    assert found["Slack token"].ok


def test_an_app_token_that_opens_a_connection_is_well(environ: Mapping[str, str]) -> None:
    app = Flask("slack")
    app.add_url_rule(
        "/api/apps.connections.open", view_func=lambda: {"ok": True, "url": "wss://127.0.0.1/"}, methods=["POST"]
    )
    host = Host(app)
    found = looked_at({**environ, "SLACK_APP_TOKEN": "xapp-1", "SLACK_API_URL": f"{host.url}/api/"})
    host.stop()

    assert found["Slack app token"].ok


def test_a_clock_that_is_off_is_told_by_how_much(environ: Mapping[str, str]) -> None:
    words = looked_at(environ, ahead=3600)["clock"].words

    assert words.startswith("This machine is 3")
    assert "seconds ahead of Vonage's clock: turn network time on" in words


@pytest.mark.parametrize(
    ("now", "ok", "words"),
    [
        (1540459680.0, True, "Within 30 seconds"),
        (1540459650.0, True, "Within 30 seconds"),
        (1540459649.0, False, "31 seconds behind Vonage's clock"),
        (1540459711.0, False, "31 seconds ahead of Vonage's clock"),
    ],
)
def test_half_a_minute_off_is_near_enough(now: float, *, ok: bool, words: str) -> None:
    check = clock_check("Thu, 25 Oct 2018 09:28:00 GMT", now)

    assert check.ok is ok
    assert words in check.words


@pytest.mark.parametrize("date", ["", "yesterday"])
def test_an_answer_without_a_time_is_told(date: str) -> None:
    assert "check the clock by hand" in clock_check(date, 0).words


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (UnauthorizedError(ProblemDetails(status=401, detail="No.")), "It refuses the credentials (401 No.)"),
        (ForbiddenError(ProblemDetails(status=403, detail="No.")), "It refuses to list conversations (403 No.)"),
        (UnreachableError("refused"), "No usable answer (refused)"),
    ],
)
def test_each_failure_of_the_api_has_its_words(error: UnauthorizedError | UnreachableError, words: str) -> None:
    check = api_check(error)

    assert not check.ok
    assert words in check.words


def test_good_settings_are_one_line(environ: Mapping[str, str]) -> None:
    (check,) = settings_checks(environ)

    assert str(check) == "ok     settings: Everything that is needed is set."
