"""Draw whichever tab is open."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from capi_bot.slack.replies import Block
from capi_bot.slack.state import Panel
from capi_bot.slack.views import kit
from capi_bot.slack.views.panels.events import events
from capi_bot.slack.views.panels.members import members
from capi_bot.slack.views.panels.tab import MembersTab, Place, TabView


def draw(
    tab: TabView,
    panel: Panel,
    place: Place,
    width: int = kit.NAME,
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
