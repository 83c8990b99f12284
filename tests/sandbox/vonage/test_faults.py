from __future__ import annotations

import pytest

from capi_bot.sandbox.errors import SandboxError
from capi_bot.sandbox.vonage.faults import (
    GROUP,
    KINDS,
    Fault,
    FaultSetting,
    OneTimeFaults,
    StandingFaults,
    parse_faults,
)


def status(faults: OneTimeFaults, path: str) -> int | None:
    fault = faults.take(path)
    return fault.status if fault else None


def test_a_fault_is_used_up_after_its_times() -> None:
    faults = OneTimeFaults()
    faults.next(status=500, times=2)
    assert [status(faults, "/v1/users") for _ in range(3)] == [500, 500, None]


def test_faults_come_in_order_and_each_to_its_own_path() -> None:
    faults = OneTimeFaults()
    faults.next(status=500, path="/v1/conversations/*/events")
    faults.next(status=502, path="/v1/conversations")
    faults.next(status=503)
    assert status(faults, "/v1/conversations") == 502
    assert status(faults, "/v1/conversations/CON-1/events") == 500
    assert status(faults, "/v1/users") == 503
    assert status(faults, "/v1/users") is None


def test_a_code_that_the_api_does_not_have_is_refused_at_once() -> None:
    faults = OneTimeFaults()
    with pytest.raises(ValueError, match="there is no code system:error:rain"):
        faults.next(code="system:error:rain")
    assert faults.take("/v1/users") is None


NAMES = [kind.name for kind in KINDS]


def test_nothing_is_on_and_nothing_is_suffered_unless_it_is_said() -> None:
    standing = StandingFaults()
    assert [switch.on for switch in standing.switches()] == [False] * len(KINDS)
    assert standing.draw() is None


def test_each_kind_is_a_switch_with_a_label_and_a_hint() -> None:
    switches = StandingFaults().switches()
    assert [switch.name for switch in switches] == NAMES
    assert all(switch.label and switch.hint.endswith(".") and switch.group == GROUP for switch in switches)


@pytest.mark.parametrize("name", NAMES)
def test_a_switch_goes_on_and_off(name: str) -> None:
    standing = StandingFaults()
    assert standing.turn(name, on=True)
    assert [switch.name for switch in standing.switches() if switch.on] == [name]
    assert standing.draw() is not None
    assert standing.turn(name, on=False)
    assert standing.draw() is None


def test_a_switch_that_is_not_there_is_told_so() -> None:
    standing = StandingFaults()
    assert not standing.turn("rain", on=True)
    assert standing.draw() is None


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("latency", Fault(delay=2)),
        ("latency=500ms", Fault(delay=0.5)),
        ("expired-token", Fault(code="system:error:expired-token")),
        ("rate-limit", Fault(status=429, headers={"Retry-After": "1"})),
        ("rate-limit=4.2s", Fault(status=429, headers={"Retry-After": "5"})),
        ("malformed", Fault(malformed=True)),
        ("reset", Fault(reset=True)),
        ("reset,latency=3s", Fault(reset=True, delay=3)),
        ("reset,malformed,expired-token", Fault(code="system:error:expired-token")),
    ],
)
def test_what_is_on_is_played(text: str, fault: Fault) -> None:
    assert StandingFaults(parse_faults(text)).draw() == fault


def test_server_errors_are_of_every_sort() -> None:
    standing = StandingFaults(parse_faults("server-error"))
    drawn = [standing.draw() for _ in range(60)]
    assert {(fault.status, fault.code) for fault in drawn if fault} == {
        (None, "system:error:internal-error"),
        (502, ""),
        (503, ""),
    }


def test_a_share_of_requests_suffers_and_the_same_ones_for_the_same_seed() -> None:
    def struck(seed: int) -> list[bool]:
        standing = StandingFaults(parse_faults("malformed=30%"), seed=seed)
        return [standing.draw() is not None for _ in range(1000)]

    assert struck(1) == struck(1) != struck(2)
    assert 250 < sum(struck(1)) < 350


def test_a_switch_remembers_how_it_was_set() -> None:
    standing = StandingFaults(parse_faults("latency=4s@100%,rate-limit=10%"))
    standing.turn("latency", on=False)
    standing.turn("latency", on=True)
    hints = {switch.name: switch.hint for switch in standing.switches()}
    assert hints["latency"] == "Every answer waits 4 s first."
    assert hints["rate-limit"] == "Requests are refused with 429 and Retry-After: 1. Only 10% of requests."


def test_words_are_read_with_spaces_and_gaps_between() -> None:
    assert parse_faults(" latency=2s@25%, reset=5%,,") == (
        FaultSetting(name="latency", seconds=2, share=0.25),
        FaultSetting(name="reset", share=0.05),
    )
    assert parse_faults("") == ()


def test_an_unknown_fault_is_told_with_those_that_there_are() -> None:
    with pytest.raises(SandboxError) as caught:
        parse_faults("rain=2s")
    assert str(caught.value) == f"There is no fault “rain”. There are: {', '.join(NAMES)}."


@pytest.mark.parametrize("value", ["", "2", "fast", "@30%", "2s@", "2s30%", "0%", "101%", "-1s", "2s@30", "30%@2s"])
def test_a_wrong_value_is_told_with_what_can_be_written(value: str) -> None:
    with pytest.raises(SandboxError) as caught:
        parse_faults(f"latency={value}")
    forms = "latency, latency=2s, latency=30% or latency=2s@30%"
    assert str(caught.value) == f"“latency={value}” is not a fault. Write {forms}."


def test_seconds_are_only_for_faults_that_take_some() -> None:
    with pytest.raises(SandboxError, match="Write reset or reset=30%"):
        parse_faults("reset=2s")
