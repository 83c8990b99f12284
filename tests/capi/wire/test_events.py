from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

from capi_bot.capi.models import Event
from capi_bot.capi.wire.events import event


def test_an_event_of_v1_is_read_whole() -> None:
    document = {
        "id": 4433,
        "type": "message",
        "from": "MEM-1",
        "body": {"message_type": "text", "text": "hello"},
        "timestamp": "2020-01-01T14:00:00.00Z",
        "_embedded": {
            "from_user": {"id": "USR-1", "name": "ada", "display_name": "Ada"},
            "from_member": {"id": "MEM-2"},
        },
    }
    read = event(document, "CON-1")
    assert read == Event(
        id=4433,
        type="message",
        conversation_id="CON-1",
        from_member="MEM-1",
        from_user_id="USR-1",
        from_user_name="ada",
        from_user_display_name="Ada",
        timestamp=datetime(2020, 1, 1, 14, tzinfo=UTC),
        body={"message_type": "text", "text": "hello"},
    )
    assert read.raw == document


def test_the_seeds_events_are_read(samples: Path) -> None:
    events = [event(each, "CON-1") for each in json.loads((samples / "seed_events.json").read_text())]
    assert [each.id for each in events] == [1, 2, 3, 4, 5, 6, 7, 8]
    assert [each.type for each in events][:3] == ["member:joined", "sip:ringing", "sip:answered"]
    assert events[4].body["audio"] is True
    assert events[7].timestamp == datetime(2018, 10, 25, 9, 26, 30, 337_000, tzinfo=UTC)


def test_the_member_may_be_embedded_only() -> None:
    assert event({"from": "", "_embedded": {"from_member": {"id": "MEM-1"}}}).from_member == "MEM-1"


def test_a_webhooks_event_names_its_conversation() -> None:
    assert event({"cid": "CON-2"}, "CON-1").conversation_id == "CON-2"


def test_a_deleted_event_may_be_nothing_but_a_number() -> None:
    assert event({"id": "7", "body": None, "timestamp": ""}) == Event(id=7)


def test_an_unknown_type_survives_whole() -> None:
    read = event({"type": "custom:stripe_payment", "body": {"amount": 5, "nested": [{"a": None}]}})
    assert (read.type, read.body) == ("custom:stripe_payment", {"amount": 5, "nested": [{"a": None}]})


def test_the_body_keeps_no_credentials() -> None:
    body = {
        "sdp": "v=0 hunter2",
        "channel": {"headers": {"x": "hunter2"}, "to": {"password": "hunter2", "user": "ada"}},
    }
    read = event({"type": "rtc:answer", "body": body | {"answer": "v=0\r\nhunter2"}})
    channel = {"headers": "••••", "to": {"password": "••••", "user": "ada"}}
    assert read.body == {"sdp": "••••", "channel": channel, "answer": "••••"}
    assert "hunter2" not in repr(read) + repr(read.raw)
