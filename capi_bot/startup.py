"""The checks of `doctor.py` at the start of the bot, and again of what does not serve."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable
from concurrent.futures import Future, wait
from threading import Lock, Thread

from capi_bot.concurrency import Timer
from capi_bot.doctor import Check, CheckResult, Outcome, run_check
from capi_bot.errors import SettingsError
from capi_bot.readiness import Dependency, Readiness, describe

RECHECK_SECONDS = 15.0
"""Seconds between checks of what does not serve. One that takes longer is waited for: 30 seconds are not passed."""

START_TIMEOUT = 15.0
"""Seconds that the start waits for answers of Slack and Vonage, before it goes on without."""

CHECK_THREAD = "check"
"""The name of the threads that check."""

log = logging.getLogger(__name__)


def require_local(checks: Iterable[Check]) -> None:
    """Run checks that need no network; raise `SettingsError` for what the bot cannot run with, and log other advice."""
    results = [result for check in checks for result in run_check(check)]
    refused = [result.message for result in results if result.outcome is Outcome.REFUSED]
    for result in results:
        if not result.ok and result.outcome is not Outcome.REFUSED:
            log.warning("%s", result.message)
    if refused:
        raise SettingsError(*refused)


class StartChecks:
    """Checks of what the bot depends on: all at the start, and later those of each dependency that does not serve."""

    def __init__(self, checks: Collection[Check], readiness: Readiness, timer: Timer) -> None:
        self._checks = checks
        self._readiness = readiness
        self._timer = timer
        self._lock = Lock()
        self._running: set[Dependency | None] = set()

    def start(self, timeout: float = START_TIMEOUT) -> None:
        """Run the checks side by side; raise `SettingsError` for whatever refuses us, and log what does not serve.

        What has not answered within `timeout` seconds goes on being checked in the background.
        """
        futures = [self._submit(dependency) for dependency in {check.dependency for check in self._checks}]
        done, _ = wait(futures, timeout)
        results = [result for future in done for result in future.result()]
        refused = [f"{result.name}: {result.message}" for result in results if result.outcome is Outcome.REFUSED]
        for result in results:
            if result.outcome is Outcome.IMPERFECT or (refused and result.outcome is Outcome.UNAVAILABLE):
                # Without the quotes the log would take `token: It` for a secret.
                log.warning("“%s”: %s", result.name, result.message)
        if refused:
            raise SettingsError(*refused)
        for state in self._readiness.states():
            if not state.is_serving:
                log.warning("%s It is tried again every %.0f seconds.", describe(state), RECHECK_SECONDS)
        self._timer.call_later(RECHECK_SECONDS, self._recheck)

    def _recheck(self) -> None:
        with self._lock:
            running = set(self._running)
        for state in self._readiness.states():
            if not state.is_serving and state.dependency not in running:
                self._submit(state.dependency)
        self._timer.call_later(RECHECK_SECONDS, self._recheck)

    def _submit(self, dependency: Dependency | None) -> Future[tuple[CheckResult, ...]]:
        with self._lock:
            self._running.add(dependency)
        future = Future[tuple[CheckResult, ...]]()
        # A daemon, unlike the threads of a pool: the end of the process does not wait for a server that hangs.
        Thread(target=lambda: future.set_result(self._run(dependency)), name=CHECK_THREAD, daemon=True).start()
        return future

    def _run(self, dependency: Dependency | None) -> tuple[CheckResult, ...]:
        had_problem = any(state.problem for state in self._readiness.states() if state.dependency is dependency)
        try:
            checks = [check for check in self._checks if check.dependency is dependency]
            results = tuple(result for check in checks for result in run_check(check))
        finally:
            with self._lock:
                self._running.discard(dependency)
        if dependency:
            problems = [result.message for result in results if not result.is_serving]
            self._readiness.report(dependency, problems[0] if problems else None)
            if had_problem and not problems:
                log.info("%s serves again.", dependency.value)
        return results
