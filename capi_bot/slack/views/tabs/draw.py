"""Draw whichever tab is open."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from capi_bot.slack.button_state import TabState
from capi_bot.slack.messages import Block
from capi_bot.slack.views import block_kit
from capi_bot.slack.views.tabs.events import events
from capi_bot.slack.views.tabs.members import members
from capi_bot.slack.views.tabs.tab import MembersTab, TabButtons, TabView


def draw(
    tab: TabView,
    panel: TabState,
    place: TabButtons,
    width: int = block_kit.NAME,
    *,
    now: datetime | None = None,
    over: bool = False,
) -> Sequence[Block]:
    """Draw the opened tab with outside text of at most `width` characters; `now` makes its times relative too.

    `over` says that the conversation is: its list may still have members as joined.
    """
    if isinstance(tab, MembersTab):
        return members(tab, panel, place, width, now, over=over)
    return events(tab, panel, place, width, now)
