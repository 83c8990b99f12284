from __future__ import annotations

import pytest

from capi_bot.capi.finding import Source
from capi_bot.errors import NotAllowedError, Refusal, UnreachableError
from capi_bot.slack.views.walking import MISSED, Pace, Walk, paused, walked

CALLS = {Source.CALLS}
SLOW = "Vonage asks us to slow down."


@pytest.mark.parametrize(
    ("walk", "words"),
    [
        (Walk(looked=0, pace=Pace.LOOKING), "Looking…"),
        (Walk(looked=100, pace=Pace.LOOKING), "Looking… 100 rooms looked at so far"),
        (Walk(looked=1, pace=Pace.LOOKING), "Looking… 1 room looked at so far"),
        (Walk(looked=37, pace=Pace.ENOUGH), "Looked at the 37 newest rooms"),
        (Walk(looked=1, pace=Pace.ENOUGH), "Looked at the newest room"),
        (Walk(looked=0, pace=Pace.ENOUGH, sources=CALLS), "Looked at the calls in progress"),
        (Walk(looked=0, pace=Pace.ENOUGH), "There are more"),
        (
            Walk(looked=0, pace=Pace.KNOWN, sources=CALLS),
            "Looked at the calls in progress: *Continue* looks in the list of rooms too",
        ),
        (Walk(looked=500, pace=Pace.PAUSED), "Looked at the 500 newest rooms: *Continue* looks further"),
        (
            Walk(looked=500, pace=Pace.PAUSED, sources=set(Source)),
            "Looked at the calls in progress, the newest calls and the 500 newest rooms: *Continue* looks further",
        ),
        (Walk(looked=0, pace=Pace.PAUSED), "Not looked far yet: *Continue* looks further"),
        (
            Walk(looked=200, pace=Pace.FAILED, failure=SLOW),
            "Looked at the 200 newest rooms. Vonage asks us to slow down. *Continue* tries again",
        ),
        (Walk(looked=0, pace=Pace.FAILED, failure=SLOW), "Vonage asks us to slow down. *Continue* tries again"),
        (Walk(looked=26, pace=Pace.DONE), "Looked at the 26 newest rooms: there are no more"),
        (Walk(looked=0, pace=Pace.DONE), "There are no more"),
    ],
)
def test_a_walk_says_how_far_it_came(walk: Walk, words: str) -> None:
    assert walked(walk, "rooms") == words


def test_the_order_is_that_of_the_list() -> None:
    assert walked(Walk(looked=500, pace=Pace.ENOUGH), "rooms", "oldest") == "Looked at the 500 oldest rooms"


def test_what_could_not_be_read_is_told_with_the_reason() -> None:
    missed = {Source.CALLS: NotAllowedError(Refusal(status=403)), Source.LOG: UnreachableError("reset")}

    assert walked(Walk(looked=1, pace=Pace.ENOUGH, missed=missed), "rooms").endswith(
        ". ⚠️ Calls in progress are missing: this bot may not read them"
        ". ⚠️ Calls that are over are missing: Vonage did not tell"
    )


def test_whatever_may_be_missing_has_words() -> None:
    assert set(MISSED) == set(Source)


@pytest.mark.parametrize("pace", Pace)
def test_a_walk_that_stopped_short_is_paused(pace: Pace) -> None:
    assert paused(Walk(looked=1, pace=pace)) == (pace in {Pace.KNOWN, Pace.PAUSED, Pace.FAILED})
    assert not paused(None)
