from __future__ import annotations

import pytest

from capi_bot.sandbox.vonage.faults import Faults


def status(faults: Faults, path: str) -> int | None:
    fault = faults.take(path)
    return fault.status if fault else None


def test_a_fault_is_used_up_after_its_times() -> None:
    faults = Faults()
    faults.next(status=500, times=2)
    assert [status(faults, "/v1/users") for _ in range(3)] == [500, 500, None]


def test_faults_come_in_order_and_each_to_its_own_path() -> None:
    faults = Faults()
    faults.next(status=500, path="/v1/conversations/*/events")
    faults.next(status=502, path="/v1/conversations")
    faults.next(status=503)
    assert status(faults, "/v1/conversations") == 502
    assert status(faults, "/v1/conversations/CON-1/events") == 500
    assert status(faults, "/v1/users") == 503
    assert status(faults, "/v1/users") is None


def test_a_code_that_the_api_does_not_have_is_refused_at_once() -> None:
    faults = Faults()
    with pytest.raises(ValueError, match="there is no code system:error:rain"):
        faults.next(code="system:error:rain")
    assert faults.take("/v1/users") is None


def test_cleared_faults_never_come() -> None:
    faults = Faults()
    faults.next(reset=True)
    faults.clear()
    assert faults.take("/v1/users") is None
