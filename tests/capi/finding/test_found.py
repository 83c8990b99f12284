from __future__ import annotations

import pytest

from capi_bot.capi.finding.found import Found, Stop


@pytest.mark.parametrize("stop", Stop)
def test_it_is_finished_for_any_reason_to_stop(stop: Stop) -> None:
    assert Found(stop=stop).finished


def test_it_goes_on_without_a_reason_to_stop() -> None:
    assert not Found().finished
