from __future__ import annotations

import pytest

from capi_bot.slack.views.walking import Pace, Walk, paused, walked


@pytest.mark.parametrize(
    ("walk", "words"),
    [
        (Walk(looked=0, pace=Pace.LOOKING), "Looking…"),
        (Walk(looked=100, pace=Pace.LOOKING), "Looking… 100 calls looked at so far"),
        (Walk(looked=37, pace=Pace.ENOUGH), "Looked at the 37 newest calls"),
        (Walk(looked=0, pace=Pace.ENOUGH), "Looked at the calls in progress"),
        (Walk(looked=500, pace=Pace.PAUSED), "Looked at the 500 newest calls: *Continue* looks further"),
        (
            Walk(looked=200, pace=Pace.FAILED, failure="Vonage asks us to slow down."),
            "Looked at the 200 newest calls. Vonage asks us to slow down. *Continue* tries again",
        ),
        (Walk(looked=26, pace=Pace.DONE), "Looked at the 26 newest calls: there are no more"),
    ],
)
def test_a_walk_says_how_far_it_came(walk: Walk, words: str) -> None:
    assert walked(walk, "calls", first=True) == words


def test_going_on_counts_what_it_added() -> None:
    walk = Walk(looked=500, pace=Pace.PAUSED)

    assert walked(walk, "calls", first=False) == "Looked at 500 calls more: *Continue* looks further"
    assert walked(walk, "calls", first=True, order="oldest").startswith("Looked at the 500 oldest calls")


@pytest.mark.parametrize("pace", Pace)
def test_only_a_walk_that_stopped_short_is_paused(pace: Pace) -> None:
    assert paused(Walk(looked=1, pace=pace)) == (pace in {Pace.PAUSED, Pace.FAILED})
    assert not paused(None)
