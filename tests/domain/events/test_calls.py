from __future__ import annotations

import pytest

from capi_bot.capi.models import Event, Json
from capi_bot.domain.events import describe_event

CHANNEL: Json = {"type": "phone", "from": {"number": "1001"}, "to": {"number": "1002"}}


def predicate(kind: str, **body: object) -> str:
    return describe_event(Event(type=kind, from_user_name="ada", body={"channel": CHANNEL, **body})).predicate


def test_a_caller_is_answered_and_a_called_person_answers() -> None:
    assert predicate("sip:ringing", direction="inbound") == "is waiting for an answer (calling 1002)"
    assert predicate("sip:ringing", direction="outbound") == "is ringing"
    assert predicate("sip:answered", direction="inbound") == "was connected (inbound call answered)"
    assert predicate("sip:answered", direction="outbound") == "answered"


@pytest.mark.parametrize(
    ("code", "called", "caller"),
    [
        (404, "has no such number (SIP 404)", "could not be connected (no such number, SIP 404)"),
        ("408", "did not answer (timed out, SIP 408)", "got no answer (timed out, SIP 408)"),
        (480, "was not available (SIP 480)", "got no answer (not available, SIP 480)"),
        ("486", "was busy (SIP 486)", "found the line busy (SIP 486)"),
        (487, "missed the call (cancelled, SIP 487)", "gave up waiting (cancelled, SIP 487)"),
        (
            503,
            "could not be reached (network not available, SIP 503)",
            "could not be connected (network not available, SIP 503)",
        ),
        (599, "could not be reached (SIP 599)", "could not be connected (SIP 599)"),
        (603, "declined the call (SIP 603)", "was turned away (declined, SIP 603)"),
        (200, "hung up (as usual, SIP 200)", "hung up (as usual, SIP 200)"),
        (None, "hung up", "hung up"),
    ],
)
def test_a_call_that_failed_is_told_by_who_called(code: object, called: str, caller: str) -> None:
    assert predicate("sip:hangup", direction="outbound", reason={"sip_code": code}) == called
    assert predicate("sip:hangup", direction="inbound", reason={"sip_code": code}) == caller


@pytest.mark.parametrize(
    ("kind", "told"),
    [("human", "sounds like a person"), ("machine", "sounds like a machine"), ("fax", "sounds like a machine (fax)")],
)
def test_what_picked_up_is_told(kind: str, told: str) -> None:
    assert predicate("sip:machine", type=kind) == told


def test_a_status_may_come_as_a_state() -> None:
    assert predicate("sip:status", state="busy", direction="out") == "was busy"


def test_a_transfer_from_nowhere_is_still_a_transfer() -> None:
    assert predicate("rtc:transfer") == "was transferred here"
