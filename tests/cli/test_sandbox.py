from __future__ import annotations

import subprocess
import sys
import threading
import webbrowser
from collections.abc import Callable
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
    """Stands in for the environment, whose own tests start real processes."""

    url = "http://127.0.0.1:8000"
    options_: list[dict[str, Any]]

    def __init__(self, **options_: object) -> None:
        self.options_.append(options_)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        return


@pytest.fixture
def options_(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    options_: list[dict[str, Any]] = []
    monkeypatch.setattr(FakeEnvironment, "options_", options_, raising=False)
    monkeypatch.setattr(environment, "SandboxEnvironment", FakeEnvironment)
    return options_


@pytest.mark.usefixtures("signalled")
@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ([], {"version": "v1", "port": None, "transport": "http", "events_envelope": "object"}),
        (["--port", "0"], {"version": "v1", "port": 0, "opening": True}),
        (["--api-version", "beta", "--port", "1"], {"version": "beta", "port": 1}),
        (["--transport", "socket", "--events-envelope", "array"], {"transport": "socket", "events_envelope": "array"}),
    ],
)
def test_sandbox_prints_the_address_of_the_page(
    capsys: pytest.CaptureFixture[str], options_: list[dict[str, Any]], options: list[str], expected: dict[str, object]
) -> None:
    assert program.main(["sandbox", *options]) == 0

    assert "open http://127.0.0.1:8000 and type /capi conversations" in capsys.readouterr().out
    assert expected.items() <= options_[0].items()


@pytest.mark.usefixtures("signalled")
def test_the_workspace_has_what_the_bots_own_manifest_asks_for(options_: list[dict[str, Any]]) -> None:
    assert program.main(["sandbox"]) == 0
    assert options_[0]["manifest"] == build_manifest()


def test_sandbox_refuses_what_is_no_port(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        program.main(["sandbox", "--port", "70000"])

    assert ended.value.code == 2
    assert "it must be a whole number from 0 (any free port) to 65535." in capsys.readouterr().err


def test_sandbox_once_prints_what_was_posted(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, options_: list[dict[str, Any]]
) -> None:
    monkeypatch.setattr(once, "run_once", lambda url, command: (f"{command} at {url}", "and more"))

    assert program.main(["sandbox", "--once", "conversations", "--api-version", "beta"]) == 0
    assert capsys.readouterr().out == "conversations at http://127.0.0.1:8000\n\nand more\n"
    assert (options_[0]["version"], options_[0]["port"], options_[0]["opening"]) == ("beta", 0, False)


@pytest.mark.parametrize("command", ["", "  "])
def test_sandbox_once_without_a_command_is_a_usage_error(
    capsys: pytest.CaptureFixture[str], options_: list[object], command: str
) -> None:
    with pytest.raises(SystemExit) as ended:
        program.main(["sandbox", "--once", command])

    assert ended.value.code == 2
    assert "name the command to run, for example --once conversations" in capsys.readouterr().err
    assert options_ == []


@pytest.mark.usefixtures("options_")
def test_sandbox_once_tells_a_failure_by_its_exit_code(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_url: str, _command: str) -> tuple[str, ...]:
        raise once.SandboxError("The bot posted nothing.")

    monkeypatch.setattr(once, "run_once", fail)

    assert program.main(["sandbox", "--once", "conversations"]) == 1
    assert capsys.readouterr().err == "The bot posted nothing.\n"


def worlds(options_: list[dict[str, Any]], *options: str) -> list[World]:
    """Run the sandbox and look at its world after five minutes and after twenty."""
    assert program.main(["sandbox", *options]) == 0
    life: LiveWorld = options_[-1]["world"]
    begins = datetime.now(UTC)
    return [life.at(begins + timedelta(minutes=minutes)) for minutes in (5, 20)]


@pytest.mark.usefixtures("signalled")
def test_the_world_lives(options_: list[dict[str, Any]]) -> None:
    before, after = (names(world) for world in worlds(options_))
    assert len(after - before) > 5
    assert before - after  # some were gone with the last word


@pytest.mark.usefixtures("signalled")
def test_sandbox_has_as_many_conversations_more_as_are_wanted(options_: list[dict[str, Any]]) -> None:
    usual, _ = worlds(options_, "--speed", "0")
    more, _ = worlds(options_, "--speed", "0", "--conversations", "30")
    assert len(more.conversations) == len(usual.conversations) + 30


@pytest.mark.usefixtures("signalled")
def test_the_seed_says_which_calls_come(options_: list[dict[str, Any]]) -> None:
    zero, again, one = (names(worlds(options_, "--seed", seed, "--speed", "0")[0]) for seed in ("0", "0", "1"))
    assert zero == again
    assert zero != one


@pytest.mark.usefixtures("signalled")
def test_nothing_happens_at_no_speed(options_: list[dict[str, Any]]) -> None:
    before, after = worlds(options_, "--speed", "0")
    assert names(before) == names(after)


def names(world: World) -> set[str]:
    return {conversation.id for conversation in world.conversations}


@pytest.mark.usefixtures("signalled")
@pytest.mark.parametrize("options", [["--speed", "0.001"], ["--speed", "1000"], ["--seed", "9" * 400], ["--seed=-1"]])
def test_values_at_the_edge_are_accepted(options_: list[dict[str, Any]], options: list[str]) -> None:
    assert all(names(world) for world in worlds(options_, *options))


@pytest.mark.usefixtures("signalled")
def test_faults_can_be_on_from_the_start(options_: list[dict[str, Any]]) -> None:
    assert program.main(["sandbox", "--faults", "latency=2s,server-error=30%"]) == 0
    faults: StandingFaults = options_[0]["faults"]
    assert [switch.name for switch in faults.switches() if switch.on] == ["latency", "server-error"]


@pytest.mark.parametrize("faults", ["earthquake", "latency=fast", "server-error=0%", "server-error=101%", "reset=2s"])
def test_a_fault_that_there_is_not_is_a_usage_error(capsys: pytest.CaptureFixture[str], faults: str) -> None:
    assert program.main(["sandbox", "--faults", faults]) == 2
    said = capsys.readouterr().err
    assert f"“{faults}”" in said
    assert faults.partition("=")[0] in said.partition("”")[2] or "latency, expired-token" in said


class FakeBrowser:
    """A browser that notes what it is to open, in a thread that the test can wait for."""

    def __init__(self, opened: object) -> None:
        self.opened = opened
        self.urls: list[str] = []

    def open(self, url: str) -> object:
        self.urls.append(url)
        if isinstance(self.opened, Exception):
            raise self.opened
        return self.opened


def run_open(monkeypatch: pytest.MonkeyPatch, get: Callable[[], object]) -> None:
    """Run `sandbox --open` and wait for the thread that opens the page."""
    monkeypatch.setattr(webbrowser, "get", get)
    before = {*threading.enumerate()}
    assert program.main(["sandbox", "--open"]) == 0
    for thread in {*threading.enumerate()} - before:
        thread.join(10)


def fail_to_get() -> None:
    raise webbrowser.Error("could not locate runnable browser")


NO_BROWSER = "No browser can be opened from here: open http://127.0.0.1:8000 yourself.\n"


@pytest.mark.usefixtures("options_", "signalled")
def test_open_opens_the_page_in_the_browser(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    browser = FakeBrowser(opened=True)
    run_open(monkeypatch, lambda: browser)
    assert (browser.urls, capsys.readouterr().err) == (["http://127.0.0.1:8000"], "")


@pytest.mark.usefixtures("options_", "signalled")
@pytest.mark.parametrize(
    "get",
    [
        fail_to_get,
        lambda: FakeBrowser(opened=False),
        lambda: FakeBrowser(opened=webbrowser.Error("it is gone")),
        lambda: FakeBrowser(opened=OSError("no such file")),
        lambda: webbrowser.GenericBrowser("lynx"),  # one of text, which would take the terminal
    ],
)
def test_where_no_browser_can_be_opened_the_sandbox_says_so_and_goes_on(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], get: Callable[[], object]
) -> None:
    run_open(monkeypatch, get)
    captured = capsys.readouterr()
    assert captured.err == NO_BROWSER
    assert captured.out.endswith("Stopped.\n")


@pytest.mark.usefixtures("options_", "signalled")
def test_a_browser_that_the_environment_names_is_opened_whatever_it_is(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("BROWSER", "true")
    run_open(monkeypatch, lambda: webbrowser.GenericBrowser("true"))
    assert capsys.readouterr().err == ""


@pytest.mark.usefixtures("options_", "signalled")
def test_without_open_no_browser_is_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webbrowser, "get", lambda: pytest.fail("it was"))
    assert program.main(["sandbox"]) == 0


@pytest.mark.parametrize("speed", ["-1", "fast", "nan", "1e9", "inf", "1e-300", "0.0009"])
def test_sandbox_refuses_what_is_no_speed(capsys: pytest.CaptureFixture[str], speed: str) -> None:
    with pytest.raises(SystemExit) as ended:
        program.main(["sandbox", f"--speed={speed}"])

    assert ended.value.code == 2
    assert "it must be 0, or a number from 0.001 to 1000" in capsys.readouterr().err


@pytest.mark.parametrize("count", ["-1", "many", "10001"])
def test_sandbox_refuses_what_is_no_number_of_conversations(capsys: pytest.CaptureFixture[str], count: str) -> None:
    with pytest.raises(SystemExit) as ended:
        program.main(["sandbox", "--conversations", count])

    assert ended.value.code == 2
    assert "it must be a number up to 10000" in capsys.readouterr().err


NONE_ENTRY = "sys.modules[{package!r}] = None"
BLOCKER = """
class Blocker:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] == {package!r}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)
sys.meta_path.insert(0, Blocker())
"""
MAIN = "import sys; from capi_bot.cli.main import main; sys.exit(main(sys.argv[1:]))"
SENTENCE = "The sandbox needs one more package: pip install -e '.[sandbox]'\n"


def without(package: str, *arguments: str, block: str = BLOCKER) -> tuple[int, str, str]:
    """Run the command line in a process in which a package cannot be imported."""
    script = f"import sys\n{block.format(package=package)}\n{MAIN}"
    command = [sys.executable, "-c", script, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own program
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize("package", ["flask", "werkzeug"])
@pytest.mark.parametrize("block", [NONE_ENTRY, BLOCKER])
def test_without_its_packages_the_sandbox_says_what_to_install(package: str, block: str) -> None:
    assert without(package, "sandbox", "--once", "conversations", block=block) == (2, "", SENTENCE)


def test_without_the_packages_of_the_sandbox_everything_else_runs() -> None:
    code, _, errors = without("flask", "run")
    assert (code, errors.startswith("SLACK_BOT_TOKEN is missing:")) == (2, True)
    assert without("werkzeug", "manifest")[0] == 0


def test_another_missing_module_is_not_taken_for_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "capi_bot.sandbox.once", None)

    with pytest.raises(ModuleNotFoundError, match=r"capi_bot\.sandbox\.once"):
        program.main(["sandbox"])
