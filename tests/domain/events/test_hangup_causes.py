from __future__ import annotations

import pytest

from capi_bot.capi.event_bodies import CallBody
from capi_bot.capi.models import Event, Json
from capi_bot.domain.call_summary.leg_history import NEVER_CONNECTED
from capi_bot.domain.events import describe_event
from capi_bot.domain.events.hangup_causes import HANGUP_CAUSES, describe_reason, hangup_status

PHONE: Json = {"type": "phone", "from": {"number": "1001"}, "to": {"number": "1002"}}


def hangup(body: Json) -> CallBody:
    view = Event(type="sip:hangup", body=body).typed_body
    assert isinstance(view, CallBody)
    return view


@pytest.mark.parametrize(
    ("reason", "expected"),
    [
        ({"text": "Busy here", "sip_code": "486"}, "Busy here, SIP 486"),
        ({"sip_code": 486}, "busy, SIP 486"),
        ({"sip_code": 402}, "payment required, SIP 402"),
        ({"sip_code": 499}, "SIP 499"),
        ({"text": "", "code": "1010"}, "code 1010"),
        ({"text": "user_disconnected", "code": "1010"}, "user disconnected"),
        ({"code": "user_disconnected"}, "user disconnected"),
        ({"code": "16"}, "as usual"),
        ({"code": "16", "sip_code": "487"}, "cancelled, SIP 487"),
        ({"text": "17"}, ""),
        ({"code": "0", "text": ""}, ""),
        ("timeout", "timeout"),
        ("16", "as usual"),
        ([], ""),
        (None, ""),
    ],
)
def test_a_reason_is_described_with_its_sip_code(reason: object, expected: str) -> None:
    assert describe_reason(hangup({"reason": reason}).reason) == expected


@pytest.mark.parametrize(
    ("reason", "predicate", "expected"),
    [
        ({"sip_code": 486}, "was busy", "SIP 486"),
        ({"text": "User busy", "sip_code": 486}, "was busy", "SIP 486"),
        ({"text": "On another line", "sip_code": 486}, "was busy", "On another line, SIP 486"),
        ({"sip_code": 503}, "could not be reached", "network not available, SIP 503"),
        ({"code": "17"}, "was busy", ""),
    ],
)
def test_a_reason_does_not_repeat_the_predicate(reason: object, predicate: str, expected: str) -> None:
    assert describe_reason(hangup({"reason": reason}).reason, predicate) == expected


@pytest.mark.parametrize(
    ("reason", "status"),
    [
        ({"sip_code": "200"}, ""),
        ({"code": "16"}, ""),
        ({"code": "17"}, "busy"),
        ({"sip_code": 486}, "busy"),
        ({"sip_code": "480"}, "unanswered"),
        ({"sip_code": "487"}, "cancelled"),
        ({"sip_code": "603"}, "rejected"),
        ({"sip_code": "403"}, "failed"),
        ({"sip_code": "599"}, "failed"),
        ({"sip_code": "302"}, ""),
        ({"code": "599"}, ""),
        ({}, ""),
        ("junk", ""),
    ],
)
def test_only_failures_have_a_status(reason: object, status: str) -> None:
    assert hangup_status(hangup({"reason": reason})) == status


def test_a_failure_of_a_call_with_sound_is_a_lost_connection() -> None:
    body: Json = {"channel": PHONE, "reason": {"sip_code": "500"}, "quality": {"mos_score": "3.95"}}
    event = Event(type="sip:hangup", body={**body, "direction": "outbound"})

    assert hangup_status(hangup(body)) == "disconnected"
    assert (
        describe_event(event).text == "1002 lost the connection (fault at the other end, SIP 500, good sound, MOS 4.0)"
    )


def test_the_statuses_are_those_of_legs_that_never_connected() -> None:
    assert {cause.status for cause in HANGUP_CAUSES.values()} - {""} == NEVER_CONNECTED


@pytest.mark.parametrize("code", [code for code, cause in HANGUP_CAUSES.items() if cause.status])
@pytest.mark.parametrize("direction", ["inbound", "outbound"])
def test_a_failed_call_is_not_described_as_hung_up(code: str, direction: str) -> None:
    key = "sip_code" if len(code) > 2 else "code"
    body: Json = {"channel": PHONE, "direction": direction, "reason": {key: code}}

    assert "hung up" not in describe_event(Event(type="sip:hangup", body=body)).text
