from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from typing import Any, Self

import pytest

from capi_bot.cli import main as program
from capi_bot.sandbox import environment, once
from capi_bot.sandbox.vonage import StandingFaults
from capi_bot.sandbox.world import LiveWorld
from capi_bot.sandbox.world.snapshot import World
from capi_bot.slack.manifest import build_manifest


class FakeEnvironment:
    """A replacement of the sandbox environment, which would start real processes."""

    url = "http://127.0.0.1:8000"
    received: list[dict[str, Any]]

    def __init__(self, **options: object) -> None:
        self.received.append(options)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        return


@pytest.fixture
def received(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    received: list[dict[str, Any]] = []
    monkeypatch.setattr(FakeEnvironment, "received", received, raising=False)
    monkeypatch.setattr(environment, "SandboxEnvironment", FakeEnvironment)
    return received


@pytest.mark.usefixtures("signalled")
@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ([], {"version": "v1", "port": None, "transport": "http", "events_envelope": "object"}),
        (["--port", "0"], {"version": "v1", "port": 0}),
        (["--api-version", "beta", "--port", "1"], {"version": "beta", "port": 1}),
        (["--transport", "socket", "--events-envelope", "array"], {"transport": "socket", "events_envelope": "array"}),
    ],
)
def test_sandbox_prints_the_address_of_the_page(
    capsys: pytest.CaptureFixture[str], received: list[dict[str, Any]], options: list[str], expected: dict[str, object]
) -> None:
    assert program.main(["sandbox", *options]) == 0

    assert "open http://127.0.0.1:8000 and type /capi conversations" in capsys.readouterr().out
    assert expected.items() <= received[0].items()


@pytest.mark.usefixtures("signalled")
def test_the_workspace_has_the_bots_own_manifest(received: list[dict[str, Any]]) -> None:
    assert program.main(["sandbox"]) == 0
    assert received[0]["manifest"] == build_manifest()


def test_sandbox_rejects_an_invalid_port(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as raised:
        program.main(["sandbox", "--port", "70000"])

    assert raised.value.code == 2
    assert "it must be a whole number from 0 (any free port) to 65535." in capsys.readouterr().err


def test_sandbox_once_prints_what_was_posted(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, received: list[dict[str, Any]]
) -> None:
    monkeypatch.setattr(once, "run_once", lambda url, command: (f"{command} at {url}", "and more"))

    assert program.main(["sandbox", "--once", "conversations", "--api-version", "beta"]) == 0
    assert capsys.readouterr().out == "conversations at http://127.0.0.1:8000\n\nand more\n"
    assert (received[0]["version"], received[0]["port"]) == ("beta", 0)


@pytest.mark.parametrize("command", ["", "  "])
def test_sandbox_once_without_a_command_is_a_usage_error(
    capsys: pytest.CaptureFixture[str], received: list[object], command: str
) -> None:
    with pytest.raises(SystemExit) as raised:
        program.main(["sandbox", "--once", command])

    assert raised.value.code == 2
    assert "name the command to run, for example --once conversations" in capsys.readouterr().err
    assert received == []


@pytest.mark.usefixtures("received")
def test_sandbox_once_exits_with_1_after_a_failure(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_url: str, _command: str) -> tuple[str, ...]:
        raise once.SandboxError("The bot posted nothing.")

    monkeypatch.setattr(once, "run_once", fail)

    assert program.main(["sandbox", "--once", "conversations"]) == 1
    assert capsys.readouterr().err == "The bot posted nothing.\n"


def run_and_take_snapshots(received: list[dict[str, Any]], *options: str) -> list[World]:
    """Run the sandbox and return the snapshots of its world at the start and ten minutes later."""
    assert program.main(["sandbox", *options]) == 0
    world: LiveWorld = received[-1]["world"]
    start = datetime.now(UTC)
    return [world.at(start + timedelta(minutes=minutes)) for minutes in (0, 10)]


@pytest.mark.usefixtures("signalled")
def test_conversations_begin_and_end(received: list[dict[str, Any]]) -> None:
    before, after = (ids(snapshot) for snapshot in run_and_take_snapshots(received))
    assert len(after - before) > 10
    assert before - after


@pytest.mark.usefixtures("signalled")
def test_the_option_conversations_adds_that_many(received: list[dict[str, Any]]) -> None:
    default, _ = run_and_take_snapshots(received, "--speed", "0")
    more, _ = run_and_take_snapshots(received, "--speed", "0", "--conversations", "30")
    assert len(more.conversations) == len(default.conversations) + 30


@pytest.mark.usefixtures("signalled")
def test_the_seed_determines_the_calls(received: list[dict[str, Any]]) -> None:
    first, same, other = (
        ids(run_and_take_snapshots(received, "--seed", seed, "--speed", "0")[0]) for seed in ("0", "0", "1")
    )
    assert first == same
    assert first != other


@pytest.mark.usefixtures("signalled")
def test_nothing_happens_at_speed_0(received: list[dict[str, Any]]) -> None:
    before, after = run_and_take_snapshots(received, "--speed", "0")
    assert ids(before) == ids(after)


def ids(snapshot: World) -> set[str]:
    return {conversation.id for conversation in snapshot.conversations}


@pytest.mark.usefixtures("signalled")
def test_faults_can_be_on_from_the_start(received: list[dict[str, Any]]) -> None:
    assert program.main(["sandbox", "--faults", "latency=2s,server-error=30%"]) == 0
    faults: StandingFaults = received[0]["faults"]
    assert [switch.name for switch in faults.switches() if switch.on] == ["latency", "server-error"]


def test_an_unknown_fault_is_reported_with_the_known_ones(capsys: pytest.CaptureFixture[str]) -> None:
    assert program.main(["sandbox", "--faults", "earthquake"]) == 1
    errors = capsys.readouterr().err
    assert "earthquake" in errors
    assert "latency" in errors


@pytest.mark.parametrize("speed", ["-1", "fast", "nan", "1e9"])
def test_sandbox_rejects_an_invalid_speed(capsys: pytest.CaptureFixture[str], speed: str) -> None:
    with pytest.raises(SystemExit) as raised:
        program.main(["sandbox", f"--speed={speed}"])

    assert raised.value.code == 2
    assert "it must be a number from 0 to 1000" in capsys.readouterr().err


@pytest.mark.parametrize("count", ["-1", "many", "10001"])
def test_sandbox_rejects_an_invalid_number_of_conversations(capsys: pytest.CaptureFixture[str], count: str) -> None:
    with pytest.raises(SystemExit) as raised:
        program.main(["sandbox", "--conversations", count])

    assert raised.value.code == 2
    assert "it must be a number up to 10000" in capsys.readouterr().err


NONE_ENTRY = "sys.modules[{package!r}] = None"
BLOCKER = """
class Blocker:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] == {package!r}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)
sys.meta_path.insert(0, Blocker())
"""
MAIN = "from capi_bot.cli.main import main; sys.exit(main(sys.argv[1:]))"
SENTENCE = "The sandbox needs two more packages: pip install -e '.[sandbox]'\n"


def run_without(package: str, *arguments: str, block: str = BLOCKER) -> tuple[int, str, str]:
    """Run the command line in a process in which a package cannot be imported."""
    script = f"import sys\n{block.format(package=package)}\n{MAIN}"
    command = [sys.executable, "-c", script, *arguments]
    completed = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own program
    return completed.returncode, completed.stdout, completed.stderr


@pytest.mark.parametrize("package", ["flask", "websockets"])
@pytest.mark.parametrize("block", [NONE_ENTRY, BLOCKER])
def test_without_its_packages_the_sandbox_names_what_to_install(package: str, block: str) -> None:
    assert run_without(package, "sandbox", "--once", "conversations", block=block) == (2, "", SENTENCE)


def test_without_the_packages_of_the_sandbox_other_subcommands_run() -> None:
    code, _, errors = run_without("flask", "run")
    assert (code, errors.startswith("SLACK_BOT_TOKEN is missing:")) == (2, True)
    assert run_without("websockets", "manifest")[0] == 0


def test_another_missing_module_raises(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "capi_bot.sandbox.once", None)

    with pytest.raises(ModuleNotFoundError, match=r"capi_bot\.sandbox\.once"):
        program.main(["sandbox"])
