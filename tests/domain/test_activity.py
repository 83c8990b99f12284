from __future__ import annotations

from dataclasses import replace
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
from capi_bot.domain.ended_calls import CallLog

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)


def _ago(minutes: int) -> datetime:
    return NOW - timedelta(minutes=minutes)


def _conversation(name: str, minutes: int = 0, state: ConversationState = ConversationState.ACTIVE) -> Conversation:
    return Conversation(id=name, display_name=name, state=state, created=_ago(minutes))


def _ended(name: str, minutes: int) -> ConversationDetails:
    return ConversationDetails(
        conversation=Conversation(id=name, state=ConversationState.INACTIVE, updated=_ago(minutes))
    )


def _with_joined_member(conversation: Conversation) -> ConversationDetails:
    return ConversationDetails(conversation=conversation, members=(Member(id="MEM-1", state=MemberState.JOINED),))


def _call(name: str, minutes: int | None = None) -> Call:
    started = None if minutes is None else _ago(minutes)
    return Call(
        id="1", conversation_id=name, status="answered", started=started, from_=Endpoint(address="447700900001")
    )


def _names(entries: tuple[ActivityEntry, ...]) -> list[str]:
    return [entry.summary.conversation.id for entry in entries]


@pytest.mark.parametrize(
    ("activity", "complete"),
    [
        (Activity(), True),
        (Activity(has_older=True), False),
        (Activity(unknown_count=1), False),
        (Activity(calls_known=False), False),
    ],
)
def test_activity_is_complete_where_nothing_else_can_be_live(activity: Activity, *, complete: bool) -> None:
    assert activity.is_complete is complete


def test_activity_shows_that_there_are_older_conversations() -> None:
    assert recent_activity((), {}, {}, has_older=True).has_older


def test_without_conversations_activity_is_empty() -> None:
    assert recent_activity((), {}, {}) == Activity()


def test_live_conversations_are_sorted_by_when_they_began_and_each_is_there_once() -> None:
    conversations = [_conversation("a", 1), _conversation("b", 2), _conversation("c", 3)]
    calls = {"c": (_call("c", 3),), "old": (_call("old", 90),), "lost": (_call("lost"),)}
    activity = recent_activity(
        conversations, {conversation.id: _with_joined_member(conversation) for conversation in conversations}, calls
    )

    assert _names(activity.live) == ["a", "b", "c", "old", "lost"]
    assert (activity.scanned, activity.unknown_count, activity.calls_known) == (3, 0, True)


def test_a_call_outside_the_list_is_named_by_its_numbers() -> None:
    (entry,) = recent_activity((), {}, {"old": (_call("old", 90),)}).live

    assert (entry.summary.name, entry.changed_at) == ("From +44 7700 900001", _ago(90))


def test_a_conversation_is_live_since_its_first_call_or_its_creation() -> None:
    conversation, other = _conversation("a", 60), _conversation("b", 50)
    details = {"a": _with_joined_member(conversation), "b": _with_joined_member(other)}
    activity = recent_activity([conversation, other], details, {"a": (_call("a", 5), _call("a", 9), _call("a"))})

    assert [entry.changed_at for entry in activity.live] == [_ago(9), _ago(50)]


def test_of_ended_conversations_those_that_ended_last_are_chosen_in_the_order_of_lists() -> None:
    conversations = [_conversation(name, minutes) for name, minutes in (("a", 1), ("b", 2), ("c", 3))]
    details = {
        "a": _ended("a", 30),
        "b": _ended("b", 10),
        "c": ConversationDetails(conversation=conversations[2], gone=True),
    }
    activity = recent_activity(conversations, details, {})

    assert _names(activity.ended) == ["c", "a", "b"]
    assert [entry.changed_at for entry in activity.ended] == [None, _ago(30), _ago(10)]
    assert _names(activity.recently_ended(2)) == ["c", "b"]


def test_calls_that_are_over_are_told_once_their_conversations_are_known_to_be() -> None:
    leg = replace(_call("over", 20), direction="inbound", status="completed", ended=_ago(19))
    (call,) = CallLog(legs=(leg,)).ended_calls()
    room = Conversation(id="room", state=ConversationState.ACTIVE)
    calls = [call, replace(call, conversation_id="room")]
    assert recent_activity((), {}, {}, ended_calls=calls) == Activity()

    over = Conversation(id="over")
    details = {
        "over": ConversationDetails(conversation=over, gone=True),
        "room": ConversationDetails(conversation=room, members=()),
    }
    (entry,) = recent_activity((), details, {}, ended_calls=calls).ended
    assert (entry.summary.name, entry.changed_at, entry.summary.ended_call) == ("From +44 7700 900001", _ago(19), call)
    assert conversations_to_read((), {}, slice(0, 6), [call]) == {"over": over}


def test_a_conversation_without_details_is_unknown_and_an_open_one_is_neither_live_nor_ended() -> None:
    conversations = [_conversation("a", state=ConversationState.UNKNOWN), _conversation("b")]
    activity = recent_activity(conversations, {"b": ConversationDetails(conversation=conversations[1], members=())}, {})

    assert activity == Activity(scanned=2, unknown_count=1)


@pytest.mark.parametrize(("members", "unknown"), [(None, 1), ((), 0)])
def test_activity_shows_that_calls_are_not_known(members: tuple[Member, ...] | None, unknown: int) -> None:
    activity = recent_activity(
        [_conversation("a")], {"a": ConversationDetails(conversation=_conversation("a"), members=members)}, None
    )

    assert activity == Activity(scanned=1, unknown_count=unknown, calls_known=False)


def test_a_conversation_known_to_be_empty_is_not_counted_as_unknown() -> None:
    conversation = _conversation("a", state=ConversationState.UNKNOWN)

    assert recent_activity(
        [conversation], {"a": ConversationDetails(conversation=conversation, members=())}, {}
    ) == Activity(scanned=1)


def test_calls_without_a_start_come_last() -> None:
    assert ids_by_newest_call({"a": (_call("a"),), "b": (_call("b", 9),), "c": (_call("c", 1),)}) == ("c", "b", "a")


def test_of_calls_outside_the_list_only_the_selected_ones_are_read() -> None:
    conversation = _conversation("a")
    calls = {name: (_call(name, minutes),) for minutes, name in enumerate(["x", "a", "y", "z"])}

    assert conversations_to_read([conversation], calls, slice(0, 2)) == {"x": Conversation(id="x"), "a": conversation}
    # One more may stand on the page, where one of the list stands before it.
    assert list(conversations_to_read([conversation], calls, slice(2, 4))) == ["a", "y", "z"]
