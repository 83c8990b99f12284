from __future__ import annotations

import errno
import io
import json
import os
import re
import shlex
import signal
import subprocess
import sys
import time
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from capi_bot import __version__, bootstrap
from capi_bot.cli import main as program
from capi_bot.cli.process import print_error
from capi_bot.errors import SettingsError, UnreachableError
from capi_bot.sandbox import vonage as vonage_api
from capi_bot.sandbox.bot_process import bot_environment
from capi_bot.sandbox.hosting import Host
from capi_bot.settings import Settings
from tests.contact_centre import contact_centre

ROOT = Path(__file__).parents[2]
ID = "aaaaaaaa-1111-2222-3333-bbbbbbbbbbbb"


@pytest.fixture(scope="module")
def api_url(rsa_key: rsa.RSAPrivateKey) -> Iterator[str]:
    public = rsa_key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    host = Host(vonage_api.create_app(contact_centre(), public, ID))
    yield host.url
    host.stop()


@pytest.fixture
def vonage(monkeypatch: pytest.MonkeyPatch, api_url: str, key_pem: str) -> None:
    monkeypatch.setenv("VONAGE_APPLICATION_ID", ID)
    monkeypatch.setenv("VONAGE_PRIVATE_KEY", key_pem)
    monkeypatch.setenv("VONAGE_API_URL", api_url)


@pytest.fixture
def slack(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-1")
    monkeypatch.setenv("SLACK_SIGNING_SECRET", "8f742231b10e8888abcd99aaacccc85a")
    monkeypatch.setenv("CAPI_PORT", "0")


def test_without_a_subcommand_the_help_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert program.main([]) == 0

    completed = capsys.readouterr().out
    assert [subcommand.name for subcommand in program.SUBCOMMANDS if f"    {subcommand.name} " not in completed] == []


def test_the_version_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as raised:
        program.main(["--version"])

    assert raised.value.code == 0
    assert capsys.readouterr().out == f"capi-bot {__version__}\n"


def test_an_unknown_command_is_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as raised:
        program.main(["fly"])

    assert raised.value.code == 2
    assert "fly" in capsys.readouterr().err


@pytest.mark.parametrize(
    "command",
    [
        "fly",
        "--fly",
        "run fast",
        "run --port 1",
        "doctor me",
        "doctor --xml",
        "jwt 900",
        "api",
        "api v1/users v1/calls",
        "api v1/users -q",
        "api v1/users -q name",
        "api v1/users -q =x",
        "manifest --url",
        "manifest https://bot.example.com",
        "sandbox now",
        "sandbox --port",
        "sandbox --port 65536",
        "sandbox --port -1",
        "sandbox --port http",
        "sandbox --api-version v2",
        "sandbox --transport pigeon",
        "sandbox --events-envelope list",
        "sandbox --seed one",
        "sandbox --seed 1.5",
        "sandbox --speed 1001",
        "sandbox --conversations 1e3",
        "sandbox --once",
        "sandbox --once help --open",
    ],
)
def test_whatever_is_written_wrong_is_a_usage_error_in_words(capsys: pytest.CaptureFixture[str], command: str) -> None:
    with pytest.raises(SystemExit) as raised:
        program.main(shlex.split(command))

    assert raised.value.code == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "error: " in captured.err
    assert re.findall(r"invalid (?!choice)|Error|Traceback|_\w+ value", captured.err) == []


@pytest.mark.parametrize("subcommand", program.SUBCOMMANDS, ids=lambda subcommand: subcommand.name)
def test_every_help_has_examples_which_parse(
    capsys: pytest.CaptureFixture[str], subcommand: program.Subcommand
) -> None:
    with pytest.raises(SystemExit) as raised:
        program.main([subcommand.name, "--help"])

    assert raised.value.code == 0
    shown = capsys.readouterr().out.partition("\nfor example:\n")[2].splitlines()
    assert shown
    for line in shown:
        name, *arguments = shlex.split(line)
        parsed = program.build_parser().parse_args(arguments)
        assert (name, arguments[0], parsed.function) == ("capi-bot", subcommand.name, subcommand.function)


def test_the_console_script_calls_main() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    assert project["scripts"] == {"capi-bot": "capi_bot.cli.main:main"}


def test_each_problem_of_the_settings_is_a_line_and_the_exit_code_is_2(capsys: pytest.CaptureFixture[str]) -> None:
    assert program.main(["run"]) == 2

    completed = capsys.readouterr()
    assert completed.out == ""
    *problems, hint = completed.err.splitlines()
    assert [problem.split()[1:3] for problem in problems] == [["is", "missing:"]] * 4
    assert hint == program.DOCTOR


@pytest.mark.usefixtures("vonage")
def test_jwt_prints_a_token_and_nothing_else(capsys: pytest.CaptureFixture[str], rsa_key: rsa.RSAPrivateKey) -> None:
    assert program.main(["jwt"]) == 0

    (token,) = capsys.readouterr().out.splitlines()
    claims = jwt.decode(token, rsa_key.public_key(), algorithms=["RS256"])
    assert time.time() - claims["iat"] >= 60
    assert (claims["application_id"], claims["exp"] - claims["iat"], sorted(claims)) == (
        ID,
        960,
        ["application_id", "exp", "iat", "jti"],
    )


def test_jwt_needs_only_the_settings_of_vonage(capsys: pytest.CaptureFixture[str]) -> None:
    assert program.main(["jwt"]) == 2

    assert "SLACK" not in capsys.readouterr().err


@pytest.mark.usefixtures("vonage")
def test_api_prints_indented_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert program.main(["api", "/v1/conversations", "-q", "page_size=1", "-q", "order=desc"]) == 0

    completed = capsys.readouterr().out
    assert completed.startswith('{\n  "')
    (newest,) = json.loads(completed)["_embedded"]["conversations"]
    assert newest["id"] == "CON-bc643220-2542-499a-892e-c982c4150c06"


@pytest.mark.usefixtures("vonage")
@pytest.mark.parametrize("path", ["/v1/conversations", "/v1/conversations?page_size=1"])
def test_query_parameters_may_precede_the_path(capsys: pytest.CaptureFixture[str], path: str) -> None:
    assert program.main(["api", "-q", "order=desc", path]) == 0

    newest = json.loads(capsys.readouterr().out)["_embedded"]["conversations"][0]
    assert newest["id"] == "CON-bc643220-2542-499a-892e-c982c4150c06"


@pytest.mark.usefixtures("vonage")
@pytest.mark.parametrize(
    "query", [["/v1/calls", "-q", "status=started", "-q", "status=answered"], ["-q", "status=x", "/v1/calls?status=y"]]
)
def test_a_parameter_given_twice_is_rejected_in_one_sentence(
    capsys: pytest.CaptureFixture[str], query: list[str]
) -> None:
    assert program.main(["api", *query]) == 2
    assert capsys.readouterr().err == "Give each query parameter once: status is there 2 times.\n"


@pytest.mark.usefixtures("vonage", "slack")
@pytest.mark.parametrize("command", [["run"], ["api", "/v1/calls"]])
def test_missing_certificates_are_one_sentence(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, command: list[str]
) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/nope")

    assert program.main(command) == 2
    assert capsys.readouterr().err == (
        f"The certificate authorities that REQUESTS_CA_BUNDLE names cannot be read (/nope): "
        f"name a file that has some.\n{program.DOCTOR}\n"
    )


@pytest.mark.usefixtures("vonage")
def test_an_error_of_the_api_is_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert program.main(["api", "/v1/conversations/CON-00000000-0000-0000-0000-000000000000"]) == 1

    completed = capsys.readouterr()
    assert completed.out == ""
    assert completed.err.startswith("404 ")
    assert len(completed.err.splitlines()) == 1


@pytest.mark.usefixtures("vonage")
def test_an_unreachable_api_is_one_sentence(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VONAGE_API_URL", "http://127.0.0.1:9")

    assert program.main(["api", "/v1/conversations"]) == 1
    assert capsys.readouterr().err == (
        f"127.0.0.1:9 could not be reached (the connection was refused).\n{program.DOCTOR}\n"
    )


@pytest.mark.usefixtures("vonage")
def test_refused_credentials_are_one_sentence_and_point_at_doctor(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VONAGE_APPLICATION_ID", ID.replace("a", "c"))

    assert program.main(["api", "v1/conversations"]) == 1
    sentence, hint = capsys.readouterr().err.splitlines()
    assert (sentence.split()[0], hint) == ("401", program.DOCTOR)


@pytest.mark.parametrize("command", [["run"], ["api", "v1/calls"], ["jwt"]])
def test_what_lacks_settings_points_at_doctor(capsys: pytest.CaptureFixture[str], command: list[str]) -> None:
    assert program.main(command) == 2
    assert capsys.readouterr().err.endswith(f"\n{program.DOCTOR}\n")


@pytest.mark.usefixtures("vonage")
@pytest.mark.parametrize(
    "command",
    [
        ["api", "v1/conversations/CON-00000000-0000-0000-0000-000000000000"],
        ["api", "v1/users", "-q", "page_size=0"],
        ["api", "https://evil.example/"],
        ["manifest", "--url", "http://bot.example.com"],
    ],
)
def test_what_doctor_does_not_explain_does_not_point_there(
    capsys: pytest.CaptureFixture[str], command: list[str]
) -> None:
    assert program.main(command) in {1, 2}
    assert program.DOCTOR not in capsys.readouterr().err


@pytest.mark.usefixtures("vonage")
@pytest.mark.parametrize(
    "path", ["v1/conversations?page_size=1", " v1/conversations?page_size=1", "v1/conversations/?page_size=1"]
)
def test_the_first_slash_of_a_path_may_be_left_out(capsys: pytest.CaptureFixture[str], path: str) -> None:
    assert program.main(["api", path]) == 0
    with_slash = capsys.readouterr().out
    assert program.main(["api", "/v1/conversations?page_size=1"]) == 0
    assert capsys.readouterr().out == with_slash


@pytest.mark.usefixtures("vonage")
@pytest.mark.parametrize(
    "path",
    [
        "",
        " ",
        "?",
        "https://evil.example/",
        "HTTP://evil.example/v1/users",
        "//evil.example/",
        "../v1/users",
        "v1/../x",
        "#x",
    ],
)
def test_what_is_no_path_is_a_usage_error_in_one_sentence(capsys: pytest.CaptureFixture[str], path: str) -> None:
    assert program.main(["api", path]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_a_query_without_a_value_is_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as raised:
        program.main(["api", "/v1/users", "-q", "name"])

    assert raised.value.code == 2
    assert "write a query parameter as name=value" in capsys.readouterr().err


def test_manifest_prints_the_file(capsys: pytest.CaptureFixture[str]) -> None:
    assert program.main(["manifest"]) == 0
    assert capsys.readouterr().out == (ROOT / "manifest.yml").read_text(encoding="utf-8")


def test_manifest_takes_the_address_for_slacks_requests(capsys: pytest.CaptureFixture[str]) -> None:
    assert program.main(["manifest", "--url", "https://bot.example.com"]) == 0
    assert capsys.readouterr().out.count("https://bot.example.com/slack/events") == 3


def test_manifest_rejects_http(capsys: pytest.CaptureFixture[str]) -> None:
    assert program.main(["manifest", "--url", "http://bot.example.com"]) == 2
    assert capsys.readouterr().err.startswith("Slack sends only to https")


@pytest.mark.usefixtures("vonage", "slack")
def test_doctor_exits_with_1_after_a_failed_check(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SLACK_API_URL", "http://127.0.0.1:9")

    assert program.main(["doctor"]) == 1
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == [*["ok"] * 8, "WRONG", "Next:"]


def test_the_file_env_is_read_without_interpolation(directory: Path) -> None:
    (directory / ".env").write_text('\ufeffA=1\nB="x\\ny"\nC=$A${A}\nD\n', encoding="utf-8")

    assert program.read_environment({}) == {"A": "1", "B": "x\ny", "C": "$A${A}"}


def test_the_environment_takes_precedence_over_the_file_env(directory: Path) -> None:
    (directory / ".env").write_text("A=1\nB=2\n", encoding="utf-8")

    assert program.read_environment({"A": "3"}) == {"A": "3", "B": "2"}


def test_a_file_env_of_a_parent_directory_is_not_read(directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (directory / ".env").write_text("A=1\n", encoding="utf-8")
    (directory / "below").mkdir()
    monkeypatch.chdir(directory / "below")

    assert program.read_environment({}) == {}


def test_a_file_env_that_is_not_text_is_reported(directory: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (directory / ".env").write_bytes(b"\xff\xfe\x00")

    for command in ("manifest", "run", "doctor"):  # which cannot read it either, so that nothing points there
        assert program.main([command]) == 2
        assert capsys.readouterr().err == "The file .env cannot be read: save it as UTF-8 text.\n"


def test_a_file_env_that_cannot_be_opened_is_reported(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied", ".env")

    monkeypatch.setattr(program, "dotenv_values", refuse)
    assert program.main(["run"]) == 2
    assert capsys.readouterr().err == (
        "The file .env cannot be read (Permission denied): let the user that runs this read it.\n"
    )


class FakeBot:
    """A replacement of the bot in tests of the command line."""

    def __init__(self, error: Exception | None = None) -> None:
        self.error = error
        self.stopped = 0

    def start(self) -> None:
        if self.error:
            raise self.error

    def describe(self) -> str:
        return "Listening on http://127.0.0.1:3000/slack/events"

    def stop(self) -> None:
        self.stopped += 1


def patch_build(monkeypatch: pytest.MonkeyPatch, bot: FakeBot) -> list[Settings]:
    built: list[Settings] = []

    def record(settings: Settings, environ: Mapping[str, str]) -> FakeBot:
        assert Settings.from_env(environ) is not settings
        built.append(settings)
        return bot

    monkeypatch.setattr(bootstrap, "build", record)
    return built


@pytest.mark.usefixtures("vonage", "slack", "signalled")
def test_run_prints_the_address_and_stops_at_a_signal(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    bot = FakeBot()
    previous_handler = signal.getsignal(signal.SIGTERM)
    built = patch_build(monkeypatch, bot)

    assert program.main(["run"]) == 0
    assert capsys.readouterr().out == "capi-bot: Listening on http://127.0.0.1:3000/slack/events\nStopped.\n"
    assert (bot.stopped, built[0].slack.bot_token) == (1, "xoxb-1")
    assert signal.getsignal(signal.SIGTERM) is previous_handler


@pytest.mark.usefixtures("vonage", "slack")
@pytest.mark.parametrize(("error", "code"), [(SettingsError("CAPI_PORT is taken."), 2), (UnreachableError("No."), 1)])
def test_a_bot_that_cannot_start_is_stopped_and_its_error_printed(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, error: Exception, code: int
) -> None:
    bot = FakeBot(error)
    patch_build(monkeypatch, bot)

    assert program.main(["run"]) == code
    assert capsys.readouterr().err == f"{error}\n{program.DOCTOR}\n"
    assert bot.stopped == 1


@pytest.mark.usefixtures("vonage", "slack")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_during_the_start_ends_the_program_at_once_without_output(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, number: signal.Signals
) -> None:
    class InterruptedBot(FakeBot):
        def start(self) -> None:
            signal.raise_signal(number)
            pytest.fail("the start continued after the signal")

    bot = InterruptedBot()
    patch_build(monkeypatch, bot)

    assert program.main(["run"]) == 130
    assert capsys.readouterr() == ("", "")
    assert bot.stopped == 1


@pytest.mark.usefixtures("vonage", "slack", "signalled")
def test_run_stops_at_the_end_of_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    descriptors: list[int] = []
    monkeypatch.setattr(program, "stop_at_end_of_file", descriptors.append)
    reading, writing = os.pipe()
    patch_build(monkeypatch, FakeBot())

    with os.fdopen(reading) as stdin, os.fdopen(writing, "w"):
        monkeypatch.setattr(sys, "stdin", stdin)
        assert program.main(["run", "--until-stdin-ends"]) == 0

    assert descriptors == [reading]


def run_python(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - our own program, no shell
        [sys.executable, *arguments], env=bot_environment(os.environ, {}), capture_output=True, text=True, check=False
    )


def test_the_help_imports_no_package_that_only_subcommands_need() -> None:
    heavy = "{*sys.modules} & {'flask', 'slack_bolt', 'requests', 'jwt'}"
    completed = run_python("-c", f"import sys; from capi_bot.cli.main import main; main([]); print({heavy})")

    assert completed.stdout.splitlines()[-1] == "set()"


@pytest.mark.parametrize("arguments", [["manifest"], ["--help"]])
def test_a_closed_pipe_prints_no_error(arguments: list[str]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w") as closed_pipe:
        completed = subprocess.run(  # noqa: S603 - our own program, no shell
            [sys.executable, "-m", "capi_bot", *arguments],
            env=bot_environment(os.environ, {"PYTHONUNBUFFERED": ""}),
            stdout=closed_pipe,
            stderr=subprocess.PIPE,
            check=False,
        )

    assert (completed.returncode, completed.stderr) == (1, b"")


@pytest.mark.usefixtures("vonage")
@pytest.mark.parametrize("text", ["Zoë", "447… → 448", "👩\u200d💻", "\x80", "\ud83d", "plain"])
@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252", "utf-8"])
def test_json_stays_json_on_a_terminal_that_lacks_a_character(
    monkeypatch: pytest.MonkeyPatch, text: str, encoding: str
) -> None:
    terminal = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
    monkeypatch.setattr(sys, "stdout", terminal)
    monkeypatch.setattr("capi_bot.capi.CapiClient.get", lambda *_: {"display_name": text})

    assert program.main(["api", "v1/conversations"]) == 0
    written = terminal.buffer.getvalue().decode(encoding)  # type: ignore[attr-defined] # a BytesIO
    assert json.loads(written) == {"display_name": text}
    assert (text in written) is can_encode(text, encoding)


def can_encode(text: str, encoding: str) -> bool:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def test_a_terminal_that_lacks_a_character_gets_it_escaped(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr(sys, "stderr", terminal)

    assert program.main(["manifest", "--url", "http://bot.example.com"]) == 2
    assert print_error("447… → 448") == 1
    terminal.flush()
    assert terminal.buffer.getvalue().endswith(b"447\\u2026 \\u2192 448\n")  # type: ignore[attr-defined] # a BytesIO


def test_the_module_runs_the_command() -> None:
    completed = run_python("-m", "capi_bot", "jwt")

    assert completed.returncode == 2
    assert completed.stderr.startswith("VONAGE_APPLICATION_ID is missing: ")
