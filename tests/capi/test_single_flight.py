from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event, Semaphore

import pytest

from capi_bot.capi.single_flight import SingleFlight
from capi_bot.errors import NotFoundError, ProblemDetails, UnreachableError


class Knock(str):
    """A key that tells when somebody looks it up, which happens under the flight's lock."""

    __slots__ = ("heard",)
    heard: Semaphore

    def __hash__(self) -> int:
        self.heard.release()
        return super().__hash__()

    def __eq__(self, other: object) -> bool:
        return super().__eq__(other)


def knock(heard: Semaphore) -> Knock:
    key = Knock("key")
    key.heard = heard
    return key


def fly(fetch: Callable[[], str], followers: int = 3) -> tuple[list[BaseException | None], list[str], int]:
    """Let one thread lead and others join before it lands: the errors, the results, the number of fetches."""
    flight: SingleFlight[str] = SingleFlight()
    begun, land, heard = Event(), Event(), Semaphore(0)
    fetched: list[str] = []

    def lead() -> str:
        fetched.append("once")
        begun.set()
        assert land.wait(10)
        return fetch()

    with ThreadPoolExecutor(followers + 1) as pool:
        futures = [pool.submit(flight.share, "key", lead)]
        assert begun.wait(10)
        futures += [pool.submit(flight.share, knock(heard), lead) for _ in range(followers)]
        for _ in range(followers):
            assert heard.acquire(timeout=10)
        land.set()
        errors = [future.exception(10) for future in futures]
        results = [future.result() for future, error in zip(futures, errors, strict=True) if error is None]
    return errors, results, len(fetched)


def test_identical_fetches_at_once_are_one() -> None:
    assert fly(lambda: "answer") == ([None] * 4, ["answer"] * 4, 1)


def test_an_error_is_everybodys() -> None:
    gone = NotFoundError(ProblemDetails(status=404))

    def fail() -> str:
        raise gone

    assert fly(fail) == ([gone] * 4, [], 1)


def test_who_waits_with_an_interrupted_thread_is_not_interrupted() -> None:
    def interrupt() -> str:
        raise KeyboardInterrupt

    (lead, *rest), results, fetches = fly(interrupt)
    assert isinstance(lead, KeyboardInterrupt)
    assert all(isinstance(error, UnreachableError) for error in rest)
    assert (results, fetches) == ([], 1)


def test_nothing_is_kept_once_the_answer_is_there() -> None:
    flight: SingleFlight[int] = SingleFlight()
    answers = iter((1, 2))
    assert flight.share("key", lambda: next(answers)) == 1
    assert flight.share("key", lambda: next(answers)) == 2


def test_a_failure_is_not_kept_either() -> None:
    flight: SingleFlight[int] = SingleFlight()
    with pytest.raises(ZeroDivisionError):
        flight.share("key", lambda: 1 // 0)
    assert flight.share("key", lambda: 1) == 1


def test_different_keys_do_not_wait_for_each_other() -> None:
    flight: SingleFlight[str] = SingleFlight()
    assert flight.share("outer", lambda: flight.share("inner", lambda: "answer")) == "answer"
