from __future__ import annotations

from dataclasses import FrozenInstanceError
from threading import Event

import pytest

from capi_bot.slack.services import Services

TIMEOUT = 10.0


def test_details_of_rows_that_take_long_keep_no_other_read_waiting(services: Services) -> None:
    go_on = Event()
    details = services.row_reads.submit_each(lambda _: go_on.wait(TIMEOUT), range(20))
    assert services.page_reads.submit(lambda: "read").result(TIMEOUT) == "read"
    assert services.scans.submit(lambda: "scan").result(TIMEOUT) == "scan"
    assert not any(read.done() for read in details.values())
    go_on.set()


def test_no_listener_can_change_what_another_works_with(services: Services) -> None:
    with pytest.raises(FrozenInstanceError):
        services.api = None  # type: ignore[misc, assignment]  # what must not work
