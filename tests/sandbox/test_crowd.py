from __future__ import annotations

from capi_bot.sandbox.contact_centre import contact_centre
from capi_bot.sandbox.crowd import crowded
from capi_bot.sandbox.world import moment

NOON = moment("2018-10-25T12:00:00Z")


def test_a_crowd_stands_behind_everything_else_and_keeps_it_as_it_is() -> None:
    world = contact_centre()

    whole = crowded(world, 1000)

    assert len(whole.conversations) == len(world.conversations) + 1000
    assert whole.conversations[1000:] == world.conversations
    assert whole.users == world.users


def test_a_crowd_may_be_newer_than_what_is_looked_for() -> None:
    world = contact_centre()

    whole = crowded(world, 1000, until=NOON)
    created = [told.created for told in whole.conversations]

    assert created == sorted(created)
    assert 100 < created[::-1].index(world.conversations[-1].created) < 1000


def test_the_same_seed_makes_the_same_crowd_and_another_one_another() -> None:
    world = contact_centre()

    assert crowded(world, 20, seed=7) == crowded(world, 20, seed=7) != crowded(world, 20, seed=8)


def test_everybody_of_the_crowd_is_an_id_and_a_user_of_its_own_world() -> None:
    crowd = crowded(contact_centre(), 500).conversations[:500]
    users = {user.id for user in contact_centre().users}

    assert len({told.id for told in crowd}) == 500
    assert {member.user_id for told in crowd for member in told.members} <= users
    assert not any(told.calls for told in crowd)
