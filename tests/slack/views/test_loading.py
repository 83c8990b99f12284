from __future__ import annotations

from collections.abc import Callable

from capi_bot.slack.replies import Message
from capi_bot.slack.views import loading


def test_the_skeleton_is_drawn(golden: Callable[[Message], None]) -> None:
    golden(loading.skeleton())
