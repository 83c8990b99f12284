"""`capi-bot doctor` and `capi-bot run` give the same advice for the same trouble, and neither names a class."""

from __future__ import annotations

import json
import re
import socket
import time
from collections.abc import Callable, Iterator, Mapping
from email.utils import formatdate
from pathlib import Path
from typing import NoReturn

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from capi_bot.cli import main as program
from tests.capi.conftest import Authority
from tests.fixed_server import FixedServer, http
from tests.served_settings import APPLICATION_ID, served_settings

NOBODY = "http://127.0.0.1:9"
OK = b'{"ok": true, "user": "capi", "team": "Shop", "url": "ws://127.0.0.1:9/link"}'
CLASS_NAME = re.compile(
    r"\b[A-Z]\w*(?:Error|Exception|Timeout|Pool|Line|Read|Disconnected)\b|\w\(|<class|urlopen|Errno"
)

Environ = Mapping[str, str]


@pytest.fixture(scope="module")
def environ(rsa_key: rsa.RSAPrivateKey, key_pem: str) -> Iterator[Environ]:
    """The settings of a bot that has no trouble."""
    with served_settings(rsa_key, key_pem) as settings:
        yield {**settings, "CAPI_STORE": ":memory:"}


Advise = Callable[[Environ], tuple[list[str], str]]


def look_up(host: str, *_: object, **__: object) -> NoReturn:
    """Stand in for the look-up of a name: that of `.invalid` is never known, and none leaves this machine."""
    host.encode("idna")
    raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")


@pytest.fixture
def advise(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Advise:
    """Return what doctor finds wrong, and all that `run` writes to standard error; it ends when it has started."""
    known = socket.getaddrinfo
    monkeypatch.setattr(
        socket, "getaddrinfo", lambda host, *a, **k: (look_up if "invalid" in str(host) else known)(host, *a, **k)
    )
    monkeypatch.setattr("capi_bot.cli.process.ShutdownSignal.wait", lambda _: None)
    monkeypatch.setattr("capi_bot.doctor._TIMEOUT", 2)
    monkeypatch.setattr("capi_bot.server._HEALTH_TIMEOUT", 0.1)

    def advise(environ: Environ) -> tuple[list[str], str]:
        for name, value in environ.items():
            monkeypatch.setenv(name, value)
        program.main(["doctor", "--json"])
        checks = json.loads(capsys.readouterr().out)["checks"]
        code = program.main(["run"])
        is_refused = any(check["outcome"] == "refused" for check in checks)
        errors = capsys.readouterr().err
        assert code == (2 if is_refused else 0), errors
        assert errors.endswith(f"{program.DOCTOR}\n") is is_refused
        return [check["message"] for check in checks if check["outcome"] != "ok"], errors

    return advise


def assert_same(advise: Advise, environ: Environ, *, words: str = "") -> None:
    """Check that doctor and run say the same sentences, and that each is one that people can read."""
    wrong, errors = advise(environ)
    spoken = re.sub(r"\d+ seconds (ahead|behind)", r"N seconds \1", errors)
    sentences = [re.sub(r"\d+ seconds (ahead|behind)", r"N seconds \1", sentence) for sentence in wrong]
    assert sentences
    assert [sentence for sentence in sentences if sentence not in spoken] == []
    lines = [line for line in spoken.splitlines() if line != program.DOCTOR and " INFO " not in line]
    assert [line for line in lines if not any(sentence in line for sentence in sentences)] == []
    assert CLASS_NAME.findall(" ".join(sentences + lines)) == []
    assert words in " ".join(sentences)


def test_without_a_trouble_neither_says_anything(advise: Advise, environ: Environ) -> None:
    wrong, errors = advise(environ)
    assert (wrong, [line for line in errors.splitlines() if " INFO " not in line]) == ([], [])


@pytest.mark.slow
@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("SLACK_BOT_TOKEN", ""),
        ("SLACK_BOT_TOKEN", "xoxp-1"),
        ("SLACK_SIGNING_SECRET", ""),
        ("SLACK_SIGNING_SECRET", "xoxb-1"),
        ("SLACK_SIGNING_SECRET", "gRBiEgMB8ETTpCnTjJ2SOVVM"),
        ("SLACK_APP_TOKEN", "xoxb-1"),
        ("SLACK_API_URL", "slack.com"),
        ("SLACK_API_URL", "https://a..invalid/api/"),
        ("SLACK_API_URL", f"https://{'a' * 70}.invalid/api/"),
        ("VONAGE_APPLICATION_ID", ""),
        ("VONAGE_APPLICATION_ID", "7"),
        ("VONAGE_PRIVATE_KEY", ""),
        ("VONAGE_PRIVATE_KEY", "nothing"),
        ("VONAGE_PRIVATE_KEY", "/no/such/private.key"),
        ("VONAGE_API_URL", "http://api.nexmo.com"),
        ("VONAGE_API_URL", "https://a..invalid"),
        ("VONAGE_API_URL", f"https://{'a' * 70}.invalid"),
        ("VONAGE_API_VERSION", "v7"),
        ("CAPI_HOST", "not here"),
        ("CAPI_HOST", "192.0.2.1"),
        ("CAPI_PORT", "70000"),
        ("CAPI_TIME_ZONE", "Mars"),
        ("CAPI_COUNTRY", "Mars"),
        ("CAPI_STORE", "/no/such/folder/x.sqlite3"),
        ("CAPI_STORE", __file__),
        ("CAPI_STORE", "a" * 300),
        ("CAPI_RICH_BLOCKS", "perhaps"),
        ("CAPI_LOG_LEVEL", "loud"),
        ("REQUESTS_CA_BUNDLE", "/no/such/file"),
        ("SSL_CERT_FILE", "/no/such/file"),
    ],
)
def test_the_advice_on_a_setting_is_the_same(advise: Advise, environ: Environ, setting: str, value: str) -> None:
    assert_same(advise, {**environ, setting: value}, words="" if setting == "VONAGE_API_URL" else setting)


@pytest.mark.slow
@pytest.mark.parametrize("proxy", ["socks5://127.0.0.1:1080", "http://", "http://127.0.0.1:port"])
def test_the_advice_on_a_proxy_that_cannot_be_used_is_the_same(advise: Advise, environ: Environ, proxy: str) -> None:
    addresses = {"VONAGE_API_URL": "https://api.invalid", "SLACK_API_URL": "https://slack.invalid/api/"}
    assert_same(advise, {**environ, **addresses, "HTTPS_PROXY": proxy, "NO_PROXY": ""}, words="HTTPS_PROXY")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("status", "words"),
    [(b"407 Who", "wants to know who asks (407): write a name"), (b"503 No", "did not let the request through (503)")],
)
def test_the_advice_on_a_proxy_that_does_not_connect_is_the_same(
    advise: Advise, environ: Environ, status: bytes, words: str
) -> None:
    addresses = {"VONAGE_API_URL": "https://api.invalid", "SLACK_API_URL": "https://slack.invalid/api/"}
    with FixedServer(http(b"", status)) as proxy:
        way = {"HTTPS_PROXY": proxy.url.removesuffix("/api/"), "NO_PROXY": ""}
        assert_same(advise, {**environ, **addresses, **way}, words=words)


@pytest.mark.slow
def test_the_advice_on_a_port_that_is_taken_is_the_same(advise: Advise, environ: Environ) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        assert_same(advise, {**environ, "CAPI_PORT": port}, words=f"CAPI_PORT {port} is in use by another program")


REFUSED = http(b'{"title": "Unauthorized", "detail": "No."}', b"401 No")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (REFUSED, "It refuses the credentials (401 No): check that VONAGE_PRIVATE_KEY belongs"),
        (http(b'{"detail": "token expired"}', b"401 No"), "check the clock of this machine"),
        (http(b'{"detail": "No."}', b"403 No"), "It refuses to list conversations (403 No)"),
        (http(b"<html>Log in</html>"), "it was not the Conversation API that gave it. Check VONAGE_API_URL"),
        (b"HTTP/1.1 302 Found\r\nLocation: /\r\nContent-Length: 0\r\n\r\n", "a redirect (302)"),
        (b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nnope", "cannot be unpacked"),
        (
            REFUSED.replace(b"\r\n\r\n", f"\r\nDate: {formatdate(time.time() - 3600)}\r\n\r\n".encode()),
            "seconds ahead of Vonage's clock: turn network time on",
        ),
    ],
)
def test_the_advice_on_vonages_answer_is_the_same(advise: Advise, environ: Environ, raw: bytes, words: str) -> None:
    with FixedServer(raw) as vonage:
        assert_same(advise, {**environ, "VONAGE_API_URL": vonage.url.removesuffix("/api/")}, words=words)


def test_the_advice_on_a_key_of_another_application_is_the_same(advise: Advise, environ: Environ) -> None:
    assert_same(
        advise,
        {**environ, "VONAGE_APPLICATION_ID": APPLICATION_ID.replace("a", "c")},
        words="It refuses the credentials",
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (http(OK), "It lacks the scopes app_mentions:read, chat:write, commands, im:history: add them"),
        (http(b'{"ok": false, "error": "account_inactive"}'), "Slack refuses it (account_inactive): copy SLACK_BOT_"),
        (http(b'{"ok": false, "error": "internal_error"}'), "Slack cannot tell just now (internal_error)"),
        (http(b"<html>Log in to the guest network</html>"), "It was not Slack that answered"),
        (b"220 a mail server\r\n\r\n", "Slack cannot be reached (what answered does not speak HTTP)"),
        (b"", "Slack cannot be reached (the connection was broken off)"),
    ],
)
def test_the_advice_on_slacks_answer_is_the_same(advise: Advise, environ: Environ, raw: bytes, words: str) -> None:
    with FixedServer(raw) as slack:
        assert_same(advise, {**environ, "SLACK_API_URL": slack.url}, words=words)


@pytest.mark.slow
@pytest.mark.parametrize("error", ["invalid_auth", "not_allowed_token_type", "missing_scope", "internal_error"])
def test_the_advice_on_an_app_token_is_the_same(advise: Advise, environ: Environ, error: str) -> None:
    with FixedServer(http(f'{{"ok": false, "error": "{error}"}}'.encode())) as slack:
        assert_same(advise, {**environ, "SLACK_API_URL": slack.url, "SLACK_APP_TOKEN": "xapp-1"})


def test_the_advice_on_a_websocket_that_is_not_there_is_the_same(advise: Advise, environ: Environ) -> None:
    with FixedServer(http(OK)) as slack:
        settings = {**environ, "SLACK_API_URL": slack.url, "SLACK_APP_TOKEN": "xapp-1"}
        assert_same(advise, settings, words="Slack's WebSocket could not be opened (the connection was refused)")


@pytest.mark.slow
@pytest.mark.parametrize("more", [{}, {"SLACK_APP_TOKEN": "xapp-1"}])
@pytest.mark.parametrize(
    "url",
    [NOBODY, "https://127.0.0.1:9", "https://no-such.invalid"],
)
def test_the_advice_on_hosts_that_are_not_there_is_the_same(
    advise: Advise, environ: Environ, more: Environ, url: str
) -> None:
    addresses = {"VONAGE_API_URL": url, "SLACK_API_URL": f"{url}/api/"}
    assert_same(advise, {**environ, **addresses, **more}, words="Slack cannot be reached (")


@pytest.mark.slow
def test_the_advice_on_certificates_that_are_not_trusted_is_the_same(
    advise: Advise, environ: Environ, tmp_path: Path
) -> None:
    with FixedServer(http(OK), Authority(tmp_path).server_context("127.0.0.1")) as server:
        addresses = {"VONAGE_API_URL": server.url.removesuffix("/api/"), "SLACK_API_URL": server.url}
        assert_same(advise, {**environ, **addresses, "SLACK_APP_TOKEN": "xapp-1"}, words="set SSL_CERT_FILE or")
