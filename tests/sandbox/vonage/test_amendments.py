from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from capi_bot.sandbox.vonage.amendments import (
    Amendment,
    applied,
    with_event,
    with_member,
    with_member_fields,
)
from capi_bot.sandbox.world.records import (
    Conversation,
    Event,
    Member,
    moment,
)

NOON = moment("2018-10-25T12:00:00Z")


def conversation(events: int = 0, members: int = 0) -> Conversation:
    return Conversation(
        id="CON-1",
        name="room",
        created=NOON,
        events=tuple(Event(id=number, type=f"own {number}", at=NOON) for number in range(1, events + 1)),
        members=tuple(Member(id=f"own {number}", user_id="USR-1", state="JOINED") for number in range(members)),
    )


def event(type_: str) -> Event:
    return Event(id=0, type=type_, at=NOON)


def member(name: str) -> Member:
    return Member(id=name, user_id="USR-2", state="INVITED")


def test_nothing_written_changes_nothing() -> None:
    of = conversation(events=3, members=2)
    assert applied(Amendment(), of) == of


def test_fields_are_changed_over_whatever_the_conversation_becomes() -> None:
    amendment = Amendment(fields={"display_name": "Room"})
    assert applied(amendment, replace(conversation(), state="INACTIVE")) == replace(
        conversation(), state="INACTIVE", display_name="Room"
    )


def test_events_that_come_later_count_on_from_a_written_one() -> None:
    amendment = with_event(Amendment(), conversation(events=2), event("written"))
    told = applied(amendment, conversation(events=4)).events
    assert [(item.id, item.type) for item in told] == [
        (1, "own 1"), (2, "own 2"), (3, "written"), (4, "own 3"), (5, "own 4"),
    ]  # fmt: skip


@settings(deadline=None)
@given(st.lists(st.integers(0, 3), max_size=8))
def test_an_events_id_never_changes_and_ids_increase_by_one(pauses: list[int]) -> None:
    amendment, seen, happened = Amendment(), {}, 0
    for number, pause in enumerate(pauses):
        happened += pause
        amendment = with_event(amendment, conversation(events=happened), event(f"written {number}"))
        told = applied(amendment, conversation(events=happened)).events
        assert [item.id for item in told] == list(range(1, len(told) + 1))
        assert seen.items() <= (seen := {item.id: item.type for item in told}).items()


def test_a_deleted_event_stays_without_its_body() -> None:
    amendment = with_event(Amendment(deleted_events=frozenset({1})), conversation(events=1), event("written"))
    first, second = applied(amendment, conversation(events=1)).events
    assert (first.deleted, first.body, second.deleted) == (True, {}, False)


def test_a_written_member_keeps_its_place_when_others_come() -> None:
    amendment = with_member(Amendment(), conversation(members=1), member("first"))
    amendment = with_member(amendment, conversation(members=1), member("second"))
    told = applied(amendment, conversation(members=3)).members
    assert [item.id for item in told] == ["own 0", "first", "second", "own 1", "own 2"]


def test_what_is_written_of_a_member_adds_up() -> None:
    amendment = with_member_fields(Amendment(), "own 0", {"state": "LEFT"})
    amendment = with_member_fields(amendment, "own 0", {"invited_by": "USR-9"})
    (told,) = applied(amendment, conversation(members=1)).members
    assert (told.state, told.invited_by) == ("LEFT", "USR-9")
