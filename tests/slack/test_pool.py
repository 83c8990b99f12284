from __future__ import annotations

import logging
from threading import Event, Thread

import pytest
from capi_bot.slack.pool import BoundedExecutor

PATIENCE = 10.0


def wait_for_a_place(pool: BoundedExecutor) -> None:
    assert pool._places.acquire(timeout=PATIENCE)
    pool._places.release()


def test_a_job_is_done_on_another_thread() -> None:
    done = Event()
    pool = BoundedExecutor(width=1, waiting=0)
    assert pool.submit(done.set)
    assert done.wait(PATIENCE)
    pool.stop()


def test_a_full_pool_says_no_at_once_and_yes_again_later() -> None:
    begun, go_on = Event(), Event()
    pool = BoundedExecutor(width=1, waiting=1)

    def job() -> None:
        begun.set()
        go_on.wait(PATIENCE)

    left = Event()
    assert pool.submit(job)
    assert begun.wait(PATIENCE)
    assert pool.submit(left.set)
    assert not pool.submit(job)
    go_on.set()
    assert left.wait(PATIENCE)
    wait_for_a_place(pool)
    assert pool.submit(left.set)
    pool.stop()


def test_stopping_finishes_what_was_taken_and_refuses_the_rest() -> None:
    begun, go_on, done = Event(), Event(), list[str]()
    pool = BoundedExecutor(width=1, waiting=5)

    def slow() -> None:
        begun.set()
        go_on.wait(PATIENCE)
        done.append("slow")

    pool.submit(slow)
    pool.submit(lambda: done.append("queued"))
    assert begun.wait(PATIENCE)
    stopping = Thread(target=pool.stop)
    stopping.start()
    go_on.set()
    stopping.join(PATIENCE)
    assert done[:2] == ["slow", "queued"]
    assert not pool.submit(lambda: done.append("late"))
    pool.stop()
    assert "late" not in done


def test_a_refused_job_takes_no_place() -> None:
    pool = BoundedExecutor(width=1, waiting=0)
    pool.stop()
    assert [pool.submit(lambda: None) for _ in range(3)] == [False] * 3
    assert pool._places.acquire(blocking=False)


def test_t5_a_job_that_fails_is_logged_whole_and_frees_its_place(caplog: pytest.LogCaptureFixture) -> None:
    pool = BoundedExecutor(width=1, waiting=0)

    def broken() -> None:
        raise ZeroDivisionError("of a job")

    done = Event()
    assert pool.submit(broken)
    wait_for_a_place(pool)
    assert pool.submit(done.set)
    pool.stop()
    assert done.is_set()
    (record,) = caplog.records
    assert (record.levelno, record.exc_info is not None) == (logging.ERROR, True)
    assert "ZeroDivisionError: of a job" in caplog.text
