"""Find what the API cannot filter by: walk through its lists, lazily and within a budget.

    search = Search(client, Filters(words=("support",)), each=threads.each, clock=time.monotonic)
    executor.submit(search.run)
    found = search.wait(2.0, seen=0)

At most 500 conversations by name, 100 of them looked into, 6 seconds a run; `found.next` continues.
"""

from capi_bot.capi.finding.filters import Filters, call_reaches, is_called
from capi_bot.capi.finding.found import Finding, Found, FoundUsers, Hit, Source, Stop
from capi_bot.capi.finding.people import UserFilters, UserSearch, by_number
from capi_bot.capi.finding.position import START, Lane, Position
from capi_bot.capi.finding.reads import USUAL, Budget, Each
from capi_bot.capi.finding.search import Search
from capi_bot.capi.finding.walk import Walk

__all__ = [
    "START",
    "USUAL",
    "Budget",
    "Each",
    "Filters",
    "Finding",
    "Found",
    "FoundUsers",
    "Hit",
    "Lane",
    "Position",
    "Search",
    "Source",
    "Stop",
    "UserFilters",
    "UserSearch",
    "Walk",
    "by_number",
    "call_reaches",
    "is_called",
]
