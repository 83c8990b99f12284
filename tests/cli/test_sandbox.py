from __future__ import annotations

from typing import Self

import pytest

from capi_bot import cli
from capi_bot.sandbox import once, stage
from capi_bot.sandbox.contact_centre import contact_centre
from capi_bot.sandbox.world import World


class FakeStage:
    """Stand in for the stage, whose own tests start real processes."""

    url = "http://127.0.0.1:8000"
    asked: list[tuple[str, int | None]]

    def __init__(self, *, version: str, port: int | None, world: World) -> None:
        self.asked.append((version, port))
        self.worlds.append(world)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        return


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int | None]]:
    asked: list[tuple[str, int | None]] = []
    monkeypatch.setattr(FakeStage, "asked", asked, raising=False)
    monkeypatch.setattr(FakeStage, "worlds", [], raising=False)
    monkeypatch.setattr(stage, "Stage", FakeStage)
    return asked


@pytest.mark.usefixtures("signalled")
@pytest.mark.parametrize(
    ("options", "expected"),
    [([], ("v1", None)), (["--port", "0"], ("v1", 0)), (["--api-version", "beta", "--port", "1"], ("beta", 1))],
)
def test_sandbox_prints_the_address_of_the_page(
    capsys: pytest.CaptureFixture[str], asked: list[object], options: list[str], expected: object
) -> None:
    assert cli.main(["sandbox", *options]) == 0

    assert "open http://127.0.0.1:8000 and type /capi conversations" in capsys.readouterr().out
    assert asked == [expected]


def test_sandbox_refuses_what_is_no_port(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(["sandbox", "--port", "70000"])

    assert ended.value.code == 2
    assert "it must be a whole number from 0 (any free port) to 65535." in capsys.readouterr().err


def test_sandbox_once_prints_what_was_posted(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, asked: list[object]
) -> None:
    monkeypatch.setattr(once, "once", lambda url, command: (f"{command} at {url}", "and more"))

    assert cli.main(["sandbox", "--once", "conversations", "--api-version", "beta"]) == 0
    assert capsys.readouterr().out == "conversations at http://127.0.0.1:8000\n\nand more\n"
    assert asked == [("beta", 0)]


@pytest.mark.parametrize("command", ["", "  "])
def test_sandbox_once_without_a_command_is_a_usage_error(
    capsys: pytest.CaptureFixture[str], asked: list[object], command: str
) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(["sandbox", "--once", command])

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

    assert cli.main(["sandbox", "--once", "conversations"]) == 1
    assert capsys.readouterr().err == "The bot posted nothing.\n"


@pytest.mark.usefixtures("signalled", "asked")
def test_sandbox_has_as_many_conversations_more_as_are_wanted() -> None:
    assert cli.main(["sandbox", "--conversations", "30"]) == 0

    (world,) = FakeStage.worlds
    assert len(world.conversations) == len(contact_centre().conversations) + 30


@pytest.mark.parametrize("count", ["-1", "many", "100001"])
def test_sandbox_refuses_what_is_no_number_of_conversations(capsys: pytest.CaptureFixture[str], count: str) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(["sandbox", "--conversations", count])

    assert ended.value.code == 2
    assert "it must be a number up to 100000" in capsys.readouterr().err
