"""What listeners work with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, tzinfo

from capi_bot.capi.api import ConversationApi
from capi_bot.concurrency import BoundedExecutor
from capi_bot.domain.own_countries import OwnCountries
from capi_bot.domain.own_numbers import LearnedNumbers
from capi_bot.domain.saved_filters import SavedFilters
from capi_bot.domain.search import Hit
from capi_bot.slack.memory import SearchCache
from capi_bot.slack.running_scan import RunningScan


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """The API, the pools in which it is read (`capi_bot/concurrency.py`), what people keep, and the time."""

    api: ConversationApi
    page_reads: BoundedExecutor
    row_reads: BoundedExecutor
    scans: BoundedExecutor
    downloads: BoundedExecutor
    search_cache: SearchCache[RunningScan[Hit]]
    saved_filters: SavedFilters
    now: Callable[[], datetime]
    time_zone: tzinfo
    """Whose days `today` and dates mean."""
    countries: OwnCountries = field(default_factory=OwnCountries)
    """Within which people write numbers without the country's code."""
    numbers: LearnedNumbers = field(default_factory=LearnedNumbers)
    """The application's own numbers, and what the operator calls them."""
    rich_blocks: bool = False
    """Whether to draw what only newer clients of Slack can show."""
