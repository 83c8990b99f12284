from __future__ import annotations

import pytest

from capi_bot.capi.models import Event, Json
from capi_bot.capi.story import tell

CHANNEL: Json = {"type": "phone", "from": {"number": "1001"}, "to": {"number": "1002"}}


def predicate(kind: str, **body: object) -> str:
    return tell(Event(type=kind, from_user_name="ada", body={"channel": CHANNEL, **body})).predicate


def test_a_caller_is_answered_and_a_called_person_answers() -> None:
    assert predicate("sip:ringing", direction="inbound") == "is waiting for an answer (calling 1002)"
    assert predicate("sip:ringing", direction="outbound") == "is ringing"
    assert predicate("sip:answered", direction="inbound") == "was connected (inbound call answered)"
    assert predicate("sip:answered", direction="outbound") == "answered"


@pytest.mark.parametrize(
    ("code", "what"),
    [
        (404, "has no such number"),
        ("408", "did not answer"),
        (480, "was not available"),
        ("486", "was busy"),
        (487, "was not connected before the call was cancelled"),
        (603, "declined the call"),
        (200, "hung up"),
        (None, "hung up"),
    ],
)
def test_a_call_that_failed_is_not_told_as_hung_up(code: object, what: str) -> None:
    assert predicate("sip:hangup", reason={"sip_code": code}).partition(" (")[0] == what


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
