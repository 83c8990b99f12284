from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from capi_bot.sandbox.world.records import (
    Call,
    Conversation,
    Member,
    User,
)
from capi_bot.sandbox.world.snapshot import World

AT = datetime(2018, 10, 25, 9, 26, 18, 999000, tzinfo=UTC)
ADA, BOB = User(id="USR-1", name="ada"), User(id="USR-2", name="bob")


def call(leg: str, minute: int, status: str = "ringing", of: str = "CON-0") -> Call:
    started = AT + timedelta(minutes=minute)
    return Call(id=leg, conversation_id=of, from_={}, to={}, status=status, direction="inbound", started=started)


def told(number: int, *calls: Call) -> Conversation:
    member = Member(id=f"MEM-{number}", user_id=ADA.id, state="JOINED")
    at = AT + timedelta(minutes=number)
    return Conversation(id=f"CON-{number}", name=str(number), created=at, members=(member,), calls=calls)


CONVERSATIONS = tuple(told(number) for number in range(5))
WORLD = World(now=AT, users=(ADA, BOB), conversations=CONVERSATIONS)


def test_everybody_and_everything_is_found_by_id_or_name() -> None:
    assert (WORLD.user("USR-2"), WORLD.user("CON-2")) == (BOB, None)
    assert (WORLD.named("ada"), WORLD.named("eve")) == (ADA, None)
    assert (WORLD.conversation("CON-2"), WORLD.conversation("USR-2")) == (CONVERSATIONS[2], None)
    assert list(WORLD.users) == [ADA, BOB]
    assert WORLD.users[1] == BOB


def test_conversations_may_be_given_in_any_order() -> None:
    assert World(now=AT, conversations=CONVERSATIONS[::-1]).conversations == CONVERSATIONS


def test_both_ends_belong_to_a_time() -> None:
    def ids(start: int | None, end: int | None) -> list[str]:
        times = (None if at is None else AT + timedelta(minutes=at) for at in (start, end))
        return [it.name for it in WORLD.between(*times)]

    assert ids(1, 3) == ["1", "2", "3"]
    assert ids(None, 1) == ["0", "1"]
    assert ids(3, None) == ["3", "4"]
    assert ids(3, 2) == []
    assert len(ids(None, None)) == 5


def test_a_place_is_that_of_the_first_conversation_at_or_after_a_key() -> None:
    second = CONVERSATIONS[2]
    assert WORLD.place(second.created) == WORLD.place(second.created, second.id) == 2
    assert WORLD.place(second.created, f"{second.id}+") == 3


def test_a_users_memberships_come_with_their_conversations() -> None:
    assert [(it.name, member.id) for it, member in WORLD.of(ADA.id)[-2:]] == [("3", "MEM-3"), ("4", "MEM-4")]
    assert not WORLD.of(BOB.id)


def test_calls_come_in_the_order_in_which_they_began_and_are_chosen_by_status_and_conversation() -> None:
    late, early, other = call("late", 2), call("early", 1, "busy"), call("other", 3, "busy", "CON-1")
    world = replace(WORLD, conversations=(told(0, late, early), told(1, other)))

    assert world.calls == world.calls_of() == (early, late, other)
    assert world.calls_of(status="busy") == (early, other)
    assert world.calls_of(conversation_id="CON-0") == (early, late)
    assert world.calls_of(status="busy", conversation_id="CON-1") == (other,)
    assert world.users is WORLD.users
