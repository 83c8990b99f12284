from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Granted = Any  # conftest's
METADATA = {"event_type": "call_ended", "event_payload": {}}


@pytest.fixture
def told(granted: Granted) -> Granted:
    """Three messages in a channel, the second with two replies, one of which is shown in the channel too."""
    first = granted("chat.postMessage", channel="C0CALLS", text="first", metadata=METADATA)["ts"]
    parent = granted("chat.postMessage", channel="C0CALLS", text="second")["ts"]
    granted("chat.postMessage", channel="C0CALLS", text="reply", thread_ts=parent)
    granted("chat.postMessage", channel="C0CALLS", text="shown", thread_ts=parent, reply_broadcast=True)
    granted("chat.postMessage", channel="C0CALLS", text="third")
    granted("chat.postEphemeral", channel="C0CALLS", text="psst", user="U0ADA")
    granted("reactions.add", channel="C0CALLS", timestamp=first, name="eyes")
    return granted


def texts(answer: Any) -> list[str]:  # noqa: ANN401 - the answer's JSON
    return [each["text"] for each in answer["messages"]]


def ts_of(told: Granted, text: str) -> str:
    return next(each.ts for each in told.workspace.board.messages if each.text == text)


def test_history_is_newest_first_without_replies_and_secrets(told: Granted) -> None:
    answer = told("conversations.history", channel="C0CALLS")
    assert texts(answer) == ["third", "shown", "second", "first"]
    assert answer["has_more"] is False
    assert "response_metadata" not in answer


def test_a_parent_tells_of_its_replies_and_a_message_of_its_reactions(told: Granted) -> None:
    *_, parent, first = told("conversations.history", channel="C0CALLS")["messages"]
    assert (parent["reply_count"], parent["reply_users"], parent["thread_ts"]) == (2, ["U0CAPIBOT"], parent["ts"])
    assert parent["latest_reply"] == ts_of(told, "shown")
    assert first["reactions"] == [{"name": "eyes", "users": ["U0CAPIBOT"], "count": 1}]


def test_metadata_is_told_when_it_is_asked_for(told: Granted) -> None:
    for asked, expected in ((False, None), (True, METADATA)):
        *_, first = told("conversations.history", channel="C0CALLS", include_all_metadata=asked)["messages"]
        assert first.get("metadata") == expected


def test_history_goes_on_in_pages(told: Granted) -> None:
    page = told("conversations.history", channel="C0CALLS", limit=3)
    assert page["has_more"] is True
    rest = told("conversations.history", channel="C0CALLS", cursor=page["response_metadata"]["next_cursor"])
    assert texts(page) + texts(rest) == ["third", "shown", "second", "first"]


def test_history_is_asked_for_between_two_times(told: Granted) -> None:
    asked = {"channel": "C0CALLS", "oldest": ts_of(told, "first"), "latest": ts_of(told, "third")}
    assert texts(told("conversations.history", **asked)) == ["shown", "second"]
    assert texts(told("conversations.history", **asked, inclusive=True)) == ["third", "shown", "second", "first"]
    for name in ("oldest", "latest"):
        assert told.error("conversations.history", channel="C0CALLS", **{name: "now"}) == f"invalid_ts_{name}"


@pytest.mark.parametrize("asked_by", ["second", "reply"])
def test_a_thread_is_told_from_its_parent_on_whoever_is_named(told: Granted, asked_by: str) -> None:
    answer = told("conversations.replies", channel="C0CALLS", ts=ts_of(told, asked_by))
    assert texts(answer) == ["second", "reply", "shown"]


def test_a_message_without_replies_is_a_thread_of_one(told: Granted) -> None:
    assert texts(told("conversations.replies", channel="C0CALLS", ts=ts_of(told, "third"))) == ["third"]
    for ts in ("1.0", ts_of(told, "psst")):
        assert told.error("conversations.replies", channel="C0CALLS", ts=ts) == "thread_not_found"


def test_the_bot_reads_where_it_is_a_member_and_has_the_scope(told: Granted, granting: Callable[..., Granted]) -> None:
    assert told.error("conversations.history", channel="C0LOBBY") == "not_in_channel"
    few = granting("channels:history")
    assert few("conversations.history", channel="C0CALLS")["messages"] == []
    assert few.error("conversations.history", channel="C0NIGHT") == "missing_scope"
