from __future__ import annotations

import json
import socket
from collections.abc import Mapping

import pytest

from capi_bot import doctor as checks
from capi_bot.cli import main as program
from capi_bot.cli.doctor import next_step
from capi_bot.doctor import CheckResult, Outcome
from tests.fixed_server import FixedServer, http

TOKEN = "eyJhbGciOiJSUzI1NiJ9.eyJhcHBsaWNhdGlvbl9pZCI6IjEifQ.c2lnbmF0dXJl"
SET = {"SLACK_BOT_TOKEN": "xoxb-1"}


def result(outcome: Outcome, message: str = "It is so.") -> CheckResult:
    return CheckResult(name="it", outcome=outcome, message=message)


def script(monkeypatch: pytest.MonkeyPatch, *results: CheckResult) -> None:
    monkeypatch.setattr(checks, "run_checks", lambda *_, **__: iter(results))


def test_with_nothing_set_no_network_is_asked_and_the_next_step_ends_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked: list[object] = []
    monkeypatch.setattr(socket.socket, "connect", lambda _, address: asked.append(address))
    monkeypatch.setattr("capi_bot.capi.connections.NameLookups.addresses", lambda *_: asked.append("name") or [])
    monkeypatch.setenv("CAPI_PORT", "0")

    assert program.main(["doctor"]) == 1
    *lines, last = capsys.readouterr().out.splitlines()
    assert asked == []
    assert [line.split()[:2] for line in lines] == [
        *[["WRONG", "settings:"]] * 4,
        ["ok", "time"],
        ["ok", "store:"],
        ["ok", "port:"],
    ]
    assert last.startswith("Next: write these settings into a file .env in this folder")
    assert last.endswith("capi-bot sandbox.")


@pytest.mark.parametrize(
    ("environ", "outcomes", "words"),
    [
        (SET, [Outcome.OK], "capi-bot run."),
        (SET, [Outcome.OK, Outcome.IMPERFECT], "capi-bot run. It works, but change what is WRONG"),
        (
            SET,
            [Outcome.IMPERFECT, Outcome.UNAVAILABLE],
            "look at what is WRONG above. capi-bot run starts all the same",
        ),
        (
            SET,
            [Outcome.UNAVAILABLE, Outcome.REFUSED, Outcome.OK],
            "change what is WRONG above, and run capi-bot doctor",
        ),
        ({}, [Outcome.REFUSED], "write these settings into a file .env"),
        (
            {"SLACK_BOT_TOKEN": "xoxb-…", "PRIVATE_KEY": "''"},
            [Outcome.REFUSED],
            "write these settings into a file .env",
        ),
        ({"PRIVATE_KEY": "x"}, [Outcome.REFUSED], "change what is WRONG above"),
        ({"SLACK_APP_TOKEN": "xapp-1"}, [Outcome.REFUSED], "change what is WRONG above"),
    ],
)
def test_the_next_step_is_that_of_the_worst_result(
    environ: Mapping[str, str], outcomes: list[Outcome], words: str
) -> None:
    assert next_step([result(outcome) for outcome in outcomes], environ).startswith(words)


@pytest.mark.parametrize("arguments", [["doctor"], ["doctor", "--json"]])
@pytest.mark.parametrize("outcome", Outcome)
def test_the_exit_code_is_the_same_in_both_forms(
    monkeypatch: pytest.MonkeyPatch, arguments: list[str], outcome: Outcome
) -> None:
    script(monkeypatch, result(Outcome.OK), result(outcome))
    assert program.main(arguments) == (0 if outcome is Outcome.OK else 1)


def test_the_json_has_what_its_help_documents(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-1")
    script(monkeypatch, *(result(outcome, f"“{outcome.name}”") for outcome in Outcome))

    program.main(["doctor", "--json"])
    printed = capsys.readouterr().out
    assert printed.isascii()
    assert json.loads(printed) == {
        "ok": False,
        "checks": [
            {"name": "it", "outcome": "ok", "message": "“OK”"},
            {"name": "it", "outcome": "imperfect", "message": "“IMPERFECT”"},
            {"name": "it", "outcome": "unavailable", "message": "“UNAVAILABLE”"},
            {"name": "it", "outcome": "refused", "message": "“REFUSED”"},
        ],
        "next": "change what is WRONG above, and run capi-bot doctor again.",
    }
    with pytest.raises(SystemExit):
        program.main(["doctor", "--help"])
    documented = capsys.readouterr().out
    assert [outcome.name for outcome in Outcome if f"\n  {outcome.name.lower()} " not in documented] == []
    assert [key for key in ("ok", "checks", "next", "name", "outcome", "message") if f'"{key}"' not in documented] == []


@pytest.mark.parametrize("arguments", [["doctor"], ["doctor", "--json"]])
def test_no_secret_is_printed_though_a_server_repeats_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], key_pem: str, arguments: list[str]
) -> None:
    body = json.dumps({"title": "No", "detail": f"Authorization: Bearer {TOKEN}\nis no good"}).encode()
    with FixedServer(http(body, b"401 No")) as server:
        for name, value in {
            "SLACK_BOT_TOKEN": "xoxb-17-secret",
            "SLACK_SIGNING_SECRET": "8f742231b10e8888abcd99aaacccc85a",
            "SLACK_API_URL": server.url,
            "VONAGE_APPLICATION_ID": "aaaaaaaa-1111-2222-3333-bbbbbbbbbbbb",
            "VONAGE_PRIVATE_KEY": key_pem,
            "VONAGE_API_URL": server.url.removesuffix("/api/"),
            "CAPI_PORT": "0",
        }.items():
            monkeypatch.setenv(name, value)
        assert program.main(arguments) == 1
    printed = "".join(capsys.readouterr())
    assert "It refuses the credentials (401" in printed
    secrets = (TOKEN, "xoxb-17-secret", "8f742231b10e8888abcd99aaacccc85a", key_pem.splitlines()[1])
    assert [secret for secret in secrets if secret in printed] == []
