from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from itertools import islice

import pytest

from capi_bot.capi.models import Page
from capi_bot.concurrency import Steps, Wait
from capi_bot.domain.search.budget import BudgetedReader, BudgetExhaustedError, SearchBudget
from capi_bot.domain.search.results import START, SearchCursor, Source, StopReason, cursor_key
from capi_bot.domain.search.scan import PARALLEL_READS, Batch, Match, Scan, list_batches, make_batch
from capi_bot.errors import DeadlineExceededError, UnreachableError
from tests.domain.search.worlds import final, results_of, stopped_clock
from tests.jobs import submit_now

FIRST = SearchCursor(page_cursor="first")
SECOND = SearchCursor(page_cursor="second")


def match_even(number: int) -> Match[int] | None:
    return None if number % 2 else Match(hit=number)


class TestMakeBatch:
    def test_what_cannot_be_a_hit_has_no_check_and_the_last_check_leads_to_the_end(self) -> None:
        batch = make_batch(
            [10, 11, 12, 13], match_even, keys=list("abcd"), start=FIRST, offset=0, following=SECOND, counted=True
        )
        assert [(check.match.hit, check.next, check.scanned) for check in batch.checks] == [
            (10, replace(FIRST, offset=1, last_key="a"), 1),
            (12, SECOND, 4),
        ]
        assert (batch.next, batch.scanned) == (SECOND, 4)

    def test_what_comes_before_the_offset_is_left_out_and_not_counted_again(self) -> None:
        batch = make_batch(
            [10, 12, 14, 16], match_even, keys=list("abcd"), start=FIRST, offset=1, following=None, counted=True
        )
        assert [(check.match.hit, check.scanned) for check in batch.checks] == [(12, 1), (14, 2), (16, 3)]
        assert batch.checks[0].next == replace(FIRST, offset=2, last_key="b")
        assert batch.scanned == 3

    def test_candidates_that_are_not_of_the_list_do_not_count(self) -> None:
        batch = make_batch([10, 12], match_even, keys=list("ab"), start=FIRST, offset=0, following=SECOND)
        assert ([check.scanned for check in batch.checks], batch.scanned) == ([0, 0], 0)

    def test_a_batch_without_possible_hits_has_no_checks(self) -> None:
        batch = make_batch([11], match_even, keys=["a"], start=FIRST, offset=0, following=None, counted=True)
        assert (batch.checks, batch.scanned) == ((), 1)


class Pages:
    def __init__(self, **pages: Page[int]) -> None:
        self._pages = pages
        self.requested: list[str | None] = []

    def read(self, cursor: str | None) -> Steps[Page[int]]:
        yield from ()
        self.requested.append(cursor)
        return self._pages[cursor or "first"]

    def batches(self, start: SearchCursor) -> Iterator[Batch[int]]:
        for batch in list_batches(start, self.read, match_even, str):
            assert not isinstance(batch, Wait)
            yield batch

    def hits(self, start: SearchCursor) -> list[int | None]:
        batches = islice(self.batches(start), 99)
        return [check.match.hit for batch in batches for check in batch.checks]


class TestListBatches:
    def test_a_page_is_read_when_its_batch_is_requested(self) -> None:
        pages = Pages(first=Page(items=(2,), next="b"), b=Page(items=(4,)))
        batches = pages.batches(SearchCursor())
        next(batches)
        assert pages.requested == [None]
        assert next(batches).next is None
        assert pages.requested == [None, "b"]

    def test_a_page_that_is_read_again_is_continued_where_it_was_left(self) -> None:
        pages = Pages(first=Page(items=(8, 6, 4, 2)))
        assert pages.hits(SearchCursor(offset=1, last_key=cursor_key("6"))) == [4, 2]

    def test_the_list_goes_on_after_an_empty_page(self) -> None:
        pages = Pages(first=Page(next="b"), b=Page(items=(2,), next="c"), c=Page(next="d"), d=Page())
        assert pages.hits(SearchCursor()) == [2]
        assert pages.requested == [None, "b", "c", "d"]

    @pytest.mark.parametrize(
        ("pages", "hits"),
        [
            ({"first": Page(items=(2,), next="b"), "b": Page(items=(4,), next="b")}, [2, 4]),
            ({"first": Page(items=(2,), next="b"), "b": Page(next="c"), "c": Page(items=(6,), next="b")}, [2, 6]),
            ({"first": Page(next="b"), "b": Page(next="b")}, []),
        ],
    )
    def test_the_list_fails_where_cursors_form_a_loop(self, pages: dict[str, Page[int]], hits: list[int]) -> None:
        batches = Pages(**pages).batches(SearchCursor())
        found = [check.match.hit for _ in pages for check in next(batches).checks]
        assert found == hits
        with pytest.raises(UnreachableError, match="form a loop"):
            next(batches)

    def test_the_list_fails_where_its_next_page_is_not_known(self) -> None:
        batches = Pages(first=Page(items=(2, 3), is_next_unknown=True)).batches(SearchCursor())
        batch = next(batches)
        assert [check.match.hit for check in batch.checks] == [2]
        assert batch.next == SearchCursor(offset=2, last_key=cursor_key("3"))
        with pytest.raises(UnreachableError, match="does not say where its next page is"):
            next(batches)

    def test_a_search_of_a_list_that_forms_a_loop_keeps_its_hits_and_can_be_tried_again(self) -> None:
        pages = Pages(first=Page(items=(2,), next="b"), b=Page(items=(4, 5), next="b"))
        *_, last = results_of(scan_of(lambda _: pages.batches(SearchCursor())))
        assert (last.hits, last.stop) == ((2, 4), StopReason.FAILED)
        assert last.next == SearchCursor(page_cursor="b", offset=2, last_key=cursor_key("5"))
        assert last.next is not None
        *_, again = results_of(scan_of(lambda _: pages.batches(last.next or SearchCursor())))
        assert (again.hits, again.stop) == ((), StopReason.FAILED)


def known(hit: int) -> Match[int]:
    return Match(hit=hit)


def read(read: Callable[[], int | None]) -> Match[int]:
    return Match(read=read)


def unreachable() -> int:
    raise UnreachableError("reset")


def batch(
    *matches: Match[int] | None, following: SearchCursor | None = None, is_sufficient: bool = False
) -> Batch[int]:
    return make_batch(
        matches,
        lambda match: match,
        keys=[str(number) for number in range(len(matches))],
        start=SearchCursor(),
        offset=0,
        following=following,
        counted=True,
        is_sufficient=is_sufficient,
    )


def scan_of(
    batches: Callable[[BudgetedReader], Iterator[Wait | Batch[int]]],
    count: int = 10,
    budget: SearchBudget | None = None,
) -> Scan[int]:
    def begin() -> BudgetedReader:
        return BudgetedReader(submit_now, budget or SearchBudget(), stopped_clock)

    return Scan(batches, begin, str, count=count, start=START)


def scan(*batches: Batch[int], count: int = 10, reads: int = 100) -> Scan[int]:
    return scan_of(lambda _: iter(batches), count, SearchBudget(reads=reads))


class TestScan:
    def test_hits_are_in_order_whether_they_are_read_or_not(self) -> None:
        result = final(
            scan(
                batch(known(1), read(lambda: 2), None, read(lambda: None), known(5), following=SECOND),
                batch(known(6)),
            )
        )
        assert (result.hits, result.scanned, result.stop, result.next) == ((1, 2, 5, 6), 6, StopReason.END, None)

    def test_each_hit_is_yielded_before_the_next_step(self) -> None:
        def batches(_: BudgetedReader) -> Iterator[Batch[int]]:
            yield batch(known(1), known(2), following=SECOND)
            pytest.fail("this page was not requested")

        results = results_of(scan_of(batches))
        assert [next(results).hits for _ in range(3)] == [(1,), (1, 2), (1, 2)]

    def test_it_stops_at_the_requested_number_of_hits(self) -> None:
        result = final(scan(batch(known(1), known(2), known(3), following=SECOND), batch(known(4)), count=2))
        assert (result.hits, result.scanned, result.stop) == ((1, 2), 2, StopReason.ENOUGH)
        assert result.next == SearchCursor(offset=2, last_key="1")

    def test_enough_at_the_very_end_is_the_end(self) -> None:
        result = final(scan(batch(known(1), None), count=1))
        assert (result.stop, result.next) == (StopReason.END, None)

    def test_a_sufficient_batch_ends_the_scan_unless_there_are_no_hits(self) -> None:
        result = final(
            scan(
                batch(None, following=SECOND, is_sufficient=True),
                batch(known(1), following=START, is_sufficient=True),
                batch(known(2)),
            )
        )
        assert (result.hits, result.stop, result.next) == ((1,), StopReason.QUICK_HIT, START)

    def test_results_have_the_sources_that_were_searched_and_those_that_failed(self) -> None:
        reset = UnreachableError("reset")

        def batches(reader: BudgetedReader) -> Iterator[Wait | Batch[int]]:
            yield replace(batch(known(1), following=SECOND), source=Source.CALLS)
            yield from reader.optional(Source.LOG, unreachable)
            yield batch(known(2), following=SECOND)
            raise reset

        result = final(scan_of(batches))
        assert (result.sources, result.stop, result.error) == ({Source.CALLS}, StopReason.FAILED, reset)
        assert {source: str(error) for source, error in result.failed_sources.items()} == {Source.LOG: "reset"}

    def test_a_budget_that_is_exhausted_without_any_progress_is_a_failure_to_try_again(self) -> None:
        def batches(_: BudgetedReader) -> Iterator[Batch[int]]:
            raise BudgetExhaustedError
            yield batch()

        result = final(scan_of(batches))
        assert (result.stop, result.next, type(result.error)) == (StopReason.FAILED, START, DeadlineExceededError)

    def test_an_item_that_the_list_repeats_is_one_hit(self) -> None:
        result = final(scan(batch(known(1), known(2), following=SECOND), batch(known(2), known(3))))
        assert result.hits == (1, 2, 3)

    @pytest.mark.parametrize(
        ("second", "reads", "stop", "error"),
        [
            (lambda: 2, 1, StopReason.BUDGET, "None"),
            (unreachable, 100, StopReason.FAILED, "reset"),
        ],
    )
    def test_an_exhausted_budget_or_a_failure_keeps_the_hits_and_the_cursor(
        self, second: Callable[[], int], reads: int, stop: StopReason, error: str
    ) -> None:
        result = final(scan(batch(read(lambda: 1), read(second), known(3)), reads=reads))
        assert (result.hits, result.scanned, result.stop) == ((1,), 1, stop)
        assert (result.next, str(result.error)) == (SearchCursor(offset=1, last_key="0"), error)

    def test_a_bug_is_raised(self) -> None:
        results = results_of(scan(batch(known(1), read(lambda: 1 // 0))))
        assert next(results).hits == (1,)
        with pytest.raises(ZeroDivisionError):
            next(results)

    def test_candidates_are_read_a_group_at_a_time(self) -> None:
        read_numbers: list[int] = []

        def record(number: int) -> int:
            read_numbers.append(number)
            return number

        final(scan(batch(*(read(partial(record, number)) for number in range(PARALLEL_READS + 5))), count=1))
        assert read_numbers == list(range(PARALLEL_READS))

    def test_a_scan_that_stops_early_reads_no_further_page(self) -> None:
        def batches(_: BudgetedReader) -> Iterator[Batch[int]]:
            yield batch(known(1), following=SECOND)
            stopping.stop_early()
            yield batch(known(2), following=START)
            pytest.fail("this page was not requested")

        stopping = scan_of(batches)
        result = final(stopping)
        assert (result.hits, result.stop, result.next) == ((1, 2), StopReason.BUDGET, START)
