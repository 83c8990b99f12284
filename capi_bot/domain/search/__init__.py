"""Find what the API cannot filter by: walk through its lists, lazily and within a budget.

    search = Search(client, Filters(words=("support",)), each=threads.each, clock=time.monotonic)
    executor.submit(search.run)
    found = search.wait(2.0, seen=0)

At most 500 conversations by name, 100 of them looked into, 6 seconds a run; `found.next` continues.
"""

from capi_bot.domain.search.budget import USUAL, Budget, Each
from capi_bot.domain.search.conversation_search import Search
from capi_bot.domain.search.cursor import START, SearchCursor, Strategy
from capi_bot.domain.search.filters import Filters, call_reaches, is_called
from capi_bot.domain.search.results import (
    ConversationResults,
    Hit,
    SearchResult,
    Source,
    StopReason,
    UserResults,
)
from capi_bot.domain.search.scan import Scan
from capi_bot.domain.search.user_search import UserFilters, UserSearch, by_number

__all__ = [
    "START",
    "USUAL",
    "Budget",
    "ConversationResults",
    "Each",
    "Filters",
    "Hit",
    "Scan",
    "Search",
    "SearchCursor",
    "SearchResult",
    "Source",
    "StopReason",
    "Strategy",
    "UserFilters",
    "UserResults",
    "UserSearch",
    "by_number",
    "call_reaches",
    "is_called",
]
