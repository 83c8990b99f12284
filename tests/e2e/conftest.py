from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from capi_bot.sandbox.environment import SandboxEnvironment
from capi_bot.sandbox.journal import Journal
from capi_bot.sandbox.slack.calls import calls
from tests.contact_centre import contact_centre
from tests.e2e.browser import chromium
from tests.e2e.busy_world import busy_world
from tests.e2e.payloads import WHOLE, refusals
from tests.e2e.person import CALLS, Outage, Person, forget_messages
from tests.e2e.scripted_app import Scripted, scripted_app

HERE = Path(__file__).parent
FINISHED = 2.0
"""Seconds after which the bot has done with a message of which nobody asks anything."""

DEFAULT_SANDBOX, DEFAULT_TRANSPORT = "v1", "http"
EVERY_SANDBOX = {"test_main_job"}
"""Modules whose tests always run with each version and transport: neither changes what the bot answers."""
BY_DEFAULT = EVERY_SANDBOX | {"test_refusals", "test_uncertain"}
"""Modules that run by default. The others are left to `.ci/run`: together they take half a minute."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave most modules, and the beta API and Socket Mode in all but one, to the slow tests, which `.ci/run` runs."""
    for item in items:
        if item.path.parent == HERE and item.path.stem not in BY_DEFAULT:
            item.add_marker(pytest.mark.slow)
        if item.path.parent != HERE or item.path.stem in EVERY_SANDBOX or not isinstance(item, pytest.Function):
            continue
        params = item.callspec.params if hasattr(item, "callspec") else {}
        defaults = {"sandbox": DEFAULT_SANDBOX, "busy_sandbox": DEFAULT_TRANSPORT}
        if any(params.get(fixture, default) != default for fixture, default in defaults.items()):
            item.add_marker(pytest.mark.slow)


@pytest.fixture(scope="package", params=[DEFAULT_SANDBOX, "beta", "v1-socket"])
def sandbox(request: pytest.FixtureRequest) -> Iterator[SandboxEnvironment]:
    """Run the sandbox with each version and transport; in the end, everything that was posted must be valid."""
    version, _, transport = request.param.partition("-")
    with SandboxEnvironment(
        world=contact_centre(), version=version, transport=transport or "http", journal=Journal(WHOLE)
    ) as running:
        yield running
    _check_payloads(running)


@pytest.fixture(scope="package", params=[DEFAULT_TRANSPORT, "socket"])
def busy_sandbox(request: pytest.FixtureRequest) -> Iterator[SandboxEnvironment]:
    """Run a sandbox with the busier world, with each transport, and check what was posted in the same way."""
    with SandboxEnvironment(world=busy_world(), transport=request.param, journal=Journal(WHOLE)) as running:
        yield running
    _check_payloads(running)


def _check_payloads(sandbox: SandboxEnvironment) -> None:
    assert len(sandbox.journal.news(0)) < WHOLE  # nothing has been forgotten
    assert refusals(calls(sandbox.journal)) == []


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


@pytest.fixture
def scripted() -> Iterator[Scripted]:
    """Run a scripted app in place of the bot."""
    with scripted_app() as opened:
        yield opened


@pytest.fixture(scope="package")
def starts() -> deque[float]:
    """Return when the latest tests began: the bot may still change what it posted in these."""
    return deque(maxlen=5)


@pytest.fixture
def ada(sandbox: SandboxEnvironment, starts: deque[float]) -> Iterator[Person]:
    starts.append(time.time())
    forget_messages(sandbox, before=min(starts[0], time.time() - FINISHED))
    person = Person(sandbox=sandbox, channel=CALLS)
    yield person
    sandbox.faults.clear()
    sandbox.workspace.faults.clear()
    sandbox.workspace.store.clear_toasts(person.name)
    sandbox.workspace.store.set_modals(person.name, ())


@pytest.fixture
def outage(request: pytest.FixtureRequest) -> Outage:
    """Return a failure of the API; the bot tries again after it, but not in the sandbox of the default tests."""
    if request.node.callspec.params["sandbox"] == DEFAULT_SANDBOX:
        return {"status": 503, "headers": {"Retry-After": "60"}}  # for longer than the bot waits
    return {"status": 503}
