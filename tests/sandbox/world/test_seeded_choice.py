from __future__ import annotations

from capi_bot.sandbox.world.seeded_choice import chance


def test_the_same_labels_draw_the_same_lots_and_others_draw_others() -> None:
    assert chance(1, "scene", 2).random() == chance(1, "scene", 2).random()
    assert len({chance(*labels).random() for labels in ((1, 2), (2, 1), (12,), ("scene", 1, 2))}) == 4
