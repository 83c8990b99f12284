from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, Self

import pytest

from capi_bot.cli import main as program
from capi_bot.sandbox import environment, once
from capi_bot.sandbox.vonage import StandingFaults
from capi_bot.sandbox.world import Life
from capi_bot.sandbox.world.snapshot import World
from capi_bot.slack.manifest import build_manifest


class FakeStage:
    """Stand in for the stage, whose own tests start real processes."""

    url = "http://127.0.0.1:8000"
    asked: list[dict[str, Any]]

    def __init__(self, **asked: object) -> None:
        self.asked.append(asked)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        return


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    asked: list[dict[str, Any]] = []
    monkeypatch.setattr(FakeStage, "asked", asked, raising=False)
    monkeypatch.setattr(environment, "Stage", FakeStage)
    return asked


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
    capsys: pytest.CaptureFixture[str], asked: list[dict[str, Any]], options: list[str], expected: dict[str, object]
) -> None:
    assert program.main(["sandbox", *options]) == 0

    assert "open http://127.0.0.1:8000 and type /capi conversations" in capsys.readouterr().out
    assert expected.items() <= asked[0].items()


@pytest.mark.usefixtures("signalled")
def test_the_workspace_has_what_the_bots_own_manifest_asks_for(asked: list[dict[str, Any]]) -> None:
    assert program.main(["sandbox"]) == 0
    assert asked[0]["manifest"] == build_manifest()


def test_sandbox_refuses_what_is_no_port(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        program.main(["sandbox", "--port", "70000"])

    assert ended.value.code == 2
    assert "it must be a whole number from 0 (any free port) to 65535." in capsys.readouterr().err


def test_sandbox_once_prints_what_was_posted(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, asked: list[dict[str, Any]]
) -> None:
    monkeypatch.setattr(once, "once", lambda url, command: (f"{command} at {url}", "and more"))

    assert program.main(["sandbox", "--once", "conversations", "--api-version", "beta"]) == 0
    assert capsys.readouterr().out == "conversations at http://127.0.0.1:8000\n\nand more\n"
    assert (asked[0]["version"], asked[0]["port"]) == ("beta", 0)


@pytest.mark.parametrize("command", ["", "  "])
def test_sandbox_once_without_a_command_is_a_usage_error(
    capsys: pytest.CaptureFixture[str], asked: list[object], command: str
) -> None:
    with pytest.raises(SystemExit) as ended:
        program.main(["sandbox", "--once", command])

    assert ended.value.code == 2
    assert "name the command to run, for example --once conversations" in capsys.readouterr().err
    assert asked == []


@pytest.mark.usefixtures("asked")
def test_sandbox_once_tells_a_failure_by_its_exit_code(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_url: str, _command: str) -> tuple[str, ...]:
        raise once.SandboxError("The bot posted nothing.")

    monkeypatch.setattr(once, "once", fail)

    assert program.main(["sandbox", "--once", "conversations"]) == 1
    assert capsys.readouterr().err == "The bot posted nothing.\n"


def worlds(asked: list[dict[str, Any]], *options: str) -> list[World]:
    """Run the sandbox and look at its world at the beginning and ten minutes later."""
    assert program.main(["sandbox", *options]) == 0
    life: Life = asked[-1]["world"]
    begins = datetime.now(UTC)
    return [life.at(begins + timedelta(minutes=minutes)) for minutes in (0, 10)]


@pytest.mark.usefixtures("signalled")
def test_the_world_lives(asked: list[dict[str, Any]]) -> None:
    before, after = (names(world) for world in worlds(asked))
    assert len(after - before) > 10
    assert before - after  # some were gone with the last word


@pytest.mark.usefixtures("signalled")
def test_sandbox_has_as_many_conversations_more_as_are_wanted(asked: list[dict[str, Any]]) -> None:
    usual, _ = worlds(asked, "--speed", "0")
    more, _ = worlds(asked, "--speed", "0", "--conversations", "30")
    assert len(more.conversations) == len(usual.conversations) + 30


@pytest.mark.usefixtures("signalled")
def test_the_seed_says_which_calls_come(asked: list[dict[str, Any]]) -> None:
    zero, again, one = (names(worlds(asked, "--seed", seed, "--speed", "0")[0]) for seed in ("0", "0", "1"))
    assert zero == again
    assert zero != one


@pytest.mark.usefixtures("signalled")
def test_nothing_happens_at_no_speed(asked: list[dict[str, Any]]) -> None:
    before, after = worlds(asked, "--speed", "0")
    assert names(before) == names(after)


def names(world: World) -> set[str]:
    return {told.id for told in world.conversations}


@pytest.mark.usefixtures("signalled")
def test_faults_can_be_on_from_the_start(asked: list[dict[str, Any]]) -> None:
    assert program.main(["sandbox", "--faults", "latency=2s,server-error=30%"]) == 0
    faults: StandingFaults = asked[0]["faults"]
    assert [switch.name for switch in faults.switches() if switch.on] == ["latency", "server-error"]


def test_a_fault_that_there_is_not_is_told_with_those_that_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    assert program.main(["sandbox", "--faults", "earthquake"]) == 1
    said = capsys.readouterr().err
    assert "earthquake" in said
    assert "latency" in said


@pytest.mark.parametrize("speed", ["-1", "fast", "nan", "1e9"])
def test_sandbox_refuses_what_is_no_speed(capsys: pytest.CaptureFixture[str], speed: str) -> None:
    with pytest.raises(SystemExit) as ended:
        program.main(["sandbox", f"--speed={speed}"])

    assert ended.value.code == 2
    assert "it must be a number from 0 to 1000" in capsys.readouterr().err


@pytest.mark.parametrize("count", ["-1", "many", "100001"])
def test_sandbox_refuses_what_is_no_number_of_conversations(capsys: pytest.CaptureFixture[str], count: str) -> None:
    with pytest.raises(SystemExit) as ended:
        program.main(["sandbox", "--conversations", count])

    assert ended.value.code == 2
    assert "it must be a number up to 100000" in capsys.readouterr().err
