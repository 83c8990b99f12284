from __future__ import annotations

import pytest

from capi_bot.sandbox.slack.faults import (
    CHANNEL_BURST,
    POSTING,
    RESPONSE_URL,
    SPECIAL,
    TIER_3,
    TIER_4,
    Fault,
    Faults,
    SlackSwitches,
    Tier,
)
from capi_bot.sandbox.switches import Switchboard

LIMITED = Fault(status=429, error="ratelimited", retry_after=60)


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def faults(clock: Clock) -> Faults:
    return Faults(clock)


def test_a_failure_comes_as_often_as_it_was_planned(faults: Faults) -> None:
    fault = Fault(status=500)
    faults.fail("views.open", fault, times=2)
    assert [faults.next_fault("views.open") for _ in range(3)] == [fault, fault, None]


def test_a_standing_rule_holds_until_it_is_taken_away(faults: Faults) -> None:
    fault = Fault(status=500)
    faults.always("rule", lambda name: fault if name == "chat.update" else None)
    assert [faults.next_fault(name) for name in ("chat.update", "chat.update", "chat.delete")] == [fault, fault, None]
    faults.always("rule", None)
    assert faults.next_fault("chat.update") is None


@pytest.mark.parametrize("tier", [TIER_3, TIER_4, SPECIAL])
def test_a_tier_lets_its_calls_a_minute_pass_and_says_how_long_to_wait(
    faults: Faults, clock: Clock, tier: Tier
) -> None:
    assert {faults.count_call("chat.update", tier) for _ in range(tier.per_minute)} == {None}
    assert faults.count_call("chat.update", tier) == LIMITED
    assert faults.count_call("chat.delete", tier) is None
    clock.now += 59.5
    assert faults.count_call("chat.update", tier) == Fault(status=429, error="ratelimited", retry_after=1)
    clock.now += 0.5
    assert faults.count_call("chat.update", tier) is None


def test_messages_go_into_a_channel_once_a_second_after_a_burst(faults: Faults, clock: Clock) -> None:
    assert {faults.count_call("chat.postMessage", POSTING, "C1") for _ in range(CHANNEL_BURST)} == {None}
    refused = faults.count_call("chat.postMessage", POSTING, "C1")
    assert refused is not None
    assert refused.retry_after == 1
    assert faults.count_call("chat.postMessage", POSTING, "C2") is None
    clock.now += 1
    assert faults.count_call("chat.postMessage", POSTING, "C1") is None
    assert faults.count_call("chat.postMessage", POSTING, "C1") == refused


def test_messages_to_all_channels_together_have_a_limit_too(faults: Faults) -> None:
    channels = [f"C{number % 20}" for number in range(POSTING.per_minute)]
    assert {faults.count_call("chat.postMessage", POSTING, channel) for channel in channels} == {None}
    assert faults.count_call("chat.postMessage", POSTING, "C99") == LIMITED


def test_without_limits_every_call_passes(clock: Clock) -> None:
    faults = Faults(clock, limited=False)
    assert {faults.count_call("chat.update", TIER_3) for _ in range(100)} == {None}


def test_a_refused_call_is_not_counted(faults: Faults, clock: Clock) -> None:
    for _ in range(200):
        faults.count_call("chat.update", TIER_3)
    clock.now += 60
    assert {faults.count_call("chat.update", TIER_3) for _ in range(TIER_3.per_minute)} == {None}


def test_cleared_is_as_new(faults: Faults) -> None:
    for _ in range(TIER_3.per_minute):
        faults.count_call("chat.update", TIER_3)
    faults.fail("chat.update", Fault())
    faults.always("rule", lambda _: Fault())
    faults.clear()
    assert faults.next_fault("chat.update") is None
    assert faults.count_call("chat.update", TIER_3) is None


@pytest.mark.parametrize(
    ("name", "method", "response_url"),
    [
        ("slack_rate_limit", Fault(status=429, error="ratelimited", retry_after=10), None),
        ("slack_failing", Fault(status=500), None),
        ("slack_response_url_failing", None, Fault(status=500)),
    ],
)
def test_each_switch_breaks_one_thing_while_it_is_on(
    faults: Faults, name: str, method: Fault | None, response_url: Fault | None
) -> None:
    board = SlackSwitches(faults)
    for on, expected in ((True, (method, response_url)), (False, (None, None))):
        assert board.turn(name, on=on)
        assert [switch.name for switch in board.switches() if switch.on] == [name] * on
        assert (faults.next_fault("chat.postMessage"), faults.next_fault(RESPONSE_URL)) == expected


def test_one_switch_is_for_all_workspaces(faults: Faults) -> None:
    other = Faults(lambda: 1000.0)
    SlackSwitches(faults, other).turn("slack_failing", on=True)
    assert [each.next_fault("users.info") for each in (faults, other)] == [Fault(status=500)] * 2


def test_a_switch_that_is_not_there_turns_nothing(faults: Faults) -> None:
    board: Switchboard = SlackSwitches(faults)
    assert not board.turn("slack_on_fire", on=True)
    assert not any(switch.on for switch in board.switches())
    assert {switch.group for switch in board.switches()} == {"Slack"}
