"""What listeners work with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, tzinfo

from capi_bot.capi.api import ConversationApi
from capi_bot.domain.saved_filters import SavedFilters
from capi_bot.slack.parallel import ReadExecutor
from capi_bot.slack.search_cache import SearchCache


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """Bring a listener the API, two ways to read at once, and the time."""

    api: ConversationApi
    reads: ReadExecutor
    """For what a message cannot be drawn without."""
    marks: ReadExecutor
    """For what fills in later: narrower, so that it never keeps the former waiting."""
    searches: ReadExecutor
    """For walks through many pages, which themselves wait for reads of the other two."""
    finds: SearchCache
    """What such walks found lately."""
    saved: SavedFilters
    """What people keep."""
    now: Callable[[], datetime]
    zone: tzinfo
    """Whose days `today` and dates mean."""
    rich: bool = False
    """Whether to draw what only newer clients of Slack can show."""
