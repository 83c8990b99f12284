from __future__ import annotations

import traceback
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler
from threading import Barrier, Event, Semaphore, Thread, current_thread

import pytest

from capi_bot.capi import PrivateKey
from capi_bot.capi.auth import TokenCache
from capi_bot.capi.http import HttpClient
from capi_bot.capi.transport import RetryTiming, SingleFlight, Transport, map_reads
from capi_bot.errors import DeadlineExceededError, NotFoundError, ProblemDetails, RateLimitedError, UnreachableError


class SignallingKey(str):
    """A key that signals when it is looked up, which the single flight does under its lock."""

    __slots__ = ("looked_up",)
    looked_up: Semaphore

    def __hash__(self) -> int:
        self.looked_up.release()
        return super().__hash__()

    def __eq__(self, other: object) -> bool:
        return super().__eq__(other)


def signalling_key(text: str, looked_up: Semaphore) -> SignallingKey:
    key = SignallingKey(text)
    key.looked_up = looked_up
    return key


def plenty() -> float:
    return 10.0


def run_at_the_same_time(
    *outcomes: str | BaseException, waiting_callers: int = 3
) -> tuple[list[BaseException | None], list[str], int]:
    """Call a single flight while its first call runs; return the errors, the results, and the number of runs.

    The outcomes are those of its runs. A run after the first waits for all callers that are left.
    """
    single_flight: SingleFlight[str] = SingleFlight()
    started, finish, looked_up = Event(), Event(), Semaphore(0)
    runs: list[str] = []

    def run() -> str:
        runs.append("run")
        outcome = outcomes[len(runs) - 1]
        started.set()
        assert finish.wait(10)
        if len(runs) > 1:
            for _ in range(waiting_callers + 1):  # a look-up by each, and one to register this run
                assert looked_up.acquire(timeout=10)
        if isinstance(outcome, BaseException):
            raise outcome
        return outcome

    with ThreadPoolExecutor(waiting_callers + 1) as pool:
        futures = [pool.submit(single_flight.run, "key", run, plenty)]
        assert started.wait(10)
        futures += [
            pool.submit(single_flight.run, signalling_key("key", looked_up), run, plenty)
            for _ in range(waiting_callers)
        ]
        for _ in range(waiting_callers):
            assert looked_up.acquire(timeout=10)
        finish.set()
        errors = [future.exception(10) for future in futures]
        results = [future.result() for future, error in zip(futures, errors, strict=True) if error is None]
    return errors, results, len(runs)


NO_ANSWER = UnreachableError("refused")
LATE = DeadlineExceededError("late")


def test_identical_calls_at_the_same_time_share_one_run() -> None:
    assert run_at_the_same_time("answer") == ([None] * 4, ["answer"] * 4, 1)


@pytest.mark.parametrize(
    "error",
    [
        NotFoundError(ProblemDetails(status=404)),
        RateLimitedError(ProblemDetails(status=429, retry_after=60)),
        UnreachableError("failed", ProblemDetails(status=503, retry_after=60)),
        ZeroDivisionError(),
    ],
)
def test_an_answer_that_is_an_error_is_that_of_all_callers_each_with_an_own_exception(error: Exception) -> None:
    errors, results, runs = run_at_the_same_time(error)
    assert (described(*errors), results, runs) == (described(error) * 4, [], 1)
    assert len(set(map(id, errors))) == 4
    assert len({len(traceback.extract_tb(error.__traceback__)) for error in errors if error}) <= 2  # none grows


def described(*errors: BaseException | None) -> list[object]:
    return [(type(error), str(error), vars(error)) for error in errors]


@pytest.mark.parametrize("error", [NO_ANSWER, LATE])
def test_after_a_run_without_answer_one_of_those_who_waited_runs_for_all_of_them(error: Exception) -> None:
    assert run_at_the_same_time(error, "answer") == ([error, None, None, None], ["answer"] * 3, 2)


def test_a_second_run_without_answer_is_not_repeated_by_those_who_came_before_it() -> None:
    errors, results, runs = run_at_the_same_time(NO_ANSWER, LATE)
    assert (described(*errors), results, runs) == (described(NO_ANSWER, LATE, LATE, LATE), [], 2)


class TimeLeft:
    """What is left of the deadline of one call."""

    def __init__(self) -> None:
        self.seconds = 10.0

    def __call__(self) -> float:
        return self.seconds


def test_those_who_have_no_time_left_do_not_try_again() -> None:
    single_flight: SingleFlight[str] = SingleFlight()
    started, finish, looked_up, time_left = Event(), Event(), Semaphore(0), TimeLeft()

    def run() -> str:
        started.set()
        assert finish.wait(10)
        time_left.seconds = 0.0
        raise LATE

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(single_flight.run, "key", run, plenty)
        assert started.wait(10)
        second = pool.submit(single_flight.run, signalling_key("key", looked_up), lambda: "answer", time_left)
        assert looked_up.acquire(timeout=10)
        finish.set()
        assert first.exception(10) is LATE
        assert isinstance(second.exception(10), DeadlineExceededError)


def test_a_run_that_the_deadline_of_its_own_caller_ended_is_repeated_by_those_who_have_time() -> None:
    single_flight: SingleFlight[str] = SingleFlight()
    started, finish, looked_up = Event(), Event(), Semaphore(0)
    runs: list[TimeLeft] = []

    def run(time_left: TimeLeft) -> str:
        runs.append(time_left)
        if len(runs) == 1:
            started.set()
            assert finish.wait(10)
        elif len(runs) == 2:
            for _ in range(3):  # a look-up by each of the two, and one to register this run
                assert looked_up.acquire(timeout=10)
        else:
            return "answer"
        time_left.seconds = 0.0
        raise LATE

    def call(key: str) -> str:
        time_left = TimeLeft()
        return single_flight.run(key, lambda: run(time_left), time_left)

    with ThreadPoolExecutor(3) as pool:
        futures = [pool.submit(call, "key")]
        assert started.wait(10)
        futures += [pool.submit(call, signalling_key("key", looked_up)) for _ in range(2)]
        for _ in range(2):
            assert looked_up.acquire(timeout=10)
        finish.set()
        errors = [future.exception(10) for future in futures]
    assert errors[0] is LATE
    assert sorted(map(str, errors[1:])) == ["None", "late"]
    assert len(runs) == 3


def test_a_caller_waits_no_longer_than_its_own_deadline() -> None:
    single_flight: SingleFlight[str] = SingleFlight()
    started, finish = Event(), Event()

    def run() -> str:
        started.set()
        assert finish.wait(10)
        return "answer"

    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(single_flight.run, "key", run, plenty)
        assert started.wait(10)
        times = iter([0.01, 0.0])
        with pytest.raises(DeadlineExceededError, match="did not answer in time"):
            single_flight.run("key", run, lambda: next(times))
        finish.set()
        assert first.result(10) == "answer"


def test_an_interrupt_of_the_running_thread_is_none_for_the_others() -> None:
    (first, *others), results, runs = run_at_the_same_time(KeyboardInterrupt(), "answer")
    assert isinstance(first, KeyboardInterrupt)
    assert (others, results, runs) == ([None] * 3, ["answer"] * 3, 2)


def test_a_result_is_not_cached() -> None:
    single_flight: SingleFlight[int] = SingleFlight()
    results = iter((1, 2))
    assert single_flight.run("key", lambda: next(results), plenty) == 1
    assert single_flight.run("key", lambda: next(results), plenty) == 2


def test_an_error_is_not_cached() -> None:
    single_flight: SingleFlight[int] = SingleFlight()
    with pytest.raises(ZeroDivisionError):
        single_flight.run("key", lambda: 1 // 0, plenty)
    assert single_flight.run("key", lambda: 1, plenty) == 1


def test_different_keys_do_not_wait_for_each_other() -> None:
    single_flight: SingleFlight[str] = SingleFlight()
    assert single_flight.run("outer", lambda: single_flight.run("inner", lambda: "answer", plenty), plenty) == "answer"


def test_identical_requests_at_the_same_time_are_sent_once(
    private_key: PrivateKey, serve: Callable[..., str], answer: Callable[..., None]
) -> None:
    arrived, release, looked_up = Event(), Event(), Semaphore(0)
    requests: list[str] = []

    def handle(request: BaseHTTPRequestHandler) -> None:
        requests.append(request.path)
        arrived.set()
        assert release.wait(10)
        answer(request, {"n": len(requests)})

    http_client = HttpClient(serve(handle), connect_timeout=3, read_timeout=10, pool_size=4)
    tokens = TokenCache(private_key, "app-1", clock=lambda: 1_540_459_579, new_jti=lambda: "id-1")
    transport = Transport(http_client, tokens, RetryTiming())
    path = signalling_key("/v1/users", looked_up)
    with ThreadPoolExecutor(5) as pool:
        futures = [pool.submit(transport.get, "/v1/users", {"order": "asc", "page_size": "1"})]
        assert arrived.wait(10)
        futures += [pool.submit(transport.get, path, {"page_size": "1", "order": "asc"}) for _ in range(4)]
        for _ in range(4):
            assert looked_up.acquire(timeout=10)
        release.set()
        assert [future.result(10) for future in futures] == [{"n": 1}] * 5
    assert transport.get("/v1/users", {"page_size": "1", "order": "asc"}) == {"n": 2}
    http_client.close()
    assert len(requests) == 2


@pytest.fixture
def executor() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(2) as executor:
        yield executor


def test_reads_run_at_the_same_time_and_keep_their_order(executor: ThreadPoolExecutor) -> None:
    all_three = Barrier(3)

    def read(name: str) -> str:
        all_three.wait(10)
        return name.upper()

    assert map_reads(executor, read, "abc") == ("A", "B", "C")


def test_the_calling_thread_does_the_first_read(executor: ThreadPoolExecutor) -> None:
    both = Barrier(2)

    def read(_: str) -> Thread:
        both.wait(10)
        return current_thread()

    first, second = map_reads(executor, read, "ab")
    assert first is current_thread()
    assert second is not current_thread()


@pytest.mark.parametrize("names", ["", "a"])
def test_up_to_one_read_needs_no_thread(names: str) -> None:
    closed = ThreadPoolExecutor(1)
    closed.shutdown()
    assert map_reads(closed, lambda _: current_thread(), names) == (current_thread(),) * len(names)


def test_without_an_executor_the_calling_thread_reads_one_after_the_other() -> None:
    assert map_reads(None, lambda name: (name, current_thread()), "ab") == (
        ("a", current_thread()),
        ("b", current_thread()),
    )


def test_the_calling_thread_does_the_reads_that_no_thread_has_begun() -> None:
    release = Event()
    with ThreadPoolExecutor(1) as busy:
        blocker = busy.submit(release.wait, 10)
        assert map_reads(busy, lambda _: current_thread(), "abc") == (current_thread(),) * 3
        release.set()
        assert blocker.result(10)


def test_a_read_may_map_reads_over_the_same_executor(executor: ThreadPoolExecutor) -> None:
    def read(name: str) -> tuple[str, ...]:
        return map_reads(executor, str.upper, (name, name * 2, name * 3))

    assert map_reads(executor, read, "abcd") == tuple((n, n * 2, n * 3) for n in "ABCD")


def test_the_first_failure_is_raised_and_cancels_what_has_not_begun() -> None:
    release = Event()
    reads: list[int] = []

    def read(number: int) -> int:
        reads.append(number)
        raise ZeroDivisionError

    with ThreadPoolExecutor(1) as busy:
        blocker = busy.submit(release.wait, 10)
        with pytest.raises(ZeroDivisionError):
            map_reads(busy, read, range(50))
        release.set()
        assert blocker.result(10)
        assert busy.submit(str, 1).result(10) == "1"  # all jobs that were queued before have run by now
    assert reads == [0]


def test_a_failure_in_another_thread_is_raised(executor: ThreadPoolExecutor) -> None:
    both = Barrier(2)

    def read(number: int) -> int:
        both.wait(10)
        return 1 // (1 - number)

    with pytest.raises(ZeroDivisionError):
        map_reads(executor, read, (0, 1))


def test_an_executor_that_refuses_a_read_cancels_those_that_it_took() -> None:
    submitted: list[Future[str]] = []

    class RefusingExecutor:
        def submit(self, _function: object, _argument: object, /) -> Future[str]:
            if submitted:
                raise RuntimeError("cannot schedule new futures after shutdown")
            submitted.append(Future())
            return submitted[0]

    with pytest.raises(RuntimeError, match="after shutdown"):
        map_reads(RefusingExecutor(), str.upper, "abc")  # type: ignore[arg-type] # a fake of one result type
    assert submitted[0].cancelled()
