from __future__ import annotations

import logging
from collections.abc import Callable
from threading import Event
from threading import enumerate as enumerate_threads
from typing import cast

import pytest

from capi_bot.concurrency import Timer
from capi_bot.doctor import Check, CheckResult, Outcome
from capi_bot.errors import SettingsError, UnreachableError
from capi_bot.readiness import Dependency, Readiness, assess
from capi_bot.startup import CHECK_THREAD, RECHECK_SECONDS, StartChecks, require_local

API, SLACK, STORE = Dependency.API, Dependency.SLACK, Dependency.STORE


class FakeTimer:
    """A timer whose time passes at `pass_time` alone."""

    def __init__(self) -> None:
        self.calls: list[tuple[float, Callable[[], None]]] = []

    def call_later(self, seconds: float, function: Callable[[], None]) -> None:
        self.calls.append((seconds, function))

    def pass_time(self) -> None:
        ((_, function),) = self.calls
        self.calls.clear()
        function()


class Scripted:
    """A check that gives its outcomes one after the other, and repeats the last one."""

    def __init__(self, dependency: Dependency | None, *outcomes: Outcome, name: str = "it") -> None:
        self._outcomes = list(outcomes)
        self.runs = 0
        self.check = Check(name=name, run=self._run, dependency=dependency)

    def _run(self) -> CheckResult:
        outcome = self._outcomes[min(self.runs, len(self._outcomes) - 1)]
        self.runs += 1
        return CheckResult(name=self.check.name, outcome=outcome, message=f"{outcome.name.lower()}.")


@pytest.fixture
def readiness() -> Readiness:
    return Readiness()


@pytest.fixture
def timer() -> FakeTimer:
    return FakeTimer()


Make = Callable[..., StartChecks]


@pytest.fixture
def make(readiness: Readiness, timer: FakeTimer) -> Make:
    def make(*checks: Scripted | Check) -> StartChecks:
        made = [check if isinstance(check, Check) else check.check for check in checks]
        return StartChecks(made, readiness, cast("Timer", timer))

    return make


def finish_checks() -> None:
    """Wait until nothing is being checked."""
    for thread in enumerate_threads():
        if thread.name == CHECK_THREAD:
            thread.join(10)


def states(readiness: Readiness) -> dict[Dependency, str]:
    return {state.dependency: state.problem for state in readiness.states() if state.has_served or state.problem}


def test_where_everything_serves_the_bot_is_ready_after_the_start(make: Make, readiness: Readiness) -> None:
    make(*(Scripted(dependency, Outcome.OK) for dependency in Dependency)).start()

    assert assess(readiness.states()).is_ready


def test_what_is_not_perfect_serves_and_is_logged(
    make: Make, readiness: Readiness, caplog: pytest.LogCaptureFixture
) -> None:
    make(
        Scripted(SLACK, Outcome.IMPERFECT, name="Slack token"), Scripted(None, Outcome.IMPERFECT, name="clock")
    ).start()

    assert states(readiness) == {SLACK: ""}
    assert {"“Slack token”: imperfect.", "“clock”: imperfect."} <= {record.getMessage() for record in caplog.records}


def test_whatever_refuses_the_bot_is_raised_at_once_with_its_name(make: Make) -> None:
    checks = [
        Scripted(API, Outcome.REFUSED, name="Conversation API"),
        Scripted(SLACK, Outcome.REFUSED, name="Slack token"),
        Scripted(STORE, Outcome.OK),
    ]
    with pytest.raises(SettingsError) as raised:
        make(*checks).start()

    assert sorted(raised.value.problems) == ["Conversation API: refused.", "Slack token: refused."]


def test_what_does_not_serve_is_said_and_the_start_goes_on(
    make: Make, readiness: Readiness, caplog: pytest.LogCaptureFixture
) -> None:
    make(Scripted(API, Outcome.UNAVAILABLE), Scripted(SLACK, Outcome.OK), Scripted(STORE, Outcome.OK)).start()

    assert not assess(readiness.states()).is_ready
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING] == [
        "Vonage's API: unavailable. It is tried again every 15 seconds."
    ]


def test_what_does_not_serve_is_tried_again_until_it_does_and_then_no_more(
    make: Make, readiness: Readiness, timer: FakeTimer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    api = Scripted(API, Outcome.UNAVAILABLE, Outcome.REFUSED, Outcome.OK)
    slack, clock = Scripted(SLACK, Outcome.OK), Scripted(None, Outcome.UNAVAILABLE)
    make(api, slack, clock, Scripted(STORE, Outcome.OK)).start()
    for count in (2, 3, 3):
        assert [seconds for seconds, _ in timer.calls] == [RECHECK_SECONDS]
        timer.pass_time()
        finish_checks()
        assert (api.runs, slack.runs, clock.runs) == (count, 1, 1)
    assert assess(readiness.states()).is_ready
    assert "Vonage's API serves again." in [record.getMessage() for record in caplog.records]


def test_what_stops_serving_later_is_tried_again_too(make: Make, readiness: Readiness, timer: FakeTimer) -> None:
    slack = Scripted(SLACK, Outcome.OK)
    make(slack, Scripted(API, Outcome.OK), Scripted(STORE, Outcome.OK)).start()
    timer.pass_time()
    readiness.report(SLACK, "it is away.")
    timer.pass_time()
    finish_checks()

    assert slack.runs == 2
    assert assess(readiness.states()).is_ready


def test_of_two_checks_of_one_dependency_both_must_pass(make: Make, readiness: Readiness) -> None:
    make(Scripted(SLACK, Outcome.UNAVAILABLE, name="token"), Scripted(SLACK, Outcome.OK, name="socket")).start()

    assert states(readiness) == {SLACK: "unavailable."}


def test_a_check_that_hangs_delays_the_start_no_longer_than_the_timeout_and_is_not_begun_twice(
    make: Make, readiness: Readiness, timer: FakeTimer
) -> None:
    answers = Event()
    runs = []

    def hang() -> CheckResult:
        runs.append(1)
        answers.wait(10)
        return CheckResult(name="api", outcome=Outcome.OK, message="")

    make(Check(name="api", run=hang, dependency=API), Scripted(SLACK, Outcome.OK), Scripted(STORE, Outcome.OK)).start(
        timeout=0.01
    )
    timer.pass_time()
    assert all(thread.daemon for thread in enumerate_threads() if thread.name == CHECK_THREAD)  # it delays no exit
    assert (len(runs), states(readiness)) == (1, {SLACK: "", STORE: ""})
    answers.set()
    finish_checks()
    assert (len(runs), assess(readiness.states()).is_ready) == (1, True)


def raising(error: Exception) -> Callable[[], CheckResult]:
    def run() -> CheckResult:
        raise error

    return run


def test_a_check_that_raises_is_a_dependency_that_does_not_serve(make: Make, readiness: Readiness) -> None:
    make(
        Check(name="api", run=raising(ZeroDivisionError()), dependency=API),
        Check(name="slack", run=raising(UnreachableError("No way.")), dependency=SLACK),
    ).start()

    assert states(readiness)[API].startswith("It could not be checked, by an error of this program: please report")
    assert states(readiness)[SLACK] == "No way."


def test_local_checks_end_the_start_with_every_problem_and_log_advice(caplog: pytest.LogCaptureFixture) -> None:
    advice = Scripted(None, Outcome.IMPERFECT).check
    wrong = [Check(name="a", run=raising(SettingsError("A.", "B."))), Check(name="b", run=raising(SettingsError("C.")))]
    require_local([advice])
    assert [record.getMessage() for record in caplog.records] == ["imperfect."]
    with pytest.raises(SettingsError) as raised:
        require_local([advice, *wrong])
    assert raised.value.problems == ("A.", "B.", "C.")
