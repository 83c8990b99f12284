"""What listeners work with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, tzinfo

from capi_bot.capi.api import ConversationApi
from capi_bot.slack.finds import Finds
from capi_bot.slack.parallel import Parallel
from capi_bot.slack.saved import SavedFilters


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """Bring a listener the API, two ways to read at once, and the time."""

    api: ConversationApi
    reads: Parallel
    """For what a message cannot be drawn without."""
    marks: Parallel
    """For what fills in later: narrower, so that it never keeps the former waiting."""
    searches: Parallel
    """For walks through many pages, which themselves wait for reads of the other two."""
    finds: Finds
    """What such walks found lately."""
    saved: SavedFilters
    """What people keep."""
    now: Callable[[], datetime]
    zone: tzinfo
    """Whose days `today` and dates mean."""
    rich: bool = False
    """Whether to draw what only newer clients of Slack can show."""
