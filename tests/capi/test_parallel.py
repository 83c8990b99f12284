from __future__ import annotations

from collections.abc import Iterator
from threading import Barrier, Event, current_thread, main_thread

import pytest

from capi_bot.capi.parallel import Parallel


@pytest.fixture
def parallel() -> Iterator[Parallel]:
    parallel = Parallel(3)
    yield parallel
    parallel.close()


def test_all_run_at_once_and_keep_their_order(parallel: Parallel) -> None:
    together = Barrier(3)

    def meet(name: str) -> str:
        together.wait(10)
        return name.upper()

    assert parallel.map(meet, "abc") == ("A", "B", "C")


def test_a_single_argument_needs_no_thread(parallel: Parallel) -> None:
    assert parallel.map(lambda _: current_thread(), ["one"]) == (main_thread(),)


def test_nothing_to_do_is_nothing() -> None:
    assert Parallel(1).map(str, ()) == ()


def test_the_first_failure_is_raised_and_what_has_not_begun_never_does() -> None:
    parallel = Parallel(1)
    begun: list[int] = []
    hold = Event()

    def fail_first(number: int) -> int:
        begun.append(number)
        if number == 0:
            raise ZeroDivisionError
        assert hold.wait(10)
        return number

    with pytest.raises(ZeroDivisionError):
        parallel.map(fail_first, range(50))
    hold.set()
    assert parallel.map(str, (1, 2)) == ("1", "2")  # by now all that was waiting before has had its turn
    parallel.close()
    assert len(begun) <= 2


def test_closing_what_never_ran_is_harmless() -> None:
    Parallel(1).close()
