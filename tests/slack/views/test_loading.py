from __future__ import annotations

from collections.abc import Callable

from capi_bot.slack.messages import Message
from capi_bot.slack.views import block_kit, notices


def test_the_skeleton_is_drawn(golden: Callable[[Message], None]) -> None:
    golden(notices.modal_placeholder())


def test_the_note_to_whoever_waits_is_drawn(golden: Callable[[Message], None]) -> None:
    golden(notices.searching())


def test_what_is_looked_for_cannot_ping() -> None:
    assert block_kit.escape("<!channel>") in notices.searching_for("<!channel>").blocks[0]["text"]["text"]
