from __future__ import annotations

import json

import pytest

from capi_bot.sandbox.vonage.webhooks.voice import webhook
from capi_bot.sandbox.world.records import Event
from tests.sandbox.vonage.webhooks.made import (
    CALL,
    NOON,
    RINGING,
    call,
    happened,
    told,
)


@pytest.mark.parametrize("status", ["started", "ringing", "answered", "busy", "cancelled", "timeout"])
def test_a_leg_says_how_it_is_doing(status: str) -> None:
    body = webhook(happened("call", call=call(status)))

    assert body is not None
    assert {
        "from": "447700900200",
        "to": "442079460000",
        "uuid": CALL.id,
        "conversation_uuid": RINGING.id,
        "status": status,
        "direction": "inbound",
        "timestamp": "2026-11-21T12:00:00.000Z",
    }.items() <= body.items()


@pytest.mark.parametrize(
    ("status", "detail"), [("unanswered", "unavailable"), ("rejected", "declined"), ("failed", "cannot_route")]
)
def test_a_leg_that_came_to_nothing_says_why(status: str, detail: str) -> None:
    body = webhook(happened("call", call=call(status, 12)))
    assert body is not None
    assert body["detail"] == detail
    assert isinstance(body["sip_code"], int)


def test_a_leg_that_is_over_says_what_it_cost_since_it_was_answered_in_text() -> None:
    body = webhook(happened("call", call=call("completed", 110)))
    assert body is not None
    assert (body["duration"], body["price"], body["disconnected_by"]) == ("90", "0.03600000", "user")
    assert str(body["end_time"]) > str(body["start_time"])


def test_a_machine_has_its_own_words_for_the_leg() -> None:
    body = webhook(happened("call", call=call("machine")))
    assert body is not None
    assert (body["call_uuid"], body["sub_state"], "uuid" in body) == (CALL.id, "beep_start", False)


def test_a_transfer_names_both_conversations() -> None:
    body = webhook(happened("transfer", call=CALL, origin="CON-before"))
    assert body is not None
    assert (body["conversation_uuid_from"], body["conversation_uuid_to"]) == ("CON-before", RINGING.id)
    assert "status" not in body


def test_a_recording_is_told_without_a_status() -> None:
    done = {"destination_url": "https://example.com/r", "recording_id": "r", "size": 12, "format": "mp3"}
    body = webhook(happened("event", event=Event(id=9, type="audio:record:done", at=NOON, body=done)))
    assert body is not None
    assert (body["recording_url"], body["recording_uuid"], body["size"]) == ("https://example.com/r", "r", 12)
    assert "status" not in body


def test_other_events_are_the_other_webhooks_business() -> None:
    assert webhook(told(RINGING, 1)) is None
    assert webhook(happened("created")) is None


@pytest.mark.parametrize(
    ("side", "text"),
    [
        ({"type": "sip", "uri": "sip:a@example.com"}, "sip:a@example.com"),
        ({"type": "app", "user": "USR-1"}, "USR-1"),
        ({"type": "vbc", "extension": "100"}, "100"),
        ({"type": "app"}, ""),
    ],
)
def test_an_address_is_text_whatever_the_channel(side: dict[str, str], text: str) -> None:
    leg = call("ringing")
    body = webhook(happened("call", call=type(leg)(**{**_fields(leg), "to": side})))
    assert body is not None
    assert body["to"] == text
    json.dumps(body)


def _fields(leg: object) -> dict[str, object]:
    return {name: getattr(leg, name) for name in leg.__slots__}  # type: ignore[attr-defined]  # a slotted value
