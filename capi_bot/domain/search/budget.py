"""Reads side by side in the caller's threads, and how much of that a search may use."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import CancelledError, Future
from dataclasses import dataclass
from typing import Protocol, TypeVar

from capi_bot.capi.pagination import LARGEST_PAGE
from capi_bot.domain.search.results import Source
from capi_bot.errors import CapiBotError, RemoteError, UnreachableError

K = TypeVar("K")
T = TypeVar("T")


class Each(Protocol):
    """Begin one read a key, in threads other than the caller's."""

    def __call__(self, read: Callable[[K], T], keys: Iterable[K], /) -> dict[K, Future[T]]:
        """Return what each read will give."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """Bound one run: 500 things by what the list tells of them, 100 looked into, 6 seconds."""

    pages: int = 5
    page_size: int = LARGEST_PAGE
    reads: int = 100
    """Things that are looked into one by one, with up to three replies to wait for each."""
    seconds: float = 6.0


USUAL = Budget()


class SpentError(Exception):
    """Say that the budget is used up. It never leaves this package."""


class Reads:
    """Read within a budget, whose seconds begin now."""

    def __init__(self, each: Each, budget: Budget, clock: Callable[[], float]) -> None:
        self._each = each
        self._clock = clock
        self._ends = clock() + budget.seconds
        self._pages = budget.pages
        self._lookable = budget.reads
        self.page_size = budget.page_size
        self.missed: dict[Source, CapiBotError] = {}
        """What only makes a search quicker, or more certain, and was not given."""

    def page(self, read: Callable[[], T]) -> T:
        """Read one page of the list."""
        if not self._pages:
            raise SpentError
        self._pages -= 1
        return self.one(read)

    def one(self, read: Callable[[], T]) -> T:
        """Read something that is not counted."""
        (result,) = self._results([read])
        return result

    def optional(self, source: Source, read: Callable[[], T]) -> T | None:
        """Read what a search can do without; where the API does not give it, note that and return None."""
        told = self.one(lambda: _tried(read))
        if isinstance(told, RemoteError | UnreachableError):
            self.missed[source] = told
            return None
        return told

    def several(self, reads: Sequence[Callable[[], T]]) -> Generator[T, None, None]:
        """Look into several things and yield what they are, in order; those beyond the budget are not begun."""
        allowed = reads[: self._lookable]
        self._lookable -= len(allowed)
        yield from self._results(allowed)
        if len(allowed) < len(reads):
            raise SpentError

    def _results(self, reads: Sequence[Callable[[], T]]) -> Iterator[T]:
        if self._left() <= 0:
            raise SpentError
        futures = self._begun(reads)
        try:
            yield from map(self._result, futures)
        finally:
            for future in futures:
                future.cancel()

    def _begun(self, reads: Sequence[Callable[[], T]]) -> list[Future[T]]:
        try:
            return list(self._each(lambda place: reads[place](), range(len(reads))).values())
        except RuntimeError:  # the threads take nothing any more
            raise UnreachableError("The search was cut short.") from None

    def _result(self, future: Future[T]) -> T:
        try:
            return future.result(timeout=max(0.0, self._left()))
        except TimeoutError:
            raise SpentError from None
        except CancelledError:
            raise UnreachableError("The search was cut short.") from None

    def _left(self) -> float:
        return self._ends - self._clock()


def _tried(read: Callable[[], T]) -> T | RemoteError | UnreachableError:
    try:
        return read()
    except (RemoteError, UnreachableError) as error:
        return error
