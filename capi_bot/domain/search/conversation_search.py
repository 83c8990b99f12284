"""Look for conversations that the API's own list cannot be narrowed to."""

from __future__ import annotations

from collections.abc import Callable

from capi_bot.capi.api import ConversationApi
from capi_bot.domain.search.budget import (
    USUAL,
    Budget,
    Each,
    Reads,
)
from capi_bot.domain.search.conversation_strategies import ConversationStrategies
from capi_bot.domain.search.cursor import START, SearchCursor
from capi_bot.domain.search.filters import Filters
from capi_bot.domain.search.results import Hit
from capi_bot.domain.search.scan import Scan


class Search(Scan[Hit]):
    """Find conversations, those of calls in progress first where that can answer; see `Walk` for how it is used.

    `start` is START or the `next` of an earlier run with the same filters; `each` begins reads in threads other than
    the one that runs; `clock` tells monotonic seconds. A name to look up is one word of `Filters`, spaces and all.
    """

    def __init__(
        self,
        api: ConversationApi,
        filters: Filters,
        *,
        each: Each,
        clock: Callable[[], float],
        count: int = 10,
        start: SearchCursor = START,
        budget: Budget = USUAL,
    ) -> None:
        super().__init__(
            lambda reads: ConversationStrategies(api, filters, reads).stretches(start),
            lambda: Reads(each, budget, clock),
            lambda hit: hit.conversation.id,
            count=count,
            start=start,
        )
