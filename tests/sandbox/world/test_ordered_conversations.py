from __future__ import annotations

from datetime import UTC, datetime, timedelta

from capi_bot.sandbox.world.ordered_conversations import Beside, Known, age
from capi_bot.sandbox.world.records import Call, Conversation, Member

AT = datetime(2026, 5, 1, tzinfo=UTC)


def call(leg: str, of: str, minute: int) -> Call:
    at = AT + timedelta(minutes=minute)
    return Call(id=leg, conversation_id=of, from_={}, to={}, status="ringing", direction="inbound", started=at)


def told(name: str, minute: int, *who: str) -> Conversation:
    members = tuple(Member(id=f"{name}-{user}", user_id=user, state="JOINED") for user in who)
    at = AT + timedelta(minutes=minute)
    return Conversation(id=name, name=name, created=at, members=members, calls=(call(f"leg-{name}", name, minute),))


A, B, C, D = told("a", 1, "ada"), told("b", 2, "bob", "ada"), told("c", 3, "ada", "ada"), told("d", 4)
GONE = call("leg-gone", "gone", 0)
SHELF = Beside(Known((B, D)), Known((C, A), legs=(GONE,)))


def test_conversations_stand_in_the_order_of_their_creation() -> None:
    assert list(SHELF) == [A, B, C, D]
    assert list(Known((D, A, B))) == [A, B, D]
    assert [SHELF.key(place) for place in range(4)] == [age(it) for it in (A, B, C, D)]


def test_a_conversation_is_found_on_either_shelf() -> None:
    assert [SHELF.find(name) for name in "abcde"] == [A, B, C, D, None]


def test_memberships_come_in_order_and_whoever_is_there_twice_is_listed_twice() -> None:
    assert [(room.id, member.id) for room, member in SHELF.of("ada")] == [
        ("a", "a-ada"),
        ("b", "b-ada"),
        ("c", "c-ada"),
        ("c", "c-ada"),
    ]
    assert not SHELF.of("eve")


def test_legs_are_listed_also_when_their_conversation_is_gone() -> None:
    assert [it.id for it in SHELF.calls] == ["leg-gone", "leg-a", "leg-b", "leg-c", "leg-d"]


def test_a_conversation_is_found_by_its_name_too() -> None:
    assert [SHELF.called(name) for name in "abcde"] == [A, B, C, D, None]
