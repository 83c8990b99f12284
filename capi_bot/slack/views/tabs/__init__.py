"""An opened conversation's two tabs, the same under a row of the list and on a card."""

from capi_bot.slack.views.tabs.draw import draw
from capi_bot.slack.views.tabs.tab import (
    EventsTab,
    MembersTab,
    TabButtons,
    TabView,
    without_page_links,
)

__all__ = ["EventsTab", "MembersTab", "TabButtons", "TabView", "draw", "without_page_links"]
