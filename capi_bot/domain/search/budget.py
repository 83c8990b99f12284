"""The budget of a search, and reads that keep within it."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from concurrent.futures import CancelledError, Future
from contextlib import closing
from dataclasses import dataclass
from typing import TypeVar

from capi_bot.capi.pagination import LARGEST_PAGE
from capi_bot.concurrency import Steps, Submit, Wait
from capi_bot.domain.ended_calls import CallLog
from capi_bot.domain.search.results import Source
from capi_bot.errors import CapiBotError, RemoteError, UnreachableError

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchBudget:
    """Limits of one run."""

    pages: int = 5
    page_size: int = LARGEST_PAGE
    reads: int = 100
    """Candidates that are read one by one, with up to three responses to wait for each."""
    seconds: float = 6.0


DEFAULT_BUDGET = SearchBudget()
"""500 items of the list, 100 candidates that are read, 6 seconds."""


class BudgetExhaustedError(Exception):
    """The budget is used up. It never leaves this package."""


class BudgetedReader:
    """A reader that keeps within a budget, whose seconds begin with its construction."""

    def __init__(self, submit: Submit, budget: SearchBudget, clock: Callable[[], float]) -> None:
        self._submit = submit
        self._clock = clock
        self._deadline = clock() + budget.seconds
        self._pages_left = budget.pages
        self._reads_left = budget.reads
        self.page_size = budget.page_size
        self.failed_sources: dict[Source, CapiBotError] = {}
        self.log: CallLog | None = None
        """The calls that are over, where they were read."""

    def page(self, read: Callable[[], T]) -> Steps[T]:
        """Read one page of the list."""
        if not self._pages_left:
            raise BudgetExhaustedError
        self._pages_left -= 1
        return (yield from self.one(read))

    def one(self, read: Callable[[], T]) -> Steps[T]:
        """Read something that costs only time."""
        with closing(self._read_all([read])) as reads:
            return (yield from next(reads))

    def optional(self, source: Source, read: Callable[[], T]) -> Steps[T | None]:
        """Read what a search can do without; where the API refuses or fails, note the error and return None."""
        result = yield from self.one(lambda: _result_or_error(read))
        if isinstance(result, RemoteError | UnreachableError):
            self.failed_sources[source] = result
            return None
        return result

    def many(self, reads: Sequence[Callable[[], T]]) -> Generator[Steps[T], None, None]:
        """Read candidates in parallel and yield a wait for each, in order; those beyond the budget are not started."""
        allowed = reads[: self._reads_left]
        self._reads_left -= len(allowed)
        with closing(self._read_all(allowed)) as started:
            yield from started
        if len(allowed) < len(reads):
            raise BudgetExhaustedError

    def _read_all(self, reads: Sequence[Callable[[], T]]) -> Generator[Steps[T], None, None]:
        if self._seconds_left() <= 0:
            raise BudgetExhaustedError
        futures: list[Future[T]] = []
        try:
            try:
                futures.extend(map(self._submit, reads))
            except RuntimeError:  # the executor is shut down
                raise UnreachableError("The search was cut short.") from None
            for future in futures:
                yield self._result(future)
        finally:
            for future in futures:
                future.cancel()

    def _result(self, future: Future[T]) -> Steps[T]:
        if not future.done():
            yield Wait(futures=(future,), timeout=max(0.0, self._seconds_left()))
        if not future.done():
            raise BudgetExhaustedError
        try:
            return future.result()
        except CancelledError:
            raise UnreachableError("The search was cut short.") from None

    def _seconds_left(self) -> float:
        return self._deadline - self._clock()


def _result_or_error(read: Callable[[], T]) -> T | RemoteError | UnreachableError:
    try:
        return read()
    except (RemoteError, UnreachableError) as error:
        return error
