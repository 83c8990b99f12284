from __future__ import annotations

from collections.abc import Iterator
from threading import Barrier, Event

import pytest
from capi_bot.slack.parallel import ReadExecutor, completed, wait_all

from capi_bot.errors import UnreachableError

PATIENCE = 10.0


@pytest.fixture
def parallel() -> Iterator[ReadExecutor]:
    parallel = ReadExecutor(2, "test")
    yield parallel
    parallel.stop()


def test_reads_run_side_by_side(parallel: ReadExecutor) -> None:
    both = Barrier(2)
    reads = [parallel.start(lambda: both.wait(PATIENCE)) for _ in range(2)]
    assert {read.result(PATIENCE) for read in reads} == {0, 1}


def test_no_more_than_the_width_run_at_once(parallel: ReadExecutor) -> None:
    third, go_on = Event(), Event()
    reads = parallel.each(lambda key: third.set() if key == "c" else go_on.wait(PATIENCE), "abc")
    assert not third.is_set()
    assert not reads["c"].done()
    go_on.set()
    assert third.wait(PATIENCE)


def test_what_came_in_time_is_returned_and_the_rest_later(parallel: ReadExecutor) -> None:
    go_on = Event()
    reads = parallel.each(lambda key: key.upper() if key == "a" else str(go_on.wait(PATIENCE)), "ab")
    reads["a"].result(PATIENCE)
    assert not wait_all(reads.values(), 0)
    assert completed(reads) == {"a": "A"}
    go_on.set()
    assert wait_all(reads.values(), PATIENCE)
    assert completed(reads) == {"a": "A", "b": "True"}


def test_a_failed_read_is_left_out_and_logged_where_it_is_a_bug(
    parallel: ReadExecutor, caplog: pytest.LogCaptureFixture
) -> None:
    def read(number: int) -> int:
        if number == 2:
            raise UnreachableError("refused")
        return 1 // number

    reads = parallel.each(read, (0, 1, 2))
    assert wait_all(reads.values(), PATIENCE)
    assert completed(reads) == {1: 1}
    assert [record.exc_info[0] for record in caplog.records if record.exc_info] == [ZeroDivisionError]


def test_nothing_to_read_is_done_at_once() -> None:
    assert wait_all([], 0)
    assert completed({}) == {}


def test_stopping_drops_what_has_not_begun() -> None:
    parallel, begun, go_on = ReadExecutor(1, "test"), Event(), Event()

    def slow() -> bool:
        begun.set()
        return go_on.wait(PATIENCE)

    running = parallel.start(slow)
    waiting = parallel.start(lambda: True)
    assert begun.wait(PATIENCE)
    parallel.stop()
    assert waiting.cancelled()
    go_on.set()
    assert running.result(PATIENCE)
    parallel.stop()
