from __future__ import annotations

from typing import Any

import pytest

Granted = Any  # conftest's


@pytest.fixture
def item(granted: Granted) -> dict[str, str]:
    ts = granted("chat.postMessage", channel="C0CALLS", text="List")["ts"]
    return {"channel": "C0CALLS", "timestamp": ts}


def test_an_emoji_is_put_there_and_taken_away(granted: Granted, item: dict[str, str]) -> None:
    granted("reactions.add", **item, name=":thumbsup::skin-tone-3:")
    told = granted("reactions.get", **item)["message"]["reactions"]
    assert told == [{"name": "thumbsup::skin-tone-3", "users": ["U0CAPIBOT"], "count": 1}]
    assert granted.error("reactions.add", **item, name="thumbsup::skin-tone-3") == "already_reacted"
    granted("reactions.remove", **item, name="thumbsup::skin-tone-3")
    assert "reactions" not in granted("reactions.get", **item)["message"]
    assert granted.error("reactions.remove", **item, name="thumbsup::skin-tone-3") == "no_reaction"


def test_what_somebody_reacted_to_is_listed_newest_first(granted: Granted, item: dict[str, str]) -> None:
    other = granted("chat.postMessage", channel="D0ADA", text="Hello")
    granted("chat.postMessage", channel="C0CALLS", text="plain")
    granted("reactions.add", **item, name="eyes")
    granted("reactions.add", channel="D0ADA", timestamp=other["ts"], name="eyes")
    items = granted("reactions.list")["items"]
    assert [(each["channel"], each["message"]["text"]) for each in items] == [("D0ADA", "Hello"), ("C0CALLS", "List")]
    assert granted("reactions.list", user="U0ADA")["items"] == []


@pytest.mark.parametrize("method", ["reactions.add", "reactions.remove"])
@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"channel": ""}, "no_item_specified"),
        ({"timestamp": ""}, "no_item_specified"),
        ({"timestamp": "now"}, "bad_timestamp"),
        ({"timestamp": "1.0"}, "message_not_found"),
        ({"channel": "C0NOWHERE"}, "channel_not_found"),
        ({"name": "two words"}, "invalid_name"),
        ({"name": ""}, "invalid_name"),
    ],
)
def test_a_reaction_that_slack_would_refuse_is_refused(
    granted: Granted, item: dict[str, str], method: str, changes: dict[str, str], error: str
) -> None:
    assert granted.error(method, **{**item, "name": "eyes", **changes}) == error


def test_an_ephemeral_message_takes_no_reaction(granted: Granted) -> None:
    ts = granted("chat.postEphemeral", channel="C0CALLS", user="U0ADA", text="psst")["message_ts"]
    assert granted.error("reactions.add", channel="C0CALLS", timestamp=ts, name="eyes") == "message_not_found"


def test_one_member_puts_so_many_emoji_and_no_more(granted: Granted, item: dict[str, str]) -> None:
    for number in range(23):
        granted("reactions.add", **item, name=f"emoji{number}")
    assert granted.error("reactions.add", **item, name="eyes") == "too_many_reactions"


def test_a_message_holds_so_many_emoji_and_no_more(granted: Granted, item: dict[str, str]) -> None:
    board = granted.workspace.board
    for number in range(50):
        message = board.find(item["channel"], item["timestamp"])
        board.put(message.with_reaction(f"emoji{number}", "U0ADA"))
    assert granted.error("reactions.add", **item, name="eyes") == "too_many_emoji"
    granted("reactions.add", **item, name="emoji7")
