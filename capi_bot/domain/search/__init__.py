"""Search for what the API cannot filter by: scan its lists, one step at a time and within a budget.

    search = ConversationSearch(client, Filters(words=("support",)), submit=executor.submit, clock=time.monotonic)
    for step in search.results():
        if isinstance(step, Wait):  # a pause, until its futures are done or its time has passed
            concurrent.futures.wait(step.futures, step.timeout)
        else:  # what is known by now; the last result is finished
            print(len(step.hits), step.scanned, step.stop)

One run scans 500 conversations by name, reads 100 of them, and takes 6 seconds; `result.next` continues.

The public API:

- `ConversationSearch(api, Filters, ...)` and `UserSearch(api, UserFilters, ...)` are a `Scan`: `results()` yields
  `SearchResult`s (`ConversationResults`, `UserResults`) and pauses, `stop_early()` ends it after the page in progress;
- a `RunningScan` runs a `Scan` as a job of its own while others wait for its results;
- a `SearchResult` has `hits` (each a `Hit`, or a user), `scanned`, `stop` (a `StopReason`), `next` (a `SearchCursor`),
  and the `Source`s besides the list that were searched or failed;
- `SearchCursor.text` and `SearchCursor.parse` serialise a position; `START` is the first one, its `Strategy` the way to
  find candidates;
- `SearchBudget` limits a run, `Submit` is how it schedules reads in the caller's threads;
- `is_called` and `call_has_number` answer single questions.
"""

from capi_bot.concurrency import Submit
from capi_bot.domain.search.budget import DEFAULT_BUDGET, SearchBudget
from capi_bot.domain.search.conversation_search import ConversationSearch
from capi_bot.domain.search.filters import Filters, call_has_number, is_called
from capi_bot.domain.search.results import (
    START,
    ConversationResults,
    Hit,
    SearchCursor,
    SearchResult,
    Source,
    StopReason,
    Strategy,
    UserResults,
)
from capi_bot.domain.search.scan import RunningScan, Scan
from capi_bot.domain.search.user_search import UserFilters, UserSearch

__all__ = [
    "DEFAULT_BUDGET",
    "START",
    "ConversationResults",
    "ConversationSearch",
    "Filters",
    "Hit",
    "RunningScan",
    "Scan",
    "SearchBudget",
    "SearchCursor",
    "SearchResult",
    "Source",
    "StopReason",
    "Strategy",
    "Submit",
    "UserFilters",
    "UserResults",
    "UserSearch",
    "call_has_number",
    "is_called",
]
