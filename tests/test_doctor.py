from __future__ import annotations

import contextlib
import json
import re
import socket
import threading
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, cast

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from capi_bot import doctor
from capi_bot.doctor import (
    CheckResult,
    Outcome,
    check_settings,
    compare_clocks,
    explain_api_error,
    local_checks,
    remote_checks,
    run_check,
    run_checks,
)
from capi_bot.errors import (
    ForbiddenError,
    ProblemDetails,
    RateLimitedError,
    UnauthorizedError,
    UnreachableError,
)
from capi_bot.server import Server, application, healthz
from tests.fixed_server import FixedServer, http
from tests.served_settings import APPLICATION_ID, served_settings

SCOPES = ("commands", "chat:write", "app_mentions:read")
UNREACHABLE = "http://127.0.0.1:9"


@pytest.fixture(scope="module")
def environ(rsa_key: rsa.RSAPrivateKey, key_pem: str) -> Iterator[Mapping[str, str]]:
    with served_settings(rsa_key, key_pem) as settings:
        yield settings


def check_all(
    environ: Mapping[str, str], *, scopes: tuple[str, ...] = SCOPES, ahead: float = 0
) -> dict[str, CheckResult]:
    results = run_checks(environ, scopes=scopes, clock=lambda: time.time() + ahead)
    return {result.name: result for result in results}


def test_with_everything_right_every_check_succeeds(environ: Mapping[str, str]) -> None:
    results = check_all(environ)

    assert [*results] == [
        "settings",
        "private key",
        "signing secret",
        "time zone",
        "store",
        "port",
        "clock",
        "Conversation API",
        "Slack token",
    ]
    assert [str(result) for result in results.values() if not result.ok] == []
    assert results["private key"].message == "It is readable, RSA with 2048 bits."
    assert "in Sandbox and has every scope" in results["Slack token"].message


def test_with_nothing_set_every_problem_is_reported_and_checks_that_need_no_setting_still_run() -> None:
    results = list(run_checks({"CAPI_PORT": "0"}, scopes=SCOPES, clock=time.time))

    assert [result.name for result in results] == ["settings"] * 4 + ["time zone", "store", "port"]
    assert [result.name for result in results if result.ok] == ["time zone", "store", "port"]


def test_a_wrong_slack_setting_does_not_stop_the_checks_of_vonage(environ: Mapping[str, str]) -> None:
    results = check_all({**environ, "SLACK_BOT_TOKEN": ""})

    assert [name for name, result in results.items() if not result.ok] == ["settings"]
    assert results["Conversation API"].ok
    assert "Slack token" not in results


def test_each_check_of_an_unreachable_server_names_the_setting_to_check(environ: Mapping[str, str]) -> None:
    results = check_all({**environ, "VONAGE_API_URL": UNREACHABLE, "SLACK_API_URL": UNREACHABLE})

    assert [name for name, result in results.items() if not result.ok] == ["clock", "Conversation API", "Slack token"]
    assert results["clock"].message == results["Conversation API"].message
    assert "Check VONAGE_API_URL" in results["clock"].message
    assert "check SLACK_API_URL" in results["Slack token"].message


def test_a_key_of_another_application_is_reported(environ: Mapping[str, str]) -> None:
    results = check_all({**environ, "VONAGE_APPLICATION_ID": APPLICATION_ID.replace("a", "c")})

    assert not results["Conversation API"].ok
    assert "check that VONAGE_PRIVATE_KEY belongs to VONAGE_APPLICATION_ID" in results["Conversation API"].message


def test_a_token_that_slack_does_not_know_is_reported(environ: Mapping[str, str]) -> None:
    results = check_all({**environ, "SLACK_BOT_TOKEN": "xoxb-2-other"})

    assert results["Slack token"].message == "Slack refuses it (invalid_auth): copy SLACK_BOT_TOKEN again."


def test_a_missing_scope_is_named(environ: Mapping[str, str]) -> None:
    results = check_all(environ, scopes=(*SCOPES, "users:read"))

    assert not results["Slack token"].ok
    assert "It lacks the scopes users:read: add them under OAuth & Permissions" in results["Slack token"].message


def test_an_app_token_is_checked_where_it_is_set(environ: Mapping[str, str]) -> None:
    refused = check_all({**environ, "SLACK_APP_TOKEN": "xapp-1"})["Slack app token"]

    assert not refused.ok
    assert refused.message.endswith("copy SLACK_APP_TOKEN again.")


NOT_SLACK = "It was not Slack that answered, or not in its own way: check SLACK_API_URL, the network and any proxy."


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"220 a mail server\r\n\r\n", "Slack cannot be reached (what answered does not speak HTTP): check"),
        (http(b"[]"), NOT_SLACK),
        *((http(raw), NOT_SLACK) for raw in (b"[1]", b"null", b"5", b'"xoxb"', b'{"ok": tr')),
        (http(b'{"ok": false, "error": "internal_error"}'), "Slack cannot tell just now (internal_error)"),
        (http(b"<html>Log in to the guest network</html>"), NOT_SLACK),
        (http(b'{"ok": false, "error": "internal_error"}', b"500 Oh"), "Slack cannot tell just now (internal_error)"),
        (http(b'{"ok": false, "error": "account_inactive"}'), "Slack refuses it (account_inactive): copy SLACK_BOT_"),
    ],
)
def test_a_response_that_is_not_slacks_is_reported_with_the_right_advice(
    environ: Mapping[str, str], raw: bytes, message: str
) -> None:
    with FixedServer(raw) as slack:
        results = check_all({**environ, "SLACK_API_URL": slack.url, "SLACK_APP_TOKEN": "xapp-1"})

    assert not results["Slack token"].ok
    assert results["Slack token"].message.startswith(message)
    assert results["Conversation API"].ok
    assert not results["Slack app token"].ok


def test_an_app_token_without_its_scope_is_reported_with_the_scope(environ: Mapping[str, str]) -> None:
    with FixedServer(http(b'{"ok": false, "error": "missing_scope"}')) as slack:
        results = check_all({**environ, "SLACK_API_URL": slack.url, "SLACK_APP_TOKEN": "xapp-1"})

    assert results["Slack app token"].message.startswith(
        "It lacks the scope connections:write: generate an App-Level Token"
    )


def test_a_missing_bundle_of_certificates_is_reported_once(
    environ: Mapping[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/nope")
    results = list(
        run_checks({**environ, "REQUESTS_CA_BUNDLE": "ignored, as run does"}, scopes=SCOPES, clock=time.time)
    )

    assert [(result.name, result.ok) for result in results] == [
        ("settings", True),
        ("private key", True),
        ("signing secret", True),
        ("certificates", False),
        ("time zone", True),
        ("store", True),
        ("port", True),
    ]
    assert "that REQUESTS_CA_BUNDLE names cannot be read (/nope): name a file that has some." in results[3].message


def test_a_bug_in_a_check_does_not_stop_the_next_check(
    environ: Mapping[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor, "compare_clocks", lambda *_: 1 / 0)
    results = check_all(environ)

    assert results["clock"].message.startswith("It could not be checked, by an error of this program")
    assert results["Slack token"].ok


def check_local_proxy(
    environ: Mapping[str, str], monkeypatch: pytest.MonkeyPatch, **variables: str
) -> CheckResult | None:
    for name in ("HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    addresses = {"VONAGE_API_URL": "https://api.nexmo.com", "SLACK_API_URL": "https://slack.com/api"}
    return check_local({**environ, **addresses}).get("proxy")


def test_proxies_are_named_without_their_password(environ: Mapping[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    assert check_local_proxy(environ, monkeypatch) is None
    result = check_local_proxy(
        environ, monkeypatch, HTTPS_PROXY="http://name:secret@proxy.example", NO_PROXY="slack.com"
    )
    assert result
    assert (result.ok, result.message) == (True, "Vonage through proxy.example:80 and Slack directly.")


def test_a_socks_proxy_ends_the_bot_in_one_sentence(
    environ: Mapping[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    result = check_local_proxy(environ, monkeypatch, ALL_PROXY="socks5://127.0.0.1:1080")
    assert result
    assert (result.outcome, result.message.startswith("ALL_PROXY names a SOCKS proxy")) == (Outcome.REFUSED, True)


@pytest.mark.parametrize("raw", [http(b"", b"403 No"), http(b"", b"101 Nearly"), b"220 a mail server\r\n\r\n"])
def test_an_app_token_with_which_a_websocket_could_be_opened_passes(environ: Mapping[str, str], raw: bytes) -> None:
    with FixedServer(raw) as sockets:
        url = f"{sockets.url.replace('http:', 'ws:')}link?ticket=secret"
        with FixedServer(http(json.dumps({"ok": True, "url": url}).encode())) as slack:
            results = check_all({**environ, "SLACK_APP_TOKEN": "xapp-1", "SLACK_API_URL": slack.url})

    assert results["Slack app token"].ok
    assert b"ticket" not in sockets.requested


def test_a_websocket_that_is_not_there_is_reported(environ: Mapping[str, str]) -> None:
    body = b'{"ok": true, "url": "ws://127.0.0.1:9/link?ticket=secret"}'
    with FixedServer(http(body)) as slack:
        result = check_all({**environ, "SLACK_APP_TOKEN": "xapp-1", "SLACK_API_URL": slack.url})["Slack app token"]

    assert (result.outcome, result.message) == (
        Outcome.UNAVAILABLE,
        "Slack's WebSocket could not be opened (the connection was refused): check firewall and proxy.",
    )


def test_an_api_whose_answer_trickles_is_not_waited_for(
    environ: Mapping[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor, "_TIMEOUT", 0.1)
    ended = threading.Event()

    def serve(listener: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = listener.accept()
                with contextlib.suppress(OSError), connection:
                    connection.sendall(b"HTTP/1.1 200 OK\r\nX: ")
                    while not ended.wait(0.01):
                        connection.sendall(b"y")

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=serve, args=(listener,))
        thread.start()
        results = check_all({**environ, "VONAGE_API_URL": f"http://127.0.0.1:{listener.getsockname()[1]}"})
        ended.set()
        listener.shutdown(socket.SHUT_RDWR)
        thread.join()

    assert [name for name, result in results.items() if not result.ok] == ["clock", "Conversation API"]
    assert "Check VONAGE_API_URL" in results["clock"].message


def test_a_wrong_clock_is_reported_with_the_difference(environ: Mapping[str, str]) -> None:
    message = check_all(environ, ahead=3600)["clock"].message

    assert message.startswith("This machine is 3")
    assert "seconds ahead of Vonage's clock: turn network time on" in message


@pytest.mark.parametrize(
    ("now", "ok", "message"),
    [
        (1540459680.0, True, "Within 30 seconds"),
        (1540459650.0, True, "Within 30 seconds"),
        (1540459649.0, False, "31 seconds behind Vonage's clock: turn network time on. From 300 seconds, Slack's"),
        (1540459711.0, False, "31 seconds ahead of Vonage's clock: turn network time on. From 60 seconds, tokens are"),
    ],
)
def test_a_difference_of_up_to_thirty_seconds_is_accepted(now: float, *, ok: bool, message: str) -> None:
    result = compare_clocks("Thu, 25 Oct 2018 09:28:00 GMT", now)

    assert result.ok is ok
    assert message in result.message


@pytest.mark.parametrize("date", ["", "yesterday"])
def test_a_response_without_a_date_is_reported(date: str) -> None:
    assert "check the clock by hand" in compare_clocks(date, 0).message


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (UnauthorizedError(ProblemDetails(status=401, detail="No.")), "It refuses the credentials (401 No)"),
        (ForbiddenError(ProblemDetails(status=403, detail="No.")), "It refuses to list conversations (403 No)"),
        (UnreachableError("refused"), "No usable answer: refused. Check VONAGE_API_URL"),
        (
            RateLimitedError(ProblemDetails(status=429, detail="Slow.")),
            "It takes no more requests just now (429 Slow):",
        ),
        (ForbiddenError(ProblemDetails(status=403, detail="No\nBearer abcdefgh123.")), "(403 No Bearer ••••): check"),
        (UnreachableError("No secure connection to x: its certificate is old."), "No secure connection to x: its cert"),
        (UnreachableError("The proxy on the way to x asks for a name."), "The proxy on the way to x asks for a name."),
    ],
)
def test_each_failure_of_the_api_has_its_own_advice(error: UnauthorizedError | UnreachableError, message: str) -> None:
    assert message in explain_api_error(error)


def test_complete_settings_are_one_line(environ: Mapping[str, str]) -> None:
    (result,) = check_settings(environ)

    assert str(result) == "ok     settings: Everything that is needed is set."


@pytest.mark.parametrize(
    ("setting", "value", "check", "message"),
    [
        ("CAPI_STORE", "/no/such/folder/x.sqlite3", "store", "there is no folder /no/such/folder: make it"),
        ("CAPI_STORE", __file__, "store", "is not a file of SQLite's"),
        ("CAPI_TIME_ZONE", "Mars", "time zone", "is not the name of a time zone"),
        ("SLACK_SIGNING_SECRET", "gRBiEgMB8ETTpCnTjJ2SOVVM", "signing secret", "does not look like one (32 characters"),
        ("SLACK_SIGNING_SECRET", "xoxb-1", "signing secret", "is not a signing secret"),
    ],
)
def test_a_local_setting_that_cannot_work_is_reported(
    environ: Mapping[str, str], setting: str, value: str, check: str, message: str
) -> None:
    environ = {**environ, setting: value}
    results = [*check_settings(environ), *check_local(environ).values()]

    assert {result.name for result in results if not result.ok} <= {"settings", check}
    assert {message in result.message for result in results if not result.ok} == {True}


def test_a_path_that_begins_with_the_home_folder_is_found(
    environ: Mapping[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    for path in ("~/x.sqlite3", "$HOME/x.sqlite3", "${HOME}/x.sqlite3"):
        message = check_local({**environ, "CAPI_STORE": path})["store"].message
        assert message == f"The file {tmp_path}/x.sqlite3 will be made."


def test_the_time_zone_is_shown_with_its_time(environ: Mapping[str, str]) -> None:
    message = check_local({**environ, "CAPI_TIME_ZONE": "Asia/Tokyo"})["time zone"].message
    assert re.fullmatch(r"It is \d\d:\d\d in Asia/Tokyo\.", message)


def test_with_an_app_token_no_signing_secret_is_checked(environ: Mapping[str, str]) -> None:
    assert "signing secret" not in check_local({**environ, "SLACK_APP_TOKEN": "xapp-1", "SLACK_SIGNING_SECRET": "x"})


def check_local(environ: Mapping[str, str]) -> dict[str, CheckResult]:
    return {result.name: result for check in local_checks(environ) for result in run_check(check)}


def check_port(environ: Mapping[str, str], port: int, host: str = "127.0.0.1") -> CheckResult:
    return check_all({**environ, "CAPI_HOST": host, "CAPI_PORT": str(port)})["port"]


@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0"])  # noqa: S104 - only looked at
def test_a_port_that_a_bot_has_already_is_no_trouble(environ: Mapping[str, str], host: str) -> None:
    bot = Server(application({"/healthz": healthz}), port=0)
    bot.start()
    port = int(bot.address.rpartition(":")[2])
    result = check_port(environ, port, host)
    bot.stop()
    assert (result.ok, result.message) == (True, f"A bot listens on port {port} of {host}.")
    assert check_port(environ, port).message == f"The bot can listen on port {port} of 127.0.0.1."


@pytest.mark.parametrize("raw", [http(b"ok"), http(b"", b"404 No"), b"220 a mail server\r\n\r\n", b""])
def test_a_port_that_another_program_has_is_reported(environ: Mapping[str, str], raw: bytes) -> None:
    with FixedServer(raw) as other:
        port = int(other.url.split(":")[2].partition("/")[0])
        result = check_port(environ, port)
    assert result.outcome is Outcome.REFUSED
    assert result.message.startswith(f"CAPI_PORT {port} is in use by another program on 127.0.0.1: stop that one")


def test_a_problem_of_the_settings_that_a_check_meets_is_reported_once(environ: Mapping[str, str]) -> None:
    results = run_checks({**environ, "CAPI_TIME_ZONE": "Mars"}, scopes=SCOPES, clock=time.time)

    assert [result.name for result in results if not result.ok] == ["settings"]


def outcomes(environ: Mapping[str, str], *names: str) -> dict[str, Outcome]:
    """Run the checks of these names alone."""
    checks = remote_checks(environ, scopes=SCOPES, clock=time.time)
    return {check.name: run_check(check)[0].outcome for check in checks if check.name in names}


def test_only_what_the_operator_alone_can_change_ends_the_bot(environ: Mapping[str, str]) -> None:
    names = ("Conversation API", "Slack token")
    nobody = {**environ, "VONAGE_API_URL": UNREACHABLE, "SLACK_API_URL": UNREACHABLE}
    assert outcomes(nobody, *names) == dict.fromkeys(names, Outcome.UNAVAILABLE)
    others = {**environ, "VONAGE_APPLICATION_ID": APPLICATION_ID.replace("a", "c"), "SLACK_BOT_TOKEN": "xoxb-2-other"}
    assert outcomes(others, *names) == dict.fromkeys(names, Outcome.REFUSED)


@pytest.mark.parametrize("status", [b"403 No", b"404 No", b"500 Oh", b"200 OK"])
def test_an_api_that_does_not_list_but_refuses_no_credentials_does_not_end_the_bot(
    environ: Mapping[str, str], status: bytes
) -> None:
    with FixedServer(http(b"<html>", status)) as vonage:
        found = outcomes({**environ, "VONAGE_API_URL": vonage.url.removesuffix("/api/")}, "Conversation API")
    assert found == {"Conversation API": Outcome.UNAVAILABLE}


def test_a_token_that_is_taken_for_expired_means_the_clock_and_does_not_end_the_bot(
    environ: Mapping[str, str],
) -> None:
    with FixedServer(http(b'{"title": "Unauthorized", "detail": "token expired"}', b"401 No")) as vonage:
        url = vonage.url.removesuffix("/api/")
        check = remote_checks({**environ, "VONAGE_API_URL": url}, scopes=SCOPES, clock=time.time)[1]
        (result,) = run_check(check)
    assert result.outcome is Outcome.UNAVAILABLE
    assert result.message.endswith("check the clock of this machine.")


def test_the_checks_of_a_running_bot_use_its_connections(environ: Mapping[str, str]) -> None:
    class UsedError(Exception):
        pass

    class Connection:
        is_connected = False

        def __getattr__(self, name: str) -> object:
            raise UsedError(name)

    used = Connection()
    connections = doctor.Connections(
        client=cast("Any", used), identity=cast("Any", used), socket=cast("Any", used), store=cast("Any", used)
    )
    checks = remote_checks(
        {**environ, "SLACK_APP_TOKEN": "xapp-1"}, scopes=SCOPES, clock=time.time, connections=connections
    )
    for check in checks:
        if check.dependency:
            with pytest.raises(UsedError):
                check.run()
