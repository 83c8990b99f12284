"""Things that happen, made by hand."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from capi_bot.sandbox.vonage.webhook_bodies import rtc_body, voice_body
from capi_bot.sandbox.world import Occurrence
from capi_bot.sandbox.world.conversation_script import Participant, app, build_conversation, phone, step
from capi_bot.sandbox.world.records import Call, Conversation, Event, User, ident, parse_time
from capi_bot.sandbox.world.snapshot import World

NOON = parse_time("2026-11-21T12:00:00Z")
MARY = User(id=ident("USR", "mary"), name="mary", display_name="Mary", custom_data={"desk": 2})
RINGING = build_conversation(
    "ringing",
    NOON,
    (
        Participant(
            key="caller",
            user=User(id=ident("USR", "caller"), name="caller"),
            channel=phone("447700900200", "442079460000"),
            direction="inbound",
            call_status="answered",
        ),
        Participant(key="mary", user=MARY, channel=app(MARY), call_status="ringing"),
    ),
    (step(1, "member:joined", "caller"), step(2, "member:joined", "mary"), step(3, "audio:play:done", play_id="x")),
    name="hotline",
    display_name="Hotline",
)
WORLD = World(now=NOON, users=(MARY,), conversations=(RINGING,))
CALL = RINGING.calls[0]


def occurrence(kind: str, **more: object) -> Occurrence:
    return Occurrence(**{"at": NOON, "kind": kind, "conversation": RINGING, **more})


def call(status: str, seconds: float | None = None) -> Call:
    ended = None if seconds is None else CALL.started + timedelta(seconds=seconds)
    answered = CALL.started + timedelta(seconds=20) if status == "completed" else None
    return replace(CALL, status=status, answered=answered, ended=ended)


def event_occurrence(of: Conversation, number: int) -> Occurrence:
    return occurrence("event", conversation=of, event=of.events[number - 1])


@pytest.mark.parametrize("status", ["started", "ringing", "answered", "busy", "cancelled", "timeout"])
def test_a_leg_says_how_it_is_doing(status: str) -> None:
    body = voice_body(occurrence("call", call=call(status)))

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
    body = voice_body(occurrence("call", call=call(status, 12)))
    assert body is not None
    assert body["detail"] == detail
    assert isinstance(body["sip_code"], int)


def test_a_leg_that_is_over_says_what_it_cost_since_it_was_answered_in_text() -> None:
    body = voice_body(occurrence("call", call=call("completed", 110)))
    assert body is not None
    assert (body["duration"], body["price"], body["disconnected_by"]) == ("90", "0.03600000", "user")
    assert str(body["end_time"]) > str(body["start_time"])


def test_a_machine_has_its_own_words_for_the_leg() -> None:
    body = voice_body(occurrence("call", call=call("machine")))
    assert body is not None
    assert (body["call_uuid"], body["sub_state"], "uuid" in body) == (CALL.id, "beep_start", False)


def test_a_transfer_names_both_conversations() -> None:
    body = voice_body(occurrence("transfer", call=CALL, origin="CON-before"))
    assert body is not None
    assert (body["conversation_uuid_from"], body["conversation_uuid_to"]) == ("CON-before", RINGING.id)
    assert "status" not in body


def test_a_recording_is_reported_without_a_status() -> None:
    done = {"destination_url": "https://example.com/r", "recording_id": "r", "size": 12, "format": "mp3"}
    body = voice_body(occurrence("event", event=Event(id=9, type="audio:record:done", at=NOON, body=done)))
    assert body is not None
    assert (body["recording_url"], body["recording_uuid"], body["size"]) == ("https://example.com/r", "r", 12)
    assert "status" not in body


def test_other_events_are_the_other_webhooks_business() -> None:
    assert voice_body(event_occurrence(RINGING, 1)) is None
    assert voice_body(occurrence("created")) is None


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
    body = voice_body(occurrence("call", call=replace(call("ringing"), to=side)))
    assert body is not None
    assert body["to"] == text
    json.dumps(body)


APPLICATION = "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee"


def test_an_event_is_reported_with_its_conversation_and_its_sender() -> None:
    body = rtc_body(event_occurrence(RINGING, 2), WORLD, APPLICATION)

    assert body is not None
    assert (body["type"], body["id"], body["application_id"]) == ("member:joined", 2, APPLICATION)
    assert body["conversation_id"] == body["cid"] == RINGING.id
    assert body["from"] == RINGING.members[1].id
    assert body["body"] == RINGING.events[1].body
    assert body["_embedded"] == {
        "from_user": {
            "id": MARY.id,
            "name": "mary",
            "display_name": "Mary",
            "image_url": "",
            "custom_data": {"desk": 2},
        },
        "from_member": {"id": RINGING.members[1].id},
    }
    json.dumps(body)


@pytest.mark.parametrize("number", [1, 3])
def test_an_event_of_nobody_that_is_known_has_no_sender(number: int) -> None:
    body = rtc_body(event_occurrence(RINGING, number), World(now=NOON), APPLICATION)
    assert body is not None
    assert not {"from", "_embedded"} & body.keys()


@pytest.mark.parametrize(("what", "type_"), [("created", "conversation:created"), ("deleted", "conversation:deleted")])
def test_a_conversation_comes_and_goes_without_its_id_on_top(what: str, type_: str) -> None:
    body = rtc_body(occurrence(what), WORLD, APPLICATION)

    assert body is not None
    assert (body["type"], "conversation_id" in body, "id" in body) == (type_, False, False)
    assert body["body"] == {
        "id": RINGING.id,
        "name": "hotline",
        "display_name": "Hotline",
        "image_url": "",
        "state": "ACTIVE",
        "timestamp": {"created": "2026-11-21T12:00:00.000Z"},
    }


def test_how_a_leg_is_doing_is_the_other_webhooks_business() -> None:
    assert rtc_body(occurrence("call", call=CALL), WORLD, APPLICATION) is None
