from __future__ import annotations

import pytest

from capi_bot.capi.models import Event, Json
from capi_bot.domain.events import describe_event
from capi_bot.domain.events.legs import CALLEE_STATUSES, CALLER_STATUSES, describe_call_status


@pytest.mark.parametrize("status", sorted(CALLEE_STATUSES))
def test_every_status_is_told_of_both_sides(status: str) -> None:
    assert CALLEE_STATUSES[status] == describe_call_status(status.upper(), inbound=False)
    assert CALLER_STATUSES[status] == describe_call_status(status, inbound=True)


def test_an_unfamiliar_status_is_told_as_it_is() -> None:
    assert describe_call_status("on_hold", inbound=True) == "has call status on_hold"
    assert describe_call_status("", inbound=True) == "has a new call status"


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ({"state": {"status": "failed", "reason": "no route"}}, "ada could not be reached (no route)"),
        ({"statusHistory": [{"status": "started"}, {"status": "ringing"}]}, "ada is ringing"),
        ({"status": "answered", "direction": "inbound", "type": "app"}, "ada was connected (inbound app leg)"),
        ({"status": "completed", "user": {"name": "ada"}, "leg_id": "leg"}, "ada finished the call (leg leg)"),
        ({"status": "busy", "state": {"reason": {"text": "User busy", "sip_code": 486}}}, "ada was busy (SIP 486)"),
        ({"status": "failed", "reason": {"code": "27"}}, "ada could not be reached (out of order)"),
    ],
)
def test_a_legs_status_is_found_where_it_is(body: Json, text: str) -> None:
    assert describe_event(Event(type="leg:status:update", from_user_name="ada", body=body)).text == text
