from __future__ import annotations

from datetime import timedelta

from capi_bot.sandbox.world import living
from capi_bot.sandbox.world.contact_centre import contact_centre
from tests.sandbox.world.pictures import BEGINS, after, lived

SAMPLE = "CON-bc643220-2542-499a-892e-c982c4150c06"


def test_the_sample_call_began_two_minutes_ago_and_goes_on() -> None:
    life = living(BEGINS)

    for seconds in (0, 10_000):
        world = life.at(after(seconds))
        told = world.conversation(SAMPLE)
        assert told is not None
        assert timedelta(seconds=100) < BEGINS - told.created < timedelta(seconds=120)
        assert {call.status for call in world.calls_of(conversation_id=SAMPLE)} == {"answered"}


def test_the_morning_the_crowd_and_the_living_day_are_one_world() -> None:
    world = living(BEGINS, seed=4, conversations=100_000).at(after(60))

    morning, day = contact_centre().conversations, lived(4).at(after(60)).conversations
    assert len(world.conversations) == 100_000 + len(morning) + len(day)
    newest = world.conversations[-60:]
    assert [told.created for told in newest] == sorted(told.created for told in newest)
    assert {told.id for told in day} <= {told.id for told in newest}
    assert all(world.user(member.user_id) for told in newest for member in told.members)
    assert world.conversation(world.conversations[0].id) == world.conversations[0]


def test_everybody_has_a_name_of_their_own() -> None:
    users = living(BEGINS).at(BEGINS).users
    assert len({user.name for user in users}) == len({user.id for user in users}) == len(users)


def test_every_conversation_has_a_name_of_its_own() -> None:
    told = living(BEGINS, conversations=500).at(after(600)).conversations
    assert len({it.name for it in told}) == len(told)
