"""What the bot reads of direct conversations."""

from __future__ import annotations

from slack_sdk import WebClient

ADA = "D0ADA"
METADATA = {"event_type": "answer", "event_payload": {"key": "k1"}}


def test_the_history_has_the_newest_first_without_replies_and_metadata_where_asked_for(slack: WebClient) -> None:
    first = slack.chat_postMessage(channel=ADA, text="first", metadata=METADATA)
    slack.chat_postMessage(channel=ADA, text="reply", thread_ts=first["ts"])
    slack.chat_postMessage(channel=ADA, text="second")
    found = slack.conversations_history(channel=ADA, include_all_metadata=True)
    assert [(each["text"], each.get("metadata")) for each in found["messages"]] == [
        ("second", None),
        ("first", METADATA),
    ]
    plain = slack.conversations_history(channel=ADA, limit=1)
    assert (plain["messages"][0].get("metadata"), plain["has_more"]) == (None, True)


def test_a_thread_begins_with_its_parent_and_goes_on_with_the_oldest_reply(slack: WebClient) -> None:
    parent = slack.chat_postMessage(channel=ADA, text="parent")["ts"]
    for text in ("one", "two"):
        slack.chat_postMessage(channel=ADA, text=text, thread_ts=parent, metadata=METADATA)
    found = slack.conversations_replies(channel=ADA, ts=parent, limit=2, include_all_metadata=True)
    assert [(each["text"], each.get("metadata")) for each in found["messages"]] == [("parent", None), ("one", METADATA)]
    assert found["has_more"]
