from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from capi_bot.domain.search import Source
from capi_bot.errors import ForbiddenError, ProblemDetails, UnreachableError
from capi_bot.slack.views.list_controls import (
    MISSING_SOURCES,
    SearchPhase,
    SearchProgress,
    can_continue,
    describe_progress,
)

CALLS = {Source.CALLS}
SLOW = "Vonage asks us to slow down."


@pytest.mark.parametrize(
    ("progress", "words"),
    [
        (SearchProgress(scanned=0, phase=SearchPhase.LOOKING), "Looking…"),
        (SearchProgress(scanned=100, phase=SearchPhase.LOOKING), "Looking… 100 rooms looked at so far"),
        (SearchProgress(scanned=1, phase=SearchPhase.LOOKING), "Looking… 1 room looked at so far"),
        (SearchProgress(scanned=37, phase=SearchPhase.ENOUGH), "Looked at the 37 newest rooms"),
        (SearchProgress(scanned=1, phase=SearchPhase.ENOUGH), "Looked at the newest room"),
        (SearchProgress(scanned=0, phase=SearchPhase.ENOUGH, sources=CALLS), "Looked at the calls in progress"),
        (SearchProgress(scanned=0, phase=SearchPhase.ENOUGH), "There are more"),
        (
            SearchProgress(scanned=0, phase=SearchPhase.KNOWN, sources=CALLS),
            "Looked at the calls in progress: *Continue* looks in the list of rooms too",
        ),
        (
            SearchProgress(scanned=500, phase=SearchPhase.PAUSED),
            "Looked at the 500 newest rooms: *Continue* looks further",
        ),
        (
            SearchProgress(scanned=500, phase=SearchPhase.PAUSED, sources=set(Source)),
            "Looked at the calls in progress, the newest calls and the 500 newest rooms: *Continue* looks further",
        ),
        (SearchProgress(scanned=0, phase=SearchPhase.PAUSED), "Not looked far yet: *Continue* looks further"),
        (
            SearchProgress(scanned=200, phase=SearchPhase.FAILED, failure=SLOW),
            "Looked at the 200 newest rooms. Vonage asks us to slow down. *Continue* tries again",
        ),
        (
            SearchProgress(scanned=0, phase=SearchPhase.FAILED, failure=SLOW),
            "Vonage asks us to slow down. *Continue* tries again",
        ),
        (SearchProgress(scanned=26, phase=SearchPhase.DONE), "Looked at the 26 newest rooms: there are no more"),
        (SearchProgress(scanned=0, phase=SearchPhase.DONE), "There are no more"),
    ],
)
def test_progress_says_how_far_the_search_has_come(progress: SearchProgress, words: str) -> None:
    assert describe_progress(progress, "rooms") == words


def test_progress_names_the_order_of_the_list() -> None:
    assert (
        describe_progress(SearchProgress(scanned=500, phase=SearchPhase.ENOUGH), "rooms", "oldest")
        == "Looked at the 500 oldest rooms"
    )


def test_sources_that_could_not_be_read_are_named_with_the_reason() -> None:
    missed = {Source.CALLS: ForbiddenError(ProblemDetails(status=403)), Source.LOG: UnreachableError("reset")}

    assert describe_progress(SearchProgress(scanned=1, phase=SearchPhase.ENOUGH, missed=missed), "rooms").endswith(
        ". ⚠️ Calls in progress are missing: this bot may not read them"
        ". ⚠️ Calls that are over are missing: Vonage did not tell"
    )


def test_every_source_has_a_text_for_when_it_is_missing() -> None:
    assert set(MISSING_SOURCES) == set(Source)


@pytest.mark.parametrize("pace", SearchPhase)
def test_a_search_that_stopped_early_can_continue(pace: SearchPhase) -> None:
    assert can_continue(SearchProgress(scanned=1, phase=pace)) == (
        pace in {SearchPhase.KNOWN, SearchPhase.PAUSED, SearchPhase.FAILED}
    )
    assert not can_continue(None)


def test_how_far_back_the_newest_calls_reach_is_said() -> None:
    since = datetime(2018, 10, 25, 9, 0, tzinfo=UTC)
    progress = SearchProgress(scanned=0, phase=SearchPhase.DONE, sources={Source.LOG}, log_since=since)
    text = describe_progress(progress, "conversations")
    assert text.startswith("Looked at the newest calls, back to <!date^")
    assert text.endswith("|2018-10-25 09:00 UTC>: there are no more")
    assert "back to" not in describe_progress(replace(progress, log_since=None), "conversations")
    assert "back to" not in describe_progress(replace(progress, sources={Source.CALLS}), "conversations")
