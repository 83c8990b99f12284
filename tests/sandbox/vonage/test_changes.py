from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from threading import Thread

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from capi_bot.sandbox.vonage.changes import ChangeStore, Transaction
from capi_bot.sandbox.world.records import Call, Conversation, Event, Member, User, parse_time
from capi_bot.sandbox.world.snapshot import World

NOON = parse_time("2018-10-25T12:00:00Z")
MARY, ANN = (User(id=f"USR-{name}", name=name) for name in ("mary", "ann"))
LEG = Call(id="leg", conversation_id="CON-a", from_={}, to={}, status="ringing", direction="inbound", started=NOON)


def conversation(name: str, minute: int, *users: User, events: int = 0, calls: tuple[Call, ...] = ()) -> Conversation:
    return Conversation(
        id=f"CON-{name}",
        name=name,
        created=NOON + timedelta(minutes=minute),
        members=tuple(Member(id=f"MEM-{name}-{user.name}", user_id=user.id, state="JOINED") for user in users),
        events=tuple(Event(id=number, type=f"own {number}", at=NOON) for number in range(1, events + 1)),
        calls=calls,
    )


A, B, C = conversation("a", 1, MARY, calls=(LEG,)), conversation("b", 2, MARY, ANN), conversation("c", 3, ANN)
WORLD = World(now=NOON, users=(MARY, ANN), conversations=(A, B, C))


@pytest.fixture
def store() -> ChangeStore:
    return ChangeStore()


def written(store: ChangeStore, write: Callable[[Transaction], object], world: World = WORLD) -> World:
    with store.transaction(world) as transaction:
        write(transaction)
    return store.apply(world)


def test_without_changes_a_world_stays_as_it_is(store: ChangeStore) -> None:
    assert store.apply(WORLD) is WORLD


def test_a_transaction_is_seen_by_readers_only_when_it_is_committed(store: ChangeStore) -> None:
    with store.transaction(WORLD) as transaction:
        created = transaction.create_conversation(name="order")
        assert transaction.world.conversation(created.id) == created
        assert store.apply(WORLD) is WORLD
    assert re.fullmatch(r"CON-[0-9a-f-]{36}", created.id)
    assert [item.name for item in store.apply(WORLD).conversations] == ["a", "b", "c", "order"]
    store.clear()
    assert store.apply(WORLD) is WORLD


def test_a_transaction_that_fails_leaves_no_changes(store: ChangeStore) -> None:
    def fail(transaction: Transaction) -> None:
        transaction.create_user(name="eve")
        transaction.add_event("CON-nowhere", "custom:hello", {})

    with pytest.raises(KeyError):
        written(store, fail)
    assert store.apply(WORLD) is WORLD


def test_each_created_conversation_is_later_than_all_others_though_time_stands_still(store: ChangeStore) -> None:
    for name in ("one", "two"):
        world = written(store, lambda transaction, name=name: transaction.create_conversation(name=name))  # type: ignore[misc]
    created = [item.created for item in world.conversations]
    assert created == sorted(set(created))
    assert (
        written(ChangeStore(), lambda t: t.create_conversation(name="x"), World(now=NOON)).conversations[0].created
        == NOON
    )


def test_conversations_are_changed_and_deleted_in_their_places(store: ChangeStore) -> None:
    def write(transaction: Transaction) -> None:
        transaction.delete_conversation("CON-a")
        transaction.change_conversation("CON-b", display_name="B", name="bee")
        transaction.add_member("CON-c", Member(id="MEM-late", user_id=MARY.id, state="INVITED"))

    world = written(store, write)
    assert [item.id for item in world.conversations] == ["CON-b", "CON-c"]
    assert world.conversation("CON-a") is world.conversation("CON-nowhere") is None
    assert [world.conversation_named(name) for name in ("a", "b", "bee", "c")] == [None, None, *world.conversations]
    assert [member.id for _, member in world.memberships(MARY.id)] == ["MEM-b-mary", "MEM-late"]
    assert (world.conversations[0].display_name, world.conversations[0].updated) == ("B", NOON)
    assert world.calls == world.calls_of(status="ringing") == (LEG,)
    assert store.apply(replace(WORLD, conversations=())).conversation("CON-b") is None


def test_users_keep_their_places_and_are_found_no_more_when_deleted(store: ChangeStore) -> None:
    def write(transaction: Transaction) -> None:
        transaction.create_user(name="new")
        transaction.put_user(replace(MARY, name="maria"))
        transaction.delete_user(ANN.id)

    world = written(store, write)
    assert [user.name for user in world.users] == ["maria", "ann", "new"]
    assert [world.user(user.id) is not None for user in world.users] == [True, False, True]
    assert [world.user_named(name) is not None for name in ("mary", "maria", "ann", "new")] == [
        False,
        True,
        False,
        True,
    ]


def test_changes_hold_over_a_world_that_goes_on(store: ChangeStore) -> None:
    def write(transaction: Transaction) -> None:
        transaction.change_conversation("CON-a", display_name="Room")
        transaction.add_member("CON-a", Member(id="MEM-1", user_id=ANN.id, state="JOINED"))
        transaction.change_member("CON-a", "MEM-1", state="LEFT")
        transaction.change_member("CON-a", "MEM-1", invited_by="USR-9")
        transaction.delete_event("CON-a", transaction.add_event("CON-a", "custom:hello", {"a": 1}).id)

    written(store, write)
    later = replace(conversation("a", 1, MARY, ANN, events=2), state="INACTIVE")
    changed = store.apply(replace(WORLD, conversations=(later,))).conversation("CON-a")
    assert changed is not None
    assert (changed.state, changed.display_name) == ("INACTIVE", "Room")
    assert [member.id for member in changed.members] == ["MEM-a-mary", "MEM-1", "MEM-a-ann"]
    assert (changed.members[1].state, changed.members[1].invited_by) == ("LEFT", "USR-9")
    assert [(event.id, event.type, event.deleted) for event in changed.events] == [
        (1, "custom:hello", True), (2, "own 1", False), (3, "own 2", False),
    ]  # fmt: skip


@settings(deadline=None)
@given(st.lists(st.integers(0, 3), max_size=8))
def test_an_events_id_never_changes_and_ids_increase_by_one(pauses: list[int]) -> None:
    store, seen, own = ChangeStore(), {}, 0
    for number, pause in enumerate(pauses):
        own += pause
        world = World(now=NOON, conversations=(conversation("a", 1, events=own),))
        with store.transaction(world) as transaction:
            transaction.add_event("CON-a", f"written {number}", {})
        changed = store.apply(world).conversation("CON-a")
        assert changed is not None
        assert [event.id for event in changed.events] == list(range(1, len(changed.events) + 1))
        assert seen.items() <= (seen := {event.id: event.type for event in changed.events}).items()


def test_several_writers_lose_nothing(store: ChangeStore) -> None:
    def write() -> None:
        for _ in range(50):
            written(store, lambda transaction: transaction.add_event("CON-a", "custom:tick", {}))

    threads = [Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    changed = store.apply(WORLD).conversation("CON-a")
    assert changed is not None
    assert [event.id for event in changed.events] == list(range(1, 201))
