"""Services over an API in memory, with the pools that the bot has."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC

import pytest

from capi_bot.slack.finds import Finds
from capi_bot.slack.ids import Action
from capi_bot.slack.parallel import Parallel
from capi_bot.slack.payloads import Click
from capi_bot.slack.services import Services
from capi_bot.store import Store
from tests.fakes import FakeApi
from tests.slack.fillings import NOW
from tests.slack.listeners.rows import seeded_api

Pressed = Callable[..., Click]


@pytest.fixture
def over() -> Iterator[Callable[..., Services]]:
    """Put services over an API; their threads end with the test."""
    with ExitStack() as stack:

        def make(api: FakeApi, marks_at_once: int = 4) -> Services:
            reads, marks = Parallel(8, "reads"), Parallel(marks_at_once, "marks")
            searches = Parallel(4, "searches")
            store = Store(":memory:")
            stack.callback(store.close)
            for pool in (reads, marks, searches):
                stack.callback(pool.stop)
            return Services(
                api=api,
                reads=reads,
                marks=marks,
                searches=searches,
                finds=Finds(time.monotonic),
                saved=store,
                now=lambda: NOW,
                zone=UTC,
            )

        yield make


@pytest.fixture
def pressed() -> Pressed:
    """Press a button that carries something, in a message that may show a list."""

    def make(action: Action, carried: str, shown: str = "") -> Click:
        return Click(action_id=action, carried=carried, shown=shown, action_ts="1.0", user_id="U1", trigger_id="1.2.3")

    return make


@pytest.fixture
def seeded() -> FakeApi:
    """Hold the seeds' call beside one that is over and one that waits for somebody."""
    return seeded_api()
