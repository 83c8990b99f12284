"""The two tabs of a conversation, the same under a row of the list and on a card."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from capi_bot.slack.button_state import TabState
from capi_bot.slack.messages import Block
from capi_bot.slack.views import block_kit
from capi_bot.slack.views.tabs.events import draw_events
from capi_bot.slack.views.tabs.members import draw_members
from capi_bot.slack.views.tabs.tab import (
    EventsTab,
    MembersTab,
    TabButtons,
    TabView,
    without_page_links,
)

__all__ = ["EventsTab", "MembersTab", "TabButtons", "TabView", "draw_tab", "without_page_links"]


def draw_tab(
    tab: TabView,
    tab_state: TabState,
    buttons: TabButtons,
    width: int = block_kit.NAME_WIDTH,
    *,
    now: datetime | None = None,
    over: bool = False,
) -> Sequence[Block]:
    """Draw a tab with outside text of at most `width` characters; `now` makes its times relative too.

    `over` says that the conversation has ended: its list may still have members as joined.
    """
    if isinstance(tab, MembersTab):
        return draw_members(tab, tab_state, buttons, width, now, over=over)
    return draw_events(tab, tab_state, buttons, width, now)
