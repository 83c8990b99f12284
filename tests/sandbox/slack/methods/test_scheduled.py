from __future__ import annotations

from typing import Any

import pytest

Clock = Any  # conftest's
Granted = Any  # conftest's

NOW = 1_540_459_680
SOON = NOW + 600
LATER = {"channel": "C0CALLS", "text": "Shift ends"}


def test_a_message_is_posted_when_its_time_has_come(granted: Granted, clock: Clock) -> None:
    answer = granted("chat.scheduleMessage", **LATER, post_at=SOON)
    assert (answer["channel"], answer["post_at"], answer["message"]["text"]) == ("C0CALLS", SOON, "Shift ends")
    assert granted.workspace.board.messages == ()
    clock.now = SOON
    granted.workspace.outbox.post_due()
    [message] = granted.workspace.board.messages
    assert (message.text, message.channel, float(message.ts)) == ("Shift ends", "C0CALLS", SOON)
    assert granted.error("chat.deleteScheduledMessage", channel="C0CALLS", scheduled_message_id="Q1") == (
        "invalid_scheduled_message_id"
    )


def test_what_waits_is_listed_and_can_be_deleted(granted: Granted) -> None:
    names = [
        granted("chat.scheduleMessage", channel=channel, text="x", post_at=at)["scheduled_message_id"]
        for channel, at in (("C0CALLS", SOON), ("D0ADA", SOON + 1))
    ]
    listed = granted("chat.scheduledMessages.list", limit=1)
    assert [each["id"] for each in listed["scheduled_messages"]] == names[:1]
    assert listed["response_metadata"]["next_cursor"]
    [row] = granted("chat.scheduledMessages.list", channel="D0ADA")["scheduled_messages"]
    assert row == {"id": names[1], "channel_id": "D0ADA", "post_at": SOON + 1, "date_created": NOW, "text": "x"}
    assert granted("chat.scheduledMessages.list", oldest=SOON + 1, latest=SOON + 9)["scheduled_messages"] == [row]
    wrong = {"channel": "C0CALLS", "scheduled_message_id": names[1]}
    assert granted.error("chat.deleteScheduledMessage", **wrong) == "invalid_scheduled_message_id"
    assert granted("chat.deleteScheduledMessage", channel="U0ADA", scheduled_message_id=names[1]) == {}
    assert len(granted.workspace.outbox.waiting) == 1


@pytest.mark.parametrize(
    ("post_at", "error"),
    [
        ("tomorrow", "invalid_time"),
        (NOW, "time_in_past"),
        (NOW + 120 * 86_400 + 1, "time_too_far"),
    ],
)
def test_a_time_that_slack_would_refuse_is_refused(granted: Granted, post_at: object, error: str) -> None:
    assert granted.error("chat.scheduleMessage", **LATER, post_at=post_at) == error


def test_thirty_messages_wait_for_five_minutes_of_a_channel(granted: Granted) -> None:
    for second in range(30):
        granted("chat.scheduleMessage", **LATER, post_at=SOON + second)
    assert granted.error("chat.scheduleMessage", **LATER, post_at=SOON + 30) == "restricted_too_many"
    assert granted("chat.scheduleMessage", **LATER, post_at=SOON + 600)
    assert granted("chat.scheduleMessage", channel="D0ADA", text="x", post_at=SOON)


def test_a_list_of_nowhere_or_of_no_time_is_refused(granted: Granted) -> None:
    assert granted.error("chat.scheduledMessages.list", channel="C0NOWHERE") == "invalid_channel"
    assert granted.error("chat.scheduledMessages.list", oldest="yesterday") == "invalid_arguments"
