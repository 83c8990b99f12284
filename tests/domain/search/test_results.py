from __future__ import annotations

import pytest

from capi_bot.domain.search.results import ConversationResults, StopReason


@pytest.mark.parametrize("stop", StopReason)
def test_it_is_finished_for_any_reason_to_stop(stop: StopReason) -> None:
    assert ConversationResults(stop=stop).finished


def test_it_goes_on_without_a_reason_to_stop() -> None:
    assert not ConversationResults().finished
