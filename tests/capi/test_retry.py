from __future__ import annotations

import pytest

from capi_bot.capi.retry import ATTEMPTS, LONGEST_PAUSE, pause
from capi_bot.errors import (
    DeadlineExceededError,
    InvalidRequestError,
    NotFoundError,
    ProblemDetails,
    RateLimitedError,
    UnauthorizedError,
    UnreachableError,
)


def limited(retry_after: float | None = None) -> RateLimitedError:
    return RateLimitedError(ProblemDetails(status=429, retry_after=retry_after))


def failed(status: int, retry_after: float | None = None) -> UnreachableError:
    return UnreachableError("failed", ProblemDetails(status=status, retry_after=retry_after))


@pytest.mark.parametrize("failure", [limited(), failed(502), failed(503), failed(504), ConnectionResetError()])
def test_what_passes_is_tried_again(failure: Exception) -> None:
    assert pause(0, failure, left=20, jitter=0.5) == pytest.approx(0.2)


@pytest.mark.parametrize(
    "failure",
    [
        failed(500),
        UnreachableError("refused"),
        DeadlineExceededError("late"),
        NotFoundError(ProblemDetails(status=404)),
        InvalidRequestError(ProblemDetails(status=400)),
        UnauthorizedError(ProblemDetails(status=401)),
    ],
)
def test_what_stays_is_not_tried_again(failure: Exception) -> None:
    assert pause(0, failure, left=20, jitter=0.5) is None


def test_pauses_double_and_spread() -> None:
    waits = [pause(attempt, failed(503), left=20, jitter=jitter) for attempt in (0, 1, 2) for jitter in (0.0, 1.0)]
    assert waits == pytest.approx([0.1, 0.3, 0.2, 0.6, 0.4, 1.2])


def test_the_last_attempt_is_the_last() -> None:
    assert pause(ATTEMPTS - 2, failed(503), left=20, jitter=0) is not None
    assert pause(ATTEMPTS - 1, failed(503), left=20, jitter=0) is None


@pytest.mark.parametrize("failure", [limited(3), failed(503, 3)])
def test_retry_after_is_kept_to_the_second(failure: Exception) -> None:
    assert pause(0, failure, left=20, jitter=0.9) == 3
    assert pause(2, failure, left=20, jitter=0.1) == 3


def test_a_retry_after_of_nought_means_now() -> None:
    assert pause(0, limited(0), left=20, jitter=0.5) == 0


def test_who_must_wait_long_is_told_at_once_instead() -> None:
    assert pause(0, limited(LONGEST_PAUSE), left=20, jitter=0) == LONGEST_PAUSE
    assert pause(0, limited(LONGEST_PAUSE + 1), left=60, jitter=0) is None


def test_no_pause_outlasts_the_deadline() -> None:
    assert pause(0, limited(3), left=3.1, jitter=0) == 3
    assert pause(0, limited(3), left=3, jitter=0) is None
    assert pause(0, failed(503), left=-1, jitter=0) is None
