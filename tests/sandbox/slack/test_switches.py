from __future__ import annotations

import pytest

from capi_bot.sandbox.slack.faults import RESPONSE_URL, Fault, Faults
from capi_bot.sandbox.slack.switches import SlackSwitches
from capi_bot.sandbox.switches import Switchboard


@pytest.fixture
def faults() -> Faults:
    return Faults(lambda: 1000.0)


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
        assert (faults.verdict("chat.postMessage"), faults.verdict(RESPONSE_URL)) == expected


def test_one_switch_is_for_all_workspaces(faults: Faults) -> None:
    other = Faults(lambda: 1000.0)
    SlackSwitches(faults, other).turn("slack_failing", on=True)
    assert [each.verdict("users.info") for each in (faults, other)] == [Fault(status=500)] * 2


def test_a_switch_that_is_not_there_turns_nothing(faults: Faults) -> None:
    board: Switchboard = SlackSwitches(faults)
    assert not board.turn("slack_on_fire", on=True)
    assert not any(switch.on for switch in board.switches())
    assert {switch.group for switch in board.switches()} == {"Slack"}
