from __future__ import annotations

from dataclasses import replace
from itertools import count
from threading import Thread
from uuid import UUID

import pytest

from capi_bot.sandbox.vonage.ledger import Ledger
from capi_bot.sandbox.world.records import (
    Conversation,
    Member,
    User,
    moment,
)
from capi_bot.sandbox.world.snapshot import World

NOON = moment("2018-10-25T12:00:00Z")
ROOM = Conversation(id="CON-room", name="room", created=NOON)
WORLD = World(now=NOON, users=(User(id="USR-1", name="mary"),), conversations=(ROOM,))


@pytest.fixture
def ledger() -> Ledger:
    numbers = count(1)
    return Ledger(lambda: UUID(int=next(numbers)))


def test_an_empty_ledger_leaves_a_world_as_it_is(ledger: Ledger) -> None:
    assert ledger.over(WORLD) is WORLD


def test_what_is_written_is_seen_by_the_next_reader(ledger: Ledger) -> None:
    with ledger.writing(WORLD) as draft:
        made = draft.create(name="order")
        assert ledger.over(WORLD) is WORLD
    assert made.id == "CON-00000000-0000-0000-0000-000000000001"
    assert [told.name for told in ledger.over(WORLD).conversations] == ["room", "order"]


def test_what_is_refused_on_the_way_leaves_nothing_behind(ledger: Ledger) -> None:
    def refuse() -> None:
        with ledger.writing(WORLD) as draft:
            draft.arrive(name="ann")
            raise ValueError("refused")

    with pytest.raises(ValueError, match="refused"):
        refuse()
    assert ledger.over(WORLD) is WORLD


def test_each_created_conversation_is_later_than_all_before_it_though_time_stands_still(ledger: Ledger) -> None:
    for name in ("one", "two"):
        with ledger.writing(WORLD) as draft:
            draft.create(name=name)
    created = [told.created for told in ledger.over(WORLD).conversations]
    assert created == sorted(set(created))
    with ledger.writing(World(now=NOON)) as draft:
        assert draft.create(name="three").created > created[-1]
    with Ledger().writing(World(now=NOON)) as draft:
        assert draft.create(name="alone").created == NOON


def test_writes_go_on_over_a_world_that_lives(ledger: Ledger) -> None:
    with ledger.writing(WORLD) as draft:
        draft.change(ROOM.id, display_name="Room")
        draft.join(ROOM.id, Member(id="MEM-1", user_id="USR-1", state="JOINED"))
        draft.happen(ROOM.id, "custom:hello", {})
    later = replace(WORLD, conversations=(replace(ROOM, state="INACTIVE"),))
    told = ledger.over(later).conversation(ROOM.id)
    assert told is not None
    assert (told.state, told.display_name, told.sequence_number, len(told.members)) == ("INACTIVE", "Room", 1, 1)
    assert ledger.over(replace(WORLD, conversations=())).conversation(ROOM.id) is None


def test_what_is_not_there_cannot_be_written_to(ledger: Ledger) -> None:
    with pytest.raises(KeyError), ledger.writing(WORLD) as draft:
        draft.happen("CON-nowhere", "custom:hello", {})


def test_a_cleared_ledger_is_an_empty_one(ledger: Ledger) -> None:
    with ledger.writing(WORLD) as draft:
        draft.erase(ROOM.id)
    ledger.clear()
    assert ledger.over(WORLD) is WORLD


def test_several_writers_lose_nothing(ledger: Ledger) -> None:
    def write() -> None:
        for _ in range(50):
            with ledger.writing(WORLD) as draft:
                draft.happen(ROOM.id, "custom:tick", {})

    threads = [Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    told = ledger.over(WORLD).conversation(ROOM.id)
    assert told is not None
    assert [event.id for event in told.events] == list(range(1, 201))
