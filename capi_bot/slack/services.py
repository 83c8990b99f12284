"""What answers are made with: the services that listeners get, and Slack's client for each installation of the app.

There is one installation today, whose token the settings hold.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import Protocol

from capi_bot.capi.api import ConversationApi
from capi_bot.concurrency import BoundedExecutor
from capi_bot.domain.own_numbers import LearnedNumbers
from capi_bot.domain.phone_numbers import OwnCountries
from capi_bot.domain.saved_filters import SavedFilters
from capi_bot.domain.search import Hit, RunningScan
from capi_bot.slack.client import SlackClient
from capi_bot.slack.memory import SearchCache
from capi_bot.slack.payloads import Actor


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


class SlackClients(Protocol):
    """The clients of all installations."""

    def for_actor(self, actor: Actor) -> SlackClient:
        """Return the client of the installation that somebody's interaction came through."""


class SingleInstallation:
    """The client of the one installation whose token the settings hold."""

    def __init__(self, client: SlackClient) -> None:
        self._client = client

    def for_actor(self, actor: Actor) -> SlackClient:
        """Return the one client, whoever asks."""
        del actor
        return self._client
