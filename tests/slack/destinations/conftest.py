from __future__ import annotations

import pytest

from capi_bot.slack.memory import LocalLatestPress


@pytest.fixture
def latest_press() -> LocalLatestPress:
    return LocalLatestPress()
