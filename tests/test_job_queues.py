from __future__ import annotations

from collections.abc import Iterable

from hypothesis import given
from hypothesis import strategies as st

from capi_bot.job_queues import JobQueues, QueuedJob


def queues(capacity: int | None = None, per_key: int | None = None, waiting: int | None = None) -> JobQueues[QueuedJob]:
    return JobQueues(capacity=capacity, per_key=per_key, queue_per_key=waiting)


def put(queue: JobQueues[QueuedJob], keys: Iterable[str]) -> list[bool]:
    return [queue.put(QueuedJob(key=key)) for key in keys]


def begin(queue: JobQueues[QueuedJob]) -> QueuedJob:
    job = queue.next()
    assert job
    return job


def run_all(queue: JobQueues[QueuedJob]) -> str:
    """Run one job after the other to its end, and return their keys."""
    keys = ""
    while job := queue.next():
        keys += job.key
        queue.release(job)
    return keys


def test_keys_are_served_in_turn() -> None:
    queue = queues()
    put(queue, "aaaaabbc")
    assert run_all(queue) == "abcabaaa"


def test_a_key_that_comes_later_waits_for_one_job_of_each_other_key() -> None:
    queue = queues()
    put(queue, "aaabbb")
    for _ in range(2):
        queue.release(begin(queue))
    put(queue, "c")
    assert run_all(queue) == "abcab"


def test_a_job_that_goes_on_is_served_before_one_of_its_key_that_has_not_begun() -> None:
    queue = queues(per_key=1)
    put(queue, "aab")
    first = begin(queue)
    assert [first.key, begin(queue).key] == ["a", "b"]
    assert queue.next() is None
    queue.resume(first)
    assert queue.next() is first
    queue.release(first)
    assert begin(queue).key == "a"


@given(st.lists(st.sampled_from("abc")), st.integers(1, 3), st.integers(0, 3), st.integers(0, 8))
def test_limits_hold_and_nothing_is_lost(keys: list[str], per_key: int, waiting: int, capacity: int) -> None:
    queue = queues(capacity, per_key, waiting)
    taken = [key for key, is_taken in zip(keys, put(queue, keys), strict=True) if is_taken]
    assert len(taken) <= capacity
    begun = []
    while job := queue.next():
        begun.append(job)
    for key in "abc":
        assert taken.count(key) <= per_key + waiting
        assert [job.key for job in begun].count(key) == min(per_key, taken.count(key))
    for job in begun:
        queue.release(job)
    assert sorted([job.key for job in begun] + list(run_all(queue))) == sorted(taken)
    assert queue.taken == 0
