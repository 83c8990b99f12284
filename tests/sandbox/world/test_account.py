from __future__ import annotations

import pytest

from capi_bot.sandbox.world import account


@pytest.mark.parametrize(("seconds", "euros"), [(0, 0), (22, 0.0088), (60, account.A_MINUTE)])
def test_seconds_are_charged_one_by_one(seconds: float, euros: float) -> None:
    assert account.price(seconds) == pytest.approx(euros)
