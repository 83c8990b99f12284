from __future__ import annotations

from datetime import UTC, datetime

import pytest

from capi_bot.sandbox.world import Call, Conversation, Event, User, World, ident, moment, stamp

AT = datetime(2018, 10, 25, 9, 26, 18, 999000, tzinfo=UTC)


def test_a_time_is_written_as_the_api_writes_it() -> None:
    assert stamp(AT) == "2018-10-25T09:26:18.999Z"
    assert stamp(AT.replace(microsecond=0)) == "2018-10-25T09:26:18.000Z"


@pytest.mark.parametrize(
    "text", ["2018-10-25T09:26:18.999Z", "2018-10-25 09:26:18.999", "2018-10-25T11:26:18.999+02:00"]
)
def test_every_spelling_of_a_time_is_the_same_moment(text: str) -> None:
    assert moment(text) == AT


def test_a_label_always_gets_the_same_id_and_no_other_label_does() -> None:
    assert ident("CON", "one") == ident("CON", "one")
    assert len({ident("CON", "one"), ident("CON", "two"), ident("MEM", "one")}) == 3
    assert len(ident("CON", "one")) == len("CON-") + 36
    assert len(ident("", "one")) == 36


def test_the_sequence_number_is_the_last_events_id() -> None:
    empty = Conversation(id="CON-1", name="one", created=AT)
    told = Conversation(id="CON-1", name="one", created=AT, events=(Event(id=7, type="text", at=AT),))
    assert (empty.sequence_number, told.sequence_number) == (0, 7)


def test_things_are_found_by_id_and_calls_come_in_order() -> None:
    def call(leg: str, started: str) -> Call:
        return Call(
            id=leg,
            conversation_id="CON-1",
            from_={},
            to={},
            status="ringing",
            direction="inbound",
            started=moment(started),
        )

    late, early = call("late", "2018-10-25T10:00:00Z"), call("early", "2018-10-25T09:00:00Z")
    conversation = Conversation(id="CON-1", name="one", created=AT, calls=(late, early))
    user = User(id="USR-1", name="ada")
    world = World(now=AT, users=(user,), conversations=(conversation,))
    assert world.conversation("CON-1") is conversation
    assert world.user("USR-1") is user
    assert world.conversation("USR-1") is None
    assert world.user("CON-1") is None
    assert world.calls == (early, late)
