from __future__ import annotations

from capi_bot.sandbox.world.conferences import transfer
from capi_bot.sandbox.world.scenario import Scene
from tests.sandbox.world.cues import cue
from tests.sandbox.world.pictures import BEGINS, after

SCENE = Scene(number=0, start=10, plays=transfer(cue()))
MOVED = 10 + SCENE.plays[1].after


def test_before_its_start_a_scene_shows_nothing() -> None:
    shown = SCENE.shown(BEGINS, SCENE.stand(BEGINS, after(9)))
    assert (shown.conversations, shown.legs) == ((), ())


def test_while_a_call_is_transferred_its_leg_is_listed_exactly_once() -> None:
    (leg,) = (call.id for call in SCENE.shown(BEGINS, SCENE.stand(BEGINS, after(12))).conversations[0].calls)
    started = set()
    for seconds in (12, MOVED - 0.01, MOVED, MOVED + 0.05, MOVED + 2, 1000):
        shown = SCENE.shown(BEGINS, SCENE.stand(BEGINS, after(seconds)))
        calls = (*shown.legs, *(call for told in shown.conversations for call in told.calls))
        (call,) = (call for call in calls if call.id == leg)
        started.add((call.started, call.answered))
    assert len(started) == 1


def test_what_is_over_and_not_kept_leaves_its_legs() -> None:
    shown = SCENE.shown(BEGINS, SCENE.whole())

    assert [told.name for told in shown.conversations] == ["repair-4800"]
    assert [call.direction for call in shown.legs] == ["outbound"]
    assert len(SCENE.staged(BEGINS, SCENE.whole())) == 2
