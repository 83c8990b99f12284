"""An opened conversation's two tabs, the same under a row of the list and on a card."""

from capi_bot.slack.views.panels.drawing import draw
from capi_bot.slack.views.panels.tab import EventsTab, MembersTab, Place, TabView, unturned

__all__ = ["EventsTab", "MembersTab", "Place", "TabView", "draw", "unturned"]
