from __future__ import annotations

from collections.abc import Iterator

import pytest

from capi_bot.sandbox.slack.board import CALLS_KEPT
from capi_bot.sandbox.stage import Stage
from tests.e2e.bustle import bustle
from tests.e2e.payloads import refusals
from tests.e2e.workplace import CALLS, Person


@pytest.fixture(scope="session", params=["v1", "beta"])
def stage(request: pytest.FixtureRequest) -> Iterator[Stage]:
    """Run the whole sandbox once a version; when all is done, everything that was posted must have been right."""
    with Stage(version=request.param) as running:
        yield running
    _judge(running)


@pytest.fixture(scope="session")
def bustling() -> Iterator[Stage]:
    """Run one more sandbox, with more going on in it, and judge it in the same way."""
    with Stage(world=bustle()) as running:
        yield running
    _judge(running)


def _judge(stage: Stage) -> None:
    calls = stage.workspace.board.calls
    assert len(calls) < CALLS_KEPT  # none has been forgotten
    assert refusals(calls) == []


@pytest.fixture
def ada(stage: Stage) -> Iterator[Person]:
    person = Person(stage=stage, channel=CALLS)
    yield person
    stage.faults.clear()
    stage.workspace.faults.clear()
    stage.workspace.board.clear_toasts()
    stage.workspace.board.set_modals(person.name, ())
