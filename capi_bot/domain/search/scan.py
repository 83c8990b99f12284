"""One walk through things in order, told while it goes on."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from threading import Condition
from typing import Generic, TypeVar

from capi_bot.domain.search.batches import Batch, Check
from capi_bot.domain.search.budget import Reads, SpentError
from capi_bot.domain.search.cursor import SearchCursor
from capi_bot.domain.search.results import SearchResult, Source, StopReason
from capi_bot.errors import CapiBotError, DeadlineExceededError

T = TypeVar("T")
BATCH = 10
"""Things that are looked into at once."""


class Scan(Generic[T]):
    """Walk once, in the thread that calls `run`, and be looked at from any others."""

    def __init__(
        self,
        stretches: Callable[[Reads], Iterator[Batch[T]]],
        begin: Callable[[], Reads],
        identity: Callable[[T], str],
        *,
        count: int,
        start: SearchCursor,
    ) -> None:
        self._stretches = stretches
        self._begin = begin
        self._identity = identity
        self._count = count
        self._start = start
        self._missed: Mapping[Source, CapiBotError] = {}
        self._found: SearchResult[T] = SearchResult(next=start)
        self._changed = Condition()
        self._is_left = False

    def run(self) -> None:
        """Walk until enough is found, the end, the end of the budget, or a failure, which is kept with what was found.

        Only a bug is raised.
        """
        try:
            stop = self._walked(self._begin())
            self._tell(replace(self._found, stop=stop))
        except SpentError:
            self._tell(self._spent())
        except CapiBotError as error:
            self._tell(replace(self._found, stop=StopReason.FAILED, error=error))
        except BaseException:
            self._tell(replace(self._found, stop=StopReason.FAILED))
            raise

    def so_far(self) -> SearchResult[T]:
        """Return what has been found by now."""
        return self._found

    def wait(self, seconds: float, seen: int) -> SearchResult[T]:
        """Return as soon as there are more than `seen` hits or there will be none, at the latest after some seconds."""
        with self._changed:
            self._changed.wait_for(lambda: self._found.finished or len(self._found.hits) > seen, timeout=seconds)
            return self._found

    def leave(self) -> None:
        """End the walk before its next page: whoever waited knows enough."""
        self._is_left = True

    def _spent(self) -> SearchResult[T]:
        # Whoever waited for nothing at all has to hear why.
        if self._found.hits or self._found.next != self._start:
            return replace(self._found, stop=StopReason.BUDGET)
        return replace(self._found, stop=StopReason.FAILED, error=DeadlineExceededError("Nothing came in time."))

    def _walked(self, reads: Reads) -> StopReason:
        self._missed = reads.missed
        for part in self._stretches(reads):
            before = self._found.looked
            if part.source:
                self._tell(replace(self._found, sources=self._found.sources | {part.source}))
            with closing(_results(part.steps, reads)) as results:
                for step, hit in results:
                    self._pass(step.after, before + step.looked, hit)
                    if len(self._found.hits) >= self._count:
                        return StopReason.ENOUGH if step.after else StopReason.END
            self._pass(part.after, before + part.looked)
            if part.suffices and self._found.hits:
                return StopReason.KNOWN
            if self._is_left:
                return StopReason.BUDGET
        return StopReason.END

    def _pass(self, at: SearchCursor | None, looked: int, hit: T | None = None) -> None:
        hits = self._found.hits
        known = {self._identity(earlier) for earlier in hits}
        new = () if hit is None or self._identity(hit) in known else (hit,)
        self._tell(replace(self._found, hits=(*hits, *new), looked=looked, next=at))

    def _tell(self, found: SearchResult[T]) -> None:
        with self._changed:
            self._found = replace(found, missed=dict(self._missed))
            self._changed.notify_all()


def _results(steps: Sequence[Check[T]], reads: Reads) -> Generator[tuple[Check[T], T | None], None, None]:
    for start in range(0, len(steps), BATCH):
        batch = steps[start : start + BATCH]
        with closing(reads.several([step.answer.read for step in batch if step.answer.read])) as looks:
            for step in batch:
                yield step, next(looks) if step.answer.read else step.answer.hit
