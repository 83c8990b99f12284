"""What listeners work with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from capi_bot.capi.api import ConversationApi
from capi_bot.slack.parallel import Parallel


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """Bring a listener the API, two ways to read at once, and the time."""

    api: ConversationApi
    reads: Parallel
    """For what a message cannot be drawn without."""
    marks: Parallel
    """For what fills in later: narrower, so that it never keeps the former waiting."""
    now: Callable[[], datetime]
