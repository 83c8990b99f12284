from __future__ import annotations

from dataclasses import FrozenInstanceError
from threading import Event

import pytest

from capi_bot.slack.services import Services

PATIENCE = 10.0


def test_marks_that_take_long_keep_no_read_waiting(services: Services) -> None:
    go_on = Event()
    marks = services.row_reads.each(lambda _: go_on.wait(PATIENCE), range(20))
    assert services.page_reads.start(lambda: "read").result(PATIENCE) == "read"
    assert not any(mark.done() for mark in marks.values())
    go_on.set()


def test_no_listener_can_change_what_another_works_with(services: Services) -> None:
    with pytest.raises(FrozenInstanceError):
        services.api = None  # type: ignore[misc, assignment]  # what must not work
