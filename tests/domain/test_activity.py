from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from capi_bot.capi.models import Call, Conversation, ConversationState, Endpoint, Member, MemberState
from capi_bot.domain.activity import (
    Activity,
    ActivityEntry,
    conversations_to_read,
    ids_by_newest_call,
    recent_activity,
)
from capi_bot.domain.conversation_summary import ConversationDetails

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)


def _ago(minutes: int) -> datetime:
    return NOW - timedelta(minutes=minutes)


def _room(name: str, minutes: int = 0, state: ConversationState = ConversationState.ACTIVE) -> Conversation:
    return Conversation(id=name, display_name=name, state=state, created=_ago(minutes))


def _ended(name: str, minutes: int) -> ConversationDetails:
    return ConversationDetails(
        conversation=Conversation(id=name, state=ConversationState.INACTIVE, updated=_ago(minutes))
    )


def _busy(room: Conversation) -> ConversationDetails:
    return ConversationDetails(conversation=room, members=(Member(id="MEM-1", state=MemberState.JOINED),))


def _call(name: str, minutes: int | None = None) -> Call:
    started = None if minutes is None else _ago(minutes)
    return Call(
        id="1", conversation_id=name, status="answered", started=started, from_=Endpoint(address="447700900001")
    )


def _names(sights: tuple[ActivityEntry, ...]) -> list[str]:
    return [sight.summary.conversation.id for sight in sights]


@pytest.mark.parametrize(
    ("found", "whole"),
    [
        (Activity(), True),
        (Activity(has_older=True), False),
        (Activity(unknown_count=1), False),
        (Activity(calls_known=False), False),
    ],
)
def test_only_what_was_looked_at_whole_is_counted_exactly(found: Activity, *, whole: bool) -> None:
    assert found.is_complete is whole


def test_that_there_are_older_ones_is_kept() -> None:
    assert recent_activity((), {}, {}, has_older=True).has_older


def test_nothing_at_all_is_an_empty_survey() -> None:
    assert recent_activity((), {}, {}) == Activity()


def test_calls_come_first_and_the_newest_before_the_others_and_none_twice() -> None:
    rooms = [_room("a", 1), _room("b", 2), _room("c", 3)]
    calls = {"c": (_call("c", 3),), "old": (_call("old", 90),), "lost": (_call("lost"),)}
    found = recent_activity(rooms, {room.id: _busy(room) for room in rooms}, calls)

    assert _names(found.live) == ["c", "old", "lost", "a", "b"]
    assert (found.scanned, found.unknown_count, found.calls_known) == (3, 0, True)


def test_a_call_elsewhere_has_its_name_from_its_numbers() -> None:
    (found,) = recent_activity((), {}, {"old": (_call("old", 90),)}).live

    assert (found.summary.name, found.changed_at) == ("From 447700900001", _ago(90))


def test_it_is_live_since_its_first_call_began_and_else_since_it_was_created() -> None:
    room, quiet = _room("a", 60), _room("b", 50)
    looks = {"a": _busy(room), "b": _busy(quiet)}
    found = recent_activity([room, quiet], looks, {"a": (_call("a", 5), _call("a", 9), _call("a"))})

    assert [sight.changed_at for sight in found.live] == [_ago(9), _ago(50)]


def test_what_ended_last_comes_first_whenever_it_was_created() -> None:
    rooms = [_room(name, minutes) for name, minutes in (("a", 1), ("b", 2), ("c", 3))]
    looks = {"a": _ended("a", 30), "b": _ended("b", 10), "c": ConversationDetails(conversation=rooms[2], gone=True)}
    found = recent_activity(rooms, looks, {})

    assert _names(found.ended) == ["c", "b", "a"]
    assert [sight.changed_at for sight in found.ended] == [None, _ago(10), _ago(30)]


def test_who_is_in_is_counted_as_unknown_until_it_was_read_and_an_open_one_is_neither() -> None:
    rooms = [_room("a", state=ConversationState.UNKNOWN), _room("b")]
    found = recent_activity(rooms, {"b": ConversationDetails(conversation=rooms[1], members=())}, {})

    assert found == Activity(scanned=2, unknown_count=1)


@pytest.mark.parametrize(("members", "unknown"), [(None, 1), ((), 0)])
def test_calls_that_are_not_known_are_told_as_such(members: tuple[Member, ...] | None, unknown: int) -> None:
    found = recent_activity([_room("a")], {"a": ConversationDetails(conversation=_room("a"), members=members)}, None)

    assert found == Activity(scanned=1, unknown_count=unknown, calls_known=False)


def test_one_that_nobody_is_in_is_no_riddle_although_its_state_is() -> None:
    room = _room("a", state=ConversationState.UNKNOWN)

    assert recent_activity([room], {"a": ConversationDetails(conversation=room, members=())}, {}) == Activity(scanned=1)


def test_calls_with_no_start_stand_last() -> None:
    assert ids_by_newest_call({"a": (_call("a"),), "b": (_call("b", 9),), "c": (_call("c", 1),)}) == ("c", "b", "a")


def test_of_calls_elsewhere_only_those_that_are_shown_are_read() -> None:
    room = _room("a")
    calls = {name: (_call(name, minutes),) for minutes, name in enumerate(["x", "a", "y", "z"])}

    assert conversations_to_read([room], calls, slice(0, 2)) == {"x": Conversation(id="x"), "a": room}
    assert list(conversations_to_read([room], calls, slice(2, 4))) == ["y", "z", "a"]
