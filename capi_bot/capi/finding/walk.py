"""One walk through things in order, told while it goes on."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from threading import Condition
from typing import Generic, TypeVar

from capi_bot.capi.finding.found import Finding, Stop
from capi_bot.capi.finding.position import Position
from capi_bot.capi.finding.reads import Reads, SpentError
from capi_bot.capi.finding.stretches import Step, Stretch
from capi_bot.errors import CapiBotError

T = TypeVar("T")
BATCH = 10
"""Things that are looked into at once."""


class Walk(Generic[T]):
    """Walk once, in the thread that calls `run`, and be looked at from any others."""

    def __init__(
        self,
        stretches: Callable[[Reads], Iterator[Stretch[T]]],
        begin: Callable[[], Reads],
        identity: Callable[[T], str],
        *,
        count: int,
        start: Position,
    ) -> None:
        self._stretches = stretches
        self._begin = begin
        self._identity = identity
        self._count = count
        self._found: Finding[T] = Finding(next=start)
        self._changed = Condition()

    def run(self) -> None:
        """Walk until enough is found, the end, the end of the budget, or a failure, which is kept with what was found.

        Only a bug is raised.
        """
        try:
            stop = self._walked(self._begin())
            self._tell(replace(self._found, stop=stop))
        except SpentError:
            self._tell(replace(self._found, stop=Stop.BUDGET))
        except CapiBotError as error:
            self._tell(replace(self._found, stop=Stop.FAILED, error=error))
        except BaseException:
            self._tell(replace(self._found, stop=Stop.FAILED))
            raise

    def so_far(self) -> Finding[T]:
        """Return what has been found by now."""
        return self._found

    def wait(self, seconds: float, seen: int) -> Finding[T]:
        """Return as soon as there are more than `seen` hits or there will be none, at the latest after some seconds."""
        with self._changed:
            self._changed.wait_for(lambda: self._found.finished or len(self._found.hits) > seen, timeout=seconds)
            return self._found

    def _walked(self, reads: Reads) -> Stop:
        for part in self._stretches(reads):
            before = self._found.looked
            with closing(_results(part.steps, reads)) as results:
                for step, hit in results:
                    self._pass(step.after, before + step.looked, hit)
                    if len(self._found.hits) >= self._count:
                        return Stop.ENOUGH if step.after else Stop.END
            self._pass(part.after, before + part.looked)
            if part.suffices and self._found.hits:
                return Stop.ENOUGH
        return Stop.END

    def _pass(self, at: Position | None, looked: int, hit: T | None = None) -> None:
        hits = self._found.hits
        known = {self._identity(earlier) for earlier in hits}
        new = () if hit is None or self._identity(hit) in known else (hit,)
        self._tell(replace(self._found, hits=(*hits, *new), looked=looked, next=at))

    def _tell(self, found: Finding[T]) -> None:
        with self._changed:
            self._found = found
            self._changed.notify_all()


def _results(steps: Sequence[Step[T]], reads: Reads) -> Generator[tuple[Step[T], T | None], None, None]:
    for start in range(0, len(steps), BATCH):
        batch = steps[start : start + BATCH]
        with closing(reads.several([step.answer.read for step in batch if step.answer.read])) as looks:
            for step in batch:
                yield step, next(looks) if step.answer.read else step.answer.hit
