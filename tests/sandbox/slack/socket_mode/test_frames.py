from __future__ import annotations

import json

import pytest
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse

from capi_bot.sandbox.slack.delivery_bodies import (
    Parcel,
    Retry,
    command_parcel,
    event_parcel,
    payload_parcel,
)
from capi_bot.sandbox.slack.socket_mode.frames import Ack, disconnect, envelope, hello, read_ack

COMMAND = command_parcel({"command": "/capi", "text": ""}, "")
EVENT = event_parcel({"event": {"type": "app_mention"}, "event_id": "Ev1"})


def test_hello_says_how_many_connections_there_are_and_how_long_this_one_lives() -> None:
    assert hello(app_id="A1", host="applink-1", connections=2, life=360.4) == {
        "type": "hello",
        "num_connections": 2,
        "debug_info": {"host": "applink-1", "build_number": 10, "approximate_connection_time": 360},
        "connection_info": {"app_id": "A1"},
    }


def test_disconnect_says_why() -> None:
    assert disconnect("refresh_requested", "applink-1") == {
        "type": "disconnect",
        "reason": "refresh_requested",
        "debug_info": {"host": "applink-1"},
    }


@pytest.mark.parametrize("parcel", [COMMAND, payload_parcel({"type": "view_submission"}, ""), EVENT])
def test_slacks_own_client_reads_an_envelope(parcel: Parcel) -> None:
    request = SocketModeRequest.from_dict(envelope(parcel, None, "e-1"))

    assert request
    assert (request.type, request.envelope_id, request.payload) == (parcel.type, "e-1", parcel.payload)
    assert request.accepts_response_payload is (parcel is not EVENT)


def test_only_events_tell_of_retries() -> None:
    retry = Retry(attempt=2, reason="timeout")
    first, again = envelope(EVENT, None, "e-1"), envelope(EVENT, retry, "e-2")
    command = envelope(COMMAND, None, "e-3")

    assert (first["retry_attempt"], first["retry_reason"]) == (0, "")
    assert (again["retry_attempt"], again["retry_reason"]) == (2, "timeout")
    assert "retry_attempt" not in command


@pytest.mark.parametrize("payload", [None, {"text": "hello"}])
def test_what_slacks_own_client_answers_is_read(payload: dict[str, str] | None) -> None:
    answer = SocketModeResponse(envelope_id="e-1", payload=payload).to_dict()

    assert read_ack(json.dumps(answer)) == Ack(envelope_id="e-1", payload=payload)


def test_a_payload_that_is_no_object_is_none() -> None:
    assert read_ack('{"envelope_id": "e-1", "payload": "hello"}') == Ack(envelope_id="e-1")


@pytest.mark.parametrize("junk", ["", "hello", b"\xff\xfe", "[]", "null", '{"envelope_id": 7}', '{"payload": {}}'])
def test_junk_acknowledges_nothing(junk: str | bytes) -> None:
    assert read_ack(junk) is None
