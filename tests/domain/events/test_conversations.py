from __future__ import annotations

from capi_bot.capi.models import Event
from capi_bot.domain.events import describe_event


def test_a_machine_made_name_is_not_told() -> None:
    event = Event(type="conversation:updated", body={"name": "NAM-1", "state": "ACTIVE"})
    assert describe_event(event).text == "The conversation was updated (now active)"


def test_a_display_name_goes_before_a_name() -> None:
    event = Event(type="conversation:created", body={"name": "a", "display_name": "B"})
    assert describe_event(event).text == "The conversation was created (named “B”)"
