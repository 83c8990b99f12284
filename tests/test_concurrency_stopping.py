from __future__ import annotations

from threading import Event, Thread

import pytest

from capi_bot.concurrency import BoundedExecutor, ExecutorFullError
from tests.jobs import TIMEOUT, AwaitedFuture, pause, run, wait_until_stopping


def test_stopping_finishes_accepted_jobs_and_rejects_new_ones() -> None:
    executor, order = BoundedExecutor("test", threads=1, queue=5), list[str]()
    pending, started, go_on = AwaitedFuture(), Event(), Event()

    def slow() -> None:
        started.set()
        go_on.wait(TIMEOUT)
        order.append("slow")

    executor.submit_steps(pause(order, "paused", pending))
    pending.wait_until_awaited()
    executor.submit_steps(run(slow))
    executor.submit_steps(run(lambda: order.append("queued")))
    executor.submit(order.append, "read")
    assert started.wait(TIMEOUT)
    stopping = Thread(target=executor.stop)
    stopping.start()
    go_on.set()
    wait_until_stopping(executor, paused=1)
    assert stopping.is_alive()
    assert order == ["paused begins", "slow", "queued", "read"]

    pending.set_result(None)
    stopping.join(TIMEOUT)
    assert not stopping.is_alive()
    with pytest.raises(ExecutorFullError):
        executor.submit_steps(run(lambda: order.append("late")))
    executor.stop()
    assert order == ["paused begins", "slow", "queued", "read", "paused goes on"]


def test_a_rejected_job_takes_no_capacity() -> None:
    executor = BoundedExecutor("test", threads=1, queue=0)
    executor.stop()
    for _ in range(3):
        with pytest.raises(ExecutorFullError):
            executor.submit(lambda: None)
    assert executor._queues.taken == 0


def test_stopping_without_finishing_drops_queued_and_paused_jobs() -> None:
    executor, order = BoundedExecutor("test", threads=1), list[str]()
    pending, started, go_on = AwaitedFuture(), Event(), Event()

    def slow() -> bool:
        started.set()
        return go_on.wait(TIMEOUT)

    executor.submit_steps(pause(order, "paused", pending))
    pending.wait_until_awaited()
    running, queued = executor.submit(slow), executor.submit(lambda: True)
    executor.submit_steps(run(lambda: order.append("queued")))
    assert started.wait(TIMEOUT)
    executor.stop(finish=False)
    assert queued.cancelled()

    pending.set_result(None)
    go_on.set()
    assert running.result(TIMEOUT)
    executor.stop()
    assert order == ["paused begins"]
