from __future__ import annotations

import pytest

from capi_bot.sandbox.slack.faults import TIERS, Fault, Faults
from capi_bot.sandbox.slack.web_api import METHODS


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_nothing_goes_wrong_unasked(clock: Clock) -> None:
    assert Faults(clock, {}).verdict("chat.update") is None


def test_a_rate_limit_blocks_one_method_until_its_seconds_are_over(clock: Clock) -> None:
    faults = Faults(clock, {})
    faults.rate_limit("chat.update", 2)
    clock.now += 0.5
    assert faults.verdict("chat.update") == Fault(status=429, error="ratelimited", retry_after=2)
    assert faults.verdict("chat.postMessage") is None
    clock.now += 1.5
    assert faults.verdict("chat.update") is None


def test_a_failure_comes_as_often_as_it_was_planned(clock: Clock) -> None:
    faults, fault = Faults(clock, {}), Fault(status=500)
    faults.fail("views.open", fault, times=2)
    assert [faults.verdict("views.open") for _ in range(3)] == [fault, fault, None]


def test_a_tier_lets_its_calls_a_minute_pass(clock: Clock) -> None:
    faults = Faults(clock, {"chat.update": 2})
    assert [faults.verdict("chat.update") for _ in range(2)] == [None, None]
    clock.now += 10
    assert faults.verdict("chat.update") == Fault(status=429, error="ratelimited", retry_after=50)
    clock.now += 50
    assert faults.verdict("chat.update") is None


def test_cleared_is_as_new(clock: Clock) -> None:
    faults = Faults(clock, {"chat.update": 1})
    faults.verdict("chat.update")
    faults.rate_limit("chat.update", 100)
    faults.fail("chat.update", Fault())
    faults.clear()
    assert faults.verdict("chat.update") is None


def test_every_tier_is_of_a_method_that_is_there() -> None:
    assert TIERS.keys() <= METHODS.keys()
