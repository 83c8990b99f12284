from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import closing
from pathlib import Path
from queue import SimpleQueue

import pytest

from capi_bot.concurrency import ExecutorFullError
from capi_bot.domain.saved_filters import MAX_SAVED_FILTERS, FilterOwner, SavedFilter
from capi_bot.errors import UserError
from capi_bot.readiness import Dependency, DependencyState, Readiness
from capi_bot.storage.saved_filters import ObservedSavedFilters, SavedFilterStore

ADA = FilterOwner(team_id="T1", user_id="U1")
LIVE = SavedFilter(text="live")


class RecordedReadiness(Readiness):
    """Keep each report until it is taken: an answer may be there a moment before its report."""

    def __init__(self) -> None:
        super().__init__()
        self._reports: SimpleQueue[str | None] = SimpleQueue()

    def report(self, dependency: Dependency, problem: str | None) -> None:
        super().report(dependency, problem)
        self._reports.put(problem)

    def next_problem(self) -> str | None:
        return self._reports.get(timeout=10)

    @property
    def has_reports(self) -> bool:
        return not self._reports.empty()


@pytest.fixture
def readiness() -> RecordedReadiness:
    return RecordedReadiness()


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("capi_bot.storage.database.BUSY_TIMEOUT", 0.01)
    return tmp_path / "store"


@pytest.fixture
def filters(path: Path, readiness: Readiness) -> Iterator[ObservedSavedFilters]:
    store = SavedFilterStore(str(path))
    yield ObservedSavedFilters(store, readiness)
    store.close()


def state(readiness: Readiness) -> DependencyState:
    (found,) = (state for state in readiness.states() if state.dependency is Dependency.STORE)
    return found


def test_filters_are_those_of_the_store_and_each_use_is_reported(
    filters: ObservedSavedFilters, readiness: RecordedReadiness
) -> None:
    assert not state(readiness).has_served
    filters.save(ADA, LIVE).result(10)
    assert filters.list_for(ADA).result(10) == (LIVE,)
    filters.delete(ADA, LIVE.key).result(10)
    filters.check()
    assert filters.list_for(ADA).result(10) == ()
    assert [readiness.next_problem() for _ in range(5)] == [None] * 5
    assert state(readiness).is_serving


def test_a_filter_too_many_is_no_problem_of_the_store(
    filters: ObservedSavedFilters, readiness: RecordedReadiness
) -> None:
    for number in range(MAX_SAVED_FILTERS):
        filters.save(ADA, SavedFilter(text=str(number))).result(10)
        assert readiness.next_problem() is None
    for text in ("one more", "\ud800"):
        with pytest.raises(UserError):
            filters.save(ADA, SavedFilter(text=text)).result(10)
        assert readiness.next_problem() is None


def test_a_store_that_fails_is_reported_until_it_serves_again(
    filters: ObservedSavedFilters, readiness: RecordedReadiness, path: Path
) -> None:
    filters.check()
    assert readiness.next_problem() is None
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(UserError):
            filters.check()
        assert readiness.next_problem() == "CAPI_STORE is locked by another program: end that one."
        assert state(readiness).has_served
    filters.check()
    assert readiness.next_problem() is None
    assert state(readiness).is_serving


class ScriptedFilters:
    """Saved filters whose answer is the same future, whatever is asked."""

    def __init__(self) -> None:
        self.answer: Future[None] = Future()

    def list_for(self, owner: FilterOwner) -> Future[tuple[SavedFilter, ...]]:
        raise NotImplementedError

    def save(self, owner: FilterOwner, saved: SavedFilter) -> Future[None]:
        raise NotImplementedError

    def delete(self, owner: FilterOwner, key: str) -> Future[None]:  # noqa: ARG002 - the arguments of a store
        return self.answer


def failure(cause: Exception) -> UserError:
    error = UserError("Please try again.")
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    "cause", [sqlite3.OperationalError("no answer in time"), ExecutorFullError("the queue is full")]
)
def test_a_store_that_does_not_answer_or_has_too_much_to_do_does_not_serve(
    readiness: RecordedReadiness, cause: Exception
) -> None:
    scripted = ScriptedFilters()
    answer = ObservedSavedFilters(scripted, readiness).delete(ADA, "")
    assert not readiness.has_reports
    scripted.answer.set_exception(failure(cause))
    assert isinstance(answer.exception(10), UserError)
    assert readiness.next_problem() == f"CAPI_STORE does not serve ({cause}): look whether its disk is slow or full."


def test_an_answer_that_nobody_waits_for_any_more_says_nothing(readiness: RecordedReadiness) -> None:
    answer = ObservedSavedFilters(ScriptedFilters(), readiness).delete(ADA, "")
    assert answer.cancel()
    assert not readiness.has_reports
