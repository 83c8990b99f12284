"""The two tabs of a conversation, the same under a row of the list and on a card."""

from capi_bot.slack.views.tabs.draw import draw_tab
from capi_bot.slack.views.tabs.tab import (
    EventsTab,
    MembersTab,
    TabButtons,
    TabView,
    without_page_links,
)

__all__ = ["EventsTab", "MembersTab", "TabButtons", "TabView", "draw_tab", "without_page_links"]
