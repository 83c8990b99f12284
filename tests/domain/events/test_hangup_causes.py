from __future__ import annotations

import pytest

from capi_bot.capi.models import Event, Json
from capi_bot.domain.call_summary.leg_history import NEVER_CONNECTED
from capi_bot.domain.events import describe_event
from capi_bot.domain.events.hangup_causes import HANGUP_CAUSES, describe_reason, hangup_status

PHONE: Json = {"type": "phone", "from": {"number": "1001"}, "to": {"number": "1002"}}


@pytest.mark.parametrize(
    ("given", "said"),
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
def test_a_reason_is_told_in_words_with_its_sip_code(given: object, said: str) -> None:
    assert describe_reason({"reason": given}) == said


@pytest.mark.parametrize(
    ("given", "told", "said"),
    [
        ({"sip_code": 486}, "was busy", "SIP 486"),
        ({"text": "User busy", "sip_code": 486}, "was busy", "SIP 486"),
        ({"text": "On another line", "sip_code": 486}, "was busy", "On another line, SIP 486"),
        ({"sip_code": 503}, "could not be reached", "network not available, SIP 503"),
        ({"code": "17"}, "was busy", ""),
    ],
)
def test_what_was_told_already_is_not_told_again(given: object, told: str, said: str) -> None:
    assert describe_reason({"reason": given}, told) == said


@pytest.mark.parametrize(
    ("given", "status"),
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
def test_every_failure_has_a_status_and_any_other_end_none(given: object, status: str) -> None:
    assert hangup_status({"reason": given}) == status


def test_what_fails_while_there_is_sound_cuts_off_a_call() -> None:
    body: Json = {"channel": PHONE, "reason": {"sip_code": "500"}, "quality": {"mos_score": "3.95"}}
    event = Event(type="sip:hangup", body={**body, "direction": "outbound"})

    assert hangup_status(body) == "disconnected"
    assert (
        describe_event(event).text == "1002 lost the connection (fault at the other end, SIP 500, good sound, MOS 4.0)"
    )


def test_the_endings_are_those_that_a_recap_knows() -> None:
    assert {cause.status for cause in HANGUP_CAUSES.values()} - {""} == NEVER_CONNECTED


@pytest.mark.parametrize("code", [code for code, cause in HANGUP_CAUSES.items() if cause.status])
@pytest.mark.parametrize("direction", ["inbound", "outbound"])
def test_no_call_that_failed_is_told_as_hung_up(code: str, direction: str) -> None:
    key = "sip_code" if len(code) > 2 else "code"
    body: Json = {"channel": PHONE, "direction": direction, "reason": {key: code}}

    assert "hung up" not in describe_event(Event(type="sip:hangup", body=body)).text
