from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from capi_bot.sandbox.environment import Stage
from capi_bot.sandbox.journal import Journal
from capi_bot.sandbox.slack.calls import calls
from tests.e2e.browser import chromium
from tests.e2e.bustle import bustle
from tests.e2e.office import Office, office
from tests.e2e.payloads import WHOLE, refusals
from tests.e2e.workplace import CALLS, Person


@pytest.fixture(scope="session", params=["v1", "beta", "v1-socket"])
def stage(request: pytest.FixtureRequest) -> Iterator[Stage]:
    """Run the whole sandbox once each way; when all is done, everything that was posted must have been right."""
    version, _, transport = request.param.partition("-")
    with Stage(version=version, transport=transport or "http", journal=Journal(WHOLE)) as running:
        yield running
    _judge(running)


@pytest.fixture(scope="session", params=["http", "socket"])
def bustling(request: pytest.FixtureRequest) -> Iterator[Stage]:
    """Run one more sandbox each way, with more going on in it, and judge it in the same way."""
    with Stage(world=bustle(), transport=request.param, journal=Journal(WHOLE)) as running:
        yield running
    _judge(running)


def _judge(stage: Stage) -> None:
    assert len(stage.journal.news(0)) < WHOLE  # nothing has been forgotten
    assert refusals(calls(stage.journal)) == []


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


@pytest.fixture
def puppet() -> Iterator[Office]:
    """Run an app that does as it is told, in place of the bot."""
    with office() as opened:
        yield opened


@pytest.fixture
def ada(stage: Stage) -> Iterator[Person]:
    person = Person(stage=stage, channel=CALLS)
    yield person
    stage.faults.clear()
    stage.workspace.faults.clear()
    stage.workspace.store.clear_toasts(person.name)
    stage.workspace.store.set_modals(person.name, ())
