from __future__ import annotations

from datetime import timedelta

import pytest

from capi_bot.sandbox.vonage.amendments import Amendment
from capi_bot.sandbox.vonage.overlay import Overlay, Written
from capi_bot.sandbox.world.records import (
    Call,
    Conversation,
    Member,
    User,
    moment,
)
from capi_bot.sandbox.world.snapshot import World

NOON = moment("2018-10-25T12:00:00Z")
MARY, ANN, NEW = (User(id=f"USR-{name}", name=name) for name in ("mary", "ann", "new"))


def room(name: str, minute: int, *members: User) -> Conversation:
    told = tuple(Member(id=f"MEM-{name}-{user.name}", user_id=user.id, state="JOINED") for user in members)
    return Conversation(id=f"CON-{name}", name=name, created=NOON + timedelta(minutes=minute), members=told)


LEG = Call(id="leg", conversation_id="CON-b", from_={}, to={}, status="ringing", direction="inbound", started=NOON)
ROOMS = (room("a", 1, MARY), room("b", 2, MARY, ANN), room("c", 3, ANN))
BASE = World(now=NOON, users=(MARY, ANN), conversations=ROOMS)
BETWEEN = room("between", 2, NEW, MARY)


@pytest.fixture
def overlay() -> Overlay:
    joined = (1, Member(id="MEM-late", user_id=MARY.id, state="INVITED"))
    return Overlay(
        BASE,
        Written(
            created={BETWEEN.id: BETWEEN},
            amendments={
                BETWEEN.id: Amendment(),
                "CON-a": Amendment(erased=True),
                "CON-c": Amendment(members=(joined,), fields={"display_name": "C"}),
                "CON-long-gone": Amendment(erased=True),
            },
            arrivals=((1, NEW),),
            people={NEW.id: NEW, ANN.id: None},
        ),
    )


def test_conversations_are_created_changed_and_erased_in_their_places(overlay: Overlay) -> None:
    assert [told.id for told in overlay.conversations] == ["CON-b", "CON-between", "CON-c"]
    assert overlay.conversations[-1].display_name == "C"


def test_one_is_found_as_it_is_listed(overlay: Overlay) -> None:
    assert overlay.conversation("CON-a") is overlay.conversation("CON-nowhere") is None
    assert overlay.conversation("CON-b") == ROOMS[1]
    assert overlay.conversation(BETWEEN.id) == BETWEEN
    assert overlay.conversation("CON-long-gone") is None


def test_memberships_follow(overlay: Overlay) -> None:
    assert [member.id for _, member in overlay.of(MARY.id)] == ["MEM-b-mary", "MEM-between-mary", "MEM-late"]
    assert [member.id for _, member in overlay.of(NEW.id)] == ["MEM-between-new"]


def test_users_keep_their_places_and_are_no_longer_found_when_erased(overlay: Overlay) -> None:
    assert [user.id for user in overlay.users] == [MARY.id, NEW.id, ANN.id]
    assert [overlay.user(user.id) for user in overlay.users] == [MARY, NEW, None]
    assert [overlay.named(user.name) for user in overlay.users] == [MARY, NEW, None]
    assert overlay.user("USR-nobody") is overlay.named("nobody") is None


def test_a_user_who_is_renamed_is_found_by_the_new_name_only() -> None:
    renamed = User(id=MARY.id, name="maria")
    overlay = Overlay(BASE, Written(people={MARY.id: renamed}))
    assert (overlay.named("maria"), overlay.named("mary")) == (renamed, None)
    assert overlay.users[0] == renamed


def test_calls_are_those_beneath() -> None:
    with_leg = World(now=NOON, conversations=(Conversation(id="CON-b", name="b", created=NOON, calls=(LEG,)),))
    overlay = Overlay(with_leg, Written(amendments={"CON-b": Amendment(erased=True)}))
    assert list(overlay.calls) == [LEG]
    assert list(overlay.calls_of(status="ringing", conversation_id="CON-b")) == [LEG]
    assert list(overlay.calls_of(status="answered")) == []
    assert overlay.now == NOON


def test_a_conversation_is_found_by_the_name_that_it_has_now(overlay: Overlay) -> None:
    renamed = Overlay(BASE, Written(amendments={"CON-a": Amendment(fields={"name": "new"})}))

    assert [overlay.called(name) for name in ("a", "b", "between", "nowhere")] == [None, ROOMS[1], BETWEEN, None]
    assert (renamed.called("a"), renamed.called("new")) == (None, renamed.conversation("CON-a"))
