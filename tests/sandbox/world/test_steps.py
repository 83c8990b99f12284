from __future__ import annotations

from capi_bot.sandbox.world import participants
from capi_bot.sandbox.world.conversation_script import Party, app, step
from capi_bot.sandbox.world.steps import Play, Progress
from tests.sandbox.world.pictures import BEGINS, after

PLAY = Play(
    label="play",
    parties=tuple(
        Party(key=user.name, user=user, channel=app(user)) for user in (participants.MARY, participants.JONAS)
    ),
    steps=(step(1, "member:joined", "mary"), step(4, "member:joined", "jonas")),
    after=2,
    lasted=10,
)


def test_a_play_comes_further_with_the_time() -> None:
    seconds = (-0.001, 0, 1, 3.9, 4, 9.9, 10, 99)
    progress = [PLAY.progress(BEGINS, after(at)) for at in seconds]

    assert [it and (it.steps, it.over) for it in progress] == [
        None, (0, False), (1, False), (1, False), (2, False), (2, False), (2, True), (2, True),
    ]  # fmt: skip
    assert PLAY.whole() == progress[-1]


def test_only_who_has_appeared_is_in_the_conversation() -> None:
    assert [len(PLAY.played(BEGINS, Progress(steps=steps)).members) for steps in range(3)] == [0, 1, 2]


def test_a_conversation_that_is_over_is_inactive() -> None:
    assert PLAY.played(BEGINS, Progress(steps=2)).state == "ACTIVE"
    over = PLAY.played(BEGINS, PLAY.whole())
    assert (over.state, over.destroyed) == ("INACTIVE", after(10))


def test_all_times_of_a_play_are_at_its_pace() -> None:
    quick = PLAY.at_pace(2)
    assert (quick.after, quick.lasted, [told.after for told in quick.steps]) == (1, 5, [0.5, 2])
