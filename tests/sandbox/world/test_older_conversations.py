from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from capi_bot.sandbox.world.contact_centre import contact_centre
from capi_bot.sandbox.world.older_conversations import Crowd, Recipe, crowded
from capi_bot.sandbox.world.ordered_conversations import Beside, Known
from capi_bot.sandbox.world.records import Conversation, moment
from capi_bot.sandbox.world.snapshot import World

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


@dataclass(frozen=True, kw_only=True)
class Counting(Recipe):
    """Remember which conversations were made."""

    made: list[int] = field(default_factory=list)

    def conversation(self, number: int) -> Conversation:
        self.made.append(number)
        return super().conversation(number)


@pytest.mark.parametrize("count", [100, 100_000])
def test_a_page_makes_what_is_on_it_however_many_there_are(count: int) -> None:
    recipe = Counting(seed=1, until=NOON)
    crowd = Crowd(recipe, count)
    world = World(now=NOON, conversations=Beside(crowd, Known(contact_centre().conversations)))

    list(world.conversations[-10:])
    assert len(recipe.made) == 10
    list(world.between(recipe.created(60), recipe.created(51)))
    list(world.of(crowd[0].members[0].user_id)[-5:])
    world.conversation(recipe.id(7))
    assert world.calls == contact_centre().calls
    assert len(recipe.made) == 10 + 10 + 1 + 5 + 1


def test_everybody_of_the_crowd_is_found_by_id_and_nobody_else() -> None:
    whole = crowded(contact_centre(), 30)

    assert [whole.conversation(told.id) for told in whole.conversations] == list(whole.conversations)
    newest = whole.conversations[29].id
    for wrong in (f"{newest[:-2]}00", f"{newest[:-2]}31", f"{newest[:-2]}99", newest.replace("-4000-", "-4001-"), ""):
        assert whole.conversation(wrong) is None


@pytest.mark.parametrize("count", [0, 1, 10, 11, 12, 100])
def test_memberships_by_arithmetic_are_those_that_the_conversations_tell(count: int) -> None:
    whole = crowded(World(now=NOON, users=contact_centre().users), count)
    told: dict[str, list[str]] = {}
    for conversation in whole.conversations:
        told.setdefault(conversation.members[0].user_id, []).append(conversation.id)

    for user in whole.users:
        memberships = whole.of(user.id)
        assert [conversation.id for conversation, _ in memberships] == told.get(user.id, [])
        assert all(member.user_id == user.id for _, member in memberships)


def test_a_name_leads_to_its_conversation() -> None:
    world = crowded(contact_centre(), 100_000)
    for place in (0, 50_000, 99_999, 100_000, -1):
        told = world.conversations[place]
        assert world.called(told.name) == told
    assert world.called("nobody") is world.called("NAM-0") is None
