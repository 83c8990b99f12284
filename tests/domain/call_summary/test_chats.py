from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from capi_bot.capi.models import Event, Json, Member, MemberState
from capi_bot.domain.call_summary.chats import chat_sentence
from capi_bot.domain.durations import embed_time

NOW = datetime(2026, 1, 1, 9, 0, tzinfo=UTC)
IN = Member(id="MEM-1", state=MemberState.JOINED)
GONE = Member(id="MEM-2", state=MemberState.LEFT)
INVITED = Member(id="MEM-3", state=MemberState.INVITED)
HELLO: Json = {"message_type": "text", "text": "Hello"}


def message(number: int | None, minutes_ago: float | None = 2, kind: str = "message", body: Json = HELLO) -> Event:
    at = None if minutes_ago is None else NOW - timedelta(minutes=minutes_ago)
    return Event(id=number, type=kind, timestamp=at, body=body)


def told(*things: Member | Event, over: bool = False) -> str:
    members = [thing for thing in things if isinstance(thing, Member)]
    events = [thing for thing in things if isinstance(thing, Event)]
    return chat_sentence(members, events, NOW, over=over)


@pytest.mark.parametrize(
    ("members", "sentence"),
    [
        ((), ""),
        ((IN,), "1 person is in it"),
        ((IN, GONE, IN), "2 people are in it"),
        ((GONE,), "Nobody is in it"),
        ((INVITED,), "Nobody is in it, 1 invited"),
        ((IN, Member(id="MEM-4")), ""),
    ],
)
def test_who_is_there_is_told_where_it_is_known_of_all(members: tuple[Member, ...], sentence: str) -> None:
    assert told(*members) == sentence


def test_nobody_is_in_a_room_that_is_over_and_that_is_no_news() -> None:
    assert told(IN, over=True) == ""


def test_messages_are_counted_where_the_page_goes_back_to_the_first_event() -> None:
    assert told(IN, message(1), message(3, 60)) == "1 person is in it; 2 messages, the last 2 min ago"
    assert told(message(1)) == "1 message, 2 min ago"


def test_of_a_page_that_is_not_the_whole_story_only_the_last_message_is_told() -> None:
    assert told(message(7, 5), message(8)) == "The last message 2 min ago"


def test_every_kind_of_message_counts_once_and_a_deleted_one_not_at_all() -> None:
    events = (message(1), message(1), message(2, kind="text"), message(3, kind="image"), message(4, body={}))
    assert told(*events) == "3 messages, the last 2 min ago"
    assert told(message(1, kind="text:typing:on"), message(2, kind="custom:message")) == ""


def test_messages_of_long_ago_are_told_by_their_day() -> None:
    assert told(message(1), message(3, 3 * 1440)) == "2 messages, the last 2 min ago"
    assert told(message(1, 3 * 1440)) == f"1 message, {embed_time(NOW - timedelta(days=3))}"


def test_messages_without_numbers_or_times_are_told_as_far_as_they_go() -> None:
    assert told(message(None), message(None, 1)) == "The last message 1 min ago"
    assert told(message(None, None)) == ""
    assert told(message(1, None), message(None, None)) == "2 messages"
