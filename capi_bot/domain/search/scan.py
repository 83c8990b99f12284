"""A search as a sequence of steps: batches of candidates, each checked at once or by a read.

A `RunningScan` is a search that runs as a job of its own while others wait for its results.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import Future
from contextlib import closing
from dataclasses import dataclass, replace
from threading import Lock
from typing import Generic, TypeVar

from capi_bot.capi.models import Page
from capi_bot.concurrency import Steps, Wait
from capi_bot.domain.search.budget import BudgetedReader, BudgetExhaustedError
from capi_bot.domain.search.results import (
    SearchCursor,
    SearchResult,
    Source,
    StopReason,
    cursor_key,
    resume_offset,
)
from capi_bot.errors import CapiBotError, DeadlineExceededError, UnreachableError

C = TypeVar("C")
T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)

PARALLEL_READS = 10
"""Candidates that are read at the same time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Match(Generic[T_co]):
    """A hit, or the read that decides whether there is one."""

    hit: T_co | None = None
    read: Callable[[], T_co | None] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Check(Generic[T_co]):
    """One candidate of a batch that is, or may be, a hit."""

    match: Match[T_co]
    next: SearchCursor | None
    """Where the search continues after this candidate."""
    scanned: int
    """How many items of the whole list the batch has dealt with by then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch(Generic[T_co]):
    """Candidates that need no further page. Those that cannot be a hit have no check."""

    checks: tuple[Check[T_co], ...]
    next: SearchCursor | None
    scanned: int
    is_sufficient: bool = False
    """Whether the search stops after it if there is a hit by then."""
    source: Source | None = None
    """Where the candidates come from, if not from the whole list."""


def make_batch(
    candidates: Sequence[C],
    match: Callable[[C], Match[T] | None],
    *,
    keys: Sequence[str],
    start: SearchCursor,
    offset: int,
    following: SearchCursor | None,
    counted: bool = False,
    is_sufficient: bool = False,
) -> Batch[T]:
    """Return a batch of the candidates from `offset` on.

    `match` returns None for a candidate that is no hit. `keys` are the candidates' cursor keys; `start` is the cursor
    of their page and `following` the cursor after it. Candidates from the whole list are `counted`.
    """
    checks = [
        Check(
            match=result,
            next=replace(start, offset=number, last_key=keys[number - 1]),
            scanned=(number - offset) * counted,
        )
        for number, candidate in enumerate(candidates[offset:], offset + 1)
        if (result := match(candidate))
    ]
    scanned = (len(candidates) - offset) * counted
    # Nothing that follows the last check has to be scanned again.
    last = [replace(check, next=following, scanned=scanned) for check in checks[-1:]]
    return Batch(checks=(*checks[:-1], *last), next=following, scanned=scanned, is_sufficient=is_sufficient)


def list_batches(
    start: SearchCursor,
    read_page: Callable[[str | None], Steps[Page[C]]],
    match: Callable[[C], Match[T] | None],
    identifier: Callable[[C], str],
) -> Iterator[Wait | Batch[T]]:
    """Yield a batch for each page of the whole list, reading a page only when its batch is requested.

    `read_page` keeps to a budget: the API may offer a next page for ever. Where its pages form a loop, or where it does
    not say which page is next, the rest cannot be read: `UnreachableError`.
    """
    seen: set[str | None] = set()
    cursor: SearchCursor | None = start
    while cursor:
        seen.add(cursor.page_cursor)
        page = yield from read_page(cursor.page_cursor)
        keys = [cursor_key(identifier(item)) for item in page.items]
        is_loop = page.next is not None and page.next in seen
        end_of_page = replace(cursor, offset=len(keys), last_key=keys[-1]) if keys else cursor
        is_cut = is_loop or page.is_next_unknown
        following = end_of_page if is_cut else None if page.next is None else SearchCursor(page_cursor=page.next)
        offset = resume_offset(keys, cursor)
        yield make_batch(page.items, match, keys=keys, start=cursor, offset=offset, following=following, counted=True)
        if is_loop:
            raise UnreachableError("The pages of the list form a loop, so that the rest of it cannot be read.")
        if is_cut:
            raise UnreachableError("The list goes on, but the answer does not say where its next page is.")
        cursor = following


class Scan(Generic[T]):
    """A search that makes one step whenever its next result is requested; it starts no threads.

    `batches` yields the batches for a reader that `begin` makes when the scan starts; `identifier` distinguishes hits;
    `count` is the number of hits after which to stop; `start` is START or the `next` of an earlier result.
    """

    def __init__(
        self,
        batches: Callable[[BudgetedReader], Iterator[Wait | Batch[T]]],
        begin: Callable[[], BudgetedReader],
        identifier: Callable[[T], str],
        *,
        count: int,
        start: SearchCursor,
    ) -> None:
        self.start = start
        self._batches = batches
        self._begin = begin
        self._identifier = identifier
        self._count = count
        self._stops_early = False

    def results(self) -> Iterator[Wait | SearchResult[T]]:
        """Yield what is known after each step, and a pause where it waits for a read; the last result is finished.

        A failure ends the scan with a result that keeps what was found. Only a bug is raised.
        """
        reader = self._begin()
        result: SearchResult[T] = SearchResult(next=self.start)
        try:
            for step in self._steps(reader):
                if isinstance(step, Wait):
                    yield step
                else:
                    result = step
                    yield replace(result, failed_sources=dict(reader.failed_sources), log=reader.log)
        except BudgetExhaustedError:
            if result.hits or result.next != self.start:
                result = replace(result, stop=StopReason.BUDGET)
            else:  # a caller without any progress to show needs the reason
                error = DeadlineExceededError("Nothing came in time.")
                result = replace(result, stop=StopReason.FAILED, error=error)
            yield replace(result, failed_sources=dict(reader.failed_sources), log=reader.log)
        except CapiBotError as error:
            failed_sources = dict(reader.failed_sources)
            yield replace(result, stop=StopReason.FAILED, error=error, failed_sources=failed_sources, log=reader.log)

    def stop_early(self) -> None:
        """End the scan before its next batch: the caller needs no more hits."""
        self._stops_early = True

    def _steps(self, reader: BudgetedReader) -> Iterator[Wait | SearchResult[T]]:
        result: SearchResult[T] = SearchResult(next=self.start)
        identifiers: set[str] = set()
        for batch in self._batches(reader):
            if isinstance(batch, Wait):
                yield batch
                continue
            scanned = result.scanned
            if batch.source:
                result = replace(result, sources=result.sources | {batch.source})
                yield result
            with closing(_run_checks(batch.checks, reader)) as checked:
                for check, read in checked:
                    hit = (yield from read) if read else check.match.hit
                    new = () if hit is None or self._identifier(hit) in identifiers else (hit,)
                    identifiers.update(map(self._identifier, new))
                    result = replace(
                        result, hits=(*result.hits, *new), scanned=scanned + check.scanned, next=check.next
                    )
                    if len(result.hits) >= self._count:
                        yield replace(result, stop=StopReason.ENOUGH if check.next else StopReason.END)
                        return
                    yield result
            result = replace(result, scanned=scanned + batch.scanned, next=batch.next)
            yield result
            if batch.is_sufficient and result.hits:
                yield replace(result, stop=StopReason.QUICK_HIT)
                return
            if self._stops_early:
                yield replace(result, stop=StopReason.BUDGET)
                return
        yield replace(result, stop=StopReason.END)


def _run_checks(
    checks: Sequence[Check[T]], reader: BudgetedReader
) -> Generator[tuple[Check[T], Steps[T | None] | None], None, None]:
    """Yield each check with the wait for its read, which has begun; None where it needs none."""
    for start in range(0, len(checks), PARALLEL_READS):
        group = checks[start : start + PARALLEL_READS]
        with closing(reader.many([check.match.read for check in group if check.match.read])) as reads:
            for check in group:
                yield check, next(reads) if check.match.read else None


log = logging.getLogger(__name__)


class RunningScan(Generic[T]):
    """A scan that one job runs, and whose result any thread may read or wait for."""

    def __init__(self, scan: Scan[T]) -> None:
        self._scan = scan
        self._result: SearchResult[T] = SearchResult(next=scan.start)
        self._waiting: list[tuple[int, Future[None]]] = []
        self._lock = Lock()

    @property
    def result(self) -> SearchResult[T]:
        """Return what is known by now."""
        return self._result

    def run(self) -> Steps[None]:
        """Run the scan to its end; its pauses hold no thread. A bug is logged and ends it as failed."""
        try:
            for step in self._scan.results():
                if isinstance(step, Wait):
                    yield step
                else:
                    self._publish(step)
        except Exception:
            log.exception("A search failed.")
        finally:
            if not self._result.finished:
                self._publish(replace(self._result, stop=StopReason.FAILED))

    def stop_early(self) -> None:
        """End the scan after the page in progress."""
        self._scan.stop_early()

    def next_change(self, seen: int) -> Future[None]:
        """Return a future that completes once there are more than `seen` hits or the scan has finished.

        Its callbacks run in the thread of the scan, or in the caller's if there is nothing to wait for. Cancel it when
        nobody waits any more.
        """
        change: Future[None] = Future()
        with self._lock:
            is_due = self._is_due(seen)
            if not is_due:
                self._waiting.append((seen, change))
        if is_due:
            change.set_result(None)
        return change

    def _publish(self, result: SearchResult[T]) -> None:
        with self._lock:
            self._result = result
            due = [change for seen, change in self._waiting if self._is_due(seen)]
            self._waiting = [(seen, change) for seen, change in self._waiting if not self._is_due(seen)]
        for change in due:
            if change.set_running_or_notify_cancel():
                change.set_result(None)

    def _is_due(self, seen: int) -> bool:
        return self._result.finished or len(self._result.hits) > seen
